"""Merging two records into one, and taking that apart again.

All that points at the losing record (names, parts, citations, topics, texts …) goes to the
winning one; the loser's name becomes another name of the winner; the loser's row goes, and its
permanent id and its address lead to the winner. All of it is one batch, so the history knows
every step and ``unmerge`` can write it back.

A row that would stand twice afterwards (one participant in one role at one meeting) is merged
into its twin in the same way. What a floor above knows of its own rows it enters in ``MOVING``
and ``OBSTACLES``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, models
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from records import policy, workflow
from records.history import changes
from records.history.batches import batch, check_references
from records.history.changes import drop_derived
from records.history.rows import Values, attnames
from records.history.tracking import NOT_CONTENT
from records.models import (
    DuplicatePair,
    Identity,
    Name,
    NamedRecord,
    OldSlug,
    Period,
    Proposal,
    Record,
    State,
)
from records.policy import Action
from records.refusals import sentence_of
from records.words import describe


class CannotMerge(ValidationError):
    """A merge that is refused, with a sentence for each thing that stands in the way."""

    def __init__(self, reasons: Sequence[str]) -> None:
        unique = dict.fromkeys(reasons)
        super().__init__([ValidationError(reason, code="cannot_merge") for reason in unique])


Same = dict[tuple[type[models.Model], int], int]
"""Which rows are one from now on: the key of a row that goes, to the key of the one that stays."""


@dataclass(frozen=True)
class Fold:
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


MOVING: list[Callable[[Fold], None]] = []
"""Asked before the rows of a fold move: to keep true what they say."""

OBSTACLES: list[Callable[[Fold], list[str]]] = []
"""Asked of each fold: a sentence for everything that forbids it."""


# Before


def needs_another(loser: Record, winner: Record) -> bool:
    """Whether a merge of these two changes what is public, so that two people have to agree.

    The merge itself is then made in the name of the one who asked for it, by the one who
    agrees (``records.merging.verdicts``).
    """
    if not policy.four_eyes():
        return False
    if State.PUBLISHED in (loser.state, winner.state):
        return True
    return any(
        model._base_manager.filter(**{relation: loser.pk}, state=State.PUBLISHED).exists()
        for model, relation in pointing_at(type(loser))
        if issubclass(model, Record)
    )


def choosable_fields(model: type[Record]) -> list[str]:
    """The values that the editor may take over from the record that goes."""
    return [
        column.name
        for column in model._meta.concrete_fields
        if column.name not in {*NOT_CONTENT, "id", "uid", "slug", "search_text"}
        and not isinstance(column, models.GeneratedField)
    ]


def obstacles(loser: Record, winner: Record) -> list[str]:
    """Why one record cannot be merged into another, as far as the two alone can tell."""
    if type(loser) is not type(winner):
        return [
            _("%(loser)s and %(winner)s are of different kinds.") % _named(loser, winner),
        ]
    if loser.pk == winner.pk:
        return [_("This is one record already: choose another one.")]
    reasons = []
    if winner.state == State.WITHDRAWN:
        reasons.append(
            _("%(winner)s is withdrawn: keep the other one, or publish it first.")
            % _named(loser, winner)
        )
    elif loser.is_public and not winner.is_public:
        reasons.append(
            _(
                "%(loser)s is public and %(winner)s is not: keep the public one, or publish the"
                " other first."
            )
            % _named(loser, winner)
        )
    for column in winner._meta.concrete_fields:
        to_itself = isinstance(column, models.ForeignKey) and column.related_model is type(winner)
        if to_itself and getattr(winner, column.attname) == loser.pk:
            reasons.append(
                _("%(winner)s names %(loser)s as its own (%(field)s): change that first.")
                % {**_named(loser, winner), "field": column.verbose_name}
            )
    if Proposal.objects.filter(identity=loser.uid, status__in=Proposal.OPEN).exists():
        reasons.append(
            _("Proposed changes of %(loser)s wait for a reviewer: decide those first.")
            % _named(loser, winner)
        )
    return reasons


def _named(loser: Record, winner: Record) -> dict[str, str]:
    return {"loser": describe(loser), "winner": describe(winner)}


def _allow(by: Any, *records: Record) -> None:
    if by is None:
        return
    for record in records:
        if not policy.may(by, Action.MERGE, record):
            raise PermissionDenied(
                _("You may not merge %(record)s.") % {"record": describe(record)}
            )


# Merging


def merge(
    loser: Record,
    winner: Record,
    *,
    by: Any = None,
    why: str = "",
    fields: Sequence[str] = (),
    author: Any = None,
) -> UUID:
    """Merge ``loser`` into ``winner``, which takes over the loser's values of ``fields``.

    ``author`` is who asked for it, where ``by`` only agrees. Returns the batch, by which it can
    be undone. Raises ``CannotMerge`` with reasons, ``PermissionDenied`` where ``by`` may not.
    """
    led_to = OldSlug.objects.filter(
        kind=loser.kind_name(), slug=getattr(loser, "slug", "")
    ).values_list("identity_id", flat=True)
    try:
        with batch(
            "merge",
            by=by,
            author=author,
            what=f"{loser.uid} → {winner.uid}",
            why=why,
            loser=loser.uid,
            winner=winner.uid,
            loser_name=str(loser),
            slug_led_to=led_to.first() or "",
        ) as key:
            workflow.lock()
            loser, winner = _as_they_are(loser, winner)
            _allow(by, loser, winner)
            if reasons := obstacles(loser, winner):
                raise CannotMerge(reasons)
            if by is not None and author in (None, by) and needs_another(loser, winner):
                raise CannotMerge(
                    [_("This changes what is public, so a second reviewer has to agree.")]
                )
            same: Same = {}
            with _moving():
                kept = _fold(loser, winner, _taken(loser, fields), same)
                check_references()
            _ask_gates(kept)
            _enter_verdict(loser.uid, winner, by=author or by, batch_id=key, why=why)
    except IntegrityError as error:
        raise CannotMerge([_in_words(error)]) from error
    return key


def _in_words(error: IntegrityError) -> str:
    if "_no_cycle_" in str(error):
        return _("Something would stand above itself: one of the two is below the other.")
    if "four_eyes" in str(error):
        return _("This changes what is public, so a second reviewer has to agree.")
    return sentence_of(error)


def _as_they_are(loser: Record, winner: Record) -> tuple[Record, Record]:
    """Both rows as they are now, held; refused where one is there no longer."""
    found = []
    for record in (loser, winner):
        row = type(record)._base_manager.select_for_update(of=("self",)).filter(pk=record.pk)
        now = row.first()
        if now is None:
            raise CannotMerge(
                [
                    _("%(record)s is there no longer: it was merged or deleted in the meantime.")
                    % {"record": describe(record)}
                ]
            )
        found.append(now)
    return found[0], found[1]


def _taken(loser: Record, fields: Sequence[str]) -> Values:
    unknown = set(fields) - set(choosable_fields(type(loser)))
    if unknown:
        raise CannotMerge(
            [
                _("There is no value called %(names)s to take over.")
                % {"names": ", ".join(sorted(unknown))}
            ]
        )
    columns = [loser._meta.get_field(name) for name in fields]
    return {column.attname: getattr(loser, column.attname) for column in columns}  # type: ignore[union-attr]


@contextmanager
def _moving() -> Iterator[None]:
    """Let the copies of a document go to another one (the trigger ``keep_capture``)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fora.merging', 'on', true)")
        yield
        cursor.execute("SELECT set_config('fora.merging', '', true)")


def pointing_at(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Every table of the register with the foreign keys by which it points at ``model``."""
    return [(other, column.name) for other, column in changes.keys_to(model)]


def _fold(loser: Record, winner: Record, taken: Values, same: Same) -> list[Record]:
    """Let ``loser`` go into ``winner``; the rows that stay, of this and of folds that follow."""
    model = type(winner)
    same[model, loser.pk] = winner.pk
    after = {name: getattr(winner, name) for name in attnames(model)} | taken
    fold = Fold(loser, winner, after, same)
    reasons = [*_would_surface(loser, winner), *(line for ask in OBSTACLES for line in ask(fold))]
    if reasons:
        raise CannotMerge(reasons)
    for prepare in MOVING:
        prepare(fold)
    kept = [winner]
    for other, relation in pointing_at(model):
        kept += _move(other, relation, loser, winner, same)
    if isinstance(loser, NamedRecord) and isinstance(winner, NamedRecord):
        _keep_name(loser, winner, after["name"])
        OldSlug.objects.update_or_create(
            kind=model.kind_name(), slug=loser.slug, defaults={"identity_id": loser.uid}
        )
    _delete(loser)
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


def _delete(row: models.Model) -> None:
    """Delete this row alone: nothing points at it any more, and the database checks that."""
    drop_derived(type(row), [row.pk])
    rows: Any = type(row)._base_manager.filter(pk=row.pk)
    rows._raw_delete(connection.alias)


def _would_surface(loser: Record, winner: Record) -> list[str]:
    """Parts that were hidden with a withdrawn record must not be public under another one."""
    if loser.is_public or not winner.is_public:
        return []
    for other, relation in pointing_at(type(loser)):
        if not issubclass(other, Record):
            continue
        through = {name.partition("__")[0] for name in other.PUBLIC_THROUGH}
        rows = other._base_manager.filter(**{relation: loser.pk}, state=State.PUBLISHED)
        if relation in through and rows.exists():
            return [
                _(
                    "%(loser)s is not public, but parts of it would be with %(winner)s: publish"
                    " it first, or withdraw those parts."
                )
                % _named(loser, winner)
            ]
    return []


def _move(
    model: type[models.Model], relation: str, loser: Record, winner: Record, same: Same
) -> list[Record]:
    """Let the rows that point at ``loser`` point at ``winner``; twins become one."""
    rows = model._base_manager.filter(**{relation: loser.pk})
    if model is type(loser):
        rows = rows.exclude(pk__in=[loser.pk, winner.pk])
    kept: list[Record] = []
    for row, twin in _twins(model, relation, loser, winner, rows):
        kept += _fold_twin(row, twin, same)
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


def _twins(
    model: type[models.Model], relation: str, loser: Record, winner: Record, rows: Any
) -> list[tuple[Any, Any]]:
    """Rows of the loser with the row of the winner that says the same of it already."""
    found: dict[int, int] = {}
    for equal, overlapping in _rules(model, relation):
        like = model._base_manager.filter(**{relation: winner.pk})
        like = like.filter(**{name: OuterRef(name) for name in equal})
        like = like.filter(**{f"{name}__overlap": OuterRef(name) for name in overlapping})
        twin = Subquery(like.order_by("pk").values("pk")[:1])
        clashes = rows.annotate(_twin=twin).filter(_twin__isnull=False)
        for key, other in clashes.values_list("pk", "_twin"):
            found.setdefault(key, other)
    both = model._base_manager.in_bulk([*found, *found.values()])
    return [(both[key], both[twin]) for key, twin in found.items()]


def _rules(model: type[models.Model], relation: str) -> list[tuple[list[str], list[str]]]:
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


def _fold_twin(row: Any, twin: Any, same: Same) -> list[Record]:
    """Make one of two rows that would be the same: the one that is further in public stays."""
    if isinstance(row, NamedRecord):
        raise CannotMerge(
            [
                _("%(row)s and %(twin)s would be the same: merge those two first, or mend one.")
                % {"row": describe(row), "twin": describe(twin)}
            ]
        )
    loser, winner = row, twin
    if isinstance(row, Period) and _periods_differ(row, twin):
        raise CannotMerge(
            [
                _("%(row)s is recorded of both, for different periods: mend one of them first.")
                % {"row": describe(loser)}
            ]
        )
    if isinstance(row, Record) and _standing(row) > _standing(twin):
        loser, winner = twin, row
    empty = _only_in(loser, winner)
    if isinstance(row, Record):
        return _fold(loser, winner, empty, same)
    if empty:
        type(row)._base_manager.filter(pk=winner.pk).update(**empty)
    _delete(loser)
    return []


_ORDER = (State.WITHDRAWN, State.DRAFT, State.IN_REVIEW, State.PUBLISHED)


def _standing(record: Record) -> int:
    return _ORDER.index(State(record.state))


def _periods_differ(row: Any, twin: Any) -> bool:
    return any(
        mine and theirs and mine != theirs
        for mine, theirs in ((row.since, twin.since), (row.until, twin.until))
    )


def _only_in(loser: models.Model, winner: models.Model) -> Values:
    """The values that only the row that goes has: a part's are taken over without asking."""
    names = {"id", "uid", "search_text", *NOT_CONTENT}
    return {
        column.attname: getattr(loser, column.attname)
        for column in loser._meta.concrete_fields
        if column.name not in names
        and not isinstance(column, models.GeneratedField)
        and getattr(winner, column.attname) in (None, "")
        and getattr(loser, column.attname) not in (None, "")
    }


# Names

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


def likely_language(record: NamedRecord, text: str) -> str:
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
                        language=likely_language(record, text),
                        kind=Name.Kind.ALIAS,
                    )
                ]
            )


# After


def _ask_gates(kept: Sequence[Record]) -> None:
    public = [
        row
        for record in kept
        for row in type(record)._base_manager.filter(pk=record.pk, state=State.PUBLISHED)
        if row.is_public
    ]
    if not public:
        return
    try:
        workflow.publish_all(public, parts=False)
    except ValidationError as refusal:
        raise CannotMerge(refusal.messages) from refusal


def _enter_verdict(loser: str, winner: Record, *, by: Any, batch_id: UUID, why: str) -> None:
    """Keep that the two are one, and pass on which others the loser was said not to be."""
    one, other = sorted((loser, winner.uid))
    pair, new = DuplicatePair.objects.get_or_create(
        one_id=one,
        other_id=other,
        defaults={"kind": winner.kind_name(), "score": 1.0, "reasons": [{"rule": "chosen"}]},
    )
    pair.verdict = DuplicatePair.Verdict.SAME
    pair.winner_id, pair.batch, pair.why = winner.uid, batch_id, why
    pair.decided_by, pair.decided_at = by, timezone.now()
    pair.asked, pair.asked_by = None, None
    pair.version += 0 if new else 1
    pair.save()
    _pass_on_refusals(loser, winner)


def _pass_on_refusals(loser: str, winner: Record) -> None:
    """Who is not the loser is not the winner either, for as long as the two are one."""
    refused = DuplicatePair.objects.filter(
        models.Q(one=loser) | models.Q(other=loser), verdict=DuplicatePair.Verdict.NOT_SAME
    )
    for pair in refused:
        third = pair.other_id if pair.one_id == loser else pair.one_id
        if third == winner.uid:
            continue
        one, other = sorted((third, winner.uid))
        heir, _new = DuplicatePair.objects.get_or_create(
            one_id=one, other_id=other, defaults={"kind": pair.kind, "score": pair.score}
        )
        if heir.verdict in DuplicatePair.TO_JUDGE:
            DuplicatePair.objects.filter(pk=heir.pk).update(
                verdict=DuplicatePair.Verdict.NOT_SAME,
                because_of=pair,
                asked=None,
                asked_by=None,
                version=models.F("version") + 1,
            )


def ancestors(record: Record) -> list[Identity]:
    """The identities that were merged into ``record``, and into those, and so on."""
    found: dict[str, Identity] = {}
    level = [record.uid]
    while level:
        merged = Identity.objects.filter(merged_into__in=level).order_by("ended_at", "uid")
        level = [one.uid for one in merged if one.uid not in found]
        found |= {one.uid: one for one in merged}
    return list(found.values())


# Taking apart
