"""The SQL of which the statements of ``api.shapes`` are made: rows, addresses, moments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from documents.models import SUBJECTS, Passage

from .addresses import SHA_LENGTH, list_path
from .openings import Openings

SITE = "%(site)s::text"
"""SQL: scheme and host, where addresses begin."""


@dataclass
class Row:
    """A row of a table in a statement: what it is called there, and what is joined to it.

    ``about``: what it may be about, if it is a citation. ``shown``: joined only where it is public.
    """

    model: Any
    name: str
    about: Sequence[str] = tuple(SUBJECTS)
    shown: bool = False
    joins: dict[tuple[str, bool], "Row"] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return f'"{self.model._meta.db_table}" {self.name}'

    @property
    def joined(self) -> str:
        """SQL: the rows that this one leads to."""
        return "".join(
            f" LEFT JOIN {one.source} ON {one.name}.id = {self.column(step)}"
            f"{f' AND {one.name}.is_public' if one.shown else ''}{one.joined}"
            for (step, _shown), one in self.joins.items()
        )

    def column(self, name: str) -> str:
        return f'{self.name}."{self.model._meta.get_field(name).column}"'

    def led_to(self, *steps: str) -> "Row":
        """The row to which ``steps`` lead, joined once."""
        row = self
        for step in steps:
            row = row._joined_by(step, shown=False)
        return row

    def shown_by(self, step: str) -> "Row":
        """The row to which ``step`` leads where the public may see it, joined once."""
        return self._joined_by(step, shown=True)

    def _joined_by(self, step: str, *, shown: bool) -> "Row":
        if (step, shown) not in self.joins:
            other = self.model._meta.get_field(step).related_model
            name = f"{self.name}_{step}{'_shown' if shown else ''}"
            self.joins[step, shown] = Row(other, name, shown=shown)
        return self.joins[step, shown]


Written = Callable[[Row, Openings], str]
"""How a field of a serializer is written of a row."""


def address_sql(row: Row) -> str:
    """SQL: the address of a record in the API."""
    return f"{SITE} || '{list_path(row.model)}' || {row.name}.uid || '/'"


def permalink_sql(row: Row) -> str:
    """SQL: the address of a record that never changes."""
    before, after = reverse("identity", args=["-"]).split("-")
    return f"{SITE} || '{before}' || {row.name}.uid || '{after}'"


def public_sql(row: Row) -> str:
    """SQL: whether the public may see a row, of a record or a passage, at the moment."""
    if row.model is not Passage:
        return f"{row.name}.is_public"
    capture = row.led_to("capture")
    return f"NOT {capture.name}.waits AND {capture.led_to('document').name}.is_public"


def passage_id_sql(passage: Row) -> str:
    """SQL: what the API calls a passage (``addresses.passage_id``)."""
    capture = passage.led_to("capture")
    return f"left({capture.name}.sha256, {SHA_LENGTH}) || '-' || {passage.name}.number"


def passage_address_sql(passage: Row) -> str:
    """SQL: the address of a passage in the API."""
    return f"{SITE} || '{list_path(passage.model)}' || {passage_id_sql(passage)} || '/'"


def moment_sql(value: str) -> str:
    """SQL: a moment in ISO 8601, as Django writes it: microseconds only where there are any."""
    day = 'YYYY-MM-DD"T"HH24:MI:SS'
    whole = f"date_trunc('second', {value}) = {value}"
    pattern = f"CASE WHEN {whole} THEN '{day}\"Z\"' ELSE '{day}.US\"Z\"' END"
    return f"to_char({value} AT TIME ZONE 'UTC', {pattern})"
