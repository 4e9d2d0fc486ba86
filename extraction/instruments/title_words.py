"""A sentence as titles of instruments are read from it: its tokens, and the heads of titles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extraction.grammar import grammar

_TOKEN = re.compile(
    r"[^\W\d_](?:[\w&]|[’'.](?=\w)|[-–‑/](?=\w))*(?:['’](?=\s)|[-–‑](?=\s+(?:and|or)\s))?|\d+(?:[-–/.]\d+)*(?:st|nd|rd|th)?|\S"
)


@lru_cache(maxsize=16)
def small_words(name: str) -> frozenset[str]:
    """The small words of a group of ``small_words``."""
    return frozenset(grammar("en", "instruments")["small_words"][name].split())


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


def tokens_of(words: str, start: int = 0) -> list[Token]:
    return [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(words, start)]


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """The words that a head can begin with, as titles and as headlines print them."""
    firsts = {head[0] for head in _heads()[0]}
    curly = {word.replace("'", "’") for word in firsts}
    return frozenset(firsts | curly | {word.upper() for word in firsts | curly})


@lru_cache(maxsize=1)
def any_first_word() -> re.Pattern[str]:
    """Most sentences have none: they need not be cut into words."""
    return re.compile(rf"\b(?:{'|'.join(sorted(_first_words()))})\b")


def heads_in(tokens: list[Token]) -> Iterator[Head]:
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
    heads, longest = _heads()
    return any(
        tuple(token.word for token in tokens[at : at + length]) in heads
        for length in range(1, longest + 1)
    )
