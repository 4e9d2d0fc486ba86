"""Very many new rows into their table at once, by COPY.

Triggers, constraints and defaults of the database hold as for every insert. What the database
computes is not read back: the rows know their keys, and no more.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

Row = models.Model


def copy_in(rows: Sequence[Row]) -> None:
    """Write ``rows``, new ones of one model, and give each its key.

    Raises ``IntegrityError`` as ``bulk_create`` does; call it in a transaction. Triggers cannot be
    ignored here by ``pgtrigger.ignore``, which changes statements that Django executes.
    """
    if not rows:
        return
    model = type(rows[0])
    with connection.wrap_database_errors, connection.cursor() as cursor:
        for row, key in zip(rows, _keys(cursor, model, len(rows)), strict=True):
            row.pk = key
        for columns, some in groupby(rows, key=_columns):
            _copy(cursor, model, columns, some)
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def _keys(cursor: Any, model: type[Row], number: int) -> list[int]:
    """That many keys of the table's own sequence."""
    key = model._meta.pk
    assert key is not None
    table = connection.ops.quote_name(model._meta.db_table)
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, %s)::regclass) FROM generate_series(1, %s)",
        [table, key.column, number],
    )
    return [found for (found,) in cursor.fetchall()]


def _columns(row: Row) -> tuple[Any, ...]:
    """The columns that ``row`` fills; the database fills the others by their defaults."""
    values = row.__dict__
    return tuple(
        field
        for field in row._meta.local_concrete_fields
        if not isinstance(field, models.GeneratedField)
        and not isinstance(values.get(field.attname), DatabaseDefault)
    )


def _copy(cursor: Any, model: type[Row], columns: Sequence[Any], rows: Iterator[Row]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in columns)
    with cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(
                [field.get_db_prep_save(field.pre_save(row, True), connection) for field in columns]
            )
