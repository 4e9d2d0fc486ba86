"""Where a text says a value that somebody gives: the reader's way back, from values to words.

Each function looks between two places of a text. A value is looked for as the finders read it: a
date in every spelling, a number in figures and words, a name in every spelling of the search, a
choice by the words of the grammar.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from django.core.exceptions import ValidationError
from rapidfuzz import fuzz

from extraction.dates.chinese import chinese_dates
from extraction.dates.english import dates_in
from extraction.dates.meanings import Known
from extraction.dates.when import When
from extraction.grammar import alternatives, grammar
from extraction.names.gazetteer import Token, fits, stands_alone, tokens
from extraction.words.ordinals import chinese_number, ordinals_in, roman
from records.dates import bounds
from records.search_text import UNSPACED_RUN
from texts.copied_words import find_words


class How(IntEnum):
    """How plainly words say a value."""

    EXACT = 0  # in so many words
    FOLDED = 1  # but for accents, case and punctuation, or with what stands elsewhere
    NEAR = 2  # in words that are alike, or that say it among other things


@dataclass(frozen=True)
class Wording:
    """Words that say a value: where they stand, and how plainly they say it."""

    start: int
    end: int
    how: How = How.EXACT


# Dates


def wordings_of_date(text: str, start: int, end: int, edtf: str, published: str) -> list[Wording]:
    """The dates that say ``edtf``, or a day of it; one that is less exact does not say it."""
    found = []
    for when in _dates(text, start, end, published):
        how = _says_date(when, edtf)
        if how is not None:
            found.append(Wording(when.start, when.end, how))
    return found


def _dates(text: str, start: int, end: int, published: str) -> Iterator[When]:
    for find in (dates_in, chinese_dates):
        for when in find(text, start, end, Known(published=published)):
            yield when
            yield from when.each


def _says_date(when: When, edtf: str) -> How | None:
    plainly = How.EXACT if when.complete else How.FOLDED
    if when.edtf == edtf:
        return plainly
    if edtf in when.edtf.split("/"):  # one end of it
        return How.NEAR
    for said in filter(None, (when.said, when.edtf)):
        try:
            (low, high), (first, last) = bounds(said), bounds(edtf)
        except ValidationError:
            continue
        if (low, high) == (first, last):
            return How.FOLDED if said == edtf else How.NEAR
        if None not in (low, high, first, last) and first <= low and high <= last:  # type: ignore[operator]
            return How.NEAR
    return None


def may_say_year(text: str, edtf: str) -> bool:
    """Whether ``text`` has a year of the date in figures, or in Chinese ones: quick to ask."""
    years = {int(year) for year in re.findall(r"[0-9]{4}", edtf)}
    said = {str(year) for year in years} | {
        str(year).translate(str.maketrans("0123456789", zeros + "一二三四五六七八九"))
        for year in years
        for zeros in "〇零"
    }
    return not years or any(year in text for year in said)


# Numbers

_FIGURES = re.compile(r"(?<![\w.,-])[0-9]{1,3}(?:,[0-9]{3})+(?![\w-])|(?<![\w.,])[0-9]{1,9}(?!\w)")
_ROMAN = re.compile(r"(?<![\w.-])[IVXLC]{1,7}(?![\w.-])")
_FIRST = re.compile(grammar("zh", "meetings")["first"])
_CARDINALS = {word: n for n, word in enumerate(grammar("en", "numbers")["cardinals"], 1)}
_CARDINAL = re.compile(rf"\b(?:{alternatives(_CARDINALS)})\b", re.IGNORECASE)
_COUNTED = re.compile("[〇零一二三四五六七八九十百两]{1,7}")


def wordings_of_number(
    text: str, start: int, end: int, number: int, *, ordinal: bool
) -> list[Wording]:
    """The words and figures that say ``number``: as an ordinal, or else as a count."""
    as_ordinal = [
        (one.start, one.end) for one in ordinals_in(text, start, end) if one.value == number
    ]
    if number == 1:
        as_ordinal += [one.span() for one in _FIRST.finditer(text, start, end)]
    as_ordinal += [
        one.span() for one in _ROMAN.finditer(text, start, end) if roman(one[0]) == number
    ]
    as_count = [
        one.span()
        for one in _FIGURES.finditer(text, start, end)
        if int(one[0].replace(",", "")) == number
    ]
    as_count += [
        one.span()
        for one in _CARDINAL.finditer(text, start, end)
        if _CARDINALS[one[0].lower()] == number
    ]
    as_count += [
        one.span()
        for one in _COUNTED.finditer(text, start, end)
        if chinese_number(one[0]) == number and not _inside(one.span(), as_ordinal)
    ]
    exact, near = (as_ordinal, as_count) if ordinal else (as_count, as_ordinal)
    return [
        *(Wording(*span) for span in exact),
        *(Wording(*span, How.NEAR) for span in near if not _inside(span, exact)),
    ]


def _inside(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


# Names


@dataclass(frozen=True)
class Sought:
    """The names of one thing, made ready to be looked for in many stretches of a text.

    ``whole``: inside a longer name ("China" of "South China Sea") they only may mean it.
    """

    names: tuple[str, ...]
    whole: bool
    folded: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, names: Iterable[str], *, whole: bool = False) -> "Sought":
        kept = tuple(dict.fromkeys(name for one in names if (name := " ".join(one.split()))))
        folded = (tuple(token.folded for token in tokens(name)) for name in kept)
        return cls(kept, whole, tuple(folded))


def wordings_of_name(text: str, start: int, end: int, sought: Sought) -> list[Wording]:
    """The words that are one of the names, exactly or folded; a longer one holds over one in it."""
    stretch = text[start:end]
    spans: dict[tuple[int, int], How] = {}
    for name in sought.names:
        for first, last in find_words(stretch, name):
            if not (_joined(stretch, first) or _joined(stretch, last)):
                spans[first, last] = How.EXACT
    words = tokens(stretch)
    for name, folded in zip(sought.names, sought.folded, strict=True):
        for first, last in _runs(words, folded):
            if not _inside((first, last), spans) and fits(name, stretch[first:last]):
                spans[first, last] = How.FOLDED
    found = []
    for first, last in sorted(spans):
        if any((first, last) != one and _inside((first, last), [one]) for one in spans):
            continue
        how = spans[first, last]
        if sought.whole and not stands_alone(stretch, first, last):
            how = How.NEAR
        found.append(Wording(start + first, start + last, how))
    return found


def _runs(words: list[Token], folded: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where the words ``folded`` stand one after the other."""
    size = len(folded)
    for at in range(len(words) - size + 1) if size else ():
        if words[at].folded == folded[0] and all(
            words[at + step].folded == folded[step] for step in range(1, size)
        ):
            yield words[at].start, words[at + size - 1].end


def _joined(text: str, at: int) -> bool:
    """Whether a cut at ``at`` goes through a word."""
    if not 0 < at < len(text):
        return False
    around = text[at - 1 : at + 1]
    return around.isalnum() and not UNSPACED_RUN.search(around)


ALIKE = 84  # of 100: from here on words may be a name in another spelling
SHORTEST = 5  # characters of a name that others can be like


def words_alike(text: str, start: int, end: int, sought: Sought) -> list[Wording]:
    """The words most like one of the names: a slip of the pen, another ending or order."""
    stretch = text[start:end].lower()
    if len(stretch) != end - start:  # a letter that is two in lower case
        stretch = text[start:end]
    best: tuple[float, int, int] | None = None
    for name in sought.names:
        if len(name) < SHORTEST or UNSPACED_RUN.fullmatch(name):
            continue
        alike = fuzz.partial_ratio_alignment(name.lower(), stretch, score_cutoff=ALIKE)
        if alike and len(name) <= len(stretch) and (best is None or alike.score > best[0]):
            best = (alike.score, alike.dest_start, alike.dest_end)
    if best is None:
        return []
    first, last = best[1:]
    while _joined(stretch, first):
        first -= 1
    while _joined(stretch, last):
        last += 1
    words = stretch[first:last]
    first, last = first + len(words) - len(words.lstrip()), last - len(words) + len(words.rstrip())
    return [Wording(start + first, start + last, How.NEAR)] if first < last else []


# Choices


def wordings_of_choice(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[Wording]:
    """The words that say a choice; ``words.choices.choice_pattern`` makes the pattern."""
    return [Wording(*one.span()) for one in pattern.finditer(text, start, end) if one[0]]
