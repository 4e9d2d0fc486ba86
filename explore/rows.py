"""The rows that a page shows: with the names that its reader needs, and no more than fit."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from mechanisms.models import Participant
from meetings.models import Place


class Rows(list[Any]):
    """The first rows of a queryset or a list; ``more``: whether it has others."""

    def __init__(self, rows: Any, most: int) -> None:
        found = list(rows[: most + 1])
        super().__init__(found[:most])
        self.more = len(found) > most


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
