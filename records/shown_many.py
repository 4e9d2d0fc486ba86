"""Rows too many to stand one under the other, such as the passages of a copy, all within reach.

They are counted; those that changed since their record was last public come first, then all of
them in stretches that are unfolded, a page of them at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from records.history.differences import Lines, lines_of
from records.history.events import tracked, values_of
from records.history.rows import RowChange, Table, Values
from records.keys import is_key
from records.models import Record, State
from records.reading import columns_of
from records.words import EMPTY, field_label, nouns_of, value_in_words

PAGE = 300  # rows on one page
STRETCH = 50  # rows that are unfolded together
MOST_CHANGED = 200  # changes that are told one by one


@dataclass(frozen=True)
class OneOfMany:
    """A row in a line: what it is called, what it says, and the words of it that anyone reads."""

    row: models.Model
    name: str
    said: list[tuple[str, str]]
    words: str


@dataclass(frozen=True)
class Stretch:
    """Rows that are unfolded together, and what the first and the last are called."""

    rows: list[OneOfMany]
    number: int

    @property
    def first(self) -> str:
        return self.rows[0].name

    @property
    def last(self) -> str:
        return self.rows[-1].name


@dataclass(frozen=True)
class Page:
    """One page of the rows: its number, and from which row to which it reaches."""

    number: int
    first: int
    last: int


@dataclass(frozen=True)
class ManyRows:
    """The rows of a table that stand with one row.

    ``changes`` are those since the record was last public; ``None`` where it never was, or where
    all of them came since. ``opened`` says whether anyone would read their text, and cannot now.
    """

    model: Table
    owner: int
    total: int
    changes: list[Lines] | None
    more_changes: int
    stretches: list[Stretch]
    pages: list[Page]
    page: int
    opened: bool = False

    @property
    def nouns(self) -> str:
        return nouns_of(self.model)

    @property
    def number_of_changes(self) -> int:
        return len(self.changes or ()) + self.more_changes

    @property
    def name(self) -> str:
        """How an address names them: ``passage-12``."""
        return f"{self.model._meta.model_name}-{self.owner}"


def shown_many(
    model: Any,
    owner: int,
    *,
    left: datetime | None = None,
    page: str = "",
    with_text: bool = False,
    opened: bool = False,
) -> ManyRows:
    """The rows of ``model`` that stand with the row ``owner``: the ``page`` that is asked for.

    ``left`` is when their record was public for the last time. Their text is shown where anyone
    may read it, and ``with_text`` or once it is ``opened`` in any case.
    """
    rows: Any = model._default_manager.to_be_shown().filter(**{model.READ_WITH[0]: owner})
    total = rows.count()
    last_page = max(1, -(-total // PAGE))
    number = min(int(page), last_page) if is_key(page) else 1
    changes, more = _changes(model, owner, left, total) if left else (None, 0)
    start = (number - 1) * PAGE
    found = [
        _line(row, with_text or opened)
        for row in rows.order_by(*model._meta.ordering)[start : start + PAGE]
    ]
    return ManyRows(
        model,
        owner,
        total,
        changes,
        more,
        [
            Stretch(found[first : first + STRETCH], first // STRETCH + 1)
            for first in range(0, len(found), STRETCH)
        ],
        [Page(one + 1, one * PAGE + 1, min((one + 1) * PAGE, total)) for one in range(last_page)],
        number,
        opened,
    )


def _line(row: Any, with_text: bool) -> OneOfMany:
    model = type(row)
    said = [
        (field_label(model, name), value_in_words(model, name, getattr(row, name)))
        for name in model.READ_IN_SHORT
        if getattr(row, name) not in EMPTY
    ]
    words = row.text if with_text else row.public_words
    return OneOfMany(row, getattr(row, model.READ_BY), said, words)


def left_the_public(record: Record) -> datetime | None:
    """When ``record`` was public for the last time; ``None`` if it never was, or is."""
    events: Any = tracked()[type(record)].objects.filter(pgh_obj_id=record.pk)
    last = events.filter(state=State.PUBLISHED).order_by("-pgh_id").first()
    if last is None:
        return None
    after = events.filter(pgh_id__gt=last.pgh_id).order_by("pgh_id").first()
    return after.pgh_created_at if after is not None else None


def _changes(model: Any, owner: int, left: datetime, total: int) -> tuple[list[Lines] | None, int]:
    """What changed since ``left``, in order, and how much more there is than is told."""
    events: Any = tracked()[model].objects.filter(**{model.READ_WITH[0]: owner})
    since = events.filter(pgh_created_at__gte=left).order_by("pgh_obj_id")
    keys = list(since.values_list("pgh_obj_id", flat=True).distinct())
    earlier = events.filter(pgh_obj_id__in=keys, pgh_created_at__lt=left)
    before = {
        event.pgh_obj_id: values_of(event)
        for event in earlier.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
        if event.pgh_label != "delete"
    }
    if len(keys) == total and not before:
        return None, 0
    changes = list(_changed(model, keys, before))
    told = [
        lines_of(change, called=str(change.row[model.READ_BY])) for change in changes[:MOST_CHANGED]
    ]
    return told, len(changes) - len(told)


def _changed(model: Any, keys: list[int], before: dict[int, Values]) -> Iterator[RowChange]:
    """What became of the rows ``keys`` since they said what is in ``before``."""
    names = ["id", *columns_of(model)]
    owner = model._meta.get_field(model.READ_WITH[0]).attname
    names.remove(owner)
    now = {row["id"]: row for row in model._default_manager.filter(pk__in=keys).values(*names)}
    for key in keys:
        was = {name: before[key][name] for name in names} if key in before else None
        change = RowChange(model, key, was, now.get(key))
        if (was or change.after) and (change.kind != "changed" or change.fields):
            yield change
