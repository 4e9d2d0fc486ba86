"""The answers of the API, written out as JSON by PostgreSQL: one statement for each shape.

What a record looks like is declared once, by its serializer. Here its fields become SQL: a column,
an address, another record, a list of rows inside. Which records are shown is found before, by
Django's filters and the keyset; ``written`` takes their keys. Each connection prepares the
statement of a shape once, so that PostgreSQL plans it once.

What only Python can say is left open in the text and filled in afterwards (``api.openings``).
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection, models
from django.db.models.expressions import RawSQL
from rest_framework import serializers

from documents.models import SUBJECTS
from records.models import NamedRecord
from records.plans import said_of_plan_sql
from records.prepared import Numbered, numbered, preparing_connection

from .openings import Openings, filled_in
from .params import Shape
from .serializers import (
    MAX_PART_ROWS,
    CitationPart,
    Fetched,
    ListedField,
    MoreField,
    NameSerializer,
    PlannedField,
    RecordSerializer,
    Reference,
    TitledReference,
)
from .sql import SITE, Row, address_sql, moment_sql, public_sql

PARAMETERS = ("keys", "key", "site")
"""What a statement may be given: which records, or which one, and where addresses begin."""
SHAPES = 256  # statements that are kept; an address may choose any of many fields


def written(
    serializer: type[RecordSerializer], shape: Shape, keys: Sequence[int], site: str
) -> list[bytes]:
    """The records with ``keys``, in that order, each as JSON; ``site``: where addresses begin.

    Those that are public no longer, since their keys were found, are left out.
    """
    if not keys:
        return []
    return _executed(*statement(serializer, shape), keys=list(keys), site=site)


def written_one(
    serializer: type[RecordSerializer], shape: Shape, key: str, site: str
) -> list[bytes]:
    """The public record with this slug or permanent id, as JSON; none where there is none."""
    return _executed(*statement(serializer, shape, called_row), key=key, site=site)


def _executed(made: Numbered, openings: Openings, **given: Any) -> list[bytes]:
    with psycopg.RawCursor(preparing_connection()) as cursor:
        cursor.execute(made.sql, made.values(**given), prepare=True)
        if openings.fills:
            return [row.encode() for row in filled_in([row[0] for row in cursor], openings)]
        found: Any = cursor.pgresult  # as it came: nothing reads it before the client
        return [found.get_value(number, 0) for number in range(found.ntuples)]


def chosen_rows(row: Row) -> str:
    """SQL: the public rows with the keys that are asked for, in their order."""
    public = public_sql(row)
    return (
        f"FROM unnest(%(keys)s::bigint[]) WITH ORDINALITY AS chosen (id, n)"
        f" JOIN {row.source} ON {row.name}.id = chosen.id{row.joined}"
        f" WHERE {public} ORDER BY chosen.n"
    )


def called_row(row: Row) -> str:
    """SQL: the public row with the slug that is asked for; else the one with the permanent id."""
    table = f'"{row.model._meta.db_table}"'
    found = f"SELECT id, 2 AS n FROM {table} WHERE uid = upper(%(key)s::text) AND is_public"
    if issubclass(row.model, NamedRecord):
        slug = f"SELECT id, 1 FROM {table} WHERE slug = %(key)s::text AND is_public"
        found = f"{found} UNION ALL {slug} ORDER BY n LIMIT 1"
    return f"FROM ({found}) AS called JOIN {row.source} ON {row.name}.id = called.id{row.joined}"


@lru_cache(maxsize=SHAPES)
def statement(
    serializer: type[RecordSerializer], shape: Shape, rows: Callable[[Row], str] = chosen_rows
) -> tuple[Numbered, Openings]:
    """The SQL that writes a shape of ``rows``, and what it leaves open."""
    writer = Writer()
    row = writer.row(serializer.Meta.model)  # type: ignore[attr-defined]
    value = writer.object_of(serializer(context={"shape": shape}), row)
    return numbered(f"SELECT {value}::text {rows(row)}", *PARAMETERS), writer.openings


class Writer:
    """Makes SQL of serializers, each row in it with a name of its own."""

    def __init__(self) -> None:
        self.number = 0
        self.openings = Openings()

    def row(self, model: Any) -> Row:
        self.number += 1
        return Row(model, f"r{self.number}")

    def object_of(self, serializer: Any, row: Row) -> str:
        """SQL: what ``serializer`` shows of ``row``."""
        pairs = [
            f"'{name}', {self.value_of(serializer, name, one, row)}"
            for name, one in serializer.fields.items()
        ]
        return f"json_build_object({', '.join(pairs)})"

    def value_of(self, serializer: Any, name: str, one: serializers.Field, row: Row) -> str:
        """SQL: the value of one field."""
        if write := getattr(serializer, "SQL", {}).get(name):
            return str(write(row, self.openings))
        if isinstance(one, PlannedField):
            return self.planned(row)
        if isinstance(one, MoreField):
            return self.more(serializer, row)
        *steps, last = str(one.source).split(".")
        row = row.led_to(*steps)
        if isinstance(one, serializers.ListSerializer):
            return self.list_of(one.child, row, last)
        if isinstance(one, Reference | RecordSerializer):
            return self.related(one, row, last)
        if isinstance(one, serializers.SerializerMethodField | serializers.BaseSerializer):
            raise NotImplementedError(f"{type(serializer).__name__}.{name} has no SQL")
        return plain(one, row, last)

    def more(self, serializer: RecordSerializer, row: Row) -> str:
        """SQL: where the rest is of the lists that end before their last row."""
        told = []
        for name, (path, parameter) in serializer.rest.items():
            if name in serializer.fields:
                relation = row.model._meta.get_field(name)
                one = self.row(relation.related_model)
                here = f'{one.name}."{relation.field.column}" = {row.name}.id'
                told.append(
                    f"'{name}', CASE WHEN EXISTS (SELECT FROM {one.source} WHERE {here}"
                    f" AND {one.name}.is_public OFFSET {MAX_PART_ROWS})"
                    f" THEN {SITE} || '{path}?{parameter}=' || {row.name}.uid END"
                )
        return f"json_strip_nulls(json_build_object({', '.join(told)}))"

    @staticmethod
    def planned(row: Row) -> str:
        """SQL: whether a row is said of no more than a plan."""
        return str(said_of_plan_sql(row.model, row.name))

    def related(self, one: Any, row: Row, name: str) -> str:
        """SQL: the record to which a relation leads; null where it is not public."""
        other = self.row(row.model._meta.get_field(name).related_model)
        shown = self.shown(one, other)
        return (
            f"(SELECT {shown} FROM {other.source}{other.joined}"
            f" WHERE {other.name}.id = {row.column(name)} AND {other.name}.is_public)"
        )

    def shown(self, one: Any, row: Row) -> str:
        """SQL: a row as a serializer inside another shows it."""
        if not isinstance(one, Reference):
            return self.object_of(one, row)
        slug = f"'slug', {row.name}.slug, " if "slug" in one.fields else ""
        planned = ""
        if isinstance(one, TitledReference):
            planned = f", 'planned', {self.planned(row)}"
        return (
            f"json_build_object('id', {row.name}.uid, {slug}'name', {row.column(one.LABEL)},"
            f" 'url', {address_sql(row)}{planned})"
        )

    def list_of(self, child: Any, row: Row, name: str) -> str:
        """SQL: the rows of a relation to many, in their order."""
        relation = row.model._meta.get_field(name)
        one = self.row(relation.related_model)
        if isinstance(child, CitationPart) and relation.field.name in SUBJECTS:
            one.about = (relation.field.name,)
        if isinstance(child, Reference):
            order = [one.column(child.LABEL), f"{one.name}.id"]
            source = (
                f'"{relation.m2m_db_table()}" t JOIN {one.source}'
                f' ON {one.name}.id = t."{relation.m2m_reverse_name()}"'
                f' WHERE t."{relation.m2m_column_name()}" = {row.name}.id AND {one.name}.is_public'
            )
        elif type(child).rows not in (RecordSerializer.rows, NameSerializer.rows):
            return self.in_its_own_order(child, row, relation, one)
        else:
            rows = child.rows(one.model).query
            order = [one.column(part) for part in rows.order_by]
            public = "" if isinstance(child, NameSerializer) else f" AND {one.name}.is_public"
            source = (
                f'{one.source} WHERE {one.name}."{relation.field.column}" = {row.name}.id{public}'
            )
        by, shown = ", ".join(order), self.shown(child, one)
        return (
            f"(SELECT coalesce(json_agg({shown} ORDER BY {by}), '[]') FROM (SELECT {one.name}.*"
            f" FROM {source} ORDER BY {by} LIMIT {MAX_PART_ROWS}) {one.name}{one.joined})"
        )

    def in_its_own_order(self, child: Fetched, row: Row, relation: Any, one: Row) -> str:
        """SQL: rows that the serializer chooses and orders by a query of its own."""
        key = RawSQL(f"{row.name}.id", [])  # noqa: S611  a name of ours
        rows = child.rows(one.model).filter(**{relation.field.name: key})
        sql, params = rows.values("pk")[:MAX_PART_ROWS].query.sql_with_params()
        connection.ensure_connection()
        with psycopg.ClientCursor(connection.connection) as cursor:
            keys = cursor.mogrify(sql, params).replace("%", "%%")
        shown, chosen = self.shown(child, one), f"{one.name}_chosen"
        return (
            f"(SELECT coalesce(json_agg({shown} ORDER BY {chosen}.n), '[]')"
            f" FROM unnest(ARRAY({keys})) WITH ORDINALITY AS {chosen} (id, n)"
            f" JOIN {one.source} ON {one.name}.id = {chosen}.id{one.joined})"
        )


def plain(one: serializers.Field, row: Row, name: str) -> str:
    """SQL: a column as it is shown; "" is null, as what is not known."""
    column, value = row.model._meta.get_field(name), row.column(name)
    if isinstance(one, ListedField):
        return f"coalesce(nullif({value}, ''), '{ListedField.NAMED}')"
    if isinstance(one, serializers.DateTimeField):
        return moment_sql(value)
    if isinstance(one, serializers.FloatField):
        return f"{value}::float8"
    if isinstance(column, models.CharField | models.TextField):
        return f"nullif({value}, '')"
    return value
