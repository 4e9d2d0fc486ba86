"""How much a batch changed, counted where it is too much to be read through."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import OuterRef, Subquery

from records.models import Record, State
from records.words import noun_of, nouns_of

from .events import changes_of_events, events_of, tracked
from .rows import RowChange


@dataclass(frozen=True)
class Counted:
    """How many rows of one table a batch touched."""

    model: type[models.Model]
    number: int

    @property
    def noun(self) -> str:
        return noun_of(self.model) if self.number == 1 else nouns_of(self.model)


def counted(batch: Any) -> list[Counted]:
    """How many rows of each table a batch touched, most first: one query, along its index."""
    tables = list(tracked().items())
    parts = [
        f"SELECT {number}, count(DISTINCT pgh_obj_id)"  # noqa: S608 - our own tables
        f" FROM {events._meta.db_table} WHERE pgh_context_id = %s"
        for number, (_model, events) in enumerate(tables)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [batch] * len(parts))
        found = [Counted(tables[at][0], number) for at, number in cursor.fetchall() if number]
    return sorted(found, key=lambda one: -one.number)


def first_changes(batch: Any, most: int) -> list[RowChange]:
    """A few of the rows that a batch changed, as its first events say it."""
    found: list[RowChange] = []
    for rows in events_of(batch).values():
        keys = rows.order_by("pgh_id").values("pgh_id")[: most - len(found)]
        found += [change for _event, change in changes_of_events(rows.filter(pgh_id__in=keys))]
        if len(found) >= most:
            break
    return found


def may_open(batch: Any) -> bool:
    """Whether undoing a batch may let the public read more: it took something from the public."""
    for model, events in events_of(batch).items():
        rows = events.exclude(pgh_label="insert")
        if getattr(model, "OPENED_BY", None) and rows.exists():
            return True
        if issubclass(model, Record):
            earlier = (
                tracked()[model]
                .objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
                .order_by("-pgh_id")
            )
            was = rows.annotate(was=Subquery(earlier.values("state")[:1]))
            if was.filter(was=State.PUBLISHED).exclude(state=State.PUBLISHED).exists():
                return True
    return False
