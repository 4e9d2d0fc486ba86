"""What the reading desk shows: a stretch of the text with its marks, and one panel beside it.

Plain values for the template; the number of queries does not follow the length of the document.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from documents.extraction.candidates import Candidate as Found
from documents.extraction.candidates import Value
from documents.models import (
    SUBJECTS,
    Candidate,
    Capture,
    Citation,
    Document,
    Passage,
    Reading,
    citable_fields,
)
from records import policy
from records.admin_forms import field_label
from records.admin_review import address_in_desk
from records.models import Record, State
from records.policy import Action

from . import deciding
from .making import Unfit, record_with
from .marking import Mark, Piece, pieces_of
from .progress import ASIDE, Progress, next_unread, progress_of, with_standing
from .reading import READER, from_json
from .sheets import (
    FIELDS,
    OWNER,
    SAME_AS,
    RecordChoice,
    Sheet,
    form_of,
    record_of,
    relation,
    sheets_of,
    taken_for,
    values_of,
)

SHOWN = 200  # passages at once, as the public reader shows
LISTED = 300  # candidates in the list at once
CITED = 2000  # citations that are marked in what is shown
RECENT = 6  # records offered for words that are being cited
LARGEST = 2**31 - 1

Decision = Candidate.Decision
MARKS = {
    Decision.WAITING: "waiting",
    Decision.REJECTED: "rejected",
}
SIGNS = {Decision.ACCEPTED: "✓", Decision.EDITED: "✓", Decision.LINKED: "✓", Decision.REJECTED: "×"}


@dataclass
class Block:
    """A passage as the page shows it."""

    passage: Any
    pieces: list[Piece]
    standing: str  # "read", "waiting", "unread", or "" for what is not of the body
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
    sign: str
    is_current: bool
    is_known: bool


@dataclass
class ValueRow:
    """One value of the current candidate: what it is, and the words it was read from."""

    label: str
    value: str
    words: str
    because: str
    note: str = ""  # what becomes of a name that the register does not know
    field: Any = None  # of the form, while it is edited
    new_name: str = ""  # the name of the box in which an unknown record is called
    new_value: str = ""
    errors: Sequence[str] = ()


@dataclass
class PartShown:
    """A sheet as the panel shows it: the candidate itself, or a part of it."""

    kind: str
    title: str
    rows: list[ValueRow]
    leave_out: str = ""  # the name of the box that leaves it out
    is_left_out: bool = False


@dataclass
class CandidateShown:
    """The candidate in the panel."""

    row: Candidate
    number: int
    kind: str
    parts: list[PartShown]
    matches: list[dict[str, Any]]
    because: Sequence[str]
    same: Record | None
    same_url: str
    made: Record | None
    made_url: str
    accepts_as: str
    same_form: Any = None
    record_choice: Any = None
    errors: Sequence[str] = ()
    is_ready: bool = True


@dataclass
class WordsShown:
    """Words that an editor chose, to be cited or to begin a record."""

    start: int
    end: int
    quote: str
    locator: str
    kind: str
    kinds: list[tuple[str, str]]
    begin: list[tuple[str, str]]
    choice: Any
    fields: list[tuple[str, str]]
    recent: list[dict[str, str]]


@dataclass
class Shown:
    """The whole page."""

    capture: Capture | None
    at: str = ""  # what each address of the page ends with, where another copy was asked for
    may_publish: bool = False
    is_public: bool = True
    reading: Reading | None = None
    is_stale: bool = False  # read by an earlier version of the reader
    progress: Progress | None = None
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


def show(
    document: Document,
    capture: Capture | None,
    asked: Mapping[str, str],
    user: Any,
    sent: Mapping[str, str] | None = None,
    refused: Unfit | None = None,
) -> Shown:
    """The page for ``user``: ``asked`` is what its address says, ``sent`` a refused form."""
    is_public = document.is_public
    publishes = policy.may(user, Action.PUBLISH) and not policy.four_eyes()
    if capture is None:
        return Shown(None, "", publishes, is_public, panel="no_text")
    at = f"&capture={capture.sha256[:12]}" if asked.get("capture") else ""
    shown = Shown(capture, at, publishes, is_public)
    shown.reading = Reading.objects.filter(capture=capture).first()
    shown.is_stale = shown.reading is not None and shown.reading.reader != READER
    shown.progress = progress_of(capture)
    row = _current(capture, asked, sent)
    shown.passage = _passage(capture, asked, row)
    _place_text(shown, capture, row)
    if row is not None:
        _place_neighbours(shown, capture, row)
        shown.candidate = _candidate(shown, row, asked.get("do") == "edit", user, sent, refused)
    chosen = re.fullmatch(r"(\d{1,12})-(\d{1,12})", asked.get("words", ""))
    if chosen and sent is None:
        shown.words = _words(capture, int(chosen[1]), int(chosen[2]), asked)
    shown.panel = _panel(shown, asked, sent)
    if shown.panel == "link" and shown.candidate is not None:
        shown.candidate.record_choice = RecordChoice(shown.candidate.row.kind, "record")["record"]
    if shown.progress.read < shown.progress.body:
        number = shown.passage.number if shown.passage else 0
        following = next_unread(capture, number)
        shown.unread = following.number if following else None
    last = deciding.last_of(capture, user)
    if last is not None:
        shown.undoes = last.title if isinstance(last, Candidate) else last.passage.locator
    shown.drafts = deciding.drafts_made(capture).count() if publishes and is_public else 0
    return shown


def _panel(shown: Shown, asked: Mapping[str, str], sent: Mapping[str, str] | None) -> str:
    if shown.words is not None:
        return "words"
    if shown.candidate is not None:
        waits = shown.candidate.row.is_waiting
        if waits and (sent is not None or asked.get("do") == "edit"):
            return "edit"
        return "link" if waits and asked.get("do") == "link" else "candidate"
    if shown.reading is None:
        return "unread"
    return "passage"


def _current(
    capture: Capture, asked: Mapping[str, str], sent: Mapping[str, str] | None
) -> Candidate | None:
    """The candidate that was asked for; without any wish, the first that waits."""
    key = (sent or asked).get("candidate", "") or asked.get("candidate", "")
    rows = Candidate.objects.filter(capture=capture).select_related("passage", "decided_by")
    rows = rows.defer("passage__text")
    if key.isascii() and key.isdecimal() and len(key) <= 18:
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


def _place_text(shown: Shown, capture: Capture, row: Candidate | None) -> None:
    number = shown.passage.number if shown.passage else 1
    first = (number - 1) // SHOWN * SHOWN + 1
    rows = with_standing(Passage.objects.filter(capture=capture, number__gte=first))
    passages = list(rows.order_by("number")[: SHOWN + 1])
    if len(passages) > SHOWN:
        shown.later = passages.pop().number
    if first > 1:
        shown.earlier = first - SHOWN
    if not passages:
        return
    low, high = passages[0].start, passages[-1].end
    shown.passage_is_read = any(
        one.is_marked for one in passages if shown.passage and one.pk == shown.passage.pk
    )
    shown.lines, marks = _list(capture, row, low, high)
    shown.total = sum(shown.progress.candidates.values()) if shown.progress else 0
    marks += _cited(passages)
    if row is not None:
        marks += _marks_of(row)
    marks.sort(key=lambda mark: mark.start)
    for passage in passages:
        inside = [mark for mark in marks if mark.start < passage.end and mark.end > passage.start]
        shown.blocks.append(
            Block(
                passage,
                pieces_of(passage.text, passage.start, inside),
                _standing(passage),
                shown.passage is not None and passage.pk == shown.passage.pk,
            )
        )


def _standing(passage: Any) -> str:
    if passage.kind in ASIDE:
        return ""
    if passage.is_cited or passage.is_marked or (passage.is_decided and not passage.is_waiting):
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
        mark = MARKS.get(decision, "decided")
        words = name or called or {"start": start, "end": end}
        sign = SIGNS.get(decision, "")
        lines.append(
            Line(
                pk,
                number,
                title,
                _kind(kind),
                Decision(decision).label,
                mark,
                sign,
                is_current,
                bool(match),
            )
        )
        label = f"{number}{sign}"
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
        for name, value in values_of(one).items():
            label = field_label(SUBJECTS[one.kind], name).lower()
            marks.append(Mark(value.start, value.end, "field", label))
    return marks


def _place_neighbours(shown: Shown, capture: Capture, row: Candidate) -> None:
    """The candidates before and behind the current one, in the order of the text."""
    rows = Candidate.objects.filter(capture=capture)
    behind = Q(start__gt=row.start) | Q(start=row.start, pk__gt=row.pk)
    before = Q(start__lt=row.start) | Q(start=row.start, pk__lt=row.pk)
    keys = rows.values_list("pk", flat=True)
    shown.following = keys.filter(behind).order_by("start", "pk").first()
    shown.previous = keys.filter(before).order_by("-start", "-pk").first()


def _kind(kind: str) -> str:
    return str(SUBJECTS[kind]._meta.verbose_name)


# The candidate


def _candidate(
    shown: Shown,
    row: Candidate,
    is_edited: bool,
    user: Any,
    sent: Mapping[str, str] | None,
    refused: Unfit | None,
) -> CandidateShown:
    found = from_json(row)
    sheets = sheets_of(found, sent)
    is_edited = is_edited or sent is not None
    same = taken_for(found) if row.is_waiting else None
    made = record_with(row.made, row.kind) if row.made else None
    number = next((line.number for line in shown.lines if line.is_current), 0)
    errors = refused.errors if refused else {}
    text = {block.passage.pk: block.passage for block in shown.blocks}
    shown_parts = [_part(sheet, is_edited, errors, list(text.values())) for sheet in sheets]
    return CandidateShown(
        row,
        number,
        capfirst(_kind(row.kind)),
        shown_parts,
        _matches(found),
        found.because,
        same,
        address_in_desk(same) if same else "",
        made,
        address_in_desk(made) if made else "",
        _accepts_as(shown, same, user),
        _same_form(row, same, sent) if is_edited else None,
        errors.get("", ()),
        is_ready=same is not None or all(not sheet.unknown for sheet in sheets[:1]),
    )


def _accepts_as(shown: Shown, same: Record | None, user: Any) -> str:
    if same is not None:
        if policy.may(user, Action.CHANGE, same):
            return _("Cite for the known record")
        return _("Propose for the known record")
    if shown.may_publish and shown.is_public:
        return _("Accept and publish")
    return _("Accept as a draft")


def _same_form(row: Candidate, same: Record | None, sent: Mapping[str, str] | None) -> Any:
    form = RecordChoice(row.kind, SAME_AS, chosen=same.pk if same else None, sent=sent)
    return form[SAME_AS]


def _matches(found: Found) -> list[dict[str, Any]]:
    """The records that it may be, the likeliest first, each with its page."""
    rows = []
    for match in found.matches[:5]:
        record = record_of(SUBJECTS[found.kind], match.uid)
        if record is not None:
            rows.append(
                {
                    "key": record.pk,
                    "label": str(record),
                    "url": address_in_desk(record),
                    "because": match.because,
                    "percent": round(match.score * 100),
                }
            )
    return rows


def _part(
    sheet: Sheet, is_edited: bool, errors: Mapping[str, Sequence[str]], passages: Sequence[Any]
) -> PartShown:
    read = values_of(sheet.found)
    form = form_of(sheet.kind, sheet.names)(
        sheet.data if is_edited else None, prefix=sheet.prefix or None
    )
    rows = []
    for name in sheet.names:
        value = read.get(name)
        if not is_edited and value is None:
            continue
        rows.append(
            ValueRow(
                label=field_label(sheet.model, name),
                value=_told(sheet, name, value) if not is_edited else "",
                words=_words_at(passages, value),
                because=value.because if value else "",
                note=_note(sheet, name, value) if not is_edited else "",
                field=form[name] if is_edited else None,
                new_name=sheet.key(f"{name}-new") if relation(sheet.kind, name) else "",
                new_value=sheet.get(f"{name}-new"),
                errors=errors.get(sheet.key(name), ()),
            )
        )
    return PartShown(
        capfirst(_kind(sheet.kind)),
        sheet.found.title,
        rows,
        sheet.key("leave_out") if sheet.prefix else "",
        sheet.is_left_out,
    )


def _told(sheet: Sheet, name: str, value: Value | None) -> str:
    """A value as a reader says it: the choice's label, else as it was read."""
    if value is None:
        return ""
    column: Any = SUBJECTS[sheet.kind]._meta.get_field(name)
    return str(dict(column.flatchoices).get(value.value, value.value))


def _note(sheet: Sheet, name: str, value: Value | None) -> str:
    if value is None or relation(sheet.kind, name) is None or sheet.get(name):
        return ""
    if sheet.get(f"{name}-new"):
        return _("new: it is added")
    return _("not in the register: left empty")


def _words_at(passages: Sequence[Any], value: Value | None) -> str:
    if value is None:
        return ""
    for passage in passages:
        if passage.start <= value.start < passage.end:
            words = passage.text[value.start - passage.start : value.end - passage.start]
            return Truncator(" ".join(words.split())).chars(160)
    return ""


# Chosen words


def _words(capture: Capture, start: int, end: int, asked: Mapping[str, str]) -> WordsShown | None:
    passage = Passage.objects.filter(capture=capture, start__lte=start).order_by("start").last()
    if passage is None or not start < end or start >= passage.end:
        return None
    end = min(end, passage.end)
    recent = _recent(capture)
    kind = asked.get("kind", "")
    about: Record | None = None
    if kind in SUBJECTS:
        about = record_of(SUBJECTS[kind], asked.get("about", "")) if asked.get("about") else None
    elif recent:
        kind = recent[0]["kind"]
        about = record_of(SUBJECTS[kind], recent[0]["uid"])
    else:
        kind = "meeting"
    choice = RecordChoice(kind, "record", chosen=about.pk if about else None)
    return WordsShown(
        start,
        end,
        passage.text[start - passage.start : end - passage.start],
        passage.locator,
        kind,
        [(name, capfirst(_kind(name))) for name in SUBJECTS],
        [
            (name, capfirst(_kind(name)))
            for name in FIELDS
            if name not in OWNER or name == "outcome"
        ],
        choice["record"],
        [(name, field_label(SUBJECTS[kind], name)) for name in _citable(kind)],
        recent,
    )


def _citable(kind: str) -> list[str]:
    return list(dict.fromkeys(citable_fields(SUBJECTS[kind])))


def _recent(capture: Capture) -> list[dict[str, str]]:
    """What was decided last in this copy: what words are likely to speak of."""
    rows = (
        Candidate.objects.filter(capture=capture)
        .exclude(made="")
        .order_by("-decided_at")
        .values_list("kind", "made", "title")[: RECENT * 2]
    )
    found: dict[str, dict[str, str]] = {}
    for kind, uid, title in rows:
        found.setdefault(
            uid, {"kind": kind, "uid": uid, "title": f"{capfirst(_kind(kind))}: {title}"}
        )
    return list(found.values())[:RECENT]
