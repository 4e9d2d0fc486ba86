"""The answers of the API as tables: the same fields as ``api.shapes`` writes, a column for each.

Small objects become columns (``mechanism.slug``); lists of names and topics share a cell. Values
come from PostgreSQL as they are; only what it writes as JSON is read here.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
import psycopg
from psycopg.types.string import TextLoader
from rest_framework import serializers

from records.prepared import Numbered, numbered, preparing_connection
from records.tables.formulas import neutralize

from .openings import Openings, filled_in
from .params import Shape
from .serializers import RecordSerializer, Reference, TitledReference
from .shapes import PARAMETERS, SHAPES, Writer, chosen_rows
from .sql import Row

Path = tuple[str, ...]
JSON_TYPES = (114, 3802)  # json and jsonb, as PostgreSQL numbers them


@dataclass(frozen=True)
class Table:
    """How a shape looks as a table: what is selected, and where in it each column stands."""

    made: Numbered
    openings: Openings
    columns: tuple[Path, ...]
    places: tuple[tuple[int, Path], ...]  # which of the values that are selected; where inside it

    @property
    def head(self) -> list[str]:
        """The names of the columns."""
        return [".".join(path) for path in self.columns]


def cells(table: Table, keys: Sequence[int], site: str) -> Iterator[list[Any]]:
    """The records with ``keys``, in that order, each as the values of its row: none is a formula.

    A value is a text, a number, a truth value or None.
    """
    with psycopg.RawCursor(preparing_connection()) as cursor:
        for name in ("date", "json", "jsonb"):
            cursor.adapters.register_loader(name, TextLoader)
        values = table.made.values(keys=list(keys), site=site)
        cursor.execute(table.made.sql, values, prepare=True)
        types = [column.type_code for column in cursor.description or ()]
        rows: list[Any] = cursor.fetchall()
    if written := [n for n, one in enumerate(types) if one in JSON_TYPES]:
        rows = list(map(list, rows))
        for number in written:
            _read_json(rows, number, table.openings)
    for row in rows:
        yield [_cell(row[number], inside) for number, inside in table.places]


def _read_json(rows: list[list[Any]], number: int, openings: Openings) -> None:
    here = [row for row in rows if row[number] is not None]
    texts = [row[number] for row in here]
    for row, text in zip(here, filled_in(texts, openings), strict=True):
        row[number] = orjson.loads(text)


def _cell(value: Any, inside: Path) -> Any:
    """A value as it stands in a cell: plain, joined, or JSON."""
    if type(value) is str:
        return neutralize(value)
    for name in inside:
        value = value.get(name) if value is not None else None
    if isinstance(value, list):
        value = "; ".join(_word(item) for item in value)
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False) if value else ""
    return neutralize(value) if isinstance(value, str) else value


def _word(item: Any) -> str:
    """A list's item in a cell: a topic by its slug, a name by its text."""
    if isinstance(item, dict):
        return str(item.get("slug") or item.get("text") or item.get("id"))
    return str(item)


@lru_cache(maxsize=SHAPES)
def table(serializer: type[RecordSerializer], shape: Shape) -> Table:
    """The table that a shape is; ``shape`` holds no lists of records."""
    writer = Writer()
    row = writer.row(serializer.Meta.model)  # type: ignore[attr-defined]
    found = list(_columns(writer, serializer(context={"shape": shape}), row))
    values = list(dict.fromkeys(sql for _path, sql, _inside in found))
    return Table(
        numbered(f"SELECT {', '.join(values)} {chosen_rows(row)}", *PARAMETERS),
        writer.openings,
        tuple(path for path, _sql, _inside in found),
        tuple((values.index(sql), inside) for _path, sql, inside in found),
    )


def _columns(writer: Writer, serializer: Any, row: Row) -> Iterable[tuple[Path, str, Path]]:
    """Each column of what ``serializer`` shows of ``row``: its name, its SQL, and where in that."""
    for name, one in serializer.fields.items():
        if isinstance(one, Reference | RecordSerializer):
            *steps, last = str(one.source).split(".")
            other = row.led_to(*steps).shown_by(last)
            inner = _named(one, other) if isinstance(one, Reference) else None
            for path, sql, inside in inner or _columns(writer, one, other):
                if path != ("url",):
                    known = f"CASE WHEN {other.name}.id IS NOT NULL THEN {sql} END"
                    yield (name, *path), known, inside
        elif isinstance(one, serializers.Serializer):
            sql = writer.value_of(serializer, name, one, row)
            yield from (((name, *path), sql, path) for path in _paths(one))
        else:
            yield (name,), writer.value_of(serializer, name, one, row), ()


def _named(one: Reference, row: Row) -> Iterable[tuple[Path, str, Path]]:
    columns = {"id": "uid", "slug": "slug", "name": one.LABEL}
    shown = {name: row.column(column) for name, column in columns.items() if name in one.fields}
    if isinstance(one, TitledReference):
        shown["planned"] = Writer.planned(row)
    return [((name,), sql, ()) for name, sql in shown.items()]


def _paths(serializer: serializers.Serializer) -> Iterator[Path]:
    """Where the values stand in an object that PostgreSQL writes as JSON."""
    for name, one in serializer.fields.items():
        if isinstance(one, serializers.Serializer):
            yield from ((name, *path) for path in _paths(one))
        else:
            yield (name,)
