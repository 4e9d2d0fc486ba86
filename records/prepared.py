"""Statements that PostgreSQL plans once for each connection, however often they are executed."""

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
