"""Vagueness is part of a date: "about 2016", "perhaps in May 2016", "in 2015 or 2016"."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from extraction.grammar import alternatives, grammar
from records.dates import bounds

from .meanings import days_in_a_row, period
from .when import When

_WORDS = grammar("en", "dates")


def _before(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{alternatives(words)})\s*(?:,\s*)?(?:(?:in|on|during)\s+)?(?:the\s+)?$",
        re.IGNORECASE,
    )


_ABOUT = _before(_WORDS["about"])
_PERHAPS = _before(_WORDS["perhaps"])
_ABOUT_BEHIND = re.compile(rf",?\s(?:{alternatives(_WORDS['about_behind'])})\b", re.IGNORECASE)
_PERHAPS_BEHIND = re.compile(r"\s?(?:\(\?\)|\[\?\]|\?(?=\s?[)\],]|\s[a-z]))")
_POINT = re.compile(r"[0-9]{2}[0-9X]{2}(?:-[0-9]{2}){0,2}")
_LOOK = 24  # characters before a date, and behind it, in which such words stand


def as_vague(text: str, start: int, when: When) -> When:
    """``when`` with what the words beside it say of how certain and how exact it is."""
    low, end = max(start, when.start - _LOOK), when.end
    about = _ABOUT.search(text, low, when.start)
    perhaps = _PERHAPS.search(text, low, about.start() if about else when.start)
    about_behind = None if about else _ABOUT_BEHIND.match(text, end)
    perhaps_behind = None if perhaps else _PERHAPS_BEHIND.match(text, end)
    inexact, uncertain = about or about_behind, perhaps or perhaps_behind
    if not (inexact or uncertain):
        return when
    mark = "%" if inexact and uncertain else "~" if inexact else "?"
    begin = min([one.start() for one in (about, perhaps) if one] or [when.start])
    last = max([one.end() for one in (about_behind, perhaps_behind) if one] or [end])
    return replace(
        when,
        edtf=marked(when.edtf, mark),
        each=tuple(replace(one, edtf=marked(one.edtf, mark)) for one in when.each),
        start=begin,
        end=last,
        said="",
    )


def marked(edtf: str, mark: str) -> str:
    """A date with each of its points marked: "~" not exact, "?" not certain, "%" neither."""
    return _POINT.sub(lambda point: point[0] + mark, edtf)


_OR = re.compile(
    r",?\s+or\s+(?:(?:perhaps|possibly|else|even)\s+)?(?:in\s+|on\s+)?(?:the\s+)?", re.I
)
_AND = re.compile(r"\s*(?:,|&|,?\s*\band\b)\s*(?:on\s+)?(?:the\s+)?", re.IGNORECASE)
_SIMPLE = re.compile(r"[0-9X]{4}(?:-[0-9]{2}){0,2}[~?%]?")


def joined(text: str, found: list[When]) -> list[When]:
    """Dates that stand side by side as one: either of two, or two stretches of days in a row."""
    kept: list[When] = []
    for when in found:
        before = kept[-1] if kept else None
        one = _one_of_both(text, before, when) if before else None
        if one is not None:
            kept[-1] = one
        else:
            kept.append(when)
    return kept


def either(before: When, when: When) -> When | None:
    """One date that is either of two, where each is a single one or a choice."""
    choices = [*before.edtf.strip("[]").split(","), *when.edtf.strip("[]").split(",")]
    choices = list(dict.fromkeys(choices))
    if not all(_SIMPLE.fullmatch(choice) for choice in choices):
        return None
    edtf = choices[0] if len(choices) == 1 else f"[{','.join(choices)}]"
    return replace(when, edtf=edtf, because="", said="", each=(), **_span(before, when))


def _span(before: When, when: When) -> dict[str, Any]:
    return {
        "start": before.start,
        "end": when.end,
        "complete": before.complete and when.complete,
    }


def _one_of_both(text: str, before: When, when: When) -> When | None:
    if _OR.fullmatch(text, before.end, when.start):
        return either(before, when)
    if when.unit == before.unit == "day" and _AND.fullmatch(text, before.end, when.start):
        if any(one.each or re.search(r"[\[~?%]", one.edtf) for one in (before, when)):
            return None
        (first, low), (high, last) = bounds(before.edtf), bounds(when.edtf)
        if first and low and high and last and days_in_a_row(low.isoformat(), high.isoformat()):
            edtf = period(first.isoformat(), last.isoformat())
            return replace(when, edtf=edtf, because="", said="", **_span(before, when))
    return None
