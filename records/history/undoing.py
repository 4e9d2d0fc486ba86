"""Reverting one change and undoing a whole batch: a new change, or why it cannot be."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _
from pghistory.models import Context

from records import policy
from records.history import changes, proposals
from records.history.batches import Kind
from records.history.becoming_public import approve_changes, make_more_public
from records.history.events import changes_of_batch, changes_of_events, tracked
from records.history.rows import RowChange
from records.history.timeline import Step, family, said_of
from records.keys import is_key
from records.models import Proposal, Record
from records.policy import Action


def undone_by(batch: Any) -> Any:
    """The batch that undid this one, if any did."""
    undoing = Context.objects.filter(metadata__has_key="undoes").annotate(
        undone=KeyTextTransform("undoes", "metadata")
    )
    return undoing.filter(undone=str(batch)).values_list("pk", flat=True).first()


def step_of(record: Record, key: str) -> Step:
    """The step of a record's history that ``key`` names; ``ValidationError`` if it has none."""
    label, _colon, number = key.partition(":")
    for model, condition in family(record):
        if model._meta.label_lower == label and is_key(number):
            events: Any = tracked()[model].objects.filter(condition, pgh_id=int(number))
            for event, change in changes_of_events(events):
                return Step(event, change)
    raise ValidationError(_("This record has no such change."), code="unknown_step")


def revert(
    record: Record, key: str, *, by: Any, why: str = "", seen: str | None = None
) -> Proposal | None:
    """Take one change of one row back, as a new change; later changes of other values stay.

    ``seen`` is the mark of the page that showed what would become public with it
    (``becoming_public``). Raises ``Impossible`` with the reasons where later work depends on it,
    ``NotAsSeen`` where something of that has changed since, ``PermissionDenied`` where ``by`` may
    not even propose it.
    """
    step = step_of(record, key)
    what = str(record)
    return _take_back([step.change], "revert", seen, by=by, what=what, why=why, reverts=step.key)


def undo(batch: Any, *, by: Any, why: str = "", seen: str | None = None) -> Proposal | None:
    """Take back all that a batch changed, as a new batch; all of it or nothing.

    Raises as ``revert`` does.
    """
    if not policy.may(by, Action.UNDO):
        raise PermissionDenied(_("Undoing a whole batch is for reviewers."))
    undone = changes_of_batch(batch)
    if not undone:
        raise ValidationError(_("There is nothing of this batch to undo."), code="no_change")
    what = said_of([batch]).get(batch, {}).get("what", "")
    return _take_back(undone, "undo", seen, by=by, what=what, why=why, undoes=str(batch))


def _take_back(
    done: Sequence[RowChange], kind: Kind, seen: str | None, *, by: Any, **said: str
) -> Proposal | None:
    wanted = [change.inverted() for change in done]
    if by is not None and policy.four_eyes() and any(map(changes.makes_public, wanted)):
        return proposals.propose_writing(
            lambda by: changes.write(wanted, by=by),
            about=wanted,
            by=by,
            what=said["what"],
            why=said["why"],
        )

    def writing(by: Any) -> None:
        looked = by is not None and seen is not None and make_more_public(wanted)
        approved = approve_changes(wanted, seen or "") if looked else None
        changes.write(wanted, by=by, approved=approved)

    return proposals.write_or_propose(writing, about=wanted, by=by, kind=kind, **said)


def why_not(wanted: Sequence[RowChange]) -> list[str]:
    """What stands in the way of ``wanted`` changes; nothing is written."""
    try:
        proposals.rehearse(lambda: changes.write(wanted))
    except ValidationError as refusal:
        return list(refusal.messages)
    return []
