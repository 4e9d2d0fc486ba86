"""A change of one row: what it said before and after, and on whose pages the row stands."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models

from records.models import Record

from .tracking import NOT_CONTENT

Table = type[models.Model]

Row = tuple[Table, int]
"""A row of a table, by its key."""

Values = dict[str, Any]
"""A row: the value of each kept column, by the attribute of the model (``mechanism_id``)."""

BOOK_ATTNAMES = (NOT_CONTENT - {"state"}) | {"changed_by_id", "search_text"}


@dataclass(frozen=True)
class RowChange:
    """What happened, or shall happen, to one row: ``None`` stands for no row."""

    model: type[models.Model]
    key: int
    before: Values | None
    after: Values | None

    @property
    def where(self) -> Row:
        return self.model, self.key

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


# On whose pages


@cache
def owner_fields(model: type[models.Model]) -> list[Any]:
    """The foreign keys that say on whose pages a row of ``model`` stands.

    A row that is no record may name them itself (``STANDS_WITH``); else they are all it has.
    """
    fields: list[Any] = [
        field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)
    ]
    if issubclass(model, Record):
        return [field for field in fields if field.name in model.PART_OF]
    if stands_with := getattr(model, "STANDS_WITH", ()):
        return [field for field in fields if field.name in stands_with]
    if model._meta.auto_created:  # of the two sides of a relation, the one that declares it
        return [field for field in fields if field.related_model is model._meta.auto_created]
    return fields


def owners_of(change: RowChange) -> list[Row]:
    """On whose pages a row stands: a name's record, a citation's subject, a meeting …"""
    owners = []
    for field in owner_fields(change.model):
        for values in (change.before, change.after):
            key = (values or {}).get(field.attname)
            if key is not None and (field.related_model, key) not in owners:
                owners.append((field.related_model, key))
    return owners


def pages_of(rows: Iterable[RowChange | models.Model]) -> list[Record]:
    """The records on whose pages rows or their changes stand, as they are now.

    One that is not there is made of its values.
    """
    return list(_climb(rows)[1].values())


def pages_of_each(rows: Sequence[models.Model]) -> list[list[Record]]:
    """The same for each of ``rows``."""
    owners, found = _climb(rows)

    def above(row: Row) -> dict[Row, Record]:
        pages = {row: found[row]} if row in found else {}
        for owner in owners.get(row, ()):
            pages |= above(owner)
        return pages

    return [list(above((type(row), row.pk)).values()) for row in rows]


def _climb(
    rows: Iterable[RowChange | models.Model],
) -> tuple[dict[Row, list[Row]], dict[Row, Record]]:
    """What each row stands with, upwards from ``rows``; and the records at the top."""
    owners_by_row: dict[Row, list[Row]] = {}
    found: dict[Row, Record] = {}
    seen: set[Row] = set()
    level = [row if isinstance(row, RowChange) else _unchanged(row) for row in rows]
    while level:
        above: set[Row] = set()
        for change in level:
            owners = owners_of(change)
            owners_by_row[change.where] = owners
            above |= set(owners)
            if not owners and issubclass(change.model, Record):
                found.setdefault(change.where, change.model(**change.row))
        above -= seen
        seen |= above
        level = [
            _unchanged(row)
            for model, keys in by_table(above).items()
            for row in model._base_manager.filter(pk__in=keys)
        ]
    for model, keys in by_table(found).items():
        for row in model._base_manager.filter(pk__in=keys):
            found[model, row.pk] = row  # type: ignore[assignment]
    return owners_by_row, found


def _unchanged(row: models.Model) -> RowChange:
    values = {name: getattr(row, name) for name in attnames(type(row))}
    return RowChange(type(row), row.pk, values, values)


def by_table(rows: Iterable[Row]) -> dict[Table, set[int]]:
    """The keys of rows, by their tables."""
    keys: dict[Table, set[int]] = defaultdict(set)
    for model, key in rows:
        keys[model].add(key)
    return keys
