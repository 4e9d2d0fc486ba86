"""The order of reading: what is looked for in a text, one finder after the other."""

from collections.abc import Callable, Sequence

from .candidates import Candidate, Reading, Stretch
from .chinese import find_chinese_meetings
from .gazetteer import Gazetteer
from .instruments import find_instruments
from .meetings import find_meetings
from .memberships import find_memberships
from .offices import find_offices
from .source import Source

Finder = Callable[[Source, tuple[Candidate, ...]], list[Candidate]]
"""Finds candidates in a source; the second argument is what the finders before it found."""

FINDERS: list[Finder] = [
    find_meetings,
    find_chinese_meetings,
    find_offices,
    find_instruments,
    find_memberships,
]


def read_source(
    text: str,
    *,
    gazetteer: Gazetteer,
    date: str = "",
    language: str = "",
    passages: Sequence[Stretch] | None = None,
) -> Reading:
    """See ``candidates.read``."""
    source = Source(text, gazetteer, date=date, language=language or "en", passages=passages)
    found: tuple[Candidate, ...] = ()
    for finder in FINDERS:
        found += tuple(finder(source, found))
    ordered = sorted(found, key=lambda one: (one.start, one.end, one.kind, one.title))
    return Reading(tuple(ordered), source.language, source.date)
