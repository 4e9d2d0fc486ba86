"""Saving a record on the desk: written by who may, else kept as a proposal.

Both ways fill in the same form, and both write it: what is only proposed is written without an
account, on top of what an earlier proposal says, read from the history, and rolled back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from desk.busy import BUSY
from documents.evidence import Support, supports
from documents.models import Citation, Document
from records import workflow
from records.approval import Approved, approve
from records.history import changes, proposals
from records.history.batches import batch
from records.history.events import changes_of_batch
from records.locking import waited_in_vain
from records.models import Proposal, Record, State
from records.parts import going_along, key_of
from records.refusals import Refused, refusal_of


class NoLongerFits(ValidationError):
    """What an earlier proposal changes is no longer as it was."""


class NothingToPropose(ValidationError):
    """What was sent cannot be kept as a proposal."""


@dataclass
class Saving:
    """A form that is shown or saved: whose change it is, and what its steps leave for each other.

    Django's admin gives each step the request and nothing else, so it is found there
    (``saving_of``).
    """

    by: Any
    what: str  # the record's name
    why: str = ""
    record: models.Model | None = None  # None: it is being added
    is_sent: bool = False  # the form came back, to be saved
    proposing: bool = False  # by may not write this; what is sent becomes a proposal
    earlier: Proposal | None = None  # the proposal that by goes on with
    seen: str = ""  # the mark of the page that showed the form (records.approval)
    approved: Approved | None = None  # nothing has changed since, but for what is saved now
    refused: Refused | None = None  # why the database did not take it
    is_busy: bool = False  # others hold what would be written: the form only says so
    added: list[Record] = field(default_factory=list)  # parts that were saved so far
    questions: list[Any] = field(default_factory=list)  # about evidence: desk.evidence.questions
    is_saved: bool = False

    @property
    def writer(self) -> Any:
        """Who answers for what is written: nobody where it is rolled back."""
        return None if self.proposing else self.by


def saving_of(request: HttpRequest) -> Saving:
    """The saving that ``request`` is part of."""
    return request.saving  # type: ignore[attr-defined]


def save(
    saving: Saving, form: Callable[[], HttpResponse], kinds: Iterable[type[models.Model]]
) -> HttpResponse | Proposal:
    """What ``form`` answers, or the proposal that came of it; it writes all or nothing.

    Where the database refuses what the form found sound, ``form`` is asked once more, to say so
    at the fields of ``kinds``. Raises ``NoLongerFits`` of the earlier proposal, and
    ``NothingToPropose``.
    """
    way = _propose if saving.proposing else _write
    try:
        return way(saving, form)
    except Refused as refused:
        saving.refused = refused
    except IntegrityError as error:
        saving.refused = refusal_of(error, kinds)
    except OperationalError as error:
        if not waited_in_vain(error):
            raise
        saving.is_busy, saving.refused = True, Refused({"": [str(BUSY)]})
    return way(saving, form)


def _write(saving: Saving, form: Callable[[], HttpResponse]) -> HttpResponse:
    if not saving.is_sent or saving.is_busy:
        with transaction.atomic():
            return form()
    with batch("request", by=saving.by, what=saving.what, why=saving.why):
        workflow.lock()
        saving.approved = approved_by_form(saving)
        return form()


def approved_by_form(saving: Saving) -> Approved | None:
    """What the form showed, where that is still all there is; ``None`` where it is not."""
    if saving.record is None or not saving.seen:
        return None
    try:
        return approve([record_about(saving.record)], saving.seen)
    except ValidationError:
        return None


def _propose(saving: Saving, form: Callable[[], HttpResponse]) -> HttpResponse | Proposal:
    with batch("review", what="rehearsal") as key:
        if saving.is_sent and not saving.is_busy:
            workflow.lock()
        if saving.earlier is not None:
            try:
                changes.write(proposals.changes_of(saving.earlier))
            except changes.Impossible as refusal:
                raise NoLongerFits(refusal.messages) from refusal
        response = form()
        if not saving.is_saved and hasattr(response, "render"):
            response.render()
        wanted = changes_of_batch(key) if saving.is_saved else []
        transaction.set_rollback(True)
    if not saving.is_saved:
        return response
    try:
        return proposals.propose(
            wanted,
            by=saving.by,
            record=record_about(saving.record),
            what=str(saving.record),
            why=saving.why,
            instead_of=saving.earlier,
        )
    except ValidationError as refusal:
        raise NothingToPropose(refusal.messages) from refusal


def record_about(row: Any) -> Record:
    """The record on whose account a row is changed: itself, or what it belongs to."""
    while not isinstance(row, Record):
        row = row.belongs_to
    return row


def settle(record: Record, *, removed: Iterable[Record] = (), by: Any) -> None:
    """Publish what was added to a public record, and withdraw what was ``removed`` from it.

    What was added to a record in review is in review as well. Rows taken away come last: what
    replaces them is public by then. Raises ``Refused`` where a public record would say what
    nothing supports.
    """
    record.refresh_from_db(fields=["state", "version"])
    try:
        if record.state == State.PUBLISHED:
            workflow.publish(record, by=by)
        workflow.review_added(record)
        for row in removed:
            workflow.withdraw(row, by=by)
    except ValidationError as refusal:
        errors = {"": list(refusal.messages)}
        for found in lacking(record):  # on whose page the questions themselves are asked
            is_part = found.record != record
            if said := found.passed_in_words:
                above = answer_above() if is_part else ""
                errors[""] = [one.replace(said, above).rstrip() for one in errors[""]]
            if not is_part:
                errors |= {name: [_lack(found, name)] for name in found.uncited}
        raise Refused(errors) from refusal


def answer_above() -> str:
    return _("What is cited was judged to support another value: answer that above.")


def _lack(found: Support, name: str) -> str:
    if name in found.passed_by:
        return answer_above()
    return _("No public document is cited for this.")


def lacking(record: Record) -> list[Support]:
    """The record and the parts that go along with it, with the filled values for which no public
    document is cited."""
    shown = Document.objects.public().values("pk")
    citations = Citation.objects.exclude(state=State.WITHDRAWN).filter(
        passage__capture__document__in=shown
    )
    members = (record, *going_along({key_of(record): record}))
    evidential = [one for one in members if one.EVIDENTIAL]
    return [found for found in supports(evidential, citations) if found.uncited]
