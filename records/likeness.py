"""How alike two names are, whatever their spelling, accents, order of words or script."""

import re
from functools import lru_cache

from .text import fold, index_text

_RUN = re.compile(r"[0-9]+")
_ORDINAL = re.compile(r"^([0-9]+)(st|nd|rd|th)$")
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth"),
)
_WORDS = {word: str(number) for number, word in enumerate(_ORDINALS, 1)}
_CHINESE = re.compile("第([一二三四五六七八九十]+)")
_DIGITS = {char: number for number, char in enumerate("一二三四五六七八九", 1)}
SMALL = frozenset(
    ("the", "of", "and", "on", "for", "in", "to", "at", "a", "an", "de", "la", "le", "du", "des")
)

WORD_ENOUGH = 0.45  # how alike two words must be to stand for each other
OTHER_SUBJECT = 0.55  # what is left of the likeness where each has a word that the other lacks


@lru_cache(maxsize=50_000)
def numbers_in(name: str) -> frozenset[str]:
    """The numbers in a name, as figures: of “19th”, “Nineteenth” and “第十九” the same."""
    text = _CHINESE.sub(lambda match: f" {_chinese(match[1])} ", name)
    found = {str(int(run)) for run in _RUN.findall(fold(text))}
    return frozenset(found | {_WORDS[word] for word in fold(name).split() if word in _WORDS})


def _chinese(number: str) -> int:
    tens, ten, units = number.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(units, 0)


@lru_cache(maxsize=50_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name that say what it is about: no articles, no numbers."""
    return tuple(
        word
        for word in index_text(_CHINESE.sub(" ", name)).split()
        if word not in SMALL
        and word not in _WORDS
        and not _ORDINAL.match(word)
        and not word.isdigit()
    )


@lru_cache(maxsize=50_000)
def _trigrams(word: str) -> frozenset[str]:
    padded = f"  {word} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def word_likeness(one: str, other: str) -> float:
    """The share of trigrams that two words have in common, from 0 to 1."""
    mine, theirs = _trigrams(one), _trigrams(other)
    return len(mine & theirs) / len(mine | theirs)


@lru_cache(maxsize=200_000)
def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1; 0 where their numbers contradict each other.

    Words are matched one to one, in any order. Where each name has a word that the other lacks
    (“… on Cyber Security”, “… on Maritime Security”) they are likely about different things.
    """
    mine, theirs = numbers_in(one), numbers_in(other)
    if mine and theirs and mine != theirs:
        return 0.0
    left, right = list(words_of(one)), list(words_of(other))
    if not left or not right:
        return 0.0
    whole = sum(map(len, left)) + sum(map(len, right))
    shared = 0.0
    for word in [word for word in left if word in right]:
        left.remove(word)
        right.remove(word)
        shared += 2 * len(word)
    for word in sorted(left, key=len, reverse=True):
        best = max(right, key=lambda candidate: word_likeness(word, candidate), default="")
        near = word_likeness(word, best) if best else 0.0
        if near >= WORD_ENOUGH:
            left.remove(word)
            right.remove(best)
            shared += near * (len(word) + len(best))
    share = shared / whole
    if _says_something(left) and _says_something(right):
        share *= OTHER_SUBJECT
    if bool(mine) != bool(theirs):
        share *= 0.85
    return min(share, 1.0)


def _says_something(words: list[str]) -> bool:
    return any(len(word) > 2 or not word.isascii() for word in words)
