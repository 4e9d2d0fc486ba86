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

    Each query is first explained as it runs. Where an index can serve it must, also for a join: a
    small table would else be read whole because that is quicker, and nobody would see whether an
    index can. What the planner prefers at full size is another question, which `make bench` asks.
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
        for setting in ("enable_seqscan", "enable_hashjoin", "enable_mergejoin"):
            cursor.execute(f"SET LOCAL {setting} = off")
        cursor.execute("SET LOCAL random_page_cost = 0.1")
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
    with connection.execute_wrapper(explained):
        yield most


def read_by(plan: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """The rows that each step of a plan reads of a table, with those that it then leaves out.

    A look-up of one row for each row of another step counts once: the other counts itself.
    """
    if table := plan.get("Relation Name"):
        left_out = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
        each = plan["Actual Rows"] + sum(plan.get(name, 0) for name in left_out)
        yield table, int(each * plan["Actual Loops"]) if each > 1 else 1
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
