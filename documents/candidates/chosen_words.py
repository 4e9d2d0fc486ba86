"""Words that an editor chose, which the machine passed over: cited, or begun as a candidate."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from documents.models import SUBJECTS, Candidate, Capture
from records import policy
from records.models import Record
from records.policy import Action

from .citing import Citing
from .decisions import Decided, decision_batch, open_decision
from .publishing import publish_what_was_added


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
    candidate = _candidate(capture, start, end, record.kind_name(), str(record))

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
    candidate = _candidate(capture, start, end, kind, " ".join(text[start:end].split())[:200])
    with decision_batch(by, capture.pk, candidate.title):
        candidate.save()
    candidate.refresh_from_db(fields=["version"])
    return candidate


def _candidate(capture: Capture, start: int, end: int, kind: str, title: str) -> Candidate:
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
