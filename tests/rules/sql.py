"""Statements straight to the database: its rules hold whoever writes.

A form or a service may refuse earlier and more kindly.
"""

import pytest
from django.db import DatabaseError, connection, transaction


def run(sql: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def refused(rule: str, sql: str, *values) -> None:
    """Assert that the database refuses ``sql`` and names ``rule``."""
    with pytest.raises(DatabaseError, match=rule):
        run(sql, *values)
