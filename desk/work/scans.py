"""Bounded looks at rows that ask for work: one request looks at so many rows and no more.

Rows are looked for in scans, each over a queryset in a total order. A look shows what it found and
says where the next goes on, so a list answers as fast in a register of any size; a count says
whether it looked at all there is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from records.paging import InvalidCursor, cursor_after, paginate

from .rows import Row

PAGE = 50  # rows of a working list that are shown at once
STEP = 1000  # rows that one question to the database covers
BUDGET = 3000  # rows that one request looks at, at most
LOOK = 1000  # rows of a scan that a count looks at
CAP = 1000  # where a count stops


def _all(rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    return rows


@dataclass(frozen=True)
class Scan:
    """Rows in a total order, those among them that ask for work, and how they read.

    ``narrow`` narrows a slice of the rows in the database; ``describe`` has the last word, and may
    leave rows out. ``unsure`` marks the narrowed rows of which only describing tells; without it,
    the database's answer counts.
    """

    name: str
    rows: "models.QuerySet[Any]"
    describe: Callable[[list[Any]], list[Row]]
    narrow: Callable[["models.QuerySet[Any]"], "models.QuerySet[Any]"] = _all
    ordering: tuple[str, ...] = ("-id",)
    unsure: Callable[[], Any] | None = None


@dataclass(frozen=True)
class Slice:
    """What one request found, how many rows it looked at, and where the next goes on."""

    rows: list[Row] = field(default_factory=list)
    looked: int = 0
    further: str = ""


@dataclass(frozen=True)
class Tally:
    """How many there are, or at least how many where not all was looked at."""

    number: int
    is_exact: bool

    def __str__(self) -> str:
        return f"{self.number:,}" if self.is_exact or not self.number else f"{self.number:,}+"

    def __add__(self, other: "Tally") -> "Tally":
        number = self.number + other.number
        exact = self.is_exact and other.is_exact
        return Tally(min(number, CAP), exact and number <= CAP)


NOTHING = Tally(0, True)


def look(scans: Sequence[Scan], cursor: str = "") -> Slice:
    """What the scans find from ``cursor`` on; raises ``InvalidCursor`` for a forged one."""
    start, position = 0, ""
    if cursor:
        name, _tilde, position = cursor.partition("~")
        start = next((at for at, scan in enumerate(scans) if scan.name == name), -1)
        if start < 0:
            raise InvalidCursor
    found: list[Row] = []
    looked = 0
    for number, scan in enumerate(scans[start:], start):
        while True:
            if len(found) >= PAGE or looked >= BUDGET:
                return Slice(found, looked, f"{scan.name}~{position}")
            names = [name.lstrip("-") for name in scan.ordering]
            slice_ = paginate(
                scan.rows.only(*names), ordering=scan.ordering, size=STEP, cursor=position
            )
            keys = [row.pk for row in slice_]
            looked += len(keys)
            need = PAGE - len(found)
            narrowed = scan.narrow(scan.rows.filter(pk__in=keys))
            rows = list(narrowed.order_by(*scan.ordering)[:need]) if keys else []
            found += scan.describe(rows)
            if len(rows) == need:  # there may be more in this very step
                position = cursor_after(scan.ordering, rows[-1])
                continue
            position = slice_.last_cursor
            if not slice_.next_cursor:
                break
        position = ""
        if number + 1 == len(scans):
            break
    return Slice(found, looked)


def count(scan: Scan) -> Tally:
    """How many rows of ``scan`` ask for work, among the first that a count looks at."""
    beyond = list(scan.rows.order_by(*scan.ordering).values_list("pk", flat=True)[LOOK:][:1])
    rows = scan.rows
    if beyond:
        first = scan.rows.order_by(*scan.ordering).values("pk")[:LOOK]
        rows = rows.model._default_manager.filter(pk__in=first)
    narrowed = scan.narrow(rows).order_by()
    if scan.unsure is None:
        return count_rows(narrowed, exact=not beyond)
    marked = list(narrowed.values_list("pk", scan.unsure())[: CAP + 1])
    doubtful = [key for key, is_unsure in marked if is_unsure]
    described = scan.describe(list(narrowed.filter(pk__in=doubtful))) if doubtful else []
    number = len(marked) - len(doubtful) + len(described)
    return Tally(min(number, CAP), not beyond and len(marked) <= CAP)


def count_rows(rows: "models.QuerySet[Any]", *, exact: bool = True) -> Tally:
    """How many ``rows`` there are, up to ``CAP``; not ``exact`` where there are more than these."""
    number = rows.order_by().values("pk")[: CAP + 1].count()
    return Tally(min(number, CAP), exact and number <= CAP)
