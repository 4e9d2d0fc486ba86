"""A sentence as titles of instruments are read from it: its tokens, and the heads of titles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extraction.grammar import grammar

_TOKEN = re.compile(
    r"[^\W\d_](?:[\w&]|[’'.](?=\w)|[-–‑/](?=\w))*(?:['’](?=\s)|[-–‑](?=\s+(?:and|or)\s))?|\d+(?:[-–/.]\d+)*(?:st|nd|rd|th)?|\S"
)


@cache
def small_words(name: str) -> frozenset[str]:
    """The small words of a group of ``small_words``."""
    return frozenset(_WORDS["small_words"][name].split())


@dataclass(frozen=True)
class Token:
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
class Head:
    words: str
    first: int  # places in the list of tokens
    last: int
    kind: str
    plural: bool = False


_WORDS = grammar("en", "instruments")
_HEADS: dict[tuple[str, ...], tuple[str, bool]] = {
    tuple(head.replace("’", "'").split()): (kind, False)
    for kind, names in _WORDS["heads"].items()
    for head in names
} | {tuple(head.split()): (kind, True) for head, kind in _WORDS["plurals"].items()}
"""The heads by their words, each with its kind and whether it is a plural."""
_LONGEST = max(map(len, _HEADS))
_STRAIGHT = {head[0] for head in _HEADS}
_CURLY = {word.replace("'", "’") for word in _STRAIGHT}
_FIRST_WORDS = frozenset(_STRAIGHT | _CURLY | {word.upper() for word in _STRAIGHT | _CURLY})
"""The words that a head can begin with, as titles and as headlines print them."""
ANY_FIRST_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_FIRST_WORDS))})\b")
"""Most sentences have none: they need not be cut into words."""


def tokens_of(words: str, start: int = 0) -> list[Token]:
    return [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(words, start)]


def heads_in(tokens: list[Token]) -> Iterator[Head]:
    passed = -1
    for at, token in enumerate(tokens):
        if at <= passed or token.word not in _FIRST_WORDS:
            continue
        for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
            key = tuple(one.word.replace("’", "'") for one in tokens[at : at + length])
            if known := _HEADS.get(_cased(key)):
                passed = at + length - 1
                yield Head(" ".join(key), at, passed, *known)
                break


def _cased(key: tuple[str, ...]) -> tuple[str, ...]:
    """Words all in capitals, as in headlines, as they are written in titles."""
    if all(word.isupper() and len(word) > 3 for word in key if word.isalpha()):
        return tuple(word.capitalize() for word in key)
    return key


def is_short_line(words: str, start: int, end: int) -> bool:
    """Whether a line ends here that its margin did not end: a headline, an entry of a list."""
    gap = words[start:end]
    if "\n" not in gap:
        return False
    line = words[words.rfind("\n", 0, start) + 1 : start]
    return gap.count("\n") > 1 or len(line) < 45


def starts_head(tokens: list[Token], at: int) -> bool:
    return any(
        tuple(token.word for token in tokens[at : at + length]) in _HEADS
        for length in range(1, _LONGEST + 1)
    )
