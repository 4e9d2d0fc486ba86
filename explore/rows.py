"""The rows that a page shows: with the names that its reader needs, and no more than fit."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from mechanisms.models import Participant
from meetings.models import Place
from records.paging import bounded_count

COUNTED = 1000
"""How far the rows are counted of which a page shows the first."""


class Rows(list[Any]):
    """The first rows of a queryset or a list; ``more``: whether it has others.

    ``among`` are the querysets whose rows these are, where they were put together from several.
    """

    def __init__(self, rows: Any, most: int, among: Sequence[Any] = ()) -> None:
        found = list(rows[: most + 1])
        super().__init__(found[:most])
        self.more = len(found) > most
        self._among = among or (rows,)

    @cached_property
    def total(self) -> int:
        """How many there are, those included that are not shown; of many, ``COUNTED``."""
        found = 0
        for rows in self._among:
            found += bounded_count(rows, COUNTED)[0] if isinstance(rows, QuerySet) else len(rows)
        return min(found, COUNTED)

    @property
    def total_exact(self) -> bool:
        return self.total < COUNTED


def joined(rows: Any, *relations: str) -> QuerySet[Any]:
    """``rows`` with ``relations``, each with its name in the reader's language."""
    return rows.select_related(*relations).prefetch_related(*names_for(*relations))


def look_up_countries(places: Iterable[Place]) -> None:
    """Give each place without a recorded country the public record of the one looked up.

    It is ``looked_up_country``; ``None`` where the register has no such record. One query.
    """
    without = [(place, country) for place in places if (country := place.reference_country)]
    rows: Any = Participant.objects.public().prefetch_related(*names_for(""))
    found = rows.of_states(country for _place, country in without) if without else {}
    for place, country in without:
        place.looked_up_country = found.get(country.key)  # type: ignore[attr-defined]


def names_for(*relations: str) -> list[str]:
    """What to prefetch so that relations can show their names in the reader's language.

    ``""`` is the record itself. In English every record shows its own column.
    """
    if (get_language() or "en").startswith("en"):
        return []
    return [f"{relation}__names" if relation else "names" for relation in relations]
