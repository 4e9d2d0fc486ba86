"""Statements that PostgreSQL plans once for each connection, however often they are executed."""

from typing import Any, NamedTuple

import psycopg
from django.db import connection

ONLY_WHERE_ASKED = 10**9  # uses after which psycopg would prepare what nobody asked it to


def preparing_connection() -> psycopg.Connection:
    """The connection to the database, let prepare statements and plan them once.

    For those whose plan is the same whatever they are asked for: to make it takes longer than to
    follow it.
    """
    connection.ensure_connection()
    found = connection.connection
    if found.prepare_threshold is None:  # as Django sets it
        found.prepare_threshold = ONLY_WHERE_ASKED
        found.execute("SET plan_cache_mode = force_generic_plan")
    return found


class Numbered(NamedTuple):
    """A statement whose parameters have numbers, as PostgreSQL takes it (``psycopg.RawCursor``)."""

    sql: str
    names: tuple[str, ...]

    def values(self, **given: Any) -> list[Any]:
        """Those of ``given`` that it takes, in their order."""
        return [given[name] for name in self.names]


def numbered(sql: str, *names: str) -> Numbered:
    """A statement with ``names`` for its parameters, read once for all executions."""
    used = tuple(name for name in names if f"%({name})s" in sql)
    return Numbered(sql % {name: f"${n}" for n, name in enumerate(used, start=1)}, used)
