"""The ledger of a series: its meetings by ordinal, and what the numbers say is missing.

The system notices gaps, fresh starts of the count, and dates that run against the ordinals.
It corrects none of them: editors see them as work, readers as what they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from django.db import models
from django.db.models import F, Max, Q, RowRange, Window
from django.db.models.functions import Lag

from meetings.models import Meeting

Gap = tuple[int, int]
"""The first and the last of neighbouring ordinals that no recorded meeting has."""


@dataclass(frozen=True)
class Entry:
    """A meeting, or the gap before the next; ``after`` is the meeting its date puts it before."""

    meeting: Meeting | None = None
    gap: Gap | None = None
    after: Meeting | None = None


@dataclass
class Count:
    """One run of ordinals from 1; ``numbering`` names it where the series counted anew."""

    numbering: str
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Ledger:
    """A series as its numbers show it."""

    counts: list[Count]
    unnumbered: list[Meeting]


def gaps(ordinals: Iterable[int]) -> list[Gap]:
    """The numbers missing below the last one: ``[2, 5]`` lacks 1, and 3 to 4."""
    return [
        (before + 1, after - 1)
        for before, after in pairwise([0, *sorted(set(ordinals))])
        if after - before > 1
    ]


def ledger(meetings: Iterable[Meeting]) -> Ledger:
    """The ledger of one series from its ``meetings``, in any order."""
    numbered: list[Meeting] = []
    unnumbered: list[Meeting] = []
    for meeting in meetings:
        (unnumbered if meeting.ordinal is None else numbered).append(meeting)
    numbered.sort(key=lambda m: (m.numbering, m.ordinal))
    counts = [
        Count(numbering, _entries(list(group)))
        for numbering, group in groupby(numbered, lambda m: m.numbering)
    ]
    counts.sort(key=lambda count: (_begins(count), count.numbering))
    unnumbered.sort(key=lambda m: (m.date_order, m.pk))
    return Ledger(counts, unnumbered)


def disordered(meetings: "models.QuerySet[Meeting]") -> "models.QuerySet[Meeting]":
    """Those of ``meetings`` before which a number is missing, or whose date runs against theirs.

    The same that ``ledger`` finds, asked of the database; ``meetings`` are whole series.
    """
    count: dict[str, Any] = {"partition_by": ["series_id", "numbering"], "order_by": "ordinal"}
    numbered = meetings.filter(series__isnull=False, ordinal__isnull=False)
    return (
        numbered.order_by()
        .annotate(
            number_before=Window(Lag("ordinal", default=0), **count),
            date_before=Window(Max("earliest"), frame=RowRange(end=-1), **count),
        )
        .filter(Q(ordinal__gt=F("number_before") + 1) | Q(latest__lt=F("date_before")))
    )


def _entries(meetings: list[Meeting]) -> list[Entry]:
    missing = {last + 1: (first, last) for first, last in gaps(m.ordinal or 0 for m in meetings)}
    entries: list[Entry] = []
    latest: Meeting | None = None  # of the meetings so far, the one that began last
    for meeting in meetings:
        if meeting.ordinal in missing:
            entries.append(Entry(gap=missing[meeting.ordinal]))
        backward = latest and meeting.latest and meeting.latest < latest.earliest
        entries.append(Entry(meeting=meeting, after=latest if backward else None))
        if meeting.earliest and (latest is None or meeting.earliest > latest.earliest):
            latest = meeting
    return entries


def _begins(count: Count) -> str:
    """When the count first shows a dated meeting; one with none comes last."""
    dates = [e.meeting.date_order for e in count.entries if e.meeting and e.meeting.earliest]
    return min(dates, default="~")
