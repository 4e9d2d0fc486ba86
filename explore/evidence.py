"""The evidence of a page: every citation of its records, fetched at once, numbered as it is read.

A view makes one ``Evidence`` from the page's record and its parts and puts it into the context
as ``evidence``; the template tag ``{% evidence record "date" %}`` then shows, beside a fact, the
words that support it (``explore.notes``). A note gets its number, and stands itself, where the
page first leans on it, and stands in short (number and locator) everywhere else.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from documents.disputes import Dispute, Side, disputes_among
from documents.evidence import Support, supports_of
from documents.judged_names import NAMES, name_label
from documents.judgements import judged_fields, lapsed
from documents.models import Citation, Document
from documents.quoting import QUOTE_LIMIT, public_quote, with_surroundings
from explore.notes import Note, notes_of, url_of_words
from explore.plans import word_of_plan
from records.models import Name, Record
from records.search_text import fold
from records.words import field_name, stated_for_readers, value_for_readers

WHOLE = "*"
"""What a citation says that names no field: all of the record that is not judged by itself."""

_OF_RECORDS = ("created_at", "updated_at", "version", "changed_by", "self_published")
UNREAD = (
    *_OF_RECORDS,
    *(
        f"passage__capture__{one}"
        for one in (
            *("byte_length", "char_length", "encoding", "extractor", "source_url", "file"),
            *("brought_by", "created_at"),
            *(f"document__{name}" for name in _OF_RECORDS),
            *(f"document__{name}" for name in ("summary", "search_text", "identifier")),
            *(f"document__{name}" for name in ("published_earliest", "published_latest")),
        )
    ),
)
"""The columns of a citation and of where it stands that no page shows beside a fact."""


@dataclass
class Mark:
    """A note beside a fact, and which of its words that fact rests on; ``first`` where the note
    itself stands."""

    note: Note
    first: bool = False
    citations: list[Citation] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The words of this fact in the reader."""
        return url_of_words(self.citations)


@dataclass
class Disagreement:
    """A source that gives another value than the record."""

    note: Note
    field: str
    label: str
    stated: str
    reason: str

    @property
    def key(self) -> tuple[Any, ...]:
        """What is said, and by which document."""
        return self.note.document.pk, self.field, fold(self.stated)


@dataclass
class Remark:
    """What the editor says of a source that agrees: how the value follows from the passage."""

    note: Note
    text: str


@dataclass
class Shown:
    """What stands beside one fact."""

    marks: list[Mark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)

    def disagree(self, found: Disagreement) -> None:
        """Add what a source gives otherwise, once where a document says it in several places."""
        for said in self.disagreements:
            if said.key == found.key and found.reason in ("", said.reason):
                return
            if said.key == found.key and not said.reason:
                said.reason = found.reason
                return
        self.disagreements.append(found)


class Evidence:
    """The citations of the records on a page, and which notes it has shown so far."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._citations: dict[tuple[type[Record], int], list[Citation]] = defaultdict(list)
        self._notes: dict[int, Note] = {}
        self.shown: list[Note] = []
        self._said: set[str] = set()
        self._against: dict[int, list[str]] = defaultdict(list)
        self._says: dict[int, set[str]] = defaultdict(set)
        self._records: dict[tuple[type[Record], int], Record] = {}
        wanted = list(records)
        if not wanted:
            return
        citations = (
            with_surroundings(Citation.objects.public().of(wanted).for_display().defer(*UNREAD))
            .marking_earlier_copies()  # type: ignore[attr-defined]
            .prefetch_related("passage__capture__document__names")
        )
        for citation in citations:
            name = citation.subject_name
            model = Citation._meta.get_field(name).related_model
            key = (model, getattr(citation, f"{name}_id"))
            self._citations[key].append(citation)  # type: ignore[index]
        self._records = {(type(record), record.pk): record for record in wanted}
        cited = [(one, self._citations.get(key, ())) for key, one in self._records.items()]
        for support in supports_of(cited):
            self._weigh(support)
        self._notes = notes_of(
            one for _record, one in self._pairs() if self._says[one.pk] or self._against[one.pk]
        )

    def _weigh(self, support: Support) -> None:
        """Note what each citation of a record says of it, and against it, by field."""
        record = support.record
        judged, values = judged_fields(type(record)), support.values
        for name, citations in support.contradicted.items():
            for citation in citations:
                self._against[citation.pk].append(name)
        supported = support.supported | {
            _key(name): citations for name, citations in support.names.items()
        }
        for name, citations in supported.items():
            for citation in citations:
                self._says[citation.pk].add(name)
        for citation in self.of(record):
            self._says[citation.pk] |= set(citation.fields) - set(judged)
            if not citation.fields and not lapsed(citation.holds_for or {}, values):
                self._says[citation.pk].add(WHOLE)

    def _speaks(self, citation: Citation, record: Record, fields: Iterable[str | Name]) -> bool:
        says, judged = self._says[citation.pk], judged_fields(type(record))
        if not fields:
            return bool(says)
        for one in fields:
            if isinstance(one, Name) and NAMES in judged:
                key, is_judged = _key(name_label(one)), True
            else:
                key = NAMES if isinstance(one, Name) else one
                is_judged = key in judged
            if key in says or (WHOLE in says and not is_judged):
                return True
        return False

    def _pairs(self) -> list[tuple[Record, Citation]]:
        return [
            (record, citation)
            for key, record in self._records.items()
            for citation in self._citations.get(key, ())
        ]

    @cached_property
    def disputes(self) -> list[dict[str, Any]]:
        """The values on the page on which public sources disagree, their sides side by side."""
        if not any(self._against.values()):
            return []
        return [
            {
                "title": getattr(dispute.record, "display_name", str(dispute.record)),
                "label": dispute.label,
                "planned": word_of_plan(dispute.record),
                "positions": [self._position(dispute, side) for side in dispute.sides],
                "reasons": dispute.reasons,
            }
            for dispute in disputes_among(self._pairs())
        ]

    def _position(self, dispute: Dispute, side: Side) -> dict[str, Any]:
        """One value, and its sources: where they stand, their words, and how they count."""
        record, name = dispute.record, dispute.name
        value = (
            value_for_readers(record, name).text
            if side.is_recorded
            else stated_for_readers(type(record), name, side.stated)
        )
        witnesses = [
            {
                "note": notes_of([one])[one.pk],
                "url": url_of_words([one]),
                "quote": truncated(public_quote(one), QUOTE_LIMIT),
                "counting": one.counting,
            }
            for one in side.citations
        ]
        return {"value": value, "is_recorded": side.is_recorded, "witnesses": witnesses}

    def of(self, record: Record) -> list[Citation]:
        """The public citations of ``record``."""
        return self._citations.get((type(record), record.pk), [])

    def place_in_source(self, record: Record) -> tuple[Any, ...] | None:
        """Where its sources first tell of a record with a title, as ``documents.source_order``."""
        places = [
            (
                bool(one.fields) and "title" not in one.fields,
                one.passage.capture.document.slug,
                *(one.passage.number, one.start, one.end),
            )
            for one in self.of(record)
        ]
        return min(places, default=None)

    def show(self, record: Record, *fields: str | Name) -> Shown:
        """What to put beside the values of ``fields``; without fields, beside the whole record.

        A further name is a value of its own.
        """
        shown = Shown()
        marks: dict[Note, Mark] = {}
        for citation in self.of(record):
            note = self._notes.get(citation.pk)
            if note is None:
                continue
            against = [
                name for name in self._against.get(citation.pk, ()) if not fields or name in fields
            ]
            for name in against:
                shown.disagree(
                    Disagreement(
                        note=note,
                        field=name,
                        label=field_name(type(record), name),
                        stated=stated_for_readers(type(record), name, citation.stated[name]),
                        reason=citation.reason,
                    )
                )
            speaks = self._speaks(citation, record, fields)
            if speaks or against:
                if note not in marks:
                    marks[note] = self._mark(note)
                marks[note].citations.append(citation)
            agrees = not self._against.get(citation.pk)  # else its reason is about what it disputes
            if speaks and agrees and citation.reason and citation.reason not in self._said:
                self._said.add(citation.reason)
                shown.remarks.append(Remark(note, citation.reason))
        shown.marks = list(marks.values())
        return shown

    @property
    def documents(self) -> list[Document]:
        """The documents of the notes shown so far, each once."""
        return list({note.document.pk: note.document for note in self.shown}.values())

    def _mark(self, note: Note) -> Mark:
        first = not note.number
        if first:
            self.shown.append(note)
            note.number = len(self.shown)
        return Mark(note, first)


def _key(name_label: str) -> str:
    return f"{NAMES}: {name_label}"


def truncated(quote: str, limit: int) -> str:
    """A quote of at most ``limit`` characters, cut at a word."""
    if len(quote) <= limit:
        return quote
    cut = quote[: limit - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" …") + "…"
