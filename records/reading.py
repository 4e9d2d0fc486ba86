"""What the public reads of a record, or would once it is published: the rows, wherever stored.

The record and the parts that go along with it (``parts.going_along``); names, topics, copies and
passages, as each table says in ``READ_WITH``; the passages that are cited, as ``READS`` says; and
what other records that are named there are called.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models.fields.files import FieldFile

from records.history.events import tracked
from records.history.rows import BOOK_ATTNAMES, Row, Table, Values, by_table
from records.models import Record
from records.parts import going_along, key_of, owner_key


@dataclass
class Reading:
    """All that the public reads with one record."""

    record: Record
    parts: list[Record] = field(default_factory=list)  # that go along with it
    rows: dict[Row, Values] = field(default_factory=dict)
    many: dict[Row, str] = field(default_factory=dict)  # rows too many to list, as one digest
    called: dict[Row, tuple[str, str]] = field(default_factory=dict)  # records named: label, state

    def digest(self) -> str:
        """Another one as soon as anything of it is another."""
        every = [
            [[*_place(where), some[where]] for where in sorted(some, key=_place)]
            for some in (self.rows, self.many, self.called)
        ]
        written = json.dumps(every, cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()[:32]


def _place(where: Row) -> tuple[str, int]:
    model, key = where
    return model._meta.label, key


def read(
    records: Sequence[Record], *, also: Iterable[Row] = (), lock: bool = False
) -> list[Reading]:
    """What the public reads with each of ``records``; queries by kind and depth, not by record.

    ``also`` are rows that are read with the first. With ``lock`` they are held as they are until
    the transaction ends.
    """
    owners = {key_of(record): record for record in records}
    readings: dict[Any, Reading] = {key: Reading(record) for key, record in owners.items()}
    home: dict[Row, set[Row]] = {key: {key} for key in owners}  # with which records a row is read
    for key, record in owners.items():
        readings[key].rows[key] = values_of_row(record)
    for part in going_along(dict(owners), lock=lock):
        home[key_of(part)] = set(home.get(owner_key(part), ()))  # type: ignore[arg-type]
        for place in home[key_of(part)]:
            readings[place].parts.append(part)
        _enter(readings, home, key_of(part), values_of_row(part))
    if also and owners:
        first = next(iter(owners))
        for model, keys in by_table(also).items():
            for row in _rows(model, lock).filter(pk__in=keys):
                home.setdefault((model, row.pk), set()).add(first)
                _enter(readings, home, (model, row.pk), values_of_row(row))
    _read_below(readings, home, lock)
    _read_referred(readings, home, lock)
    name_called(list(readings.values()))
    return list(readings.values())


def _enter(readings: dict[Any, Reading], home: dict[Row, set[Row]], row: Row, said: Values) -> None:
    for key in home[row]:
        readings[key].rows[row] = said


def _read_below(readings: dict[Any, Reading], home: dict[Row, set[Row]], lock: bool) -> None:
    """Rows that stand with those that are read: names, topics, copies, passages."""
    level = by_table(home)
    while level:
        below: dict[Table, set[int]] = defaultdict(set)
        for model, key in read_with():
            if not (keys := level.get(key.related_model)):
                continue
            if getattr(model, "READ_AS_ONE", False):
                for owner, digest in _digests(model, key, keys):
                    above = (key.related_model, owner)
                    for place in home[above]:
                        readings[place].many[model, owner] = digest
                continue
            for row in _rows(model, lock).filter(**{f"{key.name}__in": keys}):
                where, above = (model, row.pk), (key.related_model, getattr(row, key.attname))
                home.setdefault(where, set()).update(home[above])
                _enter(readings, home, where, values_of_row(row))
                below[model].add(row.pk)
        level = below


def _read_referred(readings: dict[Any, Reading], home: dict[Row, set[Row]], lock: bool) -> None:
    """Rows that those point at and show, such as the passage of a citation."""
    level = by_table(home)
    while level:
        wanted: dict[Row, set[Row]] = defaultdict(set)
        for model, keys in level.items():
            for name in getattr(model, "READS", ()):
                column: Any = model._meta.get_field(name)
                for key in keys:
                    for place in home[model, key]:
                        found = readings[place].rows[model, key][column.attname]
                        wanted[column.related_model, found].add(place)
        level = {}
        for model, keys in by_table(wanted).items():
            for row in _rows(model, lock).filter(pk__in=keys):
                where = (model, row.pk)
                home.setdefault(where, set()).update(wanted[where])
                _enter(readings, home, where, values_of_row(row))
            level[model] = keys


def name_called(readings: Sequence[Reading]) -> None:
    """Enter what the records are called that the rows name."""
    wanted: dict[Table, set[int]] = defaultdict(set)
    named: dict[Row, list[Reading]] = defaultdict(list)
    for reading in readings:
        for (model, _key), said in reading.rows.items():
            for column in _keys_to_records(model):
                key = said.get(column.attname)
                if key is not None and (column.related_model, key) not in reading.rows:
                    wanted[column.related_model].add(key)
                    named[column.related_model, key].append(reading)
    for model, keys in wanted.items():
        label = next((one for one in ("name", "title") if hasattr(model, one)), "uid")
        rows = model._base_manager.filter(pk__in=keys).values_list("pk", label, "state")
        for key, called, state in rows:
            for reading in named[model, key]:
                reading.called[model, key] = (called, state)


def above(row: Row, rows: Mapping[Row, Values]) -> Row | None:
    """The row with which a row stands, among ``rows``."""
    model, _key = row
    said = rows[row]
    if issubclass(model, Record):
        keys: list[Any] = [model._meta.get_field(name) for name in model.PART_OF]
    else:
        keys = [key for table, key in read_with() if table is model]
    filled = ((key.related_model, said[key.attname]) for key in keys if said[key.attname])
    found = next(filled, None)
    return found if found in rows and found != row else None


def _rows(model: Table, lock: bool) -> Any:
    rows: Any = model._base_manager.only("pk", *columns_of(model))
    return rows.select_for_update(of=("self",)) if lock else rows


def _digests(model: Table, key: Any, owners: Iterable[int]) -> list[tuple[int, str]]:
    """By owner, one digest of all its rows in a table."""
    names = [f'"{model._meta.get_field(name).column}"' for name in columns_of(model)]  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT \"{key.column}\", md5(string_agg(md5(ROW({', '.join(names)})::text), ''"  # noqa: S608
            f' ORDER BY id)) FROM "{model._meta.db_table}" WHERE "{key.column}" = ANY(%s)'
            f' GROUP BY "{key.column}"',
            [list(owners)],
        )
        return cursor.fetchall()


UNREAD = frozenset({"id", "brought_by_id", "created_at"})
"""Columns that the history keeps and no page shows."""


@cache
def columns_of(model: Table) -> tuple[str, ...]:
    """The columns of a table that are read, by attribute."""
    kept = {field.attname for field in tracked()[model]._meta.concrete_fields}
    return tuple(
        field.attname
        for field in model._meta.concrete_fields
        if field.attname in kept and field.attname not in UNREAD | BOOK_ATTNAMES
    )


def values_of_row(row: models.Model) -> Values:
    values = {name: getattr(row, name) for name in columns_of(type(row))}
    files = [name for name, value in values.items() if isinstance(value, FieldFile)]
    return values | {name: values[name].name or "" for name in files}


@cache
def _keys_to_records(model: Table) -> list[Any]:
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, models.ForeignKey) and issubclass(column.related_model, Record)  # type: ignore[arg-type]
    ]


@cache
def read_with() -> list[tuple[Table, Any]]:
    """The tables without records that are read with the row above them, by which foreign key."""
    return list(_read_with())


def _read_with() -> Iterator[tuple[Table, Any]]:
    for model in tracked():
        if owner := model._meta.auto_created:
            names = [
                field.name for field in model._meta.concrete_fields if field.related_model is owner
            ]
        else:
            names = list(getattr(model, "READ_WITH", ()))
        for name in names:
            yield model, model._meta.get_field(name)
