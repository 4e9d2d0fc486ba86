"""Fill an empty register with a deterministic field: the same numbers give the same rows.

    FORA_ENV=local python -m bench.generate --meetings 400000

``made_up`` says which rows. They go in by COPY, past the services, but
through the triggers and constraints of the database; their history is begun in one stroke
afterwards, as a migration begins it, because a trigger for each of two million rows takes hours.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bench.made_up import Field


def fill(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY ``rows`` into ``table``, set its sequence, and print how long that took."""
    start = time.monotonic()
    names = ", ".join(f'"{column}"' for column in columns)
    number = 0
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as target:
        for row in rows:
            target.write_row(row)
            number += 1
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
        f" coalesce((SELECT max(id) FROM {table}), 1))"
    )
    print(f"{table:28} {number:>9,} rows {time.monotonic() - start:6.1f} s")


@contextmanager
def history_begun_afterwards() -> Iterator[None]:
    """Rows that are added inside get their first event together, at the end."""
    import pgtrigger

    from records.history.batches import check_references
    from records.history.events import tracked

    tables = tracked()
    triggers = [
        (model, trigger)
        for model, trigger in pgtrigger.registered()
        if model in tables and trigger.name == "insert_insert"
    ]
    for model, trigger in triggers:
        trigger.disable(model)
    yield
    check_references()  # what is still to be checked keeps a table from being altered
    for model, events in tables.items():
        start = time.monotonic()
        enter_first_events(model, events)
        print(f"{events._meta.db_table:28} {'':>9}      {time.monotonic() - start:6.1f} s")
    for model, trigger in triggers:
        trigger.enable(model)


def enter_first_events(model: Any, events: Any) -> None:
    """Enter each row of a table that has no event yet, as it stands."""
    from django.db import connection

    known = {field.column for field in model._meta.concrete_fields}
    kept = [field.column for field in events._meta.concrete_fields if field.column in known]
    columns = ", ".join(f'"{column}"' for column in kept)
    began = "updated_at" if "updated_at" in known else "now()"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {events._meta.db_table}"
            f" (pgh_created_at, pgh_label, pgh_obj_id, {columns})"
            f" SELECT {began}, 'insert', id, {columns} FROM {model._meta.db_table} t"
            f" WHERE NOT EXISTS (SELECT 1 FROM {events._meta.db_table} e"
            f" WHERE e.pgh_obj_id = t.id)"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--meetings", type=int, default=400_000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("FORA_ENV", "local")
    from config.embedded import server, wanted

    if wanted():
        server.start()
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM records_identity)")
        if cursor.fetchone()[0]:
            print(
                "This database already has records: generate into an empty one, for example"
                " with FORA_VAR set to a new folder.",
                file=sys.stderr,
            )
            return 1
        with history_begun_afterwards():
            for table, columns, rows in Field(options.meetings).tables():
                fill(cursor, table, columns.split(), rows)
        start = time.monotonic()
        cursor.execute("ANALYZE")
        print(f"{'statistics':28} {'':>9}      {time.monotonic() - start:6.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
