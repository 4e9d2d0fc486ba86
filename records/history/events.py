"""A row's history, read from the events that ``records.history.tracking`` keeps."""

from collections import defaultdict
from datetime import datetime
from functools import cache
from typing import Any

import pghistory.core
from django.db import connection, models
from django.db.models import OuterRef, Subquery

from .rows import RowChange, Table, Values, attnames


@cache
def tracked() -> dict[type[models.Model], type[Any]]:
    """The tables whose history is kept, each with its table of events."""
    return {
        events.pgh_tracked_model._meta.concrete_model: events  # type: ignore[attr-defined]
        for events in pghistory.core.event_models()
    }


def values_of(event: Any) -> Values:
    """The row that an event holds."""
    own = set(attnames(event.pgh_tracked_model._meta.concrete_model))
    return {
        field.attname: field.get_prep_value(getattr(event, field.attname))
        if isinstance(field, models.FileField)
        else getattr(event, field.attname)
        for field in event._meta.concrete_fields
        if field.attname in own
    }


def changes_of_events(events: models.QuerySet) -> list[tuple[Any, RowChange]]:
    """Each event with the change that it stands for: the row before and after it."""
    table: Any = events.model
    earlier = table.objects.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")
    ).order_by("-pgh_id")
    rows = list(events.annotate(_earlier=Subquery(earlier.values("pgh_id")[:1])))
    ones_before = table.objects.in_bulk([row._earlier for row in rows if row._earlier])
    return [(row, _change(row, ones_before.get(row._earlier))) for row in rows]


def _change(event: Any, earlier: Any) -> RowChange:
    model = event.pgh_tracked_model._meta.concrete_model
    known = earlier is not None and earlier.pgh_label != "delete"
    before = values_of(earlier) if known else None
    if event.pgh_label == "delete":
        return RowChange(model, event.pgh_obj_id, values_of(event), None)
    return RowChange(model, event.pgh_obj_id, before, values_of(event))


def events_of(batch: Any) -> dict[type[models.Model], models.QuerySet]:
    """The events of a batch by their table: of those tables alone that have any."""
    tables = list(tracked().items())
    parts = [
        f"SELECT {at} WHERE EXISTS (SELECT FROM {events._meta.db_table}"  # noqa: S608 - ours
        " WHERE pgh_context_id = %s)"
        for at, (_model, events) in enumerate(tables)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [batch] * len(parts))
        numbers = sorted(at for (at,) in cursor.fetchall())
    return {
        model: events.objects.filter(pgh_context_id=batch)
        for model, events in (tables[at] for at in numbers)
    }


def changes_of_batch(batch: Any) -> list[RowChange]:
    """What a batch changed in the end, one entry for each row it touched."""
    found = []
    for events in events_of(batch).values():
        steps: dict[int, list[RowChange]] = defaultdict(list)
        for event, change in changes_of_events(events.order_by("pgh_id")):
            steps[event.pgh_obj_id].append(change)
        for key, changes in steps.items():
            whole = RowChange(changes[0].model, key, changes[0].before, changes[-1].after)
            if whole.before is None and whole.after is None:
                continue
            if whole.kind != "changed" or whole.fields:
                found.append(whole)
    return found


def field_of(model: Table, attname: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def row_at(model: type[models.Model], key: int, moment: datetime) -> Values | None:
    """A row as it stood at ``moment``, or ``None`` if there was none."""
    event = (
        tracked()[model]
        .objects.filter(pgh_obj_id=key, pgh_created_at__lte=moment)
        .order_by("-pgh_id")
        .first()
    )
    return None if event is None or event.pgh_label == "delete" else values_of(event)


def rows_at(model: type[models.Model], relation: str, key: int, moment: datetime) -> list[Values]:
    """The rows of ``model`` that belonged to row ``key`` by ``relation`` at ``moment``."""
    events = tracked()[model]
    column = model._meta.get_field(relation).attname  # type: ignore[union-attr]
    ever = events.objects.filter(**{column: key}).values("pgh_obj_id")
    latest = (
        events.objects.filter(pgh_obj_id__in=ever, pgh_created_at__lte=moment)
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    rows = [values_of(event) for event in latest if event.pgh_label != "delete"]
    return [row for row in rows if row[column] == key]


@cache
def keys_to(model: Table) -> list[tuple[Any, Any]]:
    """The foreign keys to ``model``, each with its table."""
    return [
        (other, field)
        for other in tracked()
        for field in other._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model
    ]
