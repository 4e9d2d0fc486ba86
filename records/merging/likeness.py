"""How alike two names are, whatever their spelling, accents, order of words or script."""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from records.search_text import UNSPACED_RUN, fold

from .numerals import ORDINALS, in_figures

_RUN = re.compile(r"[0-9]+")
SMALL = frozenset(
    ("the", "of", "and", "on", "for", "in", "to", "at", "a", "an", "de", "la", "le", "du", "des")
)

COUNTING = frozenset(ORDINALS)
"""The words for numbers that no name is told apart by."""

ROMAN = frozenset(("ii", "iii", "iv", "vi", "vii", "viii", "ix"))

WORD_ENOUGH = 0.45  # how alike two words must be to stand for each other
ONE_SLIP = 0.8  # the share of letters, in order, from which two words are one misspelt

OTHER_SUBJECT = 0.55  # what is left of the likeness where each has a word that the other lacks


@lru_cache(maxsize=50_000)
def numbers_in(name: str) -> frozenset[str]:
    """The numbers in a name, as figures: of “19th”, “Nineteenth”, “XIX”, “第十九” the same."""
    return frozenset(str(int(run)) for run in _RUN.findall(_plain(name)))


def _plain(name: str) -> str:
    """A name folded, its numbers as figures."""
    return fold(in_figures(unicodedata.normalize("NFKC", name)))


@lru_cache(maxsize=50_000)
def marks_in(name: str) -> frozenset[str]:
    """The letters and Roman numbers by which things of one name are told apart: “(b)”, “III”."""
    return frozenset(
        word
        for word in _plain(name).split()
        if (len(word) == 1 and word.isascii() and word.isalpha()) or word in ROMAN
    )


@lru_cache(maxsize=50_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name that say what it is about: no articles, no numbers."""
    return tuple(word for word in _plain(name).split() if word not in SMALL and not word.isdigit())


@lru_cache(maxsize=50_000)
def _trigrams(word: str) -> frozenset[str]:
    padded = f"  {word} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


@lru_cache(maxsize=200_000)
def word_likeness(one: str, other: str) -> float:
    """The share of trigrams that two words have in common, from 0 to 1.

    A slip of one letter costs a short word most of its trigrams, so the letters count there;
    and in a script without spaces, where a whole name is one word.
    """
    mine, theirs = _trigrams(one), _trigrams(other)
    share = len(mine & theirs) / len(mine | theirs)
    unspaced = bool(UNSPACED_RUN.search(one))
    if unspaced or (one[0] == other[0] and min(len(one), len(other)) > 3):
        letters = SequenceMatcher(a=one, b=other, autojunk=False).ratio()
        if letters >= ONE_SLIP:
            share = max(share, letters)
    return share


@lru_cache(maxsize=200_000)
def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1; 0 where their numbers contradict each other.

    Words are matched one to one, in any order. Where each name has a word that the other lacks
    (“… on Cyber Security”, “… on Maritime Security”) they are likely about different things.
    """
    mine, theirs = numbers_in(one), numbers_in(other)
    if (mine and theirs and mine != theirs) or _marked_otherwise(one, other):
        return 0.0
    left, right = list(words_of(one)), list(words_of(other))
    if not left or not right:
        return 0.0
    if "".join(left) == "".join(right):
        return 1.0 if left == right and mine == theirs else 0.95
    whole = sum(map(len, left)) + sum(map(len, right))
    shared = 0.0
    for word in list(left):
        if word in right:
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


def _marked_otherwise(one: str, other: str) -> bool:
    mine, theirs = marks_in(one), marks_in(other)
    return bool(mine and theirs and mine != theirs)


def _says_something(words: list[str]) -> bool:
    return any(len(word) > 2 or not word.isascii() for word in words)
