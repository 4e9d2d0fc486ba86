"""Which tables keep their history, and what of a row it holds.

A trigger on each table of the register writes the row as it stands after each insert and update,
and as it stood before a delete, into a table of events (``MeetingEvent`` …), whoever writes:
page, import, command or SQL. Events are only ever added.
"""

from typing import Any, TypeVar

import pghistory
import pghistory.models
import pgtrigger
from django.db import models

Model = TypeVar("Model", bound=type[models.Model])

NOT_CONTENT = frozenset(
    {"version", "state", "is_public", "changed_by", "self_published", "created_at", "updated_at"}
)
"""Fields of a record that keep its books; all others are what it says."""

DERIVED = frozenset({"search_text", "is_public", "updated_at"})
"""Columns that are made from others, and are made again instead of being kept."""


def content_fields(model: type[models.Model]) -> list[Any]:
    """The fields that hold what a record says, not its books; without generated ones."""
    return [
        field
        for field in model._meta.local_fields
        if field.name not in NOT_CONTENT and not isinstance(field, models.GeneratedField)
    ]


class Event(pghistory.models.Event):
    """A row as one change left it, or as it was before it was deleted."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def keep_history(*, without: tuple[str, ...] = (), inserts_and_deletes_only: bool = False) -> Any:
    """Keep the history of a model's table, except of the columns ``without``.

    Generated columns follow from the others and are left out. A change of nothing but a row's
    version is none.
    """

    def decorate(model: Model) -> Model:
        left_out = {
            field.name
            for field in model._meta.local_fields
            if isinstance(field, models.GeneratedField) or field.name in DERIVED
        }
        kept = [
            field.name
            for field in model._meta.concrete_model._meta.local_fields  # type: ignore[union-attr]
            if field.name not in left_out and field.name not in without
        ]
        watched = [name for name in kept if name not in {"version", "changed_by"}]
        trackers: list[Any] = [pghistory.InsertEvent(), pghistory.DeleteEvent()]
        if not inserts_and_deletes_only:
            trackers.append(pghistory.UpdateEvent(condition=pgtrigger.AnyChange(*watched)))
        return pghistory.track(
            *trackers,
            fields=kept,
            base_model=Event,
            obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+"),
            model_name=f"{model.__name__}Event",
            append_only=True,
        )(model)

    return decorate
