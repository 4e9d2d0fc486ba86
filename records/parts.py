"""What is published together: which records are parts of which, and which of them go along."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q

from records.history.batches import current_batch
from records.history.events import tracked
from records.models import Record, State

from .public import Dependence, dependences, dependents

Key = tuple[type[Record], int]


@dataclass(frozen=True)
class Part:
    """A kind of record that is published with its owner, and the foreign key to that owner."""

    model: type[Record]
    owner: str
    unless: tuple[str, ...]  # where one of these is filled, that one names the owner

    @property
    def owner_model(self) -> type[Record]:
        return self.model._meta.get_field(self.owner).related_model  # type: ignore[return-value]


@cache
def parts() -> list[Part]:
    """Which records are parts of which, as each model declares in ``PART_OF``."""
    return [
        Part(model, owner, model.PART_OF[:number])
        for model in apps.get_models()
        if issubclass(model, Record)
        for number, owner in enumerate(model.PART_OF)
    ]


def key_of(record: Record) -> Key:
    return type(record), record.pk


def by_model(records: Iterable[Record]) -> dict[type[Record], list[int]]:
    keys: dict[type[Record], list[int]] = defaultdict(list)
    for record in records:
        keys[type(record)].append(record.pk)
    return keys


def owner_key(part: Record) -> Key | None:
    """The record that ``part`` is a part of."""
    for name in part.PART_OF:
        field: Any = part._meta.get_field(name)
        if (key := getattr(part, field.attname)) is not None:
            return field.related_model, key
    return None


def parts_of(record: Record) -> list[Record]:
    """What belongs to ``record``, parts of parts included, in whatever state."""
    return list(below({key_of(record): record}))


def going_along(owners: dict[Key, Record], *, lock: bool = False) -> Iterator[Record]:
    """The parts of ``owners`` that the public reads with them once they are published.

    Those that are public already; those that were handed in with an owner that is not; the drafts
    of a draft; and what the change that is being written adds. Other drafts stay drafts: nobody
    handed them in.
    """
    return below(owners, choose=partial(_go_along, current_batch()), lock=lock)


def below(
    owners: dict[Key, Record],
    *,
    choose: "Callable[[Part, list[Record]], Q] | None" = None,
    lock: bool = False,
) -> Iterator[Record]:
    """Parts of ``owners``, then parts of those: queries by kind and depth, not by record."""
    seen = set(owners)
    level = list(owners.values())
    while level:
        of_kind: dict[type[Record], list[Record]] = defaultdict(list)
        for owner in level:
            of_kind[type(owner)].append(owner)
        level = []
        for part in parts():
            if not (some := of_kind.get(part.owner_model)):
                continue
            rows: Any = part.model._default_manager.filter(
                (choose or _of)(part, some), **{f"{name}__isnull": True for name in part.unless}
            )
            if lock:
                rows = rows.select_for_update(of=("self",))
            for row in rows.order_by("pk"):
                if key_of(row) not in seen:
                    seen.add(key_of(row))
                    level.append(row)
                    yield row


def _of(part: Part, owners: Iterable[Record]) -> Q:
    return Q(**{f"{part.owner}__in": [owner.pk for owner in owners]})


def depending_anew(records: Sequence[Record]) -> list[Record]:
    """Those of ``records`` of which the open batch changed on what they depend.

    What depends on them in turn may be public again by that: a body that is no longer under one
    that was withdrawn.
    """
    batch = current_batch()
    found: list[Record] = []
    for model, keys in by_model(records).items():
        columns = [
            model._meta.get_field(one.relation.partition("__")[0]).attname  # type: ignore[union-attr]
            for one in dependences(model)
        ]
        if batch is None or not columns or not _said_of(model):
            continue
        before = (
            tracked()[model]
            .objects.filter(pgh_obj_id__in=keys)
            .exclude(pgh_context_id=batch)
            .order_by("pgh_obj_id", "-pgh_id")
            .distinct("pgh_obj_id")
        )
        was = {key: row for key, *row in before.values_list("pgh_obj_id", *columns)}
        found += [
            record
            for record in records
            if type(record) is model
            and record.pk in was
            and was[record.pk] != [getattr(record, column) for column in columns]
        ]
    return found


def shown_again(records: Sequence[Record]) -> list[Record]:
    """The records that are public only since ``records`` are, on which they depend.

    A withdrawn participant hides what it did at meetings; meanwhile nobody asks whether that is
    still cited. Those that say nothing that needs evidence are left out.
    """
    found: dict[Key, Record] = {}
    known = {key_of(record) for record in records}
    level = by_model(records)
    while level:
        below = [
            row
            for target, keys in level.items()
            for one in _said_of(target)
            for row in one.model._default_manager.filter(**{f"{one.relation}__in": keys}).public()  # type: ignore[attr-defined]
            if key_of(row) not in known
        ]
        found |= {key_of(row): row for row in below}
        known |= found.keys()
        level = by_model({key_of(row): row for row in below}.values())
    return list(found.values())


def _said_of(model: type[Record]) -> list[Dependence]:
    """What depends on rows of ``model`` to be public, and needs evidence."""
    return [one for one in dependents(model) if one.model.EVIDENTIAL]


GO_WITH = {
    State.DRAFT: (State.DRAFT, State.IN_REVIEW, State.PUBLISHED),
    State.IN_REVIEW: (State.IN_REVIEW, State.PUBLISHED),
    State.PUBLISHED: (State.PUBLISHED,),
    State.WITHDRAWN: (State.IN_REVIEW, State.PUBLISHED),
}
"""By the state of an owner, the states of the parts that are read with it once it is public."""


def _go_along(batch: UUID | None, part: Part, owners: list[Record]) -> Q:
    found = Q(pk__in=[])
    for state, states in GO_WITH.items():
        if some := [owner for owner in owners if owner.state == state]:
            found |= _of(part, some) & Q(state__in=states)
    added = Q(state=State.DRAFT, pk__in=_added_in(batch, part.model))
    return found | (_of(part, owners) & added)


def _added_in(batch: UUID | None, model: type[Record]) -> Any:
    """The rows of ``model`` that a batch has added so far."""
    events: Any = tracked()[model].objects
    if batch is None:
        return events.none().values("pgh_obj_id")
    return events.filter(pgh_context_id=batch, pgh_label="insert").values("pgh_obj_id")


def added_to(record: Record) -> list[Record]:
    """The drafts that the open batch has added to a record in review, or to its parts there."""
    chosen = partial(_in_review_or_added, current_batch())
    found = below({key_of(record): record}, choose=chosen)
    return [part for part in found if part.state == State.DRAFT]


def _in_review_or_added(batch: UUID | None, part: Part, owners: list[Record]) -> Q:
    added = Q(state=State.DRAFT, pk__in=_added_in(batch, part.model))
    return _of(part, owners) & (Q(state=State.IN_REVIEW) | added)
