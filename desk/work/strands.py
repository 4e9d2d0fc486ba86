"""Bounded looks at rows that ask for work: one request looks at so many rows and no more.

Rows are looked for in strands, each a queryset in a total order. A look shows what it found and
says where the next goes on, so a list answers as fast in a register of any size; a count says
whether it looked at all there is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.safestring import SafeString

from records.paging import InvalidCursor, cursor_after, paginate

PAGE = 50  # rows of a working list that are shown at once
STEP = 1000  # rows that one question to the database covers
BUDGET = 3000  # rows that one request looks at, at most
LOOK = 1000  # rows of a strand that a count looks at
CAP = 1000  # where a count stops


@dataclass(frozen=True)
class Row:
    """One thing to do: what it is about, where it is done, and what is the matter."""

    title: str
    url: str
    kind: str = ""
    state: SafeString | str = ""
    what: str = ""
    by: str = ""
    when: datetime | None = None


def _all(rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    return rows


@dataclass(frozen=True)
class Strand:
    """Rows in a total order, those among them that ask for work, and how they read.

    ``sift`` narrows a slice of the rows in the database; ``judge`` has the last word, and may
    leave rows out. ``unsure`` marks the sifted rows of which only judging tells; without it,
    the database's answer counts.
    """

    name: str
    rows: "models.QuerySet[Any]"
    judge: Callable[[list[Any]], list[Row]]
    sift: Callable[["models.QuerySet[Any]"], "models.QuerySet[Any]"] = _all
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


def look(strands: Sequence[Strand], cursor: str = "") -> Slice:
    """What the strands hold from ``cursor`` on; raises ``InvalidCursor`` for a forged one."""
    start, position = 0, ""
    if cursor:
        name, _tilde, position = cursor.partition("~")
        start = next((at for at, strand in enumerate(strands) if strand.name == name), -1)
        if start < 0:
            raise InvalidCursor
    found: list[Row] = []
    looked = 0
    for number, strand in enumerate(strands[start:], start):
        while True:
            if len(found) >= PAGE or looked >= BUDGET:
                return Slice(found, looked, f"{strand.name}~{position}")
            names = [name.lstrip("-") for name in strand.ordering]
            slice_ = paginate(
                strand.rows.only(*names), ordering=strand.ordering, size=STEP, cursor=position
            )
            keys = [row.pk for row in slice_]
            looked += len(keys)
            need = PAGE - len(found)
            sifted = strand.sift(strand.rows.filter(pk__in=keys))
            rows = list(sifted.order_by(*strand.ordering)[:need]) if keys else []
            found += strand.judge(rows)
            if len(rows) == need:  # there may be more in this very step
                position = cursor_after(strand.ordering, rows[-1])
                continue
            position = slice_.last_cursor
            if not slice_.next_cursor:
                break
        position = ""
        if number + 1 == len(strands):
            break
    return Slice(found, looked)


def count(strand: Strand) -> Tally:
    """How many rows of ``strand`` ask for work, among the first that a count looks at."""
    beyond = list(strand.rows.order_by(*strand.ordering).values_list("pk", flat=True)[LOOK:][:1])
    rows = strand.rows
    if beyond:
        first = strand.rows.order_by(*strand.ordering).values("pk")[:LOOK]
        rows = rows.model._default_manager.filter(pk__in=first)
    sifted = strand.sift(rows).order_by()
    if strand.unsure is None:
        return count_rows(sifted, exact=not beyond)
    marked = list(sifted.values_list("pk", strand.unsure())[: CAP + 1])
    doubtful = [key for key, is_unsure in marked if is_unsure]
    judged = strand.judge(list(sifted.filter(pk__in=doubtful))) if doubtful else []
    number = len(marked) - len(doubtful) + len(judged)
    return Tally(min(number, CAP), not beyond and len(marked) <= CAP)


def count_rows(rows: "models.QuerySet[Any]", *, exact: bool = True) -> Tally:
    number = rows.order_by().values("pk")[: CAP + 1].count()
    return Tally(min(number, CAP), exact and number <= CAP)
