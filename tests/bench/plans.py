"""What the database reads of its large tables while the site answers, by its own account."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

LARGE = 410
"""So many rows make a table large in a test: more than any has that does not grow so far."""


@contextmanager
def reading() -> Iterator[Counter[str]]:
    """Inside, note the most rows that a step of a query reads of each table.

    Each query is first explained as it runs. Where an index can serve it must: a small table would
    else be read whole because that is quicker, and nobody would see that no index can.
    """
    most: Counter[str] = Counter()

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and sql.lstrip().startswith(("SELECT", "WITH")):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
                (answer,) = cursor.fetchone()
            (plan,) = answer if isinstance(answer, list) else json.loads(answer)
            for table, rows in read_by(plan["Plan"]):
                most[table] = max(most[table], rows)
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
    with connection.execute_wrapper(explained):
        yield most


def read_by(plan: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """The rows that each step of a plan reads of a table, with those that it then leaves out.

    A step that is taken once for each row of another counts once: the other counts itself.
    """
    if table := plan.get("Relation Name"):
        left_out = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
        yield table, int(plan["Actual Rows"] + sum(plan.get(name, 0) for name in left_out))
    for inner in plan.get("Plans", ()):
        yield from read_by(inner)


def sizes() -> dict[str, int]:
    """The rows of each large table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND reltuples >= %s",
            [LARGE],
        )
        return dict(cursor.fetchall())
