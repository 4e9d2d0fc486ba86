"""Undoing what an editor decided: all that one decision wrote, or nothing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from documents.models import Candidate, Capture, ReadPassage
from records import policy, workflow
from records.history import proposals
from records.history.batches import batch
from records.history.changes import write
from records.history.events import changes_of_batch
from records.history.rows import RowChange, pages_of
from records.models import Proposal
from records.policy import Action
from records.words import describe

from .decisions import check_may_undo
from .progress import unmark_read


def last_decision(capture: Capture, by: Any) -> Candidate | ReadPassage | None:
    """What ``by`` decided last in a capture and has not undone."""
    decided = (
        Candidate.objects.filter(capture=capture, decided_by=by, batch__isnull=False)
        .exclude(decision=Candidate.Decision.WAITING)
        .order_by("-decided_at")
        .first()
    )
    marks = ReadPassage.objects.filter(passage__capture=capture, by=by, batch__isnull=False)
    marked = marks.order_by("-at").first()
    if decided is None or marked is None:
        return decided or marked
    return marked if marked.at > decided.decided_at else decided  # type: ignore[operator]


def undo(decision: Candidate | ReadPassage, *, by: Any) -> None:
    """Take back all that one decision wrote, as a new batch; all of it or nothing.

    Raises ``changes.Impossible`` with the reasons where later work rests on it,
    ``ValidationError`` where it was undone or reviewed meanwhile, and ``PermissionDenied`` where
    another decided and ``by`` may not undo batches.
    """
    if isinstance(decision, ReadPassage):
        unmark_read(decision.passage, by=by)
        return
    check_may_undo(decision.decided_by, by)
    with transaction.atomic():
        workflow.lock()
        row = Candidate.objects.select_for_update(of=("self",)).get(pk=decision.pk)
        if row.is_waiting or row.batch is None or row.version != decision.version:
            raise ValidationError(_("There is nothing to undo here any more."), code="stale")
        if row.proposal is not None:
            if row.proposal.status not in Proposal.OPEN:
                raise ValidationError(
                    _("A reviewer has decided about it: undo it among the recent changes."),
                    code="decided",
                )
            proposals.take_back(row.proposal, by=by, version=row.proposal.version)
        wanted = [change.inverted() for change in changes_of_batch(row.batch)]
        _check_may_change([one for one in wanted if one.model not in (Candidate, ReadPassage)], by)
        with batch("undo", by=by, what=row.title, reading=row.capture_id, undoes=str(row.batch)):
            write(wanted, by=by)


def _check_may_change(wanted: list[RowChange], by: Any) -> None:
    for record in pages_of(wanted):
        if not policy.may(by, Action.CHANGE, record):
            raise ValidationError(
                _("%(record)s is not yours to change any more: ask a reviewer to undo it.")
                % {"record": describe(record)},
                code="not_allowed",
            )
