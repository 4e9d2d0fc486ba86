"""Filling a register quickly leaves what its triggers would have left."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from bench.filling import fill_quickly, fill_through_triggers
from bench.made_up import Sizes
from documents.register.dumping import dump_register
from documents.register.loading import load_register
from records.history.batches import check_references

pytestmark = pytest.mark.django_db

SIZES = Sizes(280)
UNREPEATED = {
    "created_at",
    "updated_at",
    "changed_at",
    "published_at",
    "pgh_created_at",
    "pgh_id",
    "grown_at",
    "at",
    "change_id",
    "records_publicchange.id",
    "flags",
    "round",
}
"""When a row was written, the how-manieth event or change, and how that was found: no other run
repeats them."""


def quietly(_line: str) -> None:
    pass


def every_row() -> dict[str, list[tuple]]:
    """The rows of each table of the register, as far as another run repeats them."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if not table.startswith(("records_", "mechanisms_", "meetings_", "documents_")):
                continue
            described = connection.introspection.get_table_description(cursor, table)
            columns = [
                f'"{one.name}"'
                for one in described
                if UNREPEATED.isdisjoint({one.name, f"{table}.{one.name}"})
            ]
            listed = ", ".join(columns)
            cursor.execute(f"SELECT {listed} FROM {table} ORDER BY {listed}")
            found[table] = cursor.fetchall()
    return found


def shape() -> list[tuple]:
    """Every index, constraint and trigger of the database, and whether the trigger fires."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'"
            " UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
            " || convalidated FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
            " UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger"
            " WHERE NOT tgisinternal ORDER BY 1, 2, 3"
        )
        return cursor.fetchall()


def filled_and_undone(fill: Callable[[], None]) -> tuple[dict[str, list[tuple]], list[tuple]]:
    """What a way to fill the register leaves there, all of which is then taken back."""
    with transaction.atomic():
        fill()
        check_references()
        found = every_row(), shape()
        transaction.set_rollback(True)
    return found


def test_the_quick_way_leaves_what_the_triggers_leave():
    slowly, before = filled_and_undone(lambda: fill_through_triggers(SIZES))
    quickly, after = filled_and_undone(lambda: fill_quickly(SIZES, quietly))
    assert after == before
    for table, rows in slowly.items():
        assert quickly[table] == rows, table


def test_a_dump_of_the_field_loads_again(tmp_path):
    dumped, again = tmp_path / "dumped", tmp_path / "again"
    with transaction.atomic():
        fill_quickly(Sizes(60), quietly)
        dump_register(dumped)
        transaction.set_rollback(True)
    load_register(dumped)
    dump_register(again)
    files = sorted(path.relative_to(dumped) for path in dumped.rglob("*.yaml"))
    assert files == sorted(path.relative_to(again) for path in again.rglob("*.yaml"))
    for path in files:
        assert (again / path).read_text() == (dumped / path).read_text(), path
