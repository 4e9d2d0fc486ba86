from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from config.autodetector import MigrationAutodetector
from config.upgrades import check_squashed
from records.reindexing import reindex

LOCK = "SELECT pg_advisory_lock(hashtext('migrate'))"
NOT_ALL = ("app_label", "plan", "check_unapplied", "fake", "prune")
"""Options with which the tables may not be those of the models afterwards."""
UNLOCK = "SELECT pg_advisory_unlock(hashtext('migrate'))"


class Command(migrate.Command):
    """Django's, one at a time, from a state of the database that can be upgraded.

    Records are found again by what reference data now calls them and, after an upgrade, as words
    are read now.
    """

    autodetector = MigrationAutodetector

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        try:
            check_squashed(connection)
            executor = MigrationExecutor(connection)
            is_upgrade = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
            super().handle(*args, **options)
            if not any(options.get(name) for name in NOT_ALL):
                reindex(every=is_upgrade)
        finally:
            with connection.cursor() as cursor:
                cursor.execute(UNLOCK)
