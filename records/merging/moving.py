"""What a merge moves: all that points at one row goes to another of its kind, and the row goes.

A row that would stand twice afterwards (one participant in one role at one meeting) is merged
into the other in the same way. What a floor above knows of its own rows it enters in
``BEFORE_MOVING``, ``AFTER_MOVING`` and ``OBSTACLES``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connection, models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from records.history.changes import drop_derived
from records.history.rows import Values, attnames
from records.history.tracking import content_fields
from records.models import Identity, Name, NamedRecord, OldSlug, Period, Record, State
from records.words import describe

from .checks import CannotMerge, pointing_at, would_surface

Same = dict[tuple[type[models.Model], int], int]
"""Which rows are one from now on: the key of a row that goes, to the key of the one that stays."""


@dataclass(frozen=True)
class RowMerge:
    """One row that goes into another of its kind, as both were; ``after``: the one that stays.

    ``names`` are the further names that the one that stays had before, by their keys.
    """

    loser: Record
    winner: Record
    after: Values
    same: Same
    names: frozenset[int] = frozenset()

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

AFTER_MOVING: list[Callable[[RowMerge], None]] = []
"""Asked once they have moved: of what was noted of the row that went."""

OBSTACLES: list[Callable[[RowMerge], list[str]]] = []
"""Asked of each: a sentence for everything that forbids it."""


def merge_rows(loser: Record, winner: Record, taken: Values, same: Same) -> list[Record]:
    """Let ``loser`` go into ``winner``; the rows that stay, of all that this merges."""
    model = type(winner)
    same[model, loser.pk] = winner.pk
    after = {name: getattr(winner, name) for name in attnames(model)} | taken
    named = isinstance(winner, NamedRecord)
    names = frozenset(winner.names.values_list("pk", flat=True) if named else ())  # type: ignore[attr-defined]
    merging = RowMerge(loser, winner, after, same, names)
    reasons = [*would_surface(loser, winner), *(line for ask in OBSTACLES for line in ask(merging))]
    if reasons:
        raise CannotMerge(*reasons)
    for prepare in BEFORE_MOVING:
        prepare(merging)
    kept = [winner]
    for other, relation in pointing_at(model):
        kept += _move(other, relation, loser, winner, same)
    if isinstance(loser, NamedRecord) and isinstance(winner, NamedRecord):
        _keep_name(loser, winner, after["name"])
        if Identity.objects.filter(uid=loser.uid, slug=loser.slug).exists():  # it was seen there
            OldSlug.objects.update_or_create(
                kind=model.kind_name(), slug=loser.slug, defaults={"identity_id": loser.uid}
            )
    delete_row(loser)
    Identity.objects.filter(uid=loser.uid).update(merged_into=winner.uid)
    _keep_authors(loser, winner)
    row: Any = model._base_manager.filter(pk=winner.pk)
    if taken:
        row.update(**taken)
    if isinstance(winner, NamedRecord):
        winner.refresh_from_db(fields=["name", *winner.LOOKED_UP_BY])
        text = winner.make_search_text()
        if text != winner.search_text:
            row.update(search_text=text)
    for follow in AFTER_MOVING:
        follow(merging)
    return kept


KEEP_AUTHORS = """
UPDATE records_identity AS stays SET authors = stays.authors || ARRAY(
    SELECT one FROM unnest(goes.authors) one WHERE NOT one = ANY (stays.authors)
)
FROM records_identity goes
WHERE stays.uid = %s AND goes.uid = %s AND stays.state <> 'published'
    AND NOT goes.authors <@ stays.authors
"""


def _keep_authors(loser: Record, winner: Record) -> None:
    """Whose words in the row that goes nobody has agreed to is an author of the one that stays.

    Where that one is public, two have agreed to what it takes over.
    """
    with connection.cursor() as cursor:
        cursor.execute(KEEP_AUTHORS, [winner.uid, loser.uid])


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
    for row, twin in _clashing_rows(model, relation, loser, winner, rows):
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
            _("%(row)s and %(twin)s would be the same: merge those two first, or correct one.")
            % {"row": describe(row), "twin": describe(twin)}
        )
    loser, winner = row, twin
    if isinstance(row, Period) and _periods_differ(row, twin):
        raise CannotMerge(
            _("%(row)s is recorded of both, for different periods: correct one of them first.")
            % {"row": describe(loser)}
        )
    if isinstance(row, Record) and _ORDER.index(row.state) > _ORDER.index(twin.state):
        loser, winner = twin, row
    empty = _values_only_in(loser, winner)
    if isinstance(row, Record):
        return merge_rows(loser, winner, empty, same)
    if empty:
        type(row)._base_manager.filter(pk=winner.pk).update(**empty)
    delete_row(loser)
    return []


_ORDER = (State.WITHDRAWN, State.DRAFT, State.IN_REVIEW, State.PUBLISHED)


# Rows that would say the same once the records are one


def _clashing_rows(
    model: type[models.Model], relation: str, loser: Record, winner: Record, rows: Any
) -> list[tuple[Any, Any]]:
    """Rows of the loser, each with the row of the winner that says the same of it already."""
    found: dict[int, int] = {}
    for equal, overlapping in _unique_columns(model, relation):
        like = model._base_manager.filter(**{relation: winner.pk})
        like = like.filter(**{name: OuterRef(name) for name in equal})
        like = like.filter(**{f"{name}__overlap": OuterRef(name) for name in overlapping})
        twin = Subquery(like.order_by("pk").values("pk")[:1])
        clashes = rows.annotate(_twin=twin).filter(_twin__isnull=False)
        for key, other in clashes.values_list("pk", "_twin"):
            found.setdefault(key, other)
    both = model._base_manager.in_bulk([*found, *found.values()])
    return [(both[key], both[twin]) for key, twin in found.items()]


def _unique_columns(model: type[models.Model], relation: str) -> list[tuple[list[str], list[str]]]:
    """Columns that, with ``relation``, stand once in a table: equal ones, and overlapping ones."""
    rules: list[tuple[set[str], set[str]]] = [
        (set(names), set()) for names in model._meta.unique_together
    ]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            rules.append((set(constraint.fields), set()))
        elif isinstance(constraint, ExclusionConstraint):
            parts = [(str(name), operator) for name, operator in constraint.expressions]
            rules.append(
                (
                    {name for name, operator in parts if operator == "="},
                    {name for name, operator in parts if operator == "&&"},
                )
            )
    rules += [({one.name}, set()) for one in model._meta.concrete_fields if one.unique]
    return [
        (sorted(equal - {relation}), sorted(overlapping))
        for equal, overlapping in rules
        if relation in equal
    ]


def _periods_differ(row: Any, twin: Any) -> bool:
    return any(
        mine and theirs and mine != theirs
        for mine, theirs in ((row.since, twin.since), (row.until, twin.until))
    )


def _values_only_in(loser: models.Model, winner: models.Model) -> Values:
    """The values that only the row that goes has: a part's are taken over without asking."""
    return {
        field.attname: getattr(loser, field.attname)
        for field in content_fields(type(loser))
        if field.name not in ("id", "uid", "search_text")
        and getattr(winner, field.attname) in (None, "")
        and getattr(loser, field.attname) not in (None, "")
    }


# The name that a record loses

_SCRIPTS = (
    ("zh", "[\u3400-\u4dbf\u4e00-\u9fff]"),
    ("ru", "[\u0400-\u04ff]"),
    ("ar", "[\u0600-\u06ff]"),
    ("lo", "[\u0e80-\u0eff]"),
    ("th", "[\u0e00-\u0e7f]"),
    ("my", "[\u1000-\u109f]"),
    ("km", "[\u1780-\u17ff]"),
    ("ko", "[\uac00-\ud7af]"),
    ("ja", "[\u3040-\u30ff]"),
)


def _likely_language(record: NamedRecord, text: str) -> str:
    """The language of a record's own name, which it does not say: by its letters, else English."""
    if own := getattr(record, "language", ""):
        return own
    return next((tag for tag, letters in _SCRIPTS if re.search(letters, text)), "en")


def _keep_name(loser: NamedRecord, winner: NamedRecord, final: str) -> None:
    """The name that is not the record's own any more becomes another name of it."""
    names: Any = winner.names
    for record, text in ((loser, loser.name), (winner, winner.name)):
        if text != final and not names.filter(text=text).exists():
            names.bulk_create(
                [
                    names.model(
                        record=winner,
                        text=text,
                        language=_likely_language(record, text),
                        kind=Name.Kind.ALIAS,
                    )
                ]
            )
