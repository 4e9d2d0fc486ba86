"""Titles of instruments in English sentences, in capitals: where they begin and end.

A title is read from its head outwards. To the left it takes capitals, numbers and acronyms
("2016-2018 CICA *Initiative*"); to the right also what a preposition ties on ("*Treaty* on
Friendship and Cooperation"), an enumeration inside it, and years. It ends where the sentence goes
on: at a verb, a relative clause, a date, or an "and" behind which another title stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from extraction.grammar import grammar

_TOKEN = re.compile(
    r"[^\W\d_](?:[\w&]|[’'.](?=\w)|[-–‑/](?=\w))*(?:['’](?=\s)|[-–‑](?=\s+(?:and|or)\s))?|\d+(?:[-–/.]\d+)*(?:st|nd|rd|th)?|\S"
)


@lru_cache(maxsize=16)
def _small(name: str) -> frozenset[str]:
    """The small words of a group of ``small_words``."""
    return frozenset(grammar("en", "instruments")["small_words"][name].split())


@lru_cache(maxsize=1)
def _date() -> re.Pattern[str]:
    """A date, or the month or year of one."""
    months = "|".join(name for names in grammar("en", "dates")["months"] for name in names)
    return re.compile(
        rf"(?:the\s+)?(?:{months})\b\.?(?!-)|\d{{1,2}}(?:[-–]\d{{1,2}})?\s+(?:{months})\b"
        r"|[12]\d{3}\b(?![-–/])"
    )


@lru_cache(maxsize=1)
def _stop() -> re.Pattern[str]:
    """Small words at which a description ends and the sentence goes on."""
    words = "|".join(_small("stop"))
    return re.compile(rf"\b(?:{words}|in which|in (?:areas|fields) such)\b")


@dataclass(frozen=True)
class Title:
    """The name of a text in a sentence; offsets count characters of the whole text."""

    name: str
    start: int
    end: int
    head: str
    head_start: int
    head_end: int
    kind: str  # key of Outcome.InstrumentKind
    proper: bool  # in capitals, and not a description
    certain: bool  # a title even where the text does not say what was done
    carried: bool = False  # inside another title: what that one amends or carries out
    closing: bool = False  # the last word of a meeting: "The Final Communiqué"
    tied: bool = False  # a description that says what the text is about: "treaty on wrecks"
    only_tied: bool = False  # described by a word that names a text only so: "decision on wrecks"


@dataclass(frozen=True)
class _Token:
    word: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.word[0].isupper()

    @property
    def number(self) -> bool:
        return self.word[0].isdigit()


@dataclass(frozen=True)
class _Head:
    words: str
    first: int  # places in the list of tokens
    last: int
    kind: str
    plural: bool = False


@lru_cache(maxsize=1)
def _heads() -> tuple[dict[tuple[str, ...], tuple[str, bool]], int]:
    """The heads by their words, each with its kind and whether it is a plural; the longest."""
    words = grammar("en", "instruments")
    heads = {
        tuple(re.sub("[’]", "'", head).split()): (kind, False)
        for kind, names in words["heads"].items()
        for head in names
    }
    heads |= {tuple(head.split()): (kind, True) for head, kind in words["plurals"].items()}
    return heads, max(map(len, heads))


@lru_cache(maxsize=1)
def _weak() -> frozenset[str]:
    return frozenset(grammar("en", "instruments")["weak"])


@lru_cache(maxsize=2)
def _alone(name: str) -> frozenset[str]:
    return frozenset(grammar("en", "instruments")[name])


def titles_in(words: str, offset: int = 0) -> list[Title]:
    """The titles in a sentence, in order; those inside another follow it."""
    tokens = _tokens(words) if _any_first_word().search(words) else []
    found: list[Title] = []
    reached = 0
    for head in _heads_in(tokens):
        inside = head.first < reached
        if inside and not _is_carried(words, tokens, head):
            continue
        first = _leftmost(words, tokens, head, 0 if inside else reached)
        last = _rightmost(words, tokens, head)
        if head.last + 1 < len(tokens) and _runs_on(tokens, head):
            continue
        if not inside:
            reached = last + 1
        whole = _title(words, tokens, head, first, last, offset)
        if not whole.proper and head.first == head.last:
            if tokens[first - 1].word not in ("a", "an") or not first:
                continue  # "the Agreement": one spoken of before
            whole = replace(whole, tied=True)
        found += [replace(one, carried=inside) for one in _each(words, whole, head.plural, offset)]
    return found


def reach_of(words: str, start: int, head: str) -> int:
    """Where the description ends whose head begins at a place: "treaty on safe passage"."""
    tokens = _tokens(words, start)
    size = len(_tokens(head))
    return tokens[_rightmost(words, tokens, _Head(head, 0, size - 1, ""))].end


def _tokens(words: str, start: int = 0) -> list[_Token]:
    return [_Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(words, start)]


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """The words that a head can begin with, as titles and as headlines print them."""
    firsts = {head[0] for head in _heads()[0]}
    curly = {word.replace("'", "’") for word in firsts}
    return frozenset(firsts | curly | {word.upper() for word in firsts | curly})


@lru_cache(maxsize=1)
def _any_first_word() -> re.Pattern[str]:
    """Most sentences have none: they need not be cut into words."""
    return re.compile(rf"\b(?:{'|'.join(sorted(_first_words()))})\b")


def _heads_in(tokens: list[_Token]) -> Iterator[_Head]:
    heads, longest = _heads()
    firsts = _first_words()
    passed = -1
    for at, token in enumerate(tokens):
        if at <= passed or token.word not in firsts:
            continue
        for length in range(min(longest, len(tokens) - at), 0, -1):
            key = tuple(one.word.replace("’", "'") for one in tokens[at : at + length])
            if known := heads.get(_cased(key)):
                passed = at + length - 1
                yield _Head(" ".join(key), at, passed, *known)
                break


def _cased(key: tuple[str, ...]) -> tuple[str, ...]:
    """Words all in capitals, as in headlines, as they are written in titles."""
    if all(word.isupper() and len(word) > 3 for word in key if word.isalpha()):
        return tuple(word.capitalize() for word in key)
    return key


_CARRYING = frozenset(
    (
        *("implement", "implementing", "further", "furthering", "advance", "advancing"),
        *("execute", "executing", "fulfil", "fulfill", "amend", "amending"),
        *("supplement", "supplementing", "under", "on"),
    )
)
"""Words of a title behind which another text is named."""


def _is_carried(words: str, tokens: list[_Token], head: _Head) -> bool:
    """Whether a head inside a title is a text of its own: "to Implement the ... Declaration"."""
    first = _leftmost(words, tokens, head, 0)
    before = [token.word.lower() for token in tokens[max(0, first - 3) : first]]
    if not before or before[-1] != "the":
        return False
    return len(before) > 1 and (
        before[-2] in _CARRYING or before[-3:-1] == ["implementation", "of"] or before[-2] == "of"
    )


def _runs_on(tokens: list[_Token], head: _Head) -> bool:
    """Whether the head only stands before another: "Treaty Organization", "Code Committee"."""
    after = tokens[head.last + 1]
    if not after.capital or not after.word[0].isalpha() or after.word in _small("participles"):
        return False
    return not (
        re.fullmatch(r"[IVXLC]+|No|[A-Z]|\S*/\S*\d\S*", after.word)
        or tokens[head.last].end == after.start
    )


def _leftmost(words: str, tokens: list[_Token], head: _Head, floor: int) -> int:
    first = head.first
    while first > floor:
        before = tokens[first - 1]
        joined = before.word in ("&", "Plus")
        if before.word.lower() in _small("determiners") or not (
            before.capital or before.number or joined
        ):
            break
        if _short_line(words, before.end, tokens[first].start):
            break
        first -= 1
    while (
        first < head.first
        and tokens[first].number
        and not re.match(r"\d{4}|\d+(?:st|nd|rd|th)", tokens[first].word)
    ):
        first += 1
    return first


_LONGEST = 80  # tokens of a title: no text names one that goes on for longer


def _rightmost(words: str, tokens: list[_Token], head: _Head) -> int:
    """The last token of the title that begins with the head."""
    last = at = head.last
    tied = False
    end = min(len(tokens), head.last + _LONGEST)
    while at + 1 < end:
        at += 1
        token = tokens[at]
        if token.word == "(":
            close = next(
                (i for i in range(at, min(at + 9, len(tokens))) if tokens[i].word == ")"), 0
            )
            if not close:
                break
            inner = words[token.end : tokens[close].start]
            if not inner[:1].isupper() or re.search(r"\d{4}|\b(?:signed|adopted|held)\b", inner):
                break
            acronym = re.fullmatch(r"[A-Z][\w-]*[A-Z][\w-]*|[A-Z]{2,}s?", inner)
            at = close
            last = last if acronym else close
            continue
        if token.word in '"“«' and at == last + 1:
            close = next(
                (i for i in range(at + 1, min(at + 14, len(tokens))) if tokens[i].word in '"”»'), 0
            )
            if not close:
                break
            last = at = close
            continue
        if token.word == "," and tied and (reach := _enumerated(tokens, at)):
            last = at = reach
            continue
        if token.number or (token.capital and token.word[0].isalpha()):
            if tokens[at - 1].word in _small("before_date") and _date().match(words, token.start):
                break
            if _short_line(words, tokens[at - 1].end, token.start):
                break
            last = at
            continue
        low = token.word
        if low not in _small("carry") and low not in _small("open"):
            if low in ("and", "No", ".") and tokens[at - 1].word == "No":
                continue
            break
        if at - last > 4:
            break
        if low == "and" and (not tied or _another(tokens, at + 1)):
            break
        if (
            low in _small("break")
            and not tied
            and not (low in _small("until") and _is_year(tokens, at + 1))
        ):
            break
        if low in _small("open") and _goes_on_small(tokens, at):
            return max(last, _small_run(words, tokens, at))
        if low in _small("tied") and _reaches(tokens, at):
            tied = True
    return last


def _is_year(tokens: list[_Token], at: int) -> bool:
    return at < len(tokens) and bool(re.fullmatch(r"[12]\d{3}", tokens[at].word))


def _short_line(words: str, start: int, end: int) -> bool:
    """Whether a line ends here that its margin did not end: a headline, an entry of a list."""
    gap = words[start:end]
    if "\n" not in gap:
        return False
    line = words[words.rfind("\n", 0, start) + 1 : start]
    return gap.count("\n") > 1 or len(line) < 45


def _reaches(tokens: list[_Token], at: int) -> bool:
    return any(token.capital for token in tokens[at + 1 : at + 4])


def _goes_on_small(tokens: list[_Token], at: int) -> bool:
    """Whether small words follow: "Statement on strengthening regional security"."""
    after = list(takewhile(lambda token: token.word[0].isalnum(), tokens[at + 1 : at + 4]))
    return (
        bool(after)
        and all(token.word[0].islower() for token in after[:2])
        and not any(token.capital for token in after if token.word not in ("the", "a"))
        and after[0].word not in ("which", "whom", "this", "that", "behalf", "its", "all")
        and not (after[0].word == "the" and (len(after) < 2 or after[1].word in _small("when")))
    )


_LISTED = re.compile(
    r"\s+[a-z-]+(?:\s+[a-z-]+)?(?:,\s+[a-z-]+(?:\s+[a-z-]+)?)*,?\s+and\s+(?!\w+ed\b)[a-z-]+"
)


def _small_run(words: str, tokens: list[_Token], at: int) -> int:
    """The last token of a run of small words, up to where the sentence goes on."""
    stop = _stop().search(words, tokens[at].start)
    limit = stop.start() if stop else len(words)
    last = at
    for place in range(at + 1, min(at + 14, len(tokens))):
        token = tokens[place]
        if token.word == "," and _LISTED.match(words, token.end):
            continue
        if token.start >= limit or not (token.word[0].isalnum()):
            break
        if token.word in ("and", "or") and (
            place + 1 >= len(tokens)
            or re.search(
                r"(?:ed|es)$|^(?:the|a|an|its|their|to|we|agreed|it)$", tokens[place + 1].word
            )
        ):
            break
        if token.word in ("in", "on", "of") and _date().match(words, token.end + 1):
            break
        last = place
    while last > at and tokens[last].word in _small("carry"):
        last -= 1
    return last if last > at else at - 1


def _enumerated(tokens: list[_Token], comma: int) -> int:
    """Where "Security, Stability and Development" ends, from its first comma; 0 if it is none."""
    at, since, joined = comma + 1, 0, False
    last = 0
    while at < len(tokens) and since <= 5:
        token = tokens[at]
        if token.word in (",", "and", "&"):
            if since == 0 and token.word == ",":
                return 0
            joined = joined or token.word != ","
            since = 0
            if joined and token.word == "," and last:
                break
        elif token.capital and token.word[0].isalpha():
            if _starts_head(tokens, at):
                return 0
            since += 1
            last = at
            if joined and (at + 1 >= len(tokens) or not tokens[at + 1].capital):
                return at
        elif token.word in ("of", "for") and since:
            since += 1
        else:
            return 0
        at += 1
    return last if joined else 0


def _starts_head(tokens: list[_Token], at: int) -> bool:
    heads, longest = _heads()
    return any(
        tuple(token.word for token in tokens[at : at + length]) in heads
        for length in range(1, longest + 1)
    )


def _another(tokens: list[_Token], at: int) -> bool:
    """Whether another title, or another clause, begins here, after "and"."""
    while at < len(tokens) and tokens[at].word in ("the", "a", "an", "its"):
        at += 1
    if at >= len(tokens) or not (tokens[at].capital or tokens[at].number):
        return True
    if tokens[at].word in ("Certain", "Other", "Related", "Relevant"):
        return False
    while at < len(tokens) and (tokens[at].capital or tokens[at].number):
        if _starts_head(tokens, at):
            return True
        at += 1
    if at < len(tokens) and tokens[at].word in ("member", "states"):
        while at < len(tokens) and tokens[at].word in ("member", "states"):
            at += 1
        return at < len(tokens) and _another(tokens, at)
    return False


def _title(
    words: str, tokens: list[_Token], head: _Head, first: int, last: int, offset: int
) -> Title:
    start, end = tokens[first].start, tokens[max(last, head.last)].end
    bare = head.first == first and head.last >= last
    weak = (head.words in _weak() and not _NUMBERED.search(words, start, end)) or bare
    return Title(
        name=name_of(words[start:end]),
        start=offset + start,
        end=offset + end,
        head=words[tokens[head.first].start : tokens[head.last].end],
        head_start=offset + tokens[head.first].start,
        head_end=offset + tokens[head.last].end,
        kind=head.kind,
        proper=not bare or head.words in _alone("alone"),
        certain=not weak,
        closing=bare and head.words in _alone("closing"),
    )


_NUMBERED = re.compile(r"\s(?:No\.?\s*\d|[A-Z]\S*/\S*\d)")


def name_of(words: str) -> str:
    """The words of a title with single spaces."""
    return " ".join(words.split()).strip(" ,")


_SINGULAR = {"Memoranda": "Memorandum", "Treaties": "Treaty"}


def _each(words: str, title: Title, plural: bool, offset: int) -> list[Title]:
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
        return [replace(title, certain=False, proper=title.proper)]
    rest = split["rest"] or ""
    return [replace(title, name=f"{split['lead']}{split[side]}{rest}") for side in ("one", "two")]
