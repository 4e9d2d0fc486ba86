"""What an editor decides about the place of a citation in a later copy (``Anchor``).

Where the words stand unchanged, ``anchoring`` moves the citation by itself; of the others an editor
says where it stands in the later copy, or that it stays on the earlier one.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from documents.models import MOST_QUOTED, TOO_LONG, Anchor, Capture, Citation, Passage
from records import policy, workflow
from records.history import proposals
from records.history.batches import batch
from records.history.rows import pages_of
from records.models import Proposal, State

from .anchoring import move_citation, text_of
from .surroundings import Surroundings


def read_with(anchor: Anchor) -> tuple[str, str]:
    """What the words are read with where they are cited, and where they were found.

    ``""`` where a text is not held or no place was found.
    """
    citation = anchor.citation
    places = [(citation.passage.capture, citation.start), (anchor.capture, anchor.start)]
    texts = [text_of(capture.pk) for capture, _start in places]
    before, after = (
        Surroundings.of_capture(capture, text).shown(start) if text and start is not None else ""
        for (capture, start), text in zip(places, texts, strict=True)
    )
    return before, after


def undecided_anchors() -> "models.QuerySet[Anchor]":
    """The places that ask for an editor: alike or none, of citations that still count."""
    return (
        Anchor.objects.filter(decision=Anchor.Decision.OPEN, capture__in=Capture.objects.agreed())
        .exclude(citation__state=State.WITHDRAWN)
        .exclude(citation__passage__capture=F("capture"))
    )


@transaction.atomic
def accept_place(
    anchor: Anchor,
    *,
    by: Any,
    why: str = "",
    passage: Passage | None = None,
    start: int = 0,
    end: int = 0,
) -> Proposal | None:
    """Let the citation stand at the proposed place, or at another that the editor chose.

    The words change, so what is public changes: where ``by`` may not change it alone, the
    move is proposed. Raises ``ValidationError`` where it was decided already, or the citation
    is no longer what it was when ``anchor`` was read.
    """
    anchor = _still_open(anchor)
    if passage is not None:
        if passage.capture_id != anchor.capture_id:
            raise ValidationError(
                _("This passage is not one of the later copy: choose one of its passages."),
                code="other_capture",
            )
        anchor.passage, anchor.start, anchor.end = passage, start, end
    if anchor.passage_id is None:
        raise ValidationError(
            _("No place was found: choose a passage of the later copy, and the words in it."),
            code="no_place",
        )
    if (anchor.end or 0) - (anchor.start or 0) > MOST_QUOTED:
        raise ValidationError(TOO_LONG, code="too_long")
    text = text_of(anchor.capture_id) or ""

    def writing(_by: Any) -> None:
        move_to(anchor, text)

    if is_move_proposed(anchor) and not proposals.may_write(pages_of([anchor.citation]), by=by):
        raise ValidationError(
            _("A change of this citation already waits for a reviewer."), code="proposed"
        )
    return proposals.write_or_propose(
        writing, about=[anchor.citation], by=by, what=str(anchor.citation), why=why
    )


def move_to(anchor: Anchor, text: str) -> None:
    """Let the citation stand where ``anchor`` says in ``text``."""
    citation = Citation.objects.select_for_update(of=("self",)).get(pk=anchor.citation_id)
    move_citation(citation, anchor, text)
    citation.save(update_fields=["passage", "start", "end", "quote", "prefix", "suffix"])
    anchor.decision = Anchor.Decision.TAKEN
    anchor.save()


@transaction.atomic
def keep_on_earlier_copy(anchor: Anchor, *, by: Any, why: str = "") -> None:
    """Leave the citation on the earlier copy for good; nothing that is public changes."""
    anchor = _still_open(anchor)
    if not may_decide_anchor(by, anchor):
        raise PermissionDenied
    with batch("request", by=by, what=str(anchor.citation), why=why):
        anchor.decision = Anchor.Decision.KEPT
        anchor.save(update_fields=["decision"])


def may_decide_anchor(by: Any, anchor: Anchor) -> bool:
    """Whether ``by`` may move the citation, or propose to."""
    return all(policy.may_edit(by, page) for page in pages_of([anchor.citation]))


def is_move_proposed(anchor: Anchor) -> bool:
    """Whether a move of the citation waits for a reviewer."""
    return bool(moves_proposed([anchor.pk]))


_PROPOSED = """
    SELECT change->>'key' FROM records_proposal, jsonb_array_elements(changes) AS change
    WHERE status = %s AND change->>'model' = %s AND change->>'key' = ANY(%s)
"""


def moves_proposed(anchors: Sequence[int]) -> set[int]:
    """Those of ``anchors``, by their keys, of which a move waits for a reviewer."""
    keys = [str(key) for key in anchors]
    with connection.cursor() as cursor:
        cursor.execute(_PROPOSED, [Proposal.Status.WAITING.value, Anchor._meta.label_lower, keys])
        return {int(key) for (key,) in cursor.fetchall()}


def _still_open(anchor: Anchor) -> Anchor:
    """The anchor as it is now, held; refused where somebody decided or changed it meanwhile."""
    workflow.lock()
    rows = Anchor.objects.select_for_update(of=("self",)).select_related("citation")
    now = rows.get(pk=anchor.pk)
    if now.decision != Anchor.Decision.OPEN:
        raise ValidationError(
            _("In the meantime this was decided: %(state)s.")
            % {"state": now.get_decision_display()},
            code="stale",
        )
    if now.citation.version != anchor.citation.version:
        raise ValidationError(
            _("Somebody changed the citation in the meantime: look at it again."), code="stale"
        )
    return now
