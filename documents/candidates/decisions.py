"""One decision of an editor about a candidate: one batch, which can be undone as one.

A decision names the version of the candidate that was looked at; where somebody else decided
meanwhile it is refused, and says who did what. What may only be proposed becomes a proposal.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import SUBJECTS, Candidate
from records import policy, workflow
from records.accounts import account_name
from records.history import proposals
from records.history.batches import batch
from records.models import Proposal, Record
from records.policy import Action
from records.refusals import refusal_of

from .questions import Answer
from .record_values import InvalidValues

_DECISION = ("decision", "decided_by", "decided_at", "made", "batch", "proposal")


@dataclass(frozen=True)
class Decided:
    """What became of a decision.

    ``lacking`` says why what was made is not public yet; ``proposal`` waits for a reviewer.
    A known record is not ``cited`` where nothing was said of it that it does not say more exactly.
    """

    candidate: Candidate
    record: Record
    is_new: bool = False
    lacking: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    proposal: Proposal | None = None
    cited: bool = True


@dataclass
class OpenDecision:
    """A decision while it is made: the candidate, locked, who decides, and what they answered."""

    row: Candidate
    by: Any
    answers: dict[str, Answer] = field(default_factory=dict)

    def made(self, record: Record, how: str) -> None:
        """Note which record was made or cited, and by which ``Candidate.Decision``."""
        self.row.decision, self.row.made = how, record.uid

    def write_or_propose(
        self, record: Record, write: Callable[[Record, Any], None], how: str
    ) -> None:
        """Write into ``record`` if whoever decides may change it, else propose it to a reviewer.

        ``write`` is called with the record, locked, and with who answers for it: nobody where it
        is only to be proposed.
        """
        rows = type(record)._default_manager.select_for_update(of=("self",))
        locked = rows.filter(pk=record.pk).first()
        if locked is None:
            raise record_is_gone()
        self.row.proposal = proposals.write_or_propose(
            lambda by: write(locked, by),
            about=[locked],
            by=self.by,
            what=str(locked),
            why=_("Read in “%(document)s”, %(where)s")
            % {"document": self.row.capture.document, "where": self.row.passage.locator},
            reading=self.row.capture_id,
        )
        self.made(locked, how)


def record_is_gone() -> ValidationError:
    return ValidationError(_("The record that was chosen is there no longer."), code="gone")


@contextmanager
def open_decision(candidate: Candidate, by: Any, version: int = 0) -> Iterator[OpenDecision]:
    """One batch, in which the candidate is locked and afterwards decided.

    A candidate that is not saved yet, for words that an editor chose, begins in it. Whatever is
    asked about rights and states is asked inside, when nobody else changes what is public.
    Raises ``ValidationError`` where the candidate is not the one that was looked at any more, and
    ``InvalidValues`` where the database refuses what is written inside.
    """
    try:
        with decision_batch(by, candidate.capture_id, candidate.title) as key:
            if candidate.pk is None:
                candidate.save()
                version = 1
            row = _locked(candidate, version)
            yield OpenDecision(row, by)
            row.batch, row.decided_by, row.decided_at = key, by, timezone.now()
            row.save(update_fields=_DECISION)
            row.refresh_from_db(fields=["version"])
    except IntegrityError as error:
        raise InvalidValues(refusal_of(error, [SUBJECTS[candidate.kind]]).errors) from error


@contextmanager
def decision_batch(by: Any, capture: int, what: str) -> Iterator[uuid.UUID]:
    """A batch about a capture, while nobody else changes what is public."""
    with batch("request", by=by, what=what, reading=capture) as key:
        workflow.lock()
        yield key


def _locked(candidate: Candidate, version: int) -> Candidate:
    """The candidate as it is now, locked; refused where it is not the one that was looked at."""
    rows = Candidate.objects.select_for_update(of=("self",)).select_related(
        "decided_by", "passage", "capture__document"
    )
    row = rows.defer("capture__text", "passage__text").filter(pk=candidate.pk).first()
    if row is None:
        raise ValidationError(
            _("This candidate is there no longer: the document was read again."), code="stale"
        )
    if not row.is_waiting:
        raise ValidationError(
            _("%(who)s has decided this meanwhile: “%(what)s” is %(decision)s.")
            % {
                "who": account_name(row.decided_by) or _("Somebody"),
                "what": row.title,
                "decision": row.get_decision_display(),
            },
            code="stale",
        )
    if row.version != version:
        raise ValidationError(
            _("“%(what)s” was changed meanwhile: look again, then decide.") % {"what": row.title},
            code="stale",
        )
    return row


def check_may_undo(who: Any, by: Any) -> None:
    """Refuse ``by`` to undo what ``who`` decided, unless it is the same or may undo batches."""
    if who != by and not policy.may(by, Action.UNDO):
        raise PermissionDenied(
            _("%(who)s decided this: only a reviewer may undo what another decided.")
            % {"who": account_name(who) or _("Somebody")}
        )
