from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from config.autodetector import MigrationAutodetector
from config.upgrades import check_squashed

LOCK = "SELECT pg_advisory_lock(hashtext('migrate'))"
UNLOCK = "SELECT pg_advisory_unlock(hashtext('migrate'))"


class Command(migrate.Command):
    """Django's, one at a time, from a state of the database that can be upgraded."""

    autodetector = MigrationAutodetector

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        try:
            check_squashed(connection)
            super().handle(*args, **options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute(UNLOCK)
