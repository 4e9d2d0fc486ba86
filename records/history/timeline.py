"""A record's history as people read it: who changed what, when and why, and how it stood then.

The history of a record is that of its row and of all that stands on its page: names, topics,
parts, citations. Reverting a change and undoing a batch write new changes, through the same
rules as any other, or propose them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from pghistory.models import Context

from records.accounts import account_names, user_names_of
from records.models import Record, State

from .events import changes_of_events, field_of, row_at, rows_at, tracked
from .rows import RowChange, Table, Values, owner_fields

MOST_EVENTS = 300  # of one table, on one page of a history
ENTRIES = 40  # batches on one page of a history


@dataclass
class Step:
    """One event of one row: its place in the history, and the change it stands for."""

    event: Any
    change: RowChange

    @property
    def at(self) -> datetime:
        return self.event.pgh_created_at

    @property
    def key(self) -> str:
        """How a request names it: ``meetings.meeting:17``, an event of the table of meetings."""
        return f"{self.change.model._meta.label_lower}:{self.event.pgh_id}"


@dataclass
class Entry:
    """What one batch changed of a record; ``batch`` is ``None`` for writing outside any."""

    batch: Any
    at: datetime
    said: dict[str, Any]
    steps: list[Step] = field(default_factory=list)


def entries(
    record: Record, *, until: datetime | None = None
) -> tuple[list[Entry], datetime | None]:
    """The newest entries of a record's history, and until when the older ones reach.

    ``until`` leaves out what came later than that moment. A batch of very many rows stands on
    several pages; nothing is left out between two pages.
    """
    found: dict[Any, Entry] = {}
    unread: list[datetime] = []  # the newest moments that are not on this page
    for model, condition in family(record):
        events: Any = tracked()[model].objects.filter(condition)
        if until is not None:
            events = events.filter(pgh_created_at__lte=until)
        steps = changes_of_events(events.order_by("-pgh_id")[: MOST_EVENTS + 1])
        unread += [event.pgh_created_at for event, _change in steps[MOST_EVENTS:]]
        for event, change in steps[:MOST_EVENTS]:
            if change.kind == "changed" and not change.fields:
                continue
            key = event.pgh_context_id or (model, event.pgh_id)
            entry = found.setdefault(key, Entry(event.pgh_context_id, event.pgh_created_at, {}))
            entry.at = max(entry.at, event.pgh_created_at)
            entry.steps.append(Step(event, change))
    newest = sorted(found.values(), key=lambda entry: entry.at, reverse=True)
    unread += [entry.at for entry in newest[ENTRIES:]]
    older = max(unread, default=None)
    shown = [entry for entry in newest[:ENTRIES] if older is None or entry.at > older]
    said = said_of(entry.batch for entry in shown)
    for entry in shown:
        entry.said = said.get(entry.batch, {})
        entry.steps = [step for step in entry.steps if older is None or step.at > older]
        entry.steps.sort(key=lambda step: (step.at, step.event.pgh_id))
    return shown, older


def said_of(batches: Iterable[Any]) -> dict[Any, dict[str, Any]]:
    """What was said of batches: ``kind``, ``user``, ``name``, ``author``, ``what``, ``why``."""
    known = list(Context.objects.filter(pk__in=[one for one in batches if one is not None]))
    said = with_names(one.metadata for one in known)
    return {one.pk: each for one, each in zip(known, said, strict=True)}


def with_names(said: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was said of batches, with their accounts as they are called now, if still there."""
    found = list(said)
    names = account_names(one.get(key) for one in found for key in ("user", "author"))
    return [
        one
        | {
            key: names[one[account]]
            for key, account in (("name", "user"), ("author_name", "author"))
            if one.get(account) in names
        }
        for one in found
    ]


def gone(model: type[Record], uid: str) -> Record:
    """A record that is there no longer, as far as its history needs it: its key."""
    events: Any = tracked()[model].objects.filter(uid=uid)
    record = model()
    record.pk = events.values_list("pgh_obj_id", flat=True).first()
    return record


BATCHES = 50  # on one page of the list of all


def batches(
    *, before: datetime | None = None, kind: str = "", who: str = ""
) -> tuple[list[Context], bool]:
    """The newest batches of the whole register, and whether there are older ones."""
    found = Context.objects.order_by("-created_at", "-id")
    if before is not None:
        found = found.filter(created_at__lt=before)
    if kind:
        found = found.filter(metadata__kind=kind)
    if who:
        found = found.filter(metadata__name__in=user_names_of(who))
    rows = list(found[: BATCHES + 1])
    return rows[:BATCHES], len(rows) > BATCHES


def when(batch: Any) -> datetime | None:
    """The moment at which a batch began to write."""
    return Context.objects.filter(pk=batch).values_list("created_at", flat=True).first()


def published(record: Record) -> tuple[datetime, str] | None:
    """Since when a public record has been so, and who published it (``""``: nobody by name)."""
    events: Any = tracked()[type(record)].objects.filter(pgh_obj_id=record.pk)
    before = events.exclude(state=State.PUBLISHED).order_by("-pgh_id").values("pgh_id")[:1]
    event = (
        events.filter(state=State.PUBLISHED)
        .filter(pgh_id__gt=Coalesce(models.Subquery(before), 0))
        .order_by("pgh_id")
        .first()
    )
    if record.state != State.PUBLISHED or event is None:
        return None
    said = said_of([event.pgh_context_id]).get(event.pgh_context_id, {})
    return event.pgh_created_at, said.get("name", "")


def family(record: Record) -> list[tuple[Table, models.Q]]:
    """The tables in which a record's history stands, and which of their rows are its own."""
    tables: dict[Table, models.Q] = defaultdict(models.Q)
    tables[type(record)] = models.Q(pgh_obj_id=record.pk)
    level: dict[Table, set[int]] = {type(record): {record.pk}}
    while level:
        below: dict[Table, set[int]] = defaultdict(set)
        for model, attname, owner in _relations():
            if not (keys := level.get(owner)):
                continue
            ever = models.Q(**{f"{attname}__in": keys})
            tables[model] |= ever
            if model in _owners():
                events: Any = tracked()[model].objects.filter(ever)
                below[model] |= set(events.values_list("pgh_obj_id", flat=True).distinct())
        level = {model: keys for model, keys in below.items() if keys}
    return list(tables.items())


@cache
def _owners() -> frozenset[Table]:
    """The tables on whose rows others depend."""
    return frozenset(owner for _model, _attname, owner in _relations())


def _relations() -> list[tuple[Table, str, Table]]:
    """By which columns rows depend on the records on whose pages they stand."""
    return [
        (model, owner.attname, owner.related_model)
        for model in tracked()
        for owner in owner_fields(model)
    ]


# As it stood


@dataclass
class RecordAt:
    """A record as it stood at a moment: its values, and the rows on its page by table."""

    at: datetime
    values: Values
    rows: dict[Table, list[Values]]


def known_at(record: Record, moment: datetime) -> RecordAt | None:
    """``record`` as it stood at ``moment`` with all that stood on its page; ``None`` before it was.

    It says what the register knew then, not what was true then.
    """
    values = row_at(type(record), record.pk, moment)
    if values is None:
        return None
    rows: dict[Table, list[Values]] = defaultdict(list)
    level: dict[Table, set[int]] = {type(record): {record.pk}}
    while level:
        below: dict[Table, set[int]] = defaultdict(set)
        for model, attname, owner in _relations():
            for key in level.get(owner, ()):
                name = field_of(model, attname).name
                found = rows_at(model, name, key, moment)
                rows[model] += found
                if model in _owners():
                    below[model] |= {row["id"] for row in found}
        level = {model: keys for model, keys in below.items() if keys}
    return RecordAt(moment, values, {model: some for model, some in rows.items() if some})


# Back
