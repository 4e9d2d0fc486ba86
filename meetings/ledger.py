"""The ledger of a series: its meetings by ordinal, and what the numbers say is missing.

The system notices gaps, fresh starts of the count, and dates that run against the ordinals.
It corrects none of them: editors see them as work, readers as what they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from .models import Meeting


@dataclass(frozen=True)
class Gap:
    """Ordinals, from ``first`` to ``last``, that no recorded meeting of the count has."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Entry:
    """A meeting, or the gap before the next one; ``after`` is the meeting it ought to follow."""

    meeting: Meeting | None = None
    gap: Gap | None = None
    after: Meeting | None = None


@dataclass
class Count:
    """One run of ordinals from 1; ``numbering`` names it where the series counted anew."""

    numbering: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def gaps(self) -> list[Gap]:
        return [entry.gap for entry in self.entries if entry.gap]


@dataclass
class Ledger:
    """A series as its numbers show it."""

    counts: list[Count]
    unnumbered: list[Meeting]

    @property
    def gaps(self) -> list[Gap]:
        return [gap for count in self.counts for gap in count.gaps]

    @property
    def backward(self) -> list[Entry]:
        """Meetings dated before one with a lower ordinal."""
        return [entry for count in self.counts for entry in count.entries if entry.after]

    @property
    def undated(self) -> int:
        """How many numbered meetings have no date."""
        entries = [entry for count in self.counts for entry in count.entries]
        return sum(1 for entry in entries if entry.meeting and not entry.meeting.date)


def ledger(meetings: Iterable[Meeting]) -> Ledger:
    """The ledger of one series from its ``meetings``, in any order."""
    numbered, unnumbered = [], []
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


def _entries(meetings: list[Meeting]) -> list[Entry]:
    entries: list[Entry] = []
    expected, latest = 1, None
    for meeting in meetings:
        ordinal = meeting.ordinal or 0
        if ordinal > expected:
            entries.append(Entry(gap=Gap(expected, ordinal - 1)))
        backward = bool(latest and meeting.latest and meeting.latest < latest.earliest)
        entries.append(Entry(meeting=meeting, after=latest if backward else None))
        if meeting.earliest and (latest is None or meeting.earliest > latest.earliest):
            latest = meeting
        expected = ordinal + 1
    return entries


def _begins(count: Count) -> str:
    """When the count first shows a dated meeting; one with none comes last."""
    dates = [e.meeting.date_order for e in count.entries if e.meeting and e.meeting.earliest]
    return min(dates, default="~")
