"""The databases of the tests: copies of a template that is migrated once and then kept.

Migrating takes seconds, copying a tenth of a second. The template stays on the server of the tests
(``folder``, or where DATABASE_URL says) until something that made it is another; each process
of the tests copies it, and copies it anew after a test that has committed. Beside it stands one
with the curated register, loaded by the code as it is, for the modules that ask about that.
"""

import ast
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import post_migrate
from django.db.utils import ProgrammingError
from psycopg.errors import InsufficientPrivilege

from config import embedded
from records.choices import choice_rules

ROOT = Path(__file__).resolve().parent.parent
LOCK = 20161  # of those who look for the template: one makes it, the others wait
PATIENCE = 120  # seconds, for a worker of autovacuum
FAMILY, CURATED = "test_template_", "test_curated_"
OF_THE_REGISTER = ("records", "reference", "mechanisms", "meetings", "texts", "documents")
"""The code that loads the curated register."""
MEMORY = Path("/dev/shm")  # noqa: S108 - where Linux offers files in memory
ROOM = 2**30  # bytes; the server takes a tenth of it


def folder() -> Path:
    """Where the tests' own server keeps its data: in memory where there is room, else under var/.

    A database is a thousand files, and each copy of one makes them. On ext4 that takes ten times
    as long, because it passes over every file that was deleted in the last minutes.
    """
    var = embedded.var_folder()
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return var / "test-postgres"
    family = f"fora-tests-{os.getuid()}-"
    for other in MEMORY.glob(f"{family}*"):
        if not (other / "var").exists():  # of a checkout that is gone
            shutil.rmtree(other, ignore_errors=True)
    here = MEMORY / f"{family}{hashlib.sha256(os.fsencode(var)).hexdigest()[:8]}"
    var.mkdir(parents=True, exist_ok=True)
    here.mkdir(mode=0o711, exist_ok=True)
    if not (here / "var").is_symlink():
        (here / "var").symlink_to(var)
    return here / "postgres"


def create() -> None:
    """Make the database of this process, and let Django use it from here on."""
    name = connection.creation._get_test_db_name()
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        template = _template(cursor)
        _copy(cursor, template, name)
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["TEST"]["TEMPLATE"] = template


def reset_what_stayed() -> None:
    """Reset the database if a test committed something that its own end did not take back."""
    if "TEMPLATE" not in connection.settings_dict["TEST"] or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM records_identity) OR EXISTS (SELECT FROM auth_user)"
        )
        (stayed,) = cursor.fetchone()
    if stayed:
        reset()


def reset() -> None:
    """Give this process a database as the migrations left it."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        _copy(cursor, connection.settings_dict["TEST"]["TEMPLATE"], _own())


def take_curated() -> None:
    """Give this process a database with the curated register; ``reset`` takes it away again."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _copy(cursor, _curated(cursor), _own())


def drop() -> None:
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        drop_database(cursor, _own())


def _own() -> str:
    return connection.settings_dict["NAME"]


def _copy(cursor: Any, template: str, name: str) -> None:
    drop_database(cursor, name)
    cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')


def drop_database(cursor: Any, name: str) -> None:
    """Drop a database with whoever is connected to it.

    A worker of autovacuum may be, which only a superuser ends: it is waited for, but not for ever,
    because the database of another account is refused in the same way.
    """
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except (InsufficientPrivilege, ProgrammingError) as refusal:
            cause = refusal if isinstance(refusal, InsufficientPrivilege) else refusal.__cause__
            if not isinstance(cause, InsufficientPrivilege) or time.monotonic() > give_up:
                raise
            time.sleep(0.1)
        else:
            return


# The template


def _template(cursor: Any) -> str:
    """The name of the template; made if there is none of these migrations."""
    prefix = f"{FAMILY}{connection.settings_dict['NAME']}_"
    return _made_once(cursor, prefix, key(), 'CREATE DATABASE "{}"', migrate)


def _curated(cursor: Any) -> str:
    """The name of a copy of the template with the curated register, loaded by the code of today."""
    template = connection.settings_dict["TEST"]["TEMPLATE"]
    digest = hashlib.sha256(template.encode())
    for folder in ("data", *OF_THE_REGISTER):
        for path in sorted((ROOT / folder).rglob("*.*")):
            if path.suffix in {".py", ".yaml"}:
                digest.update(path.read_bytes())
    made = f'CREATE DATABASE "{{}}" TEMPLATE "{template}" STRATEGY FILE_COPY'
    prefix = f"{CURATED}{template.rpartition('_')[0].removeprefix(FAMILY)}_"
    return _made_once(cursor, prefix, digest.hexdigest(), made, _load)


def _made_once(cursor: Any, prefix: str, key: str, made: str, fill: Callable[[str], None]) -> str:
    """The name of a database; made in the place of what began alike where it is not there."""
    name = f"{prefix}{key[:16]}"
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    there = {row[0] for row in cursor.fetchall()}
    if name not in there:
        for outdated in there:
            drop_database(cursor, outdated)
        draft = f"{prefix}draft"
        cursor.execute(made.format(draft))
        fill(draft)
        cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


def migrate(name: str) -> None:
    """Apply the migrations to a database of the server."""
    with _using(name):
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)


def _load(name: str) -> None:
    with _using(name):
        call_command("load_register", str(ROOT / "data"), verbosity=0)


@contextmanager
def _using(name: str) -> Iterator[None]:
    """Have Django ask another database of the server."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def key() -> str:
    """What the template is made of, in short: another one where a migration or a choice is."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(path.read_bytes())
    for model in apps.get_models(include_auto_created=True):  # their types and permissions
        digest.update(f"{model._meta.label} {model._meta.permissions}\n".encode())
    for rule in choice_rules():  # made from the models after each migration
        digest.update(f"{rule.name}\n".encode())
    return digest.hexdigest()


def _sources() -> set[Path]:
    """The files that say what is in a database after ``migrate``."""
    migrations = {
        _file_of(migration.__module__)
        for migration in MigrationLoader(None).disk_migrations.values()
    }
    handlers = {_file_of(handler().__module__) for _id, handler, *_ in post_migrate.receivers}
    queries = {path for app in apps.get_app_configs() for path in Path(app.path).rglob("*.sql")}
    used = {path for migration in migrations for path in _imported(migration)}
    return {ROOT / "requirements.txt", *migrations, *handlers, *queries, *used}


def _file_of(module: str) -> Path:
    return Path(sys.modules[module].__file__ or "")


def _imported(path: Path) -> Iterator[Path]:
    """Our own modules that a migration imports, such as the one that begins the history."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
        for name in names:
            spec = find_spec(name)
            if spec and spec.origin and Path(spec.origin).is_relative_to(ROOT):
                yield Path(spec.origin)
