from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from config.autodetector import MigrationAutodetector
from config.upgrades import check_squashed
from records.reindexing import reindex_looked_up

LOCK = "SELECT pg_advisory_lock(hashtext('migrate'))"
NOT_ALL = ("app_label", "plan", "check_unapplied", "fake", "prune")
"""Options with which the tables may not be those of the models afterwards."""
UNLOCK = "SELECT pg_advisory_unlock(hashtext('migrate'))"


class Command(migrate.Command):
    """Django's, one at a time, from a state of the database that can be upgraded.

    Records are found again by what reference data now calls them.
    """

    autodetector = MigrationAutodetector

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        try:
            check_squashed(connection)
            super().handle(*args, **options)
            if not any(options.get(name) for name in NOT_ALL):
                reindex_looked_up()
        finally:
            with connection.cursor() as cursor:
                cursor.execute(UNLOCK)
