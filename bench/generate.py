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
    from django.apps import apps
    from django.db import connection

    from records.history.batches import check_references
    from records.history.events import tracked
    from records.history.tracking import begin_history

    models = set(tracked())
    triggers = [
        (model, trigger)
        for model, trigger in pgtrigger.registered()
        if model in models and trigger.name == "insert_insert"
    ]
    for model, trigger in triggers:
        trigger.disable(model)
    yield
    check_references()  # what is still to be checked keeps a table from being altered
    for app in ("records", "mechanisms", "meetings", "documents"):
        start = time.monotonic()
        begin_history(app)(apps, connection.schema_editor())
        print(f"{'history of ' + app:28} {'':>9}      {time.monotonic() - start:6.1f} s")
    for model, trigger in triggers:
        trigger.enable(model)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--meetings", type=int, default=400_000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("FORA_ENV", "local")
    from config import embedded

    if embedded.wanted():
        embedded.start()
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
