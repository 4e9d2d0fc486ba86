"""System checks of the database server, run by `migrate` and `check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

OLDEST_POSTGRESQL = 15


@register(Tags.database)
def postgresql_is_recent_and_knows_letters(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """PostgreSQL 15 or newer, UTF-8, and a character type under which Chinese has trigrams."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version_num')::int / 10000,"
                " current_setting('server_version'), pg_encoding_to_char(encoding), datctype"
                " FROM pg_database WHERE datname = current_database()"
            )
            major, version, encoding, ctype = cursor.fetchone()
        if major < OLDEST_POSTGRESQL:
            errors.append(
                Error(
                    f"The server of database {alias} is PostgreSQL {version};"
                    f" Fora needs {OLDEST_POSTGRESQL} or newer.",
                    hint="Upgrade the server, or set DATABASE_URL to a newer one.",
                    id="fora.E002",
                )
            )
        if encoding != "UTF8" or ctype in {"C", "POSIX"}:
            errors.append(
                Error(
                    f"The database {alias} has encoding {encoding} and LC_CTYPE {ctype}, under"
                    " which names in Chinese, Arabic or Russian cannot be searched.",
                    hint="Create it with: CREATE DATABASE ... TEMPLATE template0 ENCODING 'UTF8'"
                    " LC_CTYPE 'C.UTF-8'.",
                    id="fora.E003",
                )
            )
    return errors
