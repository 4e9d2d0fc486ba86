"""What a request asks of the database first shows as well whether its connection still serves."""

from typing import Any

from django.db import InterfaceError, OperationalError, connection


def first_row(sql: str) -> tuple[Any, ...]:
    """The one row of a statement that only reads, in one round trip.

    Django asks before the first statement of a request whether the connection was lost since the
    last (``CONN_HEALTH_CHECKS``). This statement is that question: where it is not answered and the
    connection is lost, it is asked again on a new one.
    """
    if not _is_yet_to_be_checked():
        return _row(sql)
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _row(sql)
    except (InterfaceError, OperationalError):
        if connection.is_usable():
            raise
        connection.close()
    return _row(sql)


def _is_yet_to_be_checked() -> bool:
    kept: Any = connection
    return (
        kept.connection is not None
        and kept.health_check_enabled
        and not kept.health_check_done
        and not kept.in_atomic_block
    )


def _row(sql: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row: tuple[Any, ...] = cursor.fetchone()
    return row
