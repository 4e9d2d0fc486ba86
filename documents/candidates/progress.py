"""How much of a capture has been read, what nobody has looked at yet, and marks of editors.

The body of a text is its passages but headings and page furniture. A passage is read once
somebody marked it, or a citation rests on it or a candidate that begins in it was decided, and
none waits there any more.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Max, OuterRef, Q, Sum

from documents.models import Candidate, Capture, Citation, Passage, ReadPassage
from records.models import State

from .decisions import check_may_undo, decision_batch

ASIDE = (Passage.Kind.HEADING, Passage.Kind.FURNITURE)
_IS_READ = Q(is_marked=True) | Q(Q(is_cited=True) | Q(is_decided=True), is_waiting=False)


@dataclass(frozen=True)
class Progress:
    """Counts of body passages, and of candidates by what was decided."""

    body: int
    read: int
    waiting: int  # passages not read, with candidates
    candidates: dict[str, int]

    @property
    def percent(self) -> int:
        """The share that is read, rounded down: 100 is all."""
        return self.read * 100 // self.body if self.body else 100

    @property
    def untouched(self) -> int:
        """Passages not read in which nothing was found either."""
        return self.body - self.read - self.waiting

    @property
    def to_decide(self) -> int:
        return self.candidates.get(Candidate.Decision.WAITING, 0)

    @property
    def decided(self) -> int:
        return sum(self.candidates.values()) - self.to_decide


def with_read_state(passages: Any) -> Any:
    """Passages annotated with whether somebody marked them, candidates wait, and they are read."""
    here = Candidate.objects.filter(passage=OuterRef("pk"))
    waiting = Q(decision=Candidate.Decision.WAITING)
    cited = Citation.objects.filter(passage=OuterRef("pk")).exclude(state=State.WITHDRAWN)
    return (
        passages.alias(is_cited=Exists(cited), is_decided=Exists(here.exclude(waiting)))
        .annotate(
            is_marked=Exists(ReadPassage.objects.filter(passage=OuterRef("pk"))),
            is_waiting=Exists(here.filter(waiting)),
        )
        .annotate(is_read=ExpressionWrapper(_IS_READ, BooleanField()))
    )


def body_of(capture: Capture) -> Any:
    """The passages that are to be read."""
    return with_read_state(Passage.objects.filter(capture=capture).exclude(kind__in=ASIDE))


def progress_of(capture: Capture) -> Progress:
    """How far the reading of a capture has come."""
    counts = body_of(capture).aggregate(
        body=Count("pk"),
        read=Count("pk", filter=Q(is_read=True)),
        waiting=Count("pk", filter=Q(is_read=False, is_waiting=True)),
    )
    decisions = (
        Candidate.objects.filter(capture=capture)
        .order_by()
        .values_list("decision")
        .annotate(number=Count("pk"))
    )
    return Progress(counts["body"], counts["read"], counts["waiting"], dict(decisions))


def tally_of(capture: Capture) -> str:
    """What changes with every decision about a capture, whoever makes it; short, and cheap."""
    candidates = Candidate.objects.filter(capture=capture)
    counted = candidates.aggregate(number=Count("pk"), versions=Sum("version"))
    marks = ReadPassage.objects.filter(passage__capture=capture)
    marked = marks.aggregate(number=Count("pk"), newest=Max("pk"))
    return "-".join(str(one or 0) for one in (*counted.values(), *marked.values()))


def next_unread(capture: Capture, after: int = 0) -> Passage | None:
    """The first passage behind number ``after`` that is not read; else the first of all."""
    unread = body_of(capture).filter(is_read=False).defer("text").order_by("number")
    return unread.filter(number__gt=after).first() or unread.first()


# Marks on passages that hold nothing to record


def mark_read(passage: Passage, *, by: Any) -> None:
    """Say that a passage was read and holds nothing to record; twice is once."""
    if ReadPassage.objects.filter(passage=passage).exists():
        return
    with decision_batch(by, passage.capture_id, passage.locator) as key:
        ReadPassage.objects.get_or_create(passage=passage, defaults={"by": by, "batch": key})


def unmark_read(passage: Passage, *, by: Any) -> None:
    """Take that back; raises ``PermissionDenied`` where another said so and ``by`` may not."""
    for mark in ReadPassage.objects.filter(passage=passage).select_related("by"):
        check_may_undo(mark.by, by)
    with decision_batch(by, passage.capture_id, passage.locator):
        ReadPassage.objects.filter(passage=passage).delete()
