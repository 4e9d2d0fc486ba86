"""What is counted of records, kept by each process until any record has changed.

Every change of a record, also of what stands with it in other tables, is noted at its identity
with the moment of the change. While the newest of those is the same, and nobody was writing when
something was counted, counting again would give the same.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

Value = TypeVar("Value")

NEWEST = """
SELECT uid, changed_at, NOT EXISTS (
    SELECT FROM pg_locks
    WHERE relation = 'records_identity'::regclass AND mode = 'RowExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
FROM records_identity ORDER BY changed_at DESC, uid DESC LIMIT 1
"""
"""Who has written there holds that lock until the end; who writes elsewhere does not count."""
MOST = 500  # values that are kept

Keep = Callable[[Hashable, Callable[[], Any]], Any]

_kept: tuple[Any, dict[Hashable, Any]] = (None, {})


def keeping() -> Keep:
    """A function that gives what was counted under a name, or counts it."""
    global _kept
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        row = cursor.fetchone()
    if row is None:  # a register without a record
        return _count
    stamp, nobody_writes = (connection.settings_dict["NAME"], *row[:2]), row[2]
    if _kept[0] != stamp:
        if not nobody_writes:
            return _count
        _kept = (stamp, {})
    values = _kept[1]

    def keep(name: Hashable, count: Callable[[], Any]) -> Any:
        if name in values:
            return values[name]
        found = count()
        if nobody_writes and len(values) < MOST:
            values[name] = found
        return found

    return keep


def _count(name: Hashable, count: Callable[[], Value]) -> Value:
    return count()
