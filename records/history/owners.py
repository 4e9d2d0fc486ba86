"""On whose pages a row stands: a name's record, a citation's subject, a meeting …"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import models

from records.models import Record

from .rows import Row, RowChange, Table, attnames


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
    found: dict[Row, Record] = {}
    seen: set[Row] = set()
    changes = [row if isinstance(row, RowChange) else _unchanged(row) for row in rows]
    level = [(change, owners_of(change)) for change in changes]
    while level:
        above: set[Row] = set()
        for change, owners in level:
            above |= set(owners)
            if not owners and issubclass(change.model, Record):
                found.setdefault((change.model, change.key), change.model(**change.row))
        above -= seen
        seen |= above
        level = []
        for model, keys in _grouped(above).items():
            for row in model._base_manager.filter(pk__in=keys):
                change = _unchanged(row)
                level.append((change, owners_of(change)))
    for model, keys in _grouped(found).items():
        for row in model._base_manager.filter(pk__in=keys):
            found[model, row.pk] = row  # type: ignore[assignment]
    return list(found.values())


def _unchanged(row: models.Model) -> RowChange:
    values = {name: getattr(row, name) for name in attnames(type(row))}
    return RowChange(type(row), row.pk, values, values)


def _grouped(rows: Iterable[Row]) -> dict[Table, set[int]]:
    keys: dict[Table, set[int]] = defaultdict(set)
    for model, key in rows:
        keys[model].add(key)
    return keys
