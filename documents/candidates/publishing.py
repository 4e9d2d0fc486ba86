"""Publishing what was made of candidates: with the decision, or once the document is public."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from documents.models import SUBJECTS, Candidate, Capture, Document
from records import policy, workflow
from records.history.events import tracked
from records.models import Identity, Record, State
from records.parts import parts_of
from records.policy import Action

from .decisions import decision_batch

MOST_AT_ONCE = 200


def may_publish_at_once(by: Any) -> bool:
    """Whether what ``by`` accepts is published with the decision, where nothing else is lacking."""
    return policy.may(by, Action.PUBLISH) and not policy.four_eyes()


# With the decision


def publish_new(capture: int, records: list[Record], by: Any) -> list[str]:
    """Publish what was made if ``by`` may and nothing is lacking, else say what is."""
    if not may_publish_at_once(by):
        return [_("A reviewer publishes it.")]
    if not _document_is_public(capture):
        return [_("The document is not public yet.")]
    try:
        with transaction.atomic():
            workflow.publish_all(records, by=by)
    except ValidationError as refusal:
        return list(refusal.messages)
    return []


def publish_what_was_added(record: Record, added: list[Record], capture: int, by: Any) -> None:
    """What was added to a public record is published with it, or the whole is refused."""
    if record.state != State.PUBLISHED:
        return
    if not _document_is_public(capture):
        if by is None:
            return  # proposed: the gates are asked when it is accepted
        raise ValidationError(
            _("“%(record)s” is public, and this document is not: publish the document first.")
            % {"record": record},
            code="document_not_public",
        )
    workflow.publish_all([*added, record], by=by)


def _document_is_public(capture: int) -> bool:
    return Document.objects.get(captures=capture).is_public


# Later, what was made while the document, or something else, was not public


def drafts_made(capture: Capture) -> Any:
    """The identities of records that began as candidates of a capture and are drafts still."""
    made = Candidate.objects.filter(capture=capture).exclude(made="").values("made")
    drafts = Identity.objects.filter(uid__in=made, state=State.DRAFT, ended_at=None)
    return drafts.filter(uid__in=_made_of(capture)) if drafts.exists() else drafts


def publish_drafts(capture: Capture, *, by: Any) -> tuple[int, list[str]]:
    """Publish what came of a capture, with what it depends on; how many, and why not the others.

    What a record depends on, its place for instance, goes with it only if it began here too.
    """
    number, refused, made_here = 0, [], _made_of(capture)
    for identity in drafts_made(capture).order_by("changed_at", "uid")[:MOST_AT_ONCE]:
        record = SUBJECTS[identity.kind]._default_manager.get(uid=identity.uid)
        try:
            with decision_batch(by, capture.pk, str(record)):
                workflow.publish_all([*_drafts_it_needs(record, made_here), record], by=by)
            number += 1
        except ValidationError as refusal:
            refused += refusal.messages
    return number, list(dict.fromkeys(refused))


def _made_of(capture: Capture) -> set[str]:
    """The permanent ids of all records that began with a decision about a capture."""
    decided = Candidate.objects.filter(capture=capture, batch__isnull=False)
    return made_in(decided.values_list("batch", flat=True))


def made_in(batches: Iterable[Any]) -> set[str]:
    """The permanent ids of the records that began in one of these batches."""
    keys, found = list(batches), set()
    for model in SUBJECTS.values():
        events: Any = tracked()[model]
        began = events.objects.filter(pgh_label="insert", pgh_context_id__in=keys)
        found.update(began.values_list("uid", flat=True))
    return found


def _drafts_it_needs(record: Any, among: set[str]) -> list[Record]:
    """The drafts ``among`` these that a record needs to be public: its place, its series …"""
    found: list[Record] = []
    for one in [record, *parts_of(record)]:
        for name in one.PUBLIC_THROUGH:
            other = getattr(one, name, None) if "__" not in name else None
            if isinstance(other, Record) and other.state == State.DRAFT and other.uid in among:
                found.append(other)
    return list(dict.fromkeys(one for one in found if one != record))
