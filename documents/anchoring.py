"""Citations outlive the file: a later copy of a document takes over what cited an earlier one.

Every citation of an earlier capture is looked for in the newest one that is held. Where the same
words stand, at the same place or elsewhere, and are read with the same (``surroundings``), it
moves there at once: what it says stays what was published, so nobody has to agree to it again.
Else it stays on the earlier capture, which remains readable, and waits for an editor (``Anchor``).
Nothing is lost, and a second run changes nothing.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from documents.models import MOST_QUOTED, Anchor, Capture, Citation, Document
from records.paging import COUNT_CAP
from texts.placing import Finder, Place, Selector
from texts.whitespace import one_space

from .copies import newest, newest_first
from .quoting import quote_from
from .surroundings import Surroundings
from .triggers import placing

BATCH = 1000
Outcome, Why = Anchor.Outcome, Anchor.Why


@dataclass(frozen=True)
class Reanchored:
    """What a later capture did to the citations of the earlier ones: how many of each outcome."""

    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def moved(self) -> int:
        """How many citations now stand in the later capture."""
        return self.outcomes[Outcome.EXACT] + self.outcomes[Outcome.MOVED]

    @property
    def open(self) -> int:
        """How many wait for an editor."""
        return self.outcomes[Outcome.FUZZY] + self.outcomes[Outcome.ORPHANED]

    def __str__(self) -> str:
        """What became of them in a sentence, if there were any."""
        if not self.outcomes:
            return ""
        counts = {"moved": self.moved, "open": self.open}
        return _("Citations: %(moved)s followed their words, %(open)s wait.") % counts


@transaction.atomic
def reanchor(document: Document) -> Reanchored:
    """Look for every citation of the earlier captures of ``document`` in its newest one.

    Runs in the batch of whoever imported the capture. Two imports at once wait for each other.
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
    if not citations:
        return Reanchored()
    return Reanchored(_place_all(citations, earlier, target))


def _place_all(citations: list[Any], earlier: Sequence[Capture], target: Capture) -> Counter[str]:
    """Find a place in ``target`` for each citation, note it, and move those that may move."""
    passages = _Passages(target)
    by_origin: dict[int, list[Any]] = defaultdict(list)
    for citation in citations:
        by_origin[citation.origin].append(citation)
    anchors: list[Anchor] = []
    for origin in earlier:
        some = by_origin.get(origin.pk, [])
        if not some:
            continue
        old = text_of(origin.pk)
        means_the_same = passages.compared_with(origin, old)
        selectors = [_selector(citation, old) for citation in some]
        places = Finder(passages.text, old=old).find(selectors)
        for citation, selector, place in zip(some, selectors, places, strict=True):
            anchor = Anchor(citation=citation, origin=origin, capture=target)
            anchors.append(_judged(anchor, selector, place, passages, means_the_same))
    _note(anchors, target)
    taken = [anchor for anchor in anchors if anchor.decision == Anchor.Decision.TAKEN]
    for anchor in taken:
        move_citation(anchor.citation, anchor, passages.text)
    _write_places([anchor.citation for anchor in taken])
    return Counter(anchor.outcome for anchor in anchors)


def _selector(citation: Citation, old: str | None) -> Selector:
    """What is looked for: the words as they were kept, or as the earlier text has them."""
    if not citation.quote and old is not None:
        quote_from(old, citation)
    return Selector(citation.quote, citation.prefix, citation.suffix, citation.start)


def _judged(
    anchor: Anchor,
    selector: Selector,
    place: Place | None,
    passages: "_Passages",
    means_the_same: Callable[[int, int], bool],
) -> Anchor:
    """``anchor`` with what was found: its outcome, and the passage that holds the place.

    ``means_the_same``: whether a place is read as one of the earlier text is.
    """
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
        words = one_space(passages.text[start:end])
        anchor.score = round(fuzz.ratio(one_space(selector.quote), words) / 100, 4)
    elif place.score < 1:
        anchor.outcome, anchor.why = Outcome.FUZZY, Why.ALIKE
    elif not place.sure:
        anchor.outcome, anchor.why = Outcome.FUZZY, Why.SAME_WORDS
    elif not means_the_same(start, selector.start):
        anchor.outcome, anchor.why = Outcome.FUZZY, Why.AROUND
    else:
        same = start == selector.start and passages.text[start:end] == selector.quote
        anchor.outcome = Outcome.EXACT if same else Outcome.MOVED
        anchor.decision = Anchor.Decision.TAKEN
    return anchor


class _Passages:
    """The text of a capture, and its passages, to find the one that holds a stretch of it."""

    def __init__(self, capture: Capture) -> None:
        self.text = text_of(capture.pk) or ""
        self._surroundings = Surroundings.of_capture(capture, self.text)
        self._rows = list(capture.passages.order_by("start").values_list("start", "end", "pk"))
        self._starts = [start for start, _end, _key in self._rows]

    def compared_with(self, origin: Capture, text: str | None) -> Callable[[int, int], bool]:
        """Whether words here mean what they meant in ``text``; without it, nobody can tell."""
        if text is None:
            return lambda _at, _then: False
        return self._surroundings.same_as(Surroundings.of_capture(origin, text))

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
    """Keep what was found; what was found before stays one row, and what was open is passed."""
    Anchor.objects.bulk_create(
        anchors,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["citation", "capture"],
        update_fields=["origin", "outcome", "why", "decision", "passage", "start", "end", "score"],
    )
    before = Anchor.objects.filter(
        citation__in=[anchor.citation_id for anchor in anchors], decision=Anchor.Decision.OPEN
    )
    before.exclude(capture=target).update(decision=Anchor.Decision.PASSED)


def move_citation(citation: Citation, anchor: Anchor, text: str) -> None:
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


def text_of(capture: int) -> str | None:
    return Capture.objects.values_list("text", flat=True).get(pk=capture)


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
