"""What the page of the reading desk shows: a stretch of the text, and one panel beside it.

Plain values for the template; the number of queries does not follow the length of the document.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from documents.candidates.fields import values_read
from documents.candidates.progress import (
    ASIDE,
    next_unread,
    progress_of,
    tally_of,
    with_read_state,
)
from documents.candidates.publishing import drafts_made, may_publish_at_once
from documents.candidates.record_values import InvalidValues
from documents.candidates.serialization import from_json
from documents.candidates.storing import READER
from documents.candidates.undoing import last_decision
from documents.models import SUBJECTS, Candidate, Capture, Citation, Document, Passage, Reading
from records.keys import is_key
from records.models import State
from records.words import field_name

from .marking import Mark, pieces_of
from .panels import candidate_panel, words_panel

SHOWN = 200  # passages at once, as the public reader shows
LISTED = 300  # candidates in the list at once
CITED = 2000  # citations that are marked in what is shown
PLAIN = ("name", "title", "level", "kind", "status", "mode", "track")
"""Values whose words bear no label in the text, where it would only be in the way."""

Decision = Candidate.Decision
MARKS = {Decision.WAITING: ("waits", ""), Decision.REJECTED: ("refused", "×")}
"""How what is decided is marked in the text, where it is not ``ACCEPTED``, and with what sign."""

ACCEPTED = ("done", "✓")


def page_of(
    document: Document,
    capture: Capture | None,
    asked: Mapping[str, str],
    user: Any,
    sent: Mapping[str, str] | None = None,
    refused: InvalidValues | None = None,
) -> dict[str, Any]:
    """The page for ``user``: ``asked`` is what its address says, ``sent`` a refused form."""
    publishes, is_public = may_publish_at_once(user), document.is_public
    page: dict[str, Any] = {"capture": capture, "may_publish": publishes, "is_public": is_public}
    if capture is None:
        return {**page, "panel": "no_text"}
    reading = Reading.objects.filter(capture=capture).first()
    progress = progress_of(capture)
    row = _current(capture, asked, sent)
    passage = _passage(capture, asked, row)
    passages, earlier, later = _stretch(capture, passage)
    lines, marks = _candidates(capture, passages, row)
    marks += _cited(passages)
    words = _words(capture, asked) if sent is None else None
    panel = _panel(words, row, reading, "edit" if sent is not None else asked.get("do", ""))
    if row is not None:
        marks += _marks_of(row)
        page["previous"], page["following"] = _neighbours(capture, row)
        page["number"] = next((line["number"] for line in lines if line["is_current"]), 0)
        page["candidate"] = candidate_panel(
            row,
            passages=passages,
            is_edited=panel == "edit",
            user=user,
            publishes=publishes and is_public,
            sent=sent,
            refused=refused,
        )
    if progress.read < progress.body:
        page["unread"] = next_unread(capture, passage.number if passage else 0)
    return {
        **page,
        # What each address of the page ends with, where another copy was asked for.
        "at": f"&capture={capture.sha256[:12]}" if asked.get("capture") else "",
        "reading": reading,
        "is_stale": reading is not None and reading.reader != READER,
        "progress": progress,
        "tally": tally_of(capture),  # to notice that somebody decided since
        "blocks": _blocks(passages, marks),
        "earlier": earlier,
        "later": later,
        "lines": lines,
        "total": sum(progress.candidates.values()),
        "passage": passage,
        "passage_is_read": any(one.is_marked for one in passages if one == passage),
        "panel": panel,
        "words": words,
        "undoes": last_decision(capture, user),
        "drafts": drafts_made(capture).count() if publishes and is_public else 0,
    }


def _panel(words: Any, row: Candidate | None, reading: Reading | None, do: str) -> str:
    if words is not None:
        return "words"
    if row is not None:
        return do if row.is_waiting and do in ("edit", "link") else "candidate"
    return "unread" if reading is None else "passage"


def _words(capture: Capture, asked: Mapping[str, str]) -> dict[str, Any] | None:
    chosen = re.fullmatch(r"(\d{1,12})-(\d{1,12})", asked.get("words", ""))
    return words_panel(capture, int(chosen[1]), int(chosen[2]), asked) if chosen else None


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
    if is_key(number):
        return passages.filter(number=int(number)).first() or passages.first()
    return passages.exclude(kind__in=ASIDE).first()


# The text


def _stretch(capture: Capture, passage: Passage | None) -> tuple[list[Any], int | None, int | None]:
    """The passages around one, and the numbers of one on the page before and on the next."""
    number = passage.number if passage else 1
    first = (number - 1) // SHOWN * SHOWN + 1
    rows = with_read_state(Passage.objects.filter(capture=capture, number__gte=first))
    passages = list(rows.order_by("number")[: SHOWN + 1])
    later = passages.pop().number if len(passages) > SHOWN else None
    return passages, first - SHOWN if first > 1 else None, later


def _blocks(passages: Sequence[Any], marks: Iterable[Mark]) -> list[dict[str, Any]]:
    """Each passage, cut where a mark begins or ends."""
    in_order = sorted(marks, key=lambda mark: mark.start)
    return [
        {
            "passage": passage,
            "pieces": pieces_of(passage.text, passage.start, in_order),
            "is_body": passage.kind not in ASIDE,
        }
        for passage in passages
    ]


_NAME = ("reading__fields__name", "reading__fields__title")


def _candidates(
    capture: Capture, passages: Sequence[Any], row: Candidate | None
) -> tuple[list[dict[str, Any]], list[Mark]]:
    """The candidates of the stretch that is shown, and where each is marked by its name."""
    if not passages:
        return [], []
    everything = Candidate.objects.filter(capture=capture).order_by("start", "pk")
    here = everything.filter(start__gte=passages[0].start, start__lt=passages[-1].end)
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
        mark, symbol = MARKS.get(decision, ACCEPTED)
        line = {
            "pk": pk,
            "number": number,
            "title": title,
            "kind": SUBJECTS[kind]._meta.verbose_name,
            "decision": Decision(decision).label,
            "mark": mark,
            "symbol": symbol,
            "is_current": row is not None and row.pk == pk,
            "is_known": bool(match),
        }
        lines.append(line)
        words = name or called or {"start": start, "end": end}
        marks.append(Mark(words["start"], words["end"], mark, f"{number}{symbol}", line))
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


def _neighbours(capture: Capture, row: Candidate) -> tuple[int | None, int | None]:
    """The candidates before and behind one, in the order of the text."""
    keys = Candidate.objects.filter(capture=capture).values_list("pk", flat=True)
    before = Q(start__lt=row.start) | Q(start=row.start, pk__lt=row.pk)
    behind = Q(start__gt=row.start) | Q(start=row.start, pk__gt=row.pk)
    return (
        keys.filter(before).order_by("-start", "-pk").first(),
        keys.filter(behind).order_by("start", "pk").first(),
    )
