"""What a merge moves: all that points at one row goes to another of its kind, and the row goes.

A row that would stand twice afterwards (one participant in one role at one meeting) is merged
into the other in the same way. What a floor above knows of its own rows it enters in
``BEFORE_MOVING`` and ``OBSTACLES``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from records.history.changes import drop_derived
from records.history.rows import Values, attnames
from records.models import Identity, NamedRecord, OldSlug, Period, Record, State
from records.words import describe

from .checks import CannotMerge, pointing_at, would_surface
from .clashes import clashing_rows, periods_differ, values_only_in
from .names import keep_name

Same = dict[tuple[type[models.Model], int], int]
"""Which rows are one from now on: the key of a row that goes, to the key of the one that stays."""


@dataclass(frozen=True)
class RowMerge:
    """One row that goes into another of its kind, as both were; ``after``: the one that stays."""

    loser: Record
    winner: Record
    after: Values
    same: Same

    @property
    def model(self) -> type[Record]:
        return type(self.winner)

    def attname(self, name: str) -> str:
        return self.model._meta.get_field(name).attname  # type: ignore[union-attr]

    def same_value(self, column: Any, value: Any) -> bool:
        """Whether ``value`` of ``column`` is what the row that stays says afterwards."""
        now: Any = self.after.get(column.attname)
        if isinstance(column, models.ForeignKey):
            model: Any = column.related_model
            return self.same.get((model, value), value) == self.same.get((model, now), now)
        return value == now


BEFORE_MOVING: list[Callable[[RowMerge], None]] = []
"""Asked before the rows of a merged row move: to keep true what they say."""

OBSTACLES: list[Callable[[RowMerge], list[str]]] = []
"""Asked of each: a sentence for everything that forbids it."""


@contextmanager
def captures_may_move() -> Iterator[None]:
    """Let the copies of a document go to another one (the trigger ``keep_capture``)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fora.merging', 'on', true)")
        yield
        cursor.execute("SELECT set_config('fora.merging', '', true)")


def merge_rows(loser: Record, winner: Record, taken: Values, same: Same) -> list[Record]:
    """Let ``loser`` go into ``winner``; the rows that stay, of all that this merges."""
    model = type(winner)
    same[model, loser.pk] = winner.pk
    after = {name: getattr(winner, name) for name in attnames(model)} | taken
    merging = RowMerge(loser, winner, after, same)
    reasons = [*would_surface(loser, winner), *(line for ask in OBSTACLES for line in ask(merging))]
    if reasons:
        raise CannotMerge(reasons)
    for prepare in BEFORE_MOVING:
        prepare(merging)
    kept = [winner]
    for other, relation in pointing_at(model):
        kept += _move(other, relation, loser, winner, same)
    if isinstance(loser, NamedRecord) and isinstance(winner, NamedRecord):
        keep_name(loser, winner, after["name"])
        OldSlug.objects.update_or_create(
            kind=model.kind_name(), slug=loser.slug, defaults={"identity_id": loser.uid}
        )
    delete_row(loser)
    Identity.objects.filter(uid=loser.uid).update(merged_into=winner.uid)
    row: Any = model._base_manager.filter(pk=winner.pk)
    if taken:
        row.update(**taken)
    if isinstance(winner, NamedRecord):
        winner.refresh_from_db(fields=["name"])
        text = winner.make_search_text()
        if text != winner.search_text:
            row.update(search_text=text)
    return kept


def delete_row(row: models.Model) -> None:
    """Delete this row alone: nothing points at it any more, and the database checks that."""
    drop_derived(type(row), [row.pk])
    rows: Any = type(row)._base_manager.filter(pk=row.pk)
    rows._raw_delete(connection.alias)


def _move(
    model: type[models.Model], relation: str, loser: Record, winner: Record, same: Same
) -> list[Record]:
    """Let the rows that point at ``loser`` point at ``winner``; two that clash become one."""
    rows = model._base_manager.filter(**{relation: loser.pk})
    if model is type(loser):
        rows = rows.exclude(pk__in=[loser.pk, winner.pk])
    kept: list[Record] = []
    for row, twin in clashing_rows(model, relation, loser, winner, rows):
        kept += _merge_clashing(row, twin, same)
    column: Any = model._meta.get_field(relation)
    if model._meta.auto_created:
        _link_anew(rows, column, winner)
    else:
        rows.update(**{column.attname: winner.pk})
    return kept


def _link_anew(rows: Any, column: Any, winner: Record) -> None:
    """Make links (to topics) anew: the history of such a table keeps comings and goings alone."""
    links = [
        rows.model(**{**values, "id": None, column.attname: winner.pk}) for values in rows.values()
    ]
    rows._raw_delete(connection.alias)
    rows.model._base_manager.bulk_create(links)


def _merge_clashing(row: Any, twin: Any, same: Same) -> list[Record]:
    """Make one of two rows that would be the same: the one that is further in public stays."""
    if isinstance(row, NamedRecord):
        raise CannotMerge(
            [
                _("%(row)s and %(twin)s would be the same: merge those two first, or mend one.")
                % {"row": describe(row), "twin": describe(twin)}
            ]
        )
    loser, winner = row, twin
    if isinstance(row, Period) and periods_differ(row, twin):
        raise CannotMerge(
            [
                _("%(row)s is recorded of both, for different periods: mend one of them first.")
                % {"row": describe(loser)}
            ]
        )
    if isinstance(row, Record) and _state_rank(row) > _state_rank(twin):
        loser, winner = twin, row
    empty = values_only_in(loser, winner)
    if isinstance(row, Record):
        return merge_rows(loser, winner, empty, same)
    if empty:
        type(row)._base_manager.filter(pk=winner.pk).update(**empty)
    delete_row(loser)
    return []


_ORDER = (State.WITHDRAWN, State.DRAFT, State.IN_REVIEW, State.PUBLISHED)


def _state_rank(record: Record) -> int:
    return _ORDER.index(State(record.state))
