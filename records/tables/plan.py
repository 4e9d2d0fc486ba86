"""The plan of an import: what would become of each row, and why."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from records.models import Record

from .cells import address
from .columns.base import Column

CHUNK = 500  # rows between two reports of progress


class Status(TextChoices):
    """What becomes of a row."""

    CREATE = "create", pgettext_lazy("row of a table", "create")
    UPDATE = "update", pgettext_lazy("row of a table", "update")
    UNCHANGED = "unchanged", pgettext_lazy("row of a table", "unchanged")
    CONFLICT = "conflict", pgettext_lazy("row of a table", "conflict")
    PROPOSAL = "proposal", pgettext_lazy("row of a table", "needs a proposal")
    ERROR = "error", pgettext_lazy("row of a table", "error")


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and what to do; ``cell`` is ``""`` where it is the whole row."""

    row: int
    cell: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        where = self.cell or _("row %(row)s") % {"row": self.row}
        return f"{where}: {self.what} {self.remedy}".strip()


@dataclass
class Difference:
    """One value of a row and of its record: now, in the table, and as it was when exported."""

    column: Column
    now: Any
    mine: Any
    base: Any = None
    base_known: bool = False

    @property
    def label(self) -> str:
        return self.column.label

    @property
    def shown_now(self) -> str:
        return self.column.shown(self.now)

    @property
    def shown_mine(self) -> str:
        return self.column.shown(self.mine)

    @property
    def shown_base(self) -> str:
        return self.column.shown(self.base) if self.base_known else ""


@dataclass
class Row:
    """One row of the table and what becomes of it."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    uid: str = ""
    version: int | None = None
    record: Any = None
    status: Status = Status.ERROR
    differences: list[Difference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    label: str = ""
    waits_for: set[str] = field(default_factory=set)  # slugs of rows that this one depends on

    @property
    def mine(self) -> dict[str, Any]:
        """What is written where an editor prefers the table to the record.

        What the table says as it was exported is left as it now is.
        """
        return {
            one.column.name: one.mine
            for one in self.differences
            if not (one.base_known and one.column.same(one.mine, one.base))
        }


@dataclass
class Progress:
    """How far the work has come."""

    stage: str
    done: int
    total: int


@dataclass
class Plan:
    """What an import would do."""

    model: type[Record]
    every: list[Column]  # that the kind has
    columns: list[Column]  # that the table has
    header: dict[str, int]  # the place of each column that the table has, from 1
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)  # of the table as a whole
    asks_order: bool = False  # whether day or month comes first decides about a date

    def counts(self) -> Counter[Status]:
        return Counter(row.status for row in self.rows)

    def with_status(self, status: Status) -> list[Row]:
        return [row for row in self.rows if row.status == status]

    @property
    def refused(self) -> bool:
        """Whether something must be corrected before anything can be imported."""
        return bool(self.problems) or any(row.status == Status.ERROR for row in self.rows)

    @property
    def all_problems(self) -> list[Problem]:
        """What is wrong with the table as a whole, then row by row."""
        return [*self.problems, *(one for row in self.rows for one in row.problems)]

    def column(self, name: str) -> Column | None:
        return next((one for one in self.every if one.name == name), None)

    def problem(self, row: Row, column: str, what: str, remedy: str) -> None:
        """Enter what is wrong with a row, at its cell where the table has that column."""
        cell = address(row.number, self.header[column]) if column in self.header else ""
        row.problems.append(Problem(row.number, cell, what, remedy))
        row.status = Status.ERROR

    def digest(self) -> str:
        """Changes when the plan does: what was shown is what is imported."""
        said = [
            [
                row.number,
                row.status,
                row.record and [row.record.pk, row.record.version],
                sorted((one.column.name, one.shown_mine) for one in row.differences),
                len(row.problems),
            ]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


STATUS_HELP = {
    Status.CONFLICT: gettext_lazy("The record has changed since the table was exported."),
    Status.PROPOSAL: gettext_lazy(
        "The record is public, and you may not change it live: each of these rows becomes a "
        "proposed change, which waits for a reviewer."
    ),
}
