"""The order of reading: what is looked for in a text, one finder after the other."""

import re
from collections.abc import Callable, Sequence

from extraction.dates.chinese import chinese_dates
from extraction.dates.english import dates_in
from extraction.dates.meanings import Known
from extraction.instruments.finder import find_instruments
from extraction.meetings.chinese import find_chinese_meetings
from extraction.meetings.finder import find_meetings
from extraction.memberships.finder import find_memberships
from extraction.names.gazetteer import Gazetteer
from extraction.people.offices import find_offices
from texts.pieces import FURNITURE
from texts.segmentation import segment

from .candidates import Candidate, Reading, Stretch
from .readable import Readable
from .source import Source, is_chinese

Finder = Callable[[Source, tuple[Candidate, ...]], list[Candidate]]
"""Finds candidates in a source; the second argument is what the finders before it found."""

FINDERS: list[Finder] = [
    find_meetings,
    find_chinese_meetings,
    find_offices,
    find_instruments,
    find_memberships,
]


def read(
    text: str,
    *,
    gazetteer: Gazetteer,
    date: str = "",
    language: str = "",
    passages: Sequence[Stretch] | None = None,
) -> Reading:
    """Everything the text seems to say, with the words for it; the same text, the same answer.

    ``passages`` are those of the text (made here when not given); page furniture is not read.
    ``date`` and ``language`` are those of the document, where they are known.
    """
    readable = Readable(text)
    stretches = readable.passages(segment(text) if passages is None else passages)
    source = Source(
        readable.text,
        gazetteer,
        language=language or language_of(readable.text),
        passages=stretches,
    )
    source.date = date or date_in_head(source)
    found: tuple[Candidate, ...] = ()
    for finder in FINDERS:
        found += tuple(finder(source, found))
    if not readable.is_full:
        found = tuple(map(readable.candidate, found))
    ordered = sorted(found, key=lambda one: (one.start, one.end, one.kind, one.title))
    return Reading(tuple(ordered), source.language, source.date)


# What the text says of itself

_HEAD = 8  # how many passages from the start may tell when the document was published
_HEAD_LENGTH = 300
_UPDATED = re.compile(
    r"(?:updated|modified|retrieved|accessed|printed)\W{0,3}(?:on\s)?$", re.IGNORECASE
)
_SMALL = frozenset(("the", "of", "and", "to", "in", "a", "on", "for", "is", "that", "was", "at"))


def language_of(text: str) -> str:
    """The language whose grammar fits: "zh", "en", or "und" where neither does."""
    start = text[:20_000]
    if is_chinese(start, 0, len(start)):
        return "zh"
    words = start.casefold().split()
    return "en" if sum(word in _SMALL for word in words) * 10 > len(words) else "und"


def date_in_head(source: Source) -> str:
    """EDTF of the day that the head of the document gives, "" where it gives none.

    A day beside "updated" stands behind one without.
    """
    later = ""
    for passage in source.passages[:_HEAD]:
        if passage.kind == FURNITURE or passage.end - passage.start > _HEAD_LENGTH:
            continue
        for find in (dates_in, chinese_dates):
            for when in find(source.text, passage.start, passage.end, Known()):
                if when.unit != "day" or not when.complete or "/" in when.edtf or when.each:
                    continue
                if not _UPDATED.search(source.text, max(0, when.start - 20), when.start):
                    return when.edtf
                later = later or when.edtf
    return later
