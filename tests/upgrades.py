"""A database as the last version before the squash left it, to be upgraded by a test."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.database import drop_database

_numbers = count()
BEFORE = Path(__file__).resolve().parent / "data" / "before_squash.sql.gz"
"""A database as the last version before the squash left it: a few rows of every table.

Made with that version's own code: people of three roles, records of every kind published, renamed,
merged, deleted and brought back, proposals, a reading with decided candidates, two copies.
"""


@pytest.fixture
def before(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The name of a database as the version before left it."""
    with django_db_blocker.unblock(), restored() as name:
        yield name


@contextmanager
def restored() -> Iterator[str]:
    """A database as the version before left it, by its name; dropped again."""
    name = f"{connection.settings_dict['NAME']}_before_{next(_numbers)}"
    identifier = sql.Identifier(name)
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:
        drop_database(server, name)
        server.execute(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
                " LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
            ).format(identifier)
        )
        with psycopg.connect(address_of(name)) as database:
            dump = gzip.decompress(BEFORE.read_bytes()).decode()
            # PostgreSQL 16 and older have no such setting.
            database.execute(re.sub(r"^SET transaction_timeout.*$", "", dump, flags=re.M))
        yield name
        drop_database(server, name)


def in_database(name: str, query: str) -> list[Any]:
    with psycopg.connect(address_of(name), autocommit=True) as database:
        return database.execute(query).fetchall()  # type: ignore[arg-type]


def address_of(name: str) -> str:
    """The address of another database on the server of the tests."""
    given = connection.settings_dict
    password = f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else ""
    host = quote(given["HOST"], safe="")
    return f"postgres://{given['USER']}{password}@{host}:{given['PORT']}/{name}"
