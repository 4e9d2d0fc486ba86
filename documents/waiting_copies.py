"""Copies that wait: with four eyes, another agrees to what is imported for a public document.

The database decides what waits and who may not agree (``triggers.bring_capture``). Until somebody
agrees, a copy is nowhere but on the desk, and nothing rests on it.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from documents.models import Capture, Document
from records import policy, workflow
from records.approval import NotAsSeen, approve, mark_of
from records.history.batches import batch
from records.history.changes import drop_derived
from records.models import Record, State
from records.policy import Action
from records.words import describe

from . import files
from .anchoring import Reanchored, reanchor
from .copies import fill_from
from .quoting import quote_citations_of
from .rights import open_text
from .summaries import Summaries, summaries_for, write_summaries


def may_decide_copy(by: Any, capture: Capture) -> bool:
    """Whether ``by`` may import copies for the document, and so take this one or turn it away."""
    return policy.may(by, Action.IMPORT, capture)


def is_own_copy(by: Any, capture: Capture) -> bool:
    """Whether somebody else has to agree, because ``by`` imported it."""
    return capture.brought_by_id == by.pk and policy.four_eyes()


def look_at_copy(capture: Capture) -> tuple[str, Summaries]:
    """The mark of what one agrees to, and the summaries that would stand in the copy.

    The mark is of a waiting copy, its passages and its document, and of these summaries.
    """
    before = mark_of([capture.document], also=[(Capture, capture.pk)])
    summaries = _summaries_of(capture)
    return f"{before}.{summaries.digest()}", summaries


def mark(capture: Capture) -> str:
    """The mark of what one agrees to (``look_at_copy``)."""
    return look_at_copy(capture)[0]


def _summaries_of(waiting: Capture) -> Summaries:
    """What a waiting copy takes over; nothing where its passages were recorded before its text."""
    known = _known(waiting)
    if known is not None and (known.text is not None or known.passages.exists()):
        return Summaries()
    return summaries_for(waiting, place=known)


def _known(waiting: Capture) -> Capture | None:
    """The agreed copy that is known by the same hash."""
    return Capture.objects.agreed().filter(sha256=waiting.sha256).first()


def accept_copy(capture: Capture, *, by: Any, seen: str = "", why: str = "") -> Reanchored:
    """Let a waiting copy stand for its document; the citations of earlier ones follow their words.

    So do the summaries of passages that the page shows (``look_at_copy``). With four eyes ``seen``
    is the mark of that page. Raises ``PermissionDenied`` where ``by`` may not, ``ValidationError``
    where they imported it, it waits no longer, or something has changed since.
    """
    rows = Capture.objects.select_related("document", "brought_by").defer("text")
    capture = rows.filter(pk=capture.pk).first() or capture
    what = str(capture.document)
    # What it writes is in the name of who imported it, and somebody else answers for it.
    with batch("request", by=by, author=capture.brought_by, what=what, why=why):
        waiting = _still_waiting(capture, by)
        if is_own_copy(by, waiting):
            raise ValidationError(
                _("You imported this copy, so somebody else has to agree to it."), code="four_eyes"
            )
        of_rows, _dot, of_summaries = seen.rpartition(".")
        if policy.four_eyes():
            approve([waiting.document], of_rows, also=[(Capture, waiting.pk)])
        summaries = _summaries_of(waiting)
        if policy.four_eyes() and of_summaries != summaries.digest():
            raise NotAsSeen([_("Other summaries would stand in the copy by now.")])
        known = _known(waiting)
        if known is None:
            Capture.objects.filter(pk=waiting.pk).update(waits=False)
        else:
            _let_fill(known, waiting)
        write_summaries(summaries)
        open_text(waiting.document)
        return reanchor(waiting.document)


def refuse_copy(capture: Capture, *, by: Any, why: str = "") -> None:
    """Take a waiting copy away, with its passages and its file; also who imported it may."""
    with batch("request", by=by, what=str(capture.document), why=why):
        drop_copy(_still_waiting(capture, by))


def waits_for_another(document: Document) -> bool:
    """Whether what is imported now for ``document`` waits, as ``triggers.bring_capture`` has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fora_actor() IS NOT NULL AND fora_four_eyes()")
        (asked,) = cursor.fetchone()
    return asked and document.state == State.PUBLISHED


def _let_fill(known: Capture, waiting: Capture) -> None:
    """Let the copy that was known by its hash have the text of the same file that waited."""
    if known.text is None:
        fill_from(known, waiting)
        quote_citations_of(known)
    drop_copy(waiting)


def drop_copy(waiting: Capture) -> None:
    """Take a waiting copy away, with its passages and, where no other has it, its file."""
    passages = waiting.passages.all()
    drop_derived(passages.model, list(passages.values_list("pk", flat=True)))
    passages._raw_delete(passages.db)
    drop_derived(Capture, [waiting.pk])
    rows = Capture.objects.filter(pk=waiting.pk)
    files.let_go(rows)
    rows._raw_delete(rows.db)


def _still_waiting(capture: Capture, by: Any) -> Capture:
    """The copy as it is now, held; refused where somebody decided meanwhile."""
    workflow.lock()
    rows = Capture.objects.waiting().select_for_update(of=("self",)).defer("text")
    now = rows.select_related("document").filter(pk=capture.pk).first()
    if now is None:
        raise ValidationError(
            _("This copy waits no longer: somebody decided in the meantime."), code="stale"
        )
    if not may_decide_copy(by, now):
        raise PermissionDenied
    return now


def refuse_own_copies(records: Sequence[Record], by: Any) -> list[str]:
    """Which documents ``by`` cannot publish because they imported a copy (``workflow.OWN``)."""
    documents = {record.pk: record for record in records if isinstance(record, Document)}
    if not documents:
        return []
    imported = Capture.objects.agreed().filter(document__in=documents, brought_by=by)
    return [
        _("%(record)s: you imported a copy of it, so somebody else publishes it.")
        % {"record": describe(documents[key])}
        for key in sorted(set(imported.values_list("document", flat=True)))
    ]
