"""Conditions of a row that look into other tables, such as whether it is public.

Each is written out in SQL once.

Built by querysets, a dozen such look-ups cost each page a tenth of a second; joined, dozens of
tables take the planner seconds; written as EXISTS, PostgreSQL may answer them by reading a whole
table. So each is a scalar query with a limit.
"""

from typing import Any

from django.db import models
from django.db.models import F, Func

THE_ROW = "{row}"


class RowCondition(Func):
    """Whether ``sql`` holds of a row; ``THE_ROW`` in it is replaced by the row's table."""

    arity = 1
    output_field = models.BooleanField()

    def __init__(self, row: Any = "pk", *, sql: str = "FALSE", **extra: Any) -> None:
        super().__init__(F(row) if isinstance(row, str) else row, **extra)
        self.sql = sql

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        (row,) = self.get_source_expressions()
        return self.sql.replace(THE_ROW, compiler.quote_name_unless_alias(row.alias)), []


def finds(query: str) -> str:
    """The condition that ``query``, which selects from a table on, finds a row."""
    return f"(SELECT 1 {query} LIMIT 1) IS NOT NULL"
