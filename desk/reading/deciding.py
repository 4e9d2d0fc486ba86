"""What an editor decides at the desk: each decision is one batch, and can be undone as one.

A decision carries the version of the candidate that was looked at; where somebody else decided
meanwhile it is refused, and says who did what. What may only be proposed becomes a proposal.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.candidates.citing import Citing
from documents.candidates.lookup import chosen_record, withdrawn
from documents.candidates.storing import from_json
from documents.models import SUBJECTS, Candidate, Capture, Document, Passage, ReadPassage
from records import policy, workflow
from records.accounts import account_name
from records.history import proposals
from records.history.batches import batch
from records.history.changes import of_batch, pages_of, tracked
from records.history.changes import write as write_changes
from records.history.rows import RowChange
from records.models import Identity, Proposal, Record, State
from records.policy import Action
from records.refusals import refusal_of

from .known import taken_for
from .making import Making, Unfit
from .sheets import SAME_AS, Sheet, sheets_of

Decision = Candidate.Decision
DECISION = ("decision", "decided_by", "decided_at", "made", "batch", "proposal")


@dataclass(frozen=True)
class Decided:
    """What became of a decision.

    ``lacking`` says why what was made is not public yet; ``proposal`` waits for a reviewer.
    """

    candidate: Candidate
    record: Record
    is_new: bool = False
    lacking: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    proposal: Proposal | None = None


def accept(
    candidate: Candidate,
    *,
    by: Any,
    version: int,
    changes: Mapping[str, str] | None = None,
    seen_as: str | None = None,
) -> Decided:
    """Make the record that a candidate proposes, or cite the one that it is taken for.

    ``changes`` is what a form of its sheets sends; without it all stands as it was read.
    ``seen_as`` is the permanent id of the record that the editor saw it taken for, "" for none.
    Raises ``ValidationError`` where somebody decided already, where the register has what was
    seen as new, or something stands against it (``Unfit`` says at which field), and
    ``PermissionDenied`` where ``by`` may not.
    """
    with _deciding(candidate, by, version) as decided:
        found = from_json(decided.row)
        sheets = sheets_of(found, changes)
        taken = taken_for(found, sheets[0])
        if seen_as is not None and seen_as != (taken.uid if taken else ""):
            raise Unfit({"": [_since_recorded(taken)]}, {})
        record = taken if changes is None else _same(decided.row, changes)
        changed = changes is not None and any(sheet.is_changed for sheet in sheets)
        how = Decision.ACCEPTED if record is None or record == taken else Decision.LINKED
        how = Decision.EDITED if changed else how
        if record is not None:
            return _join(decided, record, sheets, how)
        return _make(decided, sheets, how)


def _since_recorded(taken: Record | None) -> str:
    if taken is None:
        return _("The record that this was taken for is there no longer: look again, then decide.")
    return _(
        "Meanwhile %(record)s was recorded, which this seems to be: look again, then decide."
    ) % {"record": workflow.describe(taken)}


def _make(decided: "_Decision", sheets: list[Sheet], how: str) -> Decided:
    row, by = decided.row, decided.by
    if not policy.may(by, Action.ADD, SUBJECTS[row.kind]):
        raise PermissionDenied(_("You may not add this kind of record."))
    before = _made_before(row, by)
    making = Making(_with_text(row.capture_id), (row.start, row.end), before, _brought_before(row))
    record = making.make(sheets)
    lacking = _publish(row, [*making.added, record, *making.revived], by)
    decided.made(record, how)
    record.refresh_from_db(fields=["state", "version"])
    return Decided(row, record, True, lacking, _left_out(sheets))


def _made_before(row: Candidate, by: Any) -> Record | None:
    """What came of a candidate, was public, and was withdrawn when the decision was undone."""
    uid = _earlier(row).exclude(made="").values_list("made", flat=True).first()
    record = withdrawn(SUBJECTS[row.kind]).filter(uid=uid).first() if uid else None
    if record is not None and not policy.may(by, Action.CHANGE, record):
        raise ValidationError(
            _("“%(record)s” came of this and was withdrawn: a reviewer can bring it back.")
            % {"record": record},
            code="withdrawn",
        )
    return record


def _brought_before(row: Candidate) -> set[str]:
    """The permanent ids of all that was made with a candidate when it was last decided."""
    key = _earlier(row).filter(batch__isnull=False).values_list("batch", flat=True).first()
    return _made_in([key]) if key else set()


def _earlier(row: Candidate) -> Any:
    events: Any = tracked()[Candidate]
    return events.objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id")


def _made_in(batches: Iterable[Any]) -> set[str]:
    """The permanent ids of the records that began in one of these batches."""
    keys, found = list(batches), set()
    for model in SUBJECTS.values():
        events: Any = tracked()[model]
        began = events.objects.filter(pgh_label="insert", pgh_context_id__in=keys)
        found.update(began.values_list("uid", flat=True))
    return found


def link(candidate: Candidate, record: Record, *, by: Any, version: int) -> Decided:
    """Cite ``record`` for a candidate: what it lacks is filled in, what differs is stated."""
    with _deciding(candidate, by, version) as decided:
        return _join(decided, record, sheets_of(from_json(decided.row)), Decision.LINKED)


def reject(candidate: Candidate, *, by: Any, version: int) -> Candidate:
    """Say that a candidate is none."""
    with _deciding(candidate, by, version) as decided:
        decided.row.decision = Decision.REJECTED
    return decided.row


def _same(candidate: Candidate, sent: Mapping[str, str]) -> Record | None:
    key = sent.get(SAME_AS, "")
    if not key:
        return None
    found = chosen_record(candidate.kind, key)
    if found is None:
        raise ValidationError(_("The record that was chosen is there no longer."), code="gone")
    return found


def _left_out(sheets: Iterable[Sheet]) -> list[str]:
    return [sheet.found.title for sheet in sheets if sheet.is_left_out] + [
        name for sheet in sheets if not sheet.is_left_out for name in sheet.unknown
    ]


# An existing record


def _join(decided: "_Decision", record: Record, sheets: list[Sheet], how: str) -> Decided:
    row = decided.row
    if type(record) is not SUBJECTS.get(row.kind):
        raise ValidationError(_("Choose a record of the same kind."), code="other_kind")

    def write(held: Record, by: Any) -> None:
        making = Making(_with_text(row.capture_id), (row.start, row.end))
        making.join(held, sheets)
        _keep_public(held, making.added, row, by)

    _write_or_propose(decided, record, write, how)
    record.refresh_from_db()
    return Decided(row, record, False, [], _left_out(sheets), row.proposal)


def _write_or_propose(
    decided: "_Decision", record: Record, write: Callable[[Record, Any], None], how: str
) -> None:
    """Write into ``record`` if whoever decides may change it, else keep it for a reviewer."""
    by = decided.by
    rows = type(record)._default_manager.select_for_update(of=("self",))
    held = rows.filter(pk=record.pk).first()
    if held is None:
        raise ValidationError(_("The record that was chosen is there no longer."), code="gone")
    decided.row.proposal = proposals.write_or_propose(
        lambda by: write(held, by),
        about=[held],
        by=by,
        what=str(held),
        why=_why(decided.row),
        reading=decided.row.capture_id,
    )
    decided.made(held, how)


def _why(row: Candidate) -> str:
    return _("Read in “%(document)s”, %(where)s") % {
        "document": row.capture.document,
        "where": row.passage.locator,
    }


def _keep_public(record: Record, added: list[Record], candidate: Candidate, by: Any) -> None:
    """What was added to a public record is published with it, or the whole is refused."""
    if record.state != State.PUBLISHED:
        return
    if not _document_of(candidate.capture_id).is_public:
        if by is None:
            return  # proposed: the gates are asked when it is accepted
        raise ValidationError(
            _("“%(record)s” is public, and this document is not: publish the document first.")
            % {"record": record},
            code="document_not_public",
        )
    workflow.publish_all([*added, record], by=by)


# Publishing


def _publish(row: Candidate, records: list[Record], by: Any) -> list[str]:
    """Publish what was made if ``by`` may and nothing is lacking, else say what is."""
    if not policy.may(by, Action.PUBLISH) or policy.four_eyes():
        return [_("A reviewer publishes it.")]
    if not _document_of(row.capture_id).is_public:
        return [_("The document is not public yet.")]
    try:
        with transaction.atomic():
            workflow.publish_all(records, by=by)
    except ValidationError as refusal:
        return list(refusal.messages)
    return []


def _document_of(capture: int) -> Document:
    return Document.objects.get(captures=capture)


def _with_text(capture: int) -> Capture:
    return Capture.objects.get(pk=capture)


# One decision


@dataclass
class _Decision:
    """A decision as it is made: the candidate, held, and who decides."""

    row: Candidate
    by: Any

    def made(self, record: Record, how: str) -> None:
        self.row.decision, self.row.made = how, record.uid


@contextmanager
def _deciding(candidate: Candidate, by: Any, version: int = 0) -> Iterator[_Decision]:
    """One batch, in which the candidate is held and afterwards decided.

    A candidate that is not saved yet, for words that an editor chose, begins in it. Whatever is
    asked about rights and states is asked inside, when nobody else changes what is public.
    """
    try:
        with _batch(by, candidate.capture_id, candidate.title) as key:
            if candidate.pk is None:
                candidate.save()
                version = 1
            row = _held(candidate, version)
            yield _Decision(row, by)
            row.batch, row.decided_by, row.decided_at = key, by, timezone.now()
            row.save(update_fields=DECISION)
            row.refresh_from_db(fields=["version"])
    except IntegrityError as error:
        raise Unfit(refusal_of(error, [SUBJECTS[candidate.kind]]).errors, {}) from error


@contextmanager
def _batch(by: Any, capture: int, what: str) -> Iterator[uuid.UUID]:
    with batch("request", by=by, what=what, reading=capture) as key:
        workflow.take_turns()
        yield key


def _held(candidate: Candidate, version: int) -> Candidate:
    """The candidate as it is now, held; refused where it is not the one that was looked at."""
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


# Words that an editor chose


def cite(
    capture: Capture,
    start: int,
    end: int,
    record: Record,
    fields: Iterable[str],
    *,
    by: Any,
    stated: Mapping[str, str] | None = None,
) -> Decided:
    """Cite the words of ``start`` to ``end`` for ``fields`` of ``record`` (none: the whole)."""
    candidate = _begun(capture, start, end, record.kind_name(), str(record))

    def write(held: Record, by: Any) -> None:
        citing = Citing(_with_text(capture.pk))
        citing.cite(held, fields, (start, end), stated=stated)
        _keep_public(held, [], candidate, by)

    with _deciding(candidate, by) as decided:
        _write_or_propose(decided, record, write, Decision.LINKED)
    return Decided(decided.row, record, proposal=decided.row.proposal)


def begin_record(capture: Capture, start: int, end: int, kind: str, *, by: Any) -> Candidate:
    """A candidate of an editor's own, from words that the machine passed over."""
    if not policy.may(by, Action.ADD, SUBJECTS[kind]):
        raise PermissionDenied(_("You may not add this kind of record."))
    text = _with_text(capture.pk).text or ""
    candidate = _begun(capture, start, end, kind, " ".join(text[start:end].split())[:200])
    with _batch(by, capture.pk, candidate.title):
        candidate.save()
    candidate.refresh_from_db(fields=["version"])
    return candidate


def _begun(capture: Capture, start: int, end: int, kind: str, title: str) -> Candidate:
    passage = Citing(capture).passage_at(start)
    if not start < end <= passage.end:
        raise ValidationError(
            _("Choose words of one passage: %(where)s ends at character %(end)s.")
            % {"where": passage.locator, "end": passage.end},
            code="beyond_passage",
        )
    return Candidate(
        capture=capture,
        passage=passage,
        kind=kind,
        title=title,
        start=start,
        end=end,
        reading={"fields": {}, "parts": [], "matches": [], "because": []},
        score=1.0,
        fingerprint=uuid.uuid4().hex,
    )


# Passages that hold nothing


def mark_read(passage: Passage, *, by: Any) -> None:
    """Say that a passage was read and holds nothing to record; twice is once."""
    if ReadPassage.objects.filter(passage=passage).exists():
        return
    with _batch(by, passage.capture_id, passage.locator) as key:
        ReadPassage.objects.get_or_create(passage=passage, defaults={"by": by, "batch": key})


def unmark_read(passage: Passage, *, by: Any) -> None:
    """Take that back."""
    for mark in ReadPassage.objects.filter(passage=passage).select_related("by"):
        _may_take_back(mark.by, by)
    with _batch(by, passage.capture_id, passage.locator):
        ReadPassage.objects.filter(passage=passage).delete()


# Undoing

_OF_THE_DESK = (Candidate, ReadPassage)


def last_of(capture: Capture, by: Any) -> Candidate | ReadPassage | None:
    """What ``by`` decided last in a capture and has not taken back."""
    decided = (
        Candidate.objects.filter(capture=capture, decided_by=by, batch__isnull=False)
        .exclude(decision=Decision.WAITING)
        .order_by("-decided_at")
        .first()
    )
    marks = ReadPassage.objects.filter(passage__capture=capture, by=by, batch__isnull=False)
    marked = marks.order_by("-at").first()
    if decided is None or marked is None:
        return decided or marked
    return marked if marked.at > decided.decided_at else decided  # type: ignore[operator]


def _may_take_back(who: Any, by: Any) -> None:
    """Whoever decided takes it back, and who may undo batches; nobody else."""
    if who != by and not policy.may(by, Action.UNDO):
        raise PermissionDenied(
            _("%(who)s decided this: only a reviewer may undo what another decided.")
            % {"who": account_name(who) or _("Somebody")}
        )


def undo(decision: Candidate | ReadPassage, *, by: Any) -> None:
    """Take back all that one decision wrote, as a new batch; all of it or nothing.

    Raises ``changes.Impossible`` with the reasons where later work rests on it.
    """
    if isinstance(decision, ReadPassage):
        unmark_read(decision.passage, by=by)
        return
    _may_take_back(decision.decided_by, by)
    with transaction.atomic():
        workflow.take_turns()
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
        wanted = [change.inverted() for change in of_batch(row.batch)]
        _may_undo([change for change in wanted if change.model not in _OF_THE_DESK], by)
        with batch("undo", by=by, what=row.title, reading=row.capture_id, undoes=str(row.batch)):
            write_changes(wanted, by=by)


def _may_undo(wanted: list[RowChange], by: Any) -> None:
    for record in pages_of(wanted):
        if not policy.may(by, Action.CHANGE, record):
            raise ValidationError(
                _("%(record)s is not yours to change any more: ask a reviewer to undo it.")
                % {"record": workflow.describe(record)},
                code="not_allowed",
            )


# What was made while the document, or something else, was not public

MOST_AT_ONCE = 200


def drafts_made(capture: Capture) -> Any:
    """The identities of records that began as candidates of a capture and are drafts still."""
    made = Candidate.objects.filter(capture=capture).exclude(made="").values("made")
    drafts = Identity.objects.filter(uid__in=made, state=State.DRAFT, ended_at=None)
    return drafts.filter(uid__in=_began_here(capture)) if drafts.exists() else drafts


def _began_here(capture: Capture) -> set[str]:
    """The permanent ids of all records that began with a decision about a capture."""
    decided = Candidate.objects.filter(capture=capture, batch__isnull=False)
    return _made_in(decided.values_list("batch", flat=True))


def publish_made(capture: Capture, *, by: Any) -> tuple[int, list[str]]:
    """Publish what came of a capture, with what it hangs on; how many, and why not the others.

    What a record hangs on, its place for instance, goes with it only if it began here too.
    """
    number, refused, began = 0, [], _began_here(capture)
    for identity in drafts_made(capture).order_by("changed_at", "uid")[:MOST_AT_ONCE]:
        record = SUBJECTS[identity.kind]._default_manager.get(uid=identity.uid)
        try:
            with _batch(by, capture.pk, str(record)):
                workflow.publish_all([*_hanging_drafts(record, began), record], by=by)
            number += 1
        except ValidationError as refusal:
            refused += refusal.messages
    return number, list(dict.fromkeys(refused))


def _hanging_drafts(record: Any, among: set[str]) -> list[Record]:
    """What a record hangs on, of the drafts ``among``: its place, series, its parts' people."""
    found: list[Record] = []
    for one in [record, *workflow.parts_of(record)]:
        for name in one.PUBLIC_THROUGH:
            other = getattr(one, name, None) if "__" not in name else None
            if isinstance(other, Record) and other.state == State.DRAFT and other.uid in among:
                found.append(other)
    return list(dict.fromkeys(one for one in found if one != record))
