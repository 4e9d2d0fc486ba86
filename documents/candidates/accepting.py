"""Accepting a candidate, citing a known record for it, rejecting it, and the same of chosen words.

An editor chooses words that the machine passed over: they are cited, or begun as a candidate.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from documents.models import SUBJECTS, Candidate, Capture
from records import policy
from records.history.events import tracked
from records.models import Record
from records.policy import Action
from records.words import describe

from .citing import Citing
from .decisions import Decided, OpenDecision, decision_batch, open_decision, record_is_gone
from .known_records import known_record
from .lookup import chosen_record, withdrawn
from .making_records import RecordWriter
from .publishing import made_in, publish_new, publish_what_was_added
from .questions import Answer, answered, questions_about
from .record_values import SAME_AS, InvalidValues, RecordValues, record_values
from .serialization import from_json

Decision = Candidate.Decision


def accept(
    candidate: Candidate,
    *,
    by: Any,
    version: int,
    changes: Mapping[str, str] | None = None,
    answers: Mapping[str, Answer] | None = None,
    seen_as: str | None = None,
) -> Decided:
    """Make the record that a candidate proposes, or cite the one that it is taken for.

    ``changes`` are the values as an editor left them, by the keys of ``RecordValues.data``, and
    under ``SAME_AS`` the key of the record that it is; without them all stands as it was read.
    ``answers`` say by the same keys which words say what was typed (``questions``); what is not
    answered is cited by the words that are plainly for it, or not at all.
    ``seen_as`` is the permanent id of the record that the editor saw it taken for, "" for none.
    Raises ``ValidationError`` where somebody decided already, where the register has what was
    seen as new, or something stands against it (``InvalidValues`` says at which value), and
    ``PermissionDenied`` where ``by`` may not.
    """
    with open_decision(candidate, by, version) as decision:
        found = from_json(decision.row)
        values = record_values(found, changes)
        known = known_record(found, values[0])
        if seen_as is not None and seen_as != (known.uid if known else ""):
            raise InvalidValues({"": [_since_recorded(known)]})
        record = known if changes is None else _chosen(decision.row, changes)
        answers = answers or {}
        asked = questions_about(decision.row, values, of_known=record is not None, but=answers)
        decision.answers = answered(asked, answers)
        if changes is not None and any(one.is_changed for one in values):
            how = Decision.EDITED
        else:
            how = Decision.ACCEPTED if record is None or record == known else Decision.LINKED
        if record is not None:
            return _cite(decision, record, values, how)
        return _make(decision, values, how)


def link(candidate: Candidate, record: Record, *, by: Any, version: int) -> Decided:
    """Cite ``record`` for a candidate: what it lacks is filled in, what differs is stated."""
    with open_decision(candidate, by, version) as decision:
        values = record_values(from_json(decision.row))
        return _cite(decision, record, values, Decision.LINKED)


def reject(candidate: Candidate, *, by: Any, version: int) -> Candidate:
    """Say that a candidate is none."""
    with open_decision(candidate, by, version) as decision:
        decision.row.decision = Decision.REJECTED
    return decision.row


def _since_recorded(known: Record | None) -> str:
    if known is None:
        return _("The record that this was taken for is there no longer: look again, then decide.")
    return _(
        "Meanwhile %(record)s was recorded, which this seems to be: look again, then decide."
    ) % {"record": describe(known)}


def _chosen(candidate: Candidate, sent: Mapping[str, str]) -> Record | None:
    key = sent.get(SAME_AS, "")
    if not key:
        return None
    found = chosen_record(candidate.kind, key)
    if found is None:
        raise record_is_gone()
    return found


# A new record


def _make(decision: OpenDecision, values: list[RecordValues], how: str) -> Decided:
    row, by = decision.row, decision.by
    if not policy.may(by, Action.ADD, SUBJECTS[row.kind]):
        raise PermissionDenied(_("You may not add this kind of record."))
    writer = _writer(decision, before=_made_before(row, by), with_it=_made_with_it_before(row))
    record = writer.make(values)
    lacking = publish_new(row.capture_id, [*writer.added, record, *writer.restored], by)
    decision.made(record, how)
    record.refresh_from_db(fields=["state", "version"])
    return Decided(row, record, True, lacking, _left_out(values))


def _made_before(row: Candidate, by: Any) -> Record | None:
    """What came of a candidate, was public, and was withdrawn when the decision was undone."""
    uid = _earlier(row).exclude(made="").values_list("made", flat=True).first()
    record = withdrawn(SUBJECTS[row.kind]).filter(uid=uid).first() if uid else None
    if record is not None and not policy.may(by, Action.CHANGE, record):
        raise ValidationError(
            _("“%(record)s” came of this and was withdrawn: a reviewer can restore it.")
            % {"record": record},
            code="withdrawn",
        )
    return record


def _made_with_it_before(row: Candidate) -> set[str]:
    """The permanent ids of all that was made with a candidate when it was last decided."""
    key = _earlier(row).filter(batch__isnull=False).values_list("batch", flat=True).first()
    return made_in([key]) if key else set()


def _earlier(row: Candidate) -> Any:
    """What the history has of a candidate, the newest first."""
    events: Any = tracked()[Candidate]
    return events.objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id")


# A known record


def _cite(decision: OpenDecision, record: Record, values: list[RecordValues], how: str) -> Decided:
    row = decision.row
    if type(record) is not SUBJECTS.get(row.kind):
        raise ValidationError(_("Choose a record of the same kind."), code="other_kind")

    writer = _writer(decision)

    def write(locked: Record, by: Any) -> None:
        writer.write_into(locked, values)
        publish_what_was_added(locked, writer.added, row.capture_id, by)

    decision.write_or_propose(record, write, how)
    record.refresh_from_db()
    cited = writer.citing.has_cited
    return Decided(row, record, False, [], _left_out(values), row.proposal, cited)


def _writer(decision: OpenDecision, **before: Any) -> RecordWriter:
    capture = Capture.objects.get(pk=decision.row.capture_id)  # with its text
    return RecordWriter(capture, answers=decision.answers, **before)


def _left_out(values: Iterable[RecordValues]) -> list[str]:
    return [one.found.title for one in values if one.is_left_out] + [
        name for one in values if not one.is_left_out for name in one.unknown
    ]


# Words that an editor chose, which the machine passed over


def cite_words(
    capture: Capture,
    start: int,
    end: int,
    record: Record,
    fields: Iterable[str],
    *,
    by: Any,
    stated: Mapping[str, str] | None = None,
) -> Decided:
    """Cite the words of ``start`` to ``end`` for ``fields`` of ``record`` (none: the whole).

    Raises ``ValidationError`` where they are not words of one passage, and what
    ``decisions.open_decision`` raises.
    """
    candidate = _candidate_of(capture, start, end, record.kind_name(), str(record))

    def write(locked: Record, by: Any) -> None:
        citing = Citing(Capture.objects.get(pk=capture.pk))  # with its text
        citing.cite(locked, fields, (start, end), stated=stated)
        publish_what_was_added(locked, [], capture.pk, by)

    with open_decision(candidate, by) as decision:
        decision.write_or_propose(record, write, Candidate.Decision.LINKED)
    return Decided(decision.row, record, proposal=decision.row.proposal)


def begin_candidate(capture: Capture, start: int, end: int, kind: str, *, by: Any) -> Candidate:
    """A candidate of an editor's own, which then is decided like those that were read."""
    if not policy.may(by, Action.ADD, SUBJECTS[kind]):
        raise PermissionDenied(_("You may not add this kind of record."))
    text = Capture.objects.values_list("text", flat=True).get(pk=capture.pk) or ""
    candidate = _candidate_of(capture, start, end, kind, " ".join(text[start:end].split())[:200])
    with decision_batch(by, capture.pk, candidate.title):
        candidate.save()
    candidate.refresh_from_db(fields=["version"])
    return candidate


def _candidate_of(capture: Capture, start: int, end: int, kind: str, title: str) -> Candidate:
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
