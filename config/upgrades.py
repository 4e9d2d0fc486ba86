"""Whether the migrations here can carry on with a database that another version left behind."""

from collections.abc import Iterable

from django.core.management.base import CommandError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def check_squashed(connection: BaseDatabaseWrapper) -> None:
    """Refuse a database that has some of the migrations that were squashed, and lacks others.

    What was squashed stands for all of them together; what is missing only an earlier version
    can do. Raises ``CommandError``, which says so.
    """
    applied = set(MigrationRecorder(connection).applied_migrations())
    files = MigrationLoader(None).disk_migrations
    squashed = replaced_by(files[key] for key in files.keys() - applied)
    if squashed & applied and squashed - applied:
        app, name = min(squashed - applied)
        raise CommandError(
            "This database is at an older state than this version can upgrade: it lacks the"
            f" migration {app}.{name}. Run `manage.py migrate` with the last version of Fora that"
            " has it, then start this version again."
        )


def check_not_newer(loader: MigrationLoader) -> None:
    """Refuse a database with migrations that are not known here.

    Raises ``CommandError``, which says so.
    """
    known = loader.disk_migrations.keys() | replaced_by(loader.disk_migrations.values())
    unknown = [
        f"{app}.{name}"
        for app, name in set(loader.applied_migrations) - known
        if app in loader.migrated_apps
    ]
    if unknown:
        raise CommandError(
            f"The database was used by a newer version of Fora (it has {min(unknown)}, which"
            " is not known here): use that version, or set FORA_VAR to another folder."
        )


def replaced_by(migrations: Iterable[Migration]) -> set[tuple[str, str]]:
    """The migrations that others stand for."""
    return {old for migration in migrations for old in migration.replaces}
