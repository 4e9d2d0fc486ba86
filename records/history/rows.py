"""A change of one row: what it said before, and what it says after."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from .tracking import NOT_CONTENT

Table = type[models.Model]

Row = tuple[Table, int]
"""A row of a table, by its key."""

Values = dict[str, Any]
"""A row: the value of each kept column, by the attribute of the model (``mechanism_id``)."""


BOOKS = NOT_CONTENT - {"state"}


BOOK_ATTNAMES = frozenset({*BOOKS, "changed_by_id", "search_text"})


@dataclass(frozen=True)
class RowChange:
    """What happened, or shall happen, to one row: ``None`` stands for no row."""

    model: type[models.Model]
    key: int
    before: Values | None
    after: Values | None

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def fields(self) -> list[str]:
        """The attributes that differ, books left out, in the model's order."""
        before, after = self.before or {}, self.after or {}
        return [
            name
            for name in attnames(self.model)
            if name not in BOOK_ATTNAMES
            and (name in before or name in after)
            and before.get(name) != after.get(name)
        ]

    @property
    def row(self) -> Values:
        """The row as it is after the change, or as it was where it is gone."""
        return self.after if self.after is not None else (self.before or {})

    def inverted(self) -> "RowChange":
        return RowChange(self.model, self.key, self.after, self.before)

    def only(self, fields: Iterable[str]) -> "RowChange":
        """The change of ``fields`` alone; of a row that comes or goes there is no part."""
        if self.before is None or self.after is None:
            return self
        wanted = set(fields)
        after = {
            name: value if name in wanted else self.before.get(name)
            for name, value in self.after.items()
        }
        return RowChange(self.model, self.key, self.before, after)


def attnames(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
