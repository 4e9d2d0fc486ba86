"""What the page of the reading desk shows: a stretch of the text, and one panel beside it.

Plain values for the template; the number of queries does not follow the length of the document.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from documents.candidates.fields import values_read
from documents.candidates.progress import (
    ASIDE,
    Progress,
    is_read,
    next_unread,
    progress_of,
    tally_of,
    with_read_state,
)
from documents.candidates.publishing import drafts_made, may_publish_at_once
from documents.candidates.serialization import from_json
from documents.candidates.storing import READER
from documents.candidates.undoing import last_decision
from documents.candidates.validation import InvalidValues
from documents.models import SUBJECTS, Candidate, Capture, Citation, Document, Passage, Reading
from records.keys import is_key
from records.models import State
from records.words import field_name

from .forms import RecordChoice
from .marking import Mark, Piece, pieces_of
from .panels import CandidateShown, WordsShown, kind_label, show_candidate, show_words

SHOWN = 200  # passages at once, as the public reader shows
LISTED = 300  # candidates in the list at once
CITED = 2000  # citations that are marked in what is shown
LARGEST = 2**31 - 1
PLAIN = ("name", "title", "level", "kind", "status", "mode", "track")
"""Values whose words bear no label in the text, where it would only be in the way."""

Decision = Candidate.Decision
MARKS = {
    Decision.WAITING: "waits",
    Decision.REJECTED: "refused",
}
SYMBOLS = {
    Decision.ACCEPTED: "✓",
    Decision.EDITED: "✓",
    Decision.LINKED: "✓",
    Decision.REJECTED: "×",
}


@dataclass
class Block:
    """A passage as the page shows it."""

    passage: Any
    pieces: list[Piece]
    read_state: str  # "read", "waiting", "unread", or "" for what is not of the body
    is_current: bool


@dataclass
class Line:
    """A candidate in the list."""

    pk: int
    number: int
    title: str
    kind: str
    decision: str
    mark: str
    symbol: str
    is_current: bool
    is_known: bool


@dataclass
class Page:
    """The whole page."""

    capture: Capture | None
    at: str = ""  # what each address of the page ends with, where another copy was asked for
    may_publish: bool = False
    is_public: bool = True
    reading: Reading | None = None
    is_stale: bool = False  # read by an earlier version of the reader
    progress: Progress | None = None
    tally: str = ""  # what it was made of, to notice that somebody decided since
    blocks: list[Block] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    total: int = 0
    earlier: int | None = None  # the number of a passage on the page before
    later: int | None = None
    passage: Any = None
    passage_is_read: bool = False
    panel: str = "candidate"
    candidate: CandidateShown | None = None
    words: WordsShown | None = None
    previous: int | None = None
    following: int | None = None
    unread: int | None = None
    undoes: str = ""
    drafts: int = 0


def page_of(
    document: Document,
    capture: Capture | None,
    asked: Mapping[str, str],
    user: Any,
    sent: Mapping[str, str] | None = None,
    refused: InvalidValues | None = None,
) -> Page:
    """The page for ``user``: ``asked`` is what its address says, ``sent`` a refused form."""
    is_public = document.is_public
    publishes = may_publish_at_once(user)
    if capture is None:
        return Page(None, "", publishes, is_public, panel="no_text")
    at = f"&capture={capture.sha256[:12]}" if asked.get("capture") else ""
    page = Page(capture, at, publishes, is_public)
    page.reading = Reading.objects.filter(capture=capture).first()
    page.is_stale = page.reading is not None and page.reading.reader != READER
    page.tally = tally_of(capture)
    page.progress = progress_of(capture)
    row = _current(capture, asked, sent)
    page.passage = _passage(capture, asked, row)
    _place_text(page, capture, row)
    if row is not None:
        _place_neighbours(page, capture, row)
        page.candidate = show_candidate(
            row,
            next((line.number for line in page.lines if line.is_current), 0),
            [block.passage for block in page.blocks],
            asked.get("do") == "edit",
            user,
            publishes and is_public,
            sent,
            refused,
        )
    chosen = re.fullmatch(r"(\d{1,12})-(\d{1,12})", asked.get("words", ""))
    if chosen and sent is None:
        page.words = show_words(capture, int(chosen[1]), int(chosen[2]), asked)
    page.panel = _panel(page, asked, sent)
    if page.panel == "link" and page.candidate is not None:
        page.candidate.record_choice = RecordChoice(page.candidate.row.kind, "record")["record"]
    if page.progress.read < page.progress.body:
        number = page.passage.number if page.passage else 0
        following = next_unread(capture, number)
        page.unread = following.number if following else None
    last = last_decision(capture, user)
    if last is not None:
        page.undoes = last.title if isinstance(last, Candidate) else last.passage.locator
    page.drafts = drafts_made(capture).count() if publishes and is_public else 0
    return page


def _panel(page: Page, asked: Mapping[str, str], sent: Mapping[str, str] | None) -> str:
    if page.words is not None:
        return "words"
    if page.candidate is not None:
        waits = page.candidate.row.is_waiting
        if waits and (sent is not None or asked.get("do") == "edit"):
            return "edit"
        return "link" if waits and asked.get("do") == "link" else "candidate"
    if page.reading is None:
        return "unread"
    return "passage"


def _current(
    capture: Capture, asked: Mapping[str, str], sent: Mapping[str, str] | None
) -> Candidate | None:
    """The candidate that was asked for; without any wish, the first that waits."""
    key = (sent or asked).get("candidate", "") or asked.get("candidate", "")
    rows = Candidate.objects.filter(capture=capture).select_related("passage", "decided_by")
    rows = rows.defer("passage__text")
    if is_key(key):
        return rows.filter(pk=int(key)).first()
    if asked.get("p") or asked.get("words"):
        return None
    return rows.filter(decision=Decision.WAITING).order_by("start", "pk").first()


def _passage(capture: Capture, asked: Mapping[str, str], row: Candidate | None) -> Passage | None:
    """The passage that the page is about."""
    if row is not None:
        return row.passage
    passages = Passage.objects.filter(capture=capture).defer("text").order_by("number")
    words = re.match(r"\d{1,12}", asked.get("words", ""))
    if words:
        return passages.filter(start__lte=int(words[0])).last()
    number = asked.get("p", "")
    if number.isascii() and number.isdecimal() and int(number[:12]) <= LARGEST:
        return passages.filter(number=int(number)).first() or passages.first()
    return passages.exclude(kind__in=ASIDE).first()


# The text


def _place_text(page: Page, capture: Capture, row: Candidate | None) -> None:
    number = page.passage.number if page.passage else 1
    first = (number - 1) // SHOWN * SHOWN + 1
    rows = with_read_state(Passage.objects.filter(capture=capture, number__gte=first))
    passages = list(rows.order_by("number")[: SHOWN + 1])
    if len(passages) > SHOWN:
        page.later = passages.pop().number
    if first > 1:
        page.earlier = first - SHOWN
    if not passages:
        return
    low, high = passages[0].start, passages[-1].end
    page.passage_is_read = any(
        one.is_marked for one in passages if page.passage and one.pk == page.passage.pk
    )
    page.lines, marks = _list(capture, row, low, high)
    page.total = sum(page.progress.candidates.values()) if page.progress else 0
    marks += _cited(passages)
    if row is not None:
        marks += _marks_of(row)
    marks.sort(key=lambda mark: mark.start)
    for passage in passages:
        inside = [mark for mark in marks if mark.start < passage.end and mark.end > passage.start]
        page.blocks.append(
            Block(
                passage,
                pieces_of(passage.text, passage.start, inside),
                _read_state(passage),
                page.passage is not None and passage.pk == page.passage.pk,
            )
        )


def _read_state(passage: Any) -> str:
    if passage.kind in ASIDE:
        return ""
    if is_read(passage):
        return "read"
    return "waiting" if passage.is_waiting else "unread"


_NAME = ("reading__fields__name", "reading__fields__title")


def _list(
    capture: Capture, row: Candidate | None, low: int, high: int
) -> tuple[list[Line], list[Mark]]:
    """The candidates of the stretch that is shown, and where each is marked by its name."""
    everything = Candidate.objects.filter(capture=capture).order_by("start", "pk")
    here = everything.filter(start__gte=low, start__lt=high)
    columns = ("pk", "start", "end", "title", "kind", "decision", "match", *_NAME)
    found = list(here.values_list(*columns)[:LISTED])
    if row is not None and len(found) == LISTED and row.pk not in {one[0] for one in found}:
        here = here.filter(start__gte=row.start)
        found = list(here.values_list(*columns)[:LISTED])
    before = 0
    if found:
        first = Q(start__lt=found[0][1]) | Q(start=found[0][1], pk__lt=found[0][0])
        before = everything.filter(first).count()
    lines, marks = [], []
    for number, one in enumerate(found, start=before + 1):
        pk, start, end, title, kind, decision, match, name, called = one
        is_current = row is not None and row.pk == pk
        mark = MARKS.get(decision, "done")
        words = name or called or {"start": start, "end": end}
        symbol = SYMBOLS.get(decision, "")
        lines.append(
            Line(
                pk,
                number,
                title,
                kind_label(kind),
                str(Decision(decision).label),
                mark,
                symbol,
                is_current,
                bool(match),
            )
        )
        label = f"{number}{symbol}"
        marks.append(Mark(words["start"], words["end"], mark, label, lines[-1]))
    return lines, marks


def _cited(passages: Sequence[Passage]) -> list[Mark]:
    rows = (
        Citation.objects.filter(passage__in=[passage.pk for passage in passages])
        .exclude(state=State.WITHDRAWN)
        .order_by("start", "pk")
        .values_list("start", "end")
    )
    return [Mark(start, end, "cited") for start, end in rows[:CITED]]


def _marks_of(row: Candidate) -> list[Mark]:
    """The words of the current candidate, and those of each of its values."""
    found = from_json(row)
    marks = [Mark(row.start, row.end, "current")]
    for one in (found, *found.parts):
        for name, value in values_read(one).items():
            label = "" if name in PLAIN else field_name(SUBJECTS[one.kind], name)
            marks.append(Mark(value.start, value.end, "field", label))
    return marks


def _place_neighbours(page: Page, capture: Capture, row: Candidate) -> None:
    """The candidates before and behind the current one, in the order of the text."""
    rows = Candidate.objects.filter(capture=capture)
    behind = Q(start__gt=row.start) | Q(start=row.start, pk__gt=row.pk)
    before = Q(start__lt=row.start) | Q(start=row.start, pk__lt=row.pk)
    keys = rows.values_list("pk", flat=True)
    page.following = keys.filter(behind).order_by("start", "pk").first()
    page.previous = keys.filter(before).order_by("-start", "-pk").first()
