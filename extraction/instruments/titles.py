"""Titles of instruments in English sentences, in capitals: where they begin and end.

A title is read from its head outwards: to the left it takes capitals, numbers and acronyms
("2016-2018 CICA *Initiative*"), to the right what ``title_ends`` finds.
"""

import re
from dataclasses import dataclass, replace

from extraction.grammar import grammar

from .title_ends import last_token
from .title_words import (
    ANY_FIRST_WORD,
    Head,
    Token,
    heads_in,
    is_short_line,
    small_words,
    tokens_of,
)


@dataclass(frozen=True)
class Title:
    """The name of a text in a sentence; offsets count characters of the whole text."""

    name: str
    start: int
    end: int
    head: str
    head_start: int
    head_end: int
    kind: str = ""  # key of Outcome.InstrumentKind
    proper: bool = False  # in capitals, and not a description
    certain: bool = False  # a title even where the text does not say what was done
    inner: bool = False  # inside another title: what that one amends or carries out
    closing: bool = False  # the last word of a meeting: "The Final Communiqué"
    tied: bool = False  # a description that says what the text is about: "treaty on wrecks"
    only_tied: bool = False  # described by a word that names a text only so: "decision on wrecks"


_WEAK, _ALONE, _CLOSING = (
    frozenset(grammar("en", "instruments")[name]) for name in ("weak", "alone", "closing")
)


def titles_in(words: str, offset: int = 0) -> list[Title]:
    """The titles in a sentence, in order; those inside another follow it."""
    tokens = tokens_of(words) if ANY_FIRST_WORD.search(words) else []
    found: list[Title] = []
    reached = 0
    for head in heads_in(tokens):
        inside = head.first < reached
        if inside and not _is_inner(words, tokens, head):
            continue
        first = _first_token(words, tokens, head, 0 if inside else reached)
        last = last_token(words, tokens, head)
        if head.last + 1 < len(tokens) and _is_of_longer_name(tokens, head):
            continue
        if not inside:
            reached = last + 1
        whole = _title(words, tokens, head, first, last, offset)
        if not whole.proper and head.first == head.last:
            if tokens[first - 1].word not in ("a", "an") or not first:
                continue  # "the Agreement": one spoken of before
            whole = replace(whole, tied=True)
        found += [
            replace(one, inner=inside) for one in _one_each(words, whole, head.plural, offset)
        ]
    return found


def reach_of(words: str, start: int, head: str) -> int:
    """Where the description ends whose head begins at a place: "treaty on safe passage"."""
    tokens = tokens_of(words, start)
    size = len(tokens_of(head))
    return tokens[last_token(words, tokens, Head(head, 0, size - 1, ""))].end


_BEFORE_INNER = frozenset(
    (
        *("implement", "implementing", "further", "furthering", "advance", "advancing"),
        *("execute", "executing", "fulfil", "fulfill", "amend", "amending"),
        *("supplement", "supplementing", "under", "on"),
    )
)
"""Words of a title behind which another text is named."""


def _is_inner(words: str, tokens: list[Token], head: Head) -> bool:
    """Whether a head inside a title is a text of its own: "to Implement the ... Declaration"."""
    first = _first_token(words, tokens, head, 0)
    before = [token.word.lower() for token in tokens[max(0, first - 3) : first]]
    if not before or before[-1] != "the":
        return False
    return len(before) > 1 and (
        before[-2] in _BEFORE_INNER
        or before[-3:-1] == ["implementation", "of"]
        or before[-2] == "of"
    )


def _is_of_longer_name(tokens: list[Token], head: Head) -> bool:
    """Whether the head only stands before another: "Treaty Organization", "Code Committee"."""
    after = tokens[head.last + 1]
    if not after.capital or not after.word[0].isalpha() or after.word in small_words("participles"):
        return False
    return not (
        re.fullmatch(r"[IVXLC]+|No|[A-Z]|\S*/\S*\d\S*", after.word)
        or tokens[head.last].end == after.start
    )


def _first_token(words: str, tokens: list[Token], head: Head, floor: int) -> int:
    first = head.first
    while first > floor:
        before = tokens[first - 1]
        joined = before.word in ("&", "Plus")
        if before.word.lower() in small_words("determiners") or not (
            before.capital or before.number or joined
        ):
            break
        if is_short_line(words, before.end, tokens[first].start):
            break
        first -= 1
    while (
        first < head.first
        and tokens[first].number
        and not re.match(r"\d{4}|\d+(?:st|nd|rd|th)", tokens[first].word)
    ):
        first += 1
    return first


def _title(
    words: str, tokens: list[Token], head: Head, first: int, last: int, offset: int
) -> Title:
    start, end = tokens[first].start, tokens[max(last, head.last)].end
    bare = head.first == first and head.last >= last
    weak = (head.words in _WEAK and not _NUMBERED.search(words, start, end)) or bare
    return Title(
        name=name_of(words[start:end]),
        start=offset + start,
        end=offset + end,
        head=words[tokens[head.first].start : tokens[head.last].end],
        head_start=offset + tokens[head.first].start,
        head_end=offset + tokens[head.last].end,
        kind=head.kind,
        proper=not bare or head.words in _ALONE,
        certain=not weak,
        closing=bare and head.words in _CLOSING,
    )


_NUMBERED = re.compile(r"\s(?:No\.?\s*\d|[A-Z]\S*/\S*\d)")


def name_of(words: str) -> str:
    """The words of a title with single spaces, the first in capitals."""
    name = " ".join(words.split()).strip(" ,")
    return name[:1].upper() + name[1:]


_SINGULAR = {"Memoranda": "Memorandum", "Treaties": "Treaty"}


def _one_each(words: str, title: Title, plural: bool, offset: int) -> list[Title]:
    """The texts that a plural stands for, as far as the sentence tells them apart."""
    if not plural:
        return [title]
    head = title.head.split()[-1]
    single = _SINGULAR.get(head, head.removesuffix("s"))
    name = title.name.replace(head, single, 1)
    split = re.match(
        r"(?P<lead>.*\b(?:Entry|Accession|Admission|Membership|Participation) of )"
        r"(?P<one>.+?) and (?P<two>.+?)(?P<rest> (?:to|in|into) .+)?$",
        name,
    )
    if not split:
        return [replace(title, certain=False)]
    rest = split["rest"] or ""
    return [replace(title, name=f"{split['lead']}{split[side]}{rest}") for side in ("one", "two")]
