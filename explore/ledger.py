"""Which meetings of a series are recorded here, and which of those that must have been are not."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from meetings.ledger import gaps
from meetings.models import Meeting, Series

LIMIT = 2000
"""How many ordinals a page reads; a series that long says only what it read."""


@dataclass(frozen=True)
class Count:
    """The ordinals of one numbering of a series: those recorded, and the gaps below the last."""

    series: int
    numbering: str
    recorded: list[tuple[int, str]]
    gaps: list[tuple[int, int]]


def counts(series: Iterable[Series]) -> dict[int, list[Count]]:
    """By series, its numberings with what is recorded and what is missing; one query."""
    rows = (
        Meeting.objects.public()
        .filter(series__in=list(series), ordinal__isnull=False)
        .order_by("series_id", "numbering", "ordinal")
        .values_list("series_id", "numbering", "ordinal", "slug")[:LIMIT]
    )
    found: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for key, numbering, ordinal, slug in rows:
        found[key, numbering].append((ordinal or 0, slug))
    by_series: dict[int, list[Count]] = defaultdict(list)
    for (key, numbering), recorded in found.items():
        ordinals = [ordinal for ordinal, _slug in recorded]
        by_series[key].append(Count(key, numbering, recorded, gaps(ordinals)))
    return by_series
