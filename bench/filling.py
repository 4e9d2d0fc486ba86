"""Fill the tables of an empty register with millions of rows, in one transaction.

``fill_quickly`` takes aside what costs by the row (indexes, keys, references, triggers), fills the
tables, puts all of it back, so that the database checks every row there is, and writes what the
triggers would have written: permanent ids, histories, the next version of the register.
``fill_through_triggers`` is the slow way with the same end; a test compares the two.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from bench.made_up import Sizes, Table, tables

TEMPORARY = {
    "pg_temp.sentence": "number bigint, language text, text text",
    "pg_temp.length": "document_id bigint, number bigint",
}
SETTINGS = {"maintenance_work_mem": "512MB", "work_mem": "256MB"}


def fill_quickly(sizes: Sizes, say: Callable[[str], None] = print) -> None:
    """Fill an empty register; call it in a transaction."""
    from django.apps import apps
    from django.db import connection

    from records.history.events import tracked
    from records.models import Identity, Record
    from records.public import kinds, set_anew

    by_table = {kind._meta.db_table: kind for kind in kinds()}
    trees = {name: kind for name, kind in by_table.items() if kind.TREES}
    clock = Clock(say)
    histories = {model._meta.db_table: model for model in tracked()}
    with connection.cursor() as cursor:
        for setting, value in SETTINGS.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [setting, value])
        with _without_triggers(cursor, [*histories, Identity._meta.db_table], clock):
            for name, some in groupby(tables(sizes), key=lambda table: table.name):
                with _without_indexes(cursor, name):
                    number = sum(_fill(cursor, table, by_table.get(name)) for table in some)
                if name in trees:
                    set_anew([trees[name]])
                cursor.execute(f"ANALYZE {name}")
                clock.tell(name, number)
            records = [m for m in apps.get_models() if issubclass(m, Record)]
            with _without_indexes(cursor, Identity._meta.db_table):
                number = sum(_enter_identities(cursor, model) for model in records)
            clock.tell("permanent ids", number)
            for model in histories.values():
                events = tracked()[model]
                with _without_indexes(cursor, events._meta.db_table):
                    number = _enter_first_events(cursor, model, events)
                clock.tell(events._meta.db_table, number)
        clock.tell("changes", _enter_changes(cursor))


def fill_through_triggers(sizes: Sizes) -> None:
    """Fill an empty register row by row, as if somebody wrote it; call it in a transaction."""
    from django.db import connection

    from records.history.batches import check_references

    with connection.cursor() as cursor:
        for table in tables(sizes, judged=False):
            _fill(cursor, table)
    check_references()


class Clock:
    """Says of each step how many rows it wrote and how long that took."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say, self.start = say, time.monotonic()

    def tell(self, name: str, rows: int | None = None) -> None:
        now = time.monotonic()
        number = "" if rows is None else f"{rows:,} rows"
        if rows != 0:
            self.say(f"{name:32} {number:>16} {now - self.start:7.1f} s")
        self.start = now


# Rows


def _fill(cursor: Any, table: Table, kind: Any = None) -> int:
    """Write the rows of ``table``; how many. Of a ``kind`` of record, with whether each is public.

    Along a tree that is said afterwards. Written at once, for an index that is made after an update
    in the same transaction cannot be used in it.
    """
    names = ", ".join(
        column if '"' in column else f'"{column}"' for column in table.columns.split()
    )
    if table.name in TEMPORARY:
        cursor.execute(f"CREATE TEMP TABLE {table.name} ({TEMPORARY[table.name]}) ON COMMIT DROP")
    query = table.rows if isinstance(table.rows, str) else None
    if kind is not None and query is None:
        cursor.execute(
            f"CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT {names} FROM {table.name} LIMIT 0"
        )
        _copy(cursor, "staged", names, table.rows)
        query = "TABLE staged"
    if query is None:
        number = _copy(cursor, table.name, names, table.rows)
    elif kind is None:
        cursor.execute(f"INSERT INTO {table.name} ({names}) {query}")
        number = cursor.rowcount
    else:
        cursor.execute(
            f"INSERT INTO {table.name} ({names}, is_public)"
            f" SELECT s.*, {_public_sql(kind, table.columns.split())} FROM ({query}) AS s ({names})"
        )
        number = cursor.rowcount
        cursor.execute("DROP TABLE IF EXISTS pg_temp.staged")
    if table.name not in TEMPORARY:
        _set_sequence(cursor, table.name, "id")
    return number


def _copy(cursor: Any, name: str, columns: str, rows: Any) -> int:
    number = 0
    with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as target:
        for row in rows:
            target.write_row(row)
            number += 1
    return number


def _public_sql(kind: Any, columns: Sequence[str]) -> str:
    """SQL: whether a row ``s`` that fills ``columns`` is public."""
    from records.public import dependences

    conditions = ["s.state = 'published'"]
    for one in dependences(kind):
        if one.column in columns and one.other is not kind:
            key = f's."{one.column}"'
            conditions.append(f"({key} IS NULL OR (SELECT {one.asked} {one.found_from(key)}))")
    return " AND ".join(conditions)


def _set_sequence(cursor: Any, table: str, column: str) -> None:
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'),"
        f" coalesce((SELECT max({column}) FROM {table}), 1))"
    )


def _enter_identities(cursor: Any, model: Any) -> int:
    """Enter the permanent ids of a kind, as ``register_identity`` and ``seen_by_public`` do."""
    columns = {field.name for field in model._meta.concrete_fields}
    label = next((f'"{name}"' for name in ("name", "title") if name in columns), "''")
    slug = "slug" if "slug" in columns else "''"
    seen = f"CASE WHEN is_public THEN {label} ELSE '' END, CASE WHEN is_public THEN {slug} ELSE ''"
    cursor.execute(
        "INSERT INTO records_identity (uid, kind, label, slug, state, changed_at, published_at)"
        f" SELECT uid, '{model._meta.model_name}', {seen} END, state, updated_at,"
        f" CASE WHEN is_public THEN updated_at END FROM {model._meta.db_table}"
    )
    return int(cursor.rowcount)


def _enter_changes(cursor: Any) -> int:
    """Note all that is public as changed, and let the register grow, as ``tell`` does."""
    cursor.execute(
        "INSERT INTO records_changedrecord (change_id, uid, kind, flags, round)"
        " SELECT (SELECT fora_change()), uid, kind, 0, -1 FROM records_identity"
        " WHERE published_at IS NOT NULL ON CONFLICT DO NOTHING"
    )
    return int(cursor.rowcount)


def _enter_first_events(cursor: Any, model: Any, events: Any) -> int:
    """Enter each row of a table into its history, as its trigger does."""
    known = {field.column for field in model._meta.concrete_fields}
    kept = [field.column for field in events._meta.concrete_fields if field.column in known]
    columns = ", ".join(f'"{column}"' for column in kept)
    began = "updated_at" if "updated_at" in known else "statement_timestamp()"
    cursor.execute(
        f"INSERT INTO {events._meta.db_table} (pgh_created_at, pgh_label, pgh_obj_id, {columns})"
        f" SELECT {began}, 'insert', id, {columns} FROM {model._meta.db_table} ORDER BY id"
    )
    return int(cursor.rowcount)


# What is taken aside and put back


@contextmanager
def _without_triggers(cursor: Any, names: Sequence[str], clock: Clock) -> Iterator[None]:
    """Inside, the tables called ``names`` have neither triggers nor references."""
    wanted = "contype = 'f' AND (conrelid = ANY(%s::regclass[]) OR confrelid = ANY(%s::regclass[]))"
    references = _constraints(cursor, wanted, [list(names), list(names)])
    for table, name, _definition in references:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name in names:
        cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
    yield
    for table, name, definition in references:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    clock.tell("references")
    for name in names:
        cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


@contextmanager
def _without_indexes(cursor: Any, table: str) -> Iterator[None]:
    """Inside, ``table`` has no index; and is new, so that what is written is not logged too.

    That it is not logged takes a server with ``wal_level = minimal``, as the generator starts it.
    """
    if table in TEMPORARY:
        yield
        return
    keys = _constraints(cursor, "contype IN ('p', 'u', 'x') AND conrelid = %s::regclass", [table])
    for _table, name, _definition in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = %s::regclass ORDER BY 1",
        [table],
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    cursor.execute(f"TRUNCATE {table}")
    yield
    for _table, name, definition in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for _name, definition in indexes:
        cursor.execute(definition)


def _constraints(cursor: Any, wanted: str, values: list[Any]) -> list[tuple[str, str, str]]:
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        f" WHERE {wanted} ORDER BY contype, conrelid::regclass::text, conname",
        values,
    )
    return [tuple(row) for row in cursor.fetchall()]
