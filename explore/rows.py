"""The rows that a page shows: with the names that its reader needs, and no more than fit."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language


class Rows(list[Any]):
    """The first rows of a queryset or a list; ``more``: whether it has others."""

    def __init__(self, rows: Any, most: int) -> None:
        found = list(rows[: most + 1])
        super().__init__(found[:most])
        self.more = len(found) > most


def joined(rows: Any, *relations: str) -> QuerySet[Any]:
    """``rows`` with ``relations``, each with its name in the reader's language."""
    return rows.select_related(*relations).prefetch_related(*names_for(*relations))


def names_for(*relations: str) -> list[str]:
    """What to prefetch so that relations can show their names in the reader's language.

    ``""`` is the record itself. In English every record shows its own column.
    """
    if (get_language() or "en").startswith("en"):
        return []
    return [f"{relation}__names" if relation else "names" for relation in relations]
