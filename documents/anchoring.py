"""Citations outlive the file: a later copy of a document takes over what cited an earlier one.

Every citation of an earlier capture is looked for in the newest one that is held. Where the same
words stand, at the same place or elsewhere, it moves there at once: what it says stays what was
published, so nobody has to agree to it again. Where only alike words stand, or none, it stays on
the earlier capture, which remains readable, and waits for an editor (``Anchor``). Nothing is
lost, and a second run changes nothing.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from documents.models import MOST_QUOTED, TOO_LONG, Anchor, Capture, Citation, Document, Passage
from records import policy, workflow
from records.history import proposals
from records.history.batches import batch
from records.history.changes import pages_of
from records.models import Proposal, State
from records.paging import COUNT_CAP
from texts.landmarks import one_space
from texts.placing import Finder, Place, Selector

from .copies import newest, newest_first
from .triggers import placing

CONTEXT = 32  # characters kept before and after a quote, to find it again in another capture
BATCH = 1000
Outcome, Why = Anchor.Outcome, Anchor.Why


@dataclass(frozen=True)
class Reanchored:
    """What a later capture did to the citations of the earlier ones: how many of each outcome."""

    capture: Capture | None = None
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def moved(self) -> int:
        """How many citations now stand in the later capture."""
        return self.outcomes[Outcome.EXACT] + self.outcomes[Outcome.MOVED]

    @property
    def open(self) -> int:
        """How many wait for an editor."""
        return self.outcomes[Outcome.FUZZY] + self.outcomes[Outcome.ORPHANED]


@transaction.atomic
def reanchor(document: Document) -> Reanchored:
    """Look for every citation of the earlier captures of ``document`` in its newest one.

    Runs in the batch of whoever brought the capture. Two imports at once wait for each other.
    """
    Document.objects.select_for_update().get(pk=document.pk)
    captures = newest_first(document)
    target = newest(captures)
    if target is None or not target.held or target == captures[-1]:
        return Reanchored()
    earlier = captures[captures.index(target) + 1 :]
    decided = Anchor.objects.filter(capture=target).exclude(decision=Anchor.Decision.OPEN)
    citations = list(
        Citation.objects.select_for_update(of=("self",))
        .filter(passage__capture__in=[capture.pk for capture in earlier])
        .exclude(pk__in=decided.values("citation"))
        .annotate(origin=F("passage__capture"))
        .order_by("pk")
    )
    if citations:
        _carry_summaries(earlier, target)
    return Reanchored(target, _place_all(citations, target)) if citations else Reanchored(target)


def _place_all(citations: list[Any], target: Capture) -> Counter[str]:
    """Find a place in ``target`` for each citation, note it, and move those that may move."""
    text = _text(target.pk) or ""
    passages = _Passages(target)
    by_origin: dict[int, list[Any]] = defaultdict(list)
    for citation in citations:
        by_origin[citation.origin].append(citation)
    anchors: list[Anchor] = []
    for origin, some in by_origin.items():
        anchors += _anchors(some, origin, target, text, passages)
    _note(anchors, target)
    going = {
        anchor.citation_id: anchor for anchor in anchors if anchor.decision == Anchor.Decision.TAKEN
    }
    moving = [citation for citation in citations if citation.pk in going]
    for citation in moving:
        _move(citation, going[citation.pk], text)
    _write_places(moving)
    return Counter(anchor.outcome for anchor in anchors)


def _anchors(
    citations: list[Citation], origin: int, target: Capture, text: str, passages: "_Passages"
) -> list[Anchor]:
    old = _text(origin)
    selectors = [_selector(citation, old) for citation in citations]
    places = Finder(text, old=old).find(selectors)
    return [
        _judged(
            Anchor(citation=citation, origin_id=origin, capture=target), selector, place, passages
        )
        for citation, selector, place in zip(citations, selectors, places, strict=True)
    ]


def _selector(citation: Citation, old: str | None) -> Selector:
    """What is looked for: the words as they were kept, or as the earlier text has them."""
    start, end = citation.start, citation.end
    if citation.quote or old is None:
        return Selector(citation.quote, citation.prefix, citation.suffix, start)
    return Selector(
        old[start:end], old[max(0, start - CONTEXT) : start], old[end : end + CONTEXT], start
    )


def _judged(
    anchor: Anchor, selector: Selector, place: Place | None, passages: "_Passages"
) -> Anchor:
    """``anchor`` with what was found: its outcome, and the passage that holds the place."""
    if place is None:
        anchor.outcome = Outcome.ORPHANED
        anchor.why = Why.NOT_FOUND if selector.quote else Why.NOT_HELD
        return anchor
    passage, start, end = passages.holding(place.start, place.end)
    if passage is None:
        anchor.outcome, anchor.why = Outcome.ORPHANED, Why.NOT_FOUND
        return anchor
    anchor.passage_id, anchor.start, anchor.end = passage, start, end
    anchor.score = place.score
    if (start, end) != (place.start, place.end):
        anchor.outcome, anchor.why = Outcome.FUZZY, Why.ACROSS
        anchor.score = fuzz.ratio(one_space(selector.quote), one_space(passages.text(start, end)))
        anchor.score = round(anchor.score / 100, 4)
    elif place.score < 1:
        anchor.outcome, anchor.why = Outcome.FUZZY, Why.ALIKE
    elif not place.sure:
        anchor.outcome, anchor.why = Outcome.FUZZY, Why.SAME_WORDS
    else:
        same = start == selector.start and passages.text(start, end) == selector.quote
        anchor.outcome = Outcome.EXACT if same else Outcome.MOVED
        anchor.decision = Anchor.Decision.TAKEN
    return anchor


class _Passages:
    """The passages of a capture, to find the one that holds a stretch of its text."""

    def __init__(self, capture: Capture) -> None:
        self._text = _text(capture.pk) or ""
        rows = capture.passages.order_by("start").values_list("start", "end", "pk")
        self._rows = list(rows)
        self._starts = [start for start, _end, _key in self._rows]

    def text(self, start: int, end: int) -> str:
        return self._text[start:end]

    def holding(self, start: int, end: int) -> tuple[int | None, int, int]:
        """The passage with most of the stretch, and what of the stretch lies in it."""
        best: tuple[int | None, int, int] = (None, 0, 0)
        at = max(0, bisect_right(self._starts, start) - 1)
        for first, last, key in self._rows[at:]:
            if first >= end:
                break
            inside = max(first, start), min(last, end, max(first, start) + MOST_QUOTED)
            if inside[1] - inside[0] > best[2] - best[1]:
                best = (key, *inside)
        return best


def _note(anchors: Sequence[Anchor], target: Capture) -> None:
    """Keep what was found; what is kept already stays one row, and is written where it changed."""
    keys = [anchor.citation_id for anchor in anchors]
    known = Anchor.objects.filter(capture=target, citation__in=keys).in_bulk(field_name="id")
    of_citation = {anchor.citation_id: anchor for anchor in known.values()}
    fresh, changed = [], []
    names = ("origin_id", "outcome", "why", "decision", "passage_id", "start", "end", "score")
    for anchor in anchors:
        before = of_citation.get(anchor.citation_id)
        if before is None:
            fresh.append(anchor)
            continue
        anchor.pk = before.pk
        if any(getattr(anchor, name) != getattr(before, name) for name in names):
            changed.append(anchor)
    Anchor.objects.bulk_create(fresh, batch_size=BATCH)
    Anchor.objects.bulk_update(
        changed, [name.removesuffix("_id") for name in names], batch_size=BATCH
    )
    Anchor.objects.filter(citation__in=keys, decision=Anchor.Decision.OPEN).exclude(
        capture=target
    ).update(decision=Anchor.Decision.PASSED)


def _move(citation: Citation, anchor: Anchor, text: str) -> None:
    """Let ``citation`` stand where ``anchor`` says, with the words that stand there."""
    citation.passage_id = anchor.passage_id  # type: ignore[assignment]
    citation.start, citation.end = anchor.start, anchor.end  # type: ignore[assignment]
    quote_from(text, citation)


_WRITE_PLACES = """
    UPDATE documents_citation c SET
        passage_id = p.passage_id, start = p.start, "end" = p."end",
        quote = p.quote, prefix = p.prefix, suffix = p.suffix
    FROM unnest(
        %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[]
    ) AS p (id, passage_id, start, "end", quote, prefix, suffix)
    WHERE c.id = p.id
"""


def _write_places(citations: list[Citation]) -> None:
    """Write where citations stand; as one list, for a choice by cases costs the square of it."""
    names = ("id", "passage_id", "start", "end", "quote", "prefix", "suffix")
    for first in range(0, len(citations), BATCH):
        some = citations[first : first + BATCH]
        with placing(), connection.cursor() as cursor:
            cursor.execute(_WRITE_PLACES, [[getattr(one, name) for one in some] for name in names])


def quote_from(text: str, citation: Citation) -> None:
    """Set quote, prefix and suffix of ``citation`` from the ``text`` of its capture."""
    start, end = citation.start, citation.end
    citation.quote = text[start:end]
    citation.prefix = text[max(0, start - CONTEXT) : start]
    citation.suffix = text[end : end + CONTEXT]


def _carry_summaries(earlier: Sequence[Capture], target: Capture) -> None:
    """Give passages that say the same words the summary that an editor wrote for them."""
    written: dict[str, str] = {}
    rows = Passage.objects.filter(capture__in=[capture.pk for capture in earlier])
    rows = rows.exclude(summary="").exclude(text="").order_by("capture_id", "number")
    for text, summary in rows.values_list("text", "summary"):
        written[one_space(text)] = summary
    if not written:
        return
    passages = [
        passage
        for passage in target.passages.filter(summary="")
        if one_space(passage.text) in written
    ]
    for passage in passages:
        passage.summary = written[one_space(passage.text)]
    Passage.objects.bulk_update(passages, ["summary"], batch_size=BATCH)


def _text(capture: int) -> str | None:
    return Capture.objects.values_list("text", flat=True).get(pk=capture)


# What an editor decides


def waiting() -> "models.QuerySet[Anchor]":
    """The places that ask for an editor: alike or none, of citations that still count."""
    return (
        Anchor.objects.filter(decision=Anchor.Decision.OPEN, capture__in=Capture.objects.agreed())
        .exclude(citation__state=State.WITHDRAWN)
        .exclude(citation__passage__capture=F("capture"))
    )


@transaction.atomic
def accept(
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
    text = _text(anchor.capture_id) or ""

    def writing(_by: Any) -> None:
        citation = Citation.objects.select_for_update(of=("self",)).get(pk=anchor.citation_id)
        _move(citation, anchor, text)
        citation.save(update_fields=["passage", "start", "end", "quote", "prefix", "suffix"])
        anchor.decision = Anchor.Decision.TAKEN
        anchor.save()

    if is_proposed(anchor) and not proposals.may_write(pages_of([anchor.citation]), by=by):
        raise ValidationError(
            _("A change of this citation already waits for a reviewer."), code="proposed"
        )
    return proposals.write_or_propose(
        writing, about=[anchor.citation], by=by, what=str(anchor.citation), why=why
    )


@transaction.atomic
def keep(anchor: Anchor, *, by: Any, why: str = "") -> None:
    """Leave the citation on the earlier copy for good; nothing that is public changes."""
    anchor = _still_open(anchor)
    if not may_decide(by, anchor):
        raise PermissionDenied
    with batch("request", by=by, what=str(anchor.citation), why=why):
        anchor.decision = Anchor.Decision.KEPT
        anchor.save(update_fields=["decision"])


def may_decide(by: Any, anchor: Anchor) -> bool:
    """Whether ``by`` may move the citation, or propose to."""
    return all(policy.may_edit(by, page) for page in pages_of([anchor.citation]))


def is_proposed(anchor: Anchor) -> bool:
    """Whether a move of the citation waits for a reviewer."""
    return Proposal.objects.filter(
        status=Proposal.Status.WAITING,
        changes__contains=[{"model": "documents.anchor", "key": anchor.pk}],
    ).exists()


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


def outcomes_of(capture: Capture, *, public: bool = False) -> dict[str, int]:
    """What became of citations when ``capture`` came in: how many of each outcome and decision.

    Keys are ``exact`` and ``moved`` (they stand in it now), ``decided`` (an editor moved them),
    ``kept`` (they stay on the earlier one) and ``open``. In public, of public citations only.
    """
    anchors = Anchor.objects.filter(capture=capture)
    if public:
        anchors = anchors.filter(citation__in=Citation.objects.public().values("pk"))
    found: Counter[str] = Counter()
    bounded = anchors.order_by().values("pk")[:COUNT_CAP]
    rows = Anchor.objects.filter(pk__in=bounded).order_by().values_list("outcome", "decision")
    for outcome, decision, number in rows.annotate(n=models.Count("pk")):
        if decision == Anchor.Decision.TAKEN:
            taken = outcome in (Outcome.EXACT, Outcome.MOVED)
            found[outcome if taken else "decided"] += number
        elif decision != Anchor.Decision.PASSED:
            found[decision] += number
    return dict(found)
