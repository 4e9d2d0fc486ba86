"""The evidence of a page: every citation of its records, fetched at once, numbered as it is read.

A view makes one ``Evidence`` from the page's record and its parts and puts it into the context
as ``evidence``; the template tag ``{% evidence record "date" %}`` then shows, beside a fact, the
passages that support it. A source is a passage: it gets its number, and its full note, where the
page first leans on it, and stands in short (number and locator) everywhere else.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from documents.disputes import Dispute, Side, disputes_among
from documents.evidence import contradictions_between
from documents.models import Citation, Document, Passage
from documents.quoting import QUOTE_LIMIT, public_quote
from records.models import Name, Record
from records.search_text import fold
from records.words import field_name, stated_for_readers, value_for_readers

LONG_NOTES = 10
"""How many notes of a page may be as long as a short quote; later ones are shorter."""
SHORT_QUOTE = 120


@dataclass
class Source:
    """One passage that the page leans on."""

    passage: Passage
    document: Document
    is_earlier_copy: bool = False  # the document has a copy that was retrieved later
    number: int = 0
    cited: list[Citation] = field(default_factory=list)

    @property
    def quote(self) -> str:
        """Every stretch that the page's facts rest on, in the order of the text, “…” between.

        Short where the public may not read the whole, and shorter on a page of many sources,
        where long notes would drift away from their facts.
        """
        limit = QUOTE_LIMIT if self.number <= LONG_NOTES else SHORT_QUOTE
        return truncated(joined_quotes(self.cited), limit)

    @property
    def title(self) -> str:
        """The document's short name where it has one."""
        return short_title(self.document)

    @property
    def url(self) -> str:
        return self.passage.get_absolute_url()


@dataclass
class Mark:
    """A source beside a fact; ``first`` where it is shown in full."""

    source: Source
    first: bool = False


@dataclass
class Disagreement:
    """A source that gives another value than the record."""

    source: Source
    field: str
    label: str
    stated: str
    reason: str

    @property
    def key(self) -> tuple[Any, ...]:
        """What is said, and by which document."""
        return self.source.document.pk, self.field, fold(self.stated)


@dataclass
class Remark:
    """What the editor says of a source that agrees: how the value follows from the passage."""

    source: Source
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
    """The citations of the records on a page, and which sources it has shown so far."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._citations: dict[tuple[type[Record], int], list[Citation]] = defaultdict(list)
        self._sources: dict[int, Source] = {}
        self.shown: list[Source] = []
        self._said: set[str] = set()
        self._against: dict[int, list[str]] = {}
        self._records: dict[tuple[type[Record], int], Record] = {}
        wanted = list(records)
        if not wanted:
            return
        citations = (
            Citation.objects.beside_public()
            .of(wanted)
            .for_display()
            .marking_earlier_copies()
            .prefetch_related("passage__capture__document__names")
        )
        for citation in citations:
            name = citation.subject_name
            model = Citation._meta.get_field(name).related_model
            key = (model, getattr(citation, f"{name}_id"))
            self._citations[key].append(citation)  # type: ignore[index]
            self._source(citation).cited.append(citation)
        self._records = {(type(record), record.pk): record for record in wanted}
        against = contradictions_between(self._pairs())
        self._against = {citation.pk: names for citation, names in against}

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
                "source": self._source(one),
                "quote": truncated(public_quote(one), QUOTE_LIMIT),
                "counting": one.counting,
            }
            for one in side.citations
        ]
        return {"value": value, "is_recorded": side.is_recorded, "witnesses": witnesses}

    def of(self, record: Record) -> list[Citation]:
        """The public citations of ``record``."""
        return self._citations.get((type(record), record.pk), [])

    def show(self, record: Record, *fields: str) -> Shown:
        """What to put beside the values of ``fields``; without fields, beside the whole record."""
        shown = Shown()
        seen: set[int] = set()
        for citation in self.of(record):
            source = self._source(citation)
            against = [
                name for name in self._against.get(citation.pk, ()) if not fields or name in fields
            ]
            for name in against:
                shown.disagree(
                    Disagreement(
                        source=source,
                        field=name,
                        label=field_name(type(record), name),
                        stated=stated_for_readers(type(record), name, citation.stated[name]),
                        reason=citation.reason,
                    )
                )
            speaks = not fields or not citation.fields or set(fields) & set(citation.fields)
            if (speaks or against) and source.passage.pk not in seen:
                seen.add(source.passage.pk)
                shown.marks.append(self._mark(source))
            agrees = not self._against.get(citation.pk)  # else its reason is about what it disputes
            if speaks and agrees and citation.reason and citation.reason not in self._said:
                self._said.add(citation.reason)
                shown.remarks.append(Remark(source, citation.reason))
        return shown

    @property
    def documents(self) -> list[Document]:
        """The documents of the sources shown so far, each once."""
        return list({source.document.pk: source.document for source in self.shown}.values())

    def _source(self, citation: Citation) -> Source:
        source = self._sources.get(citation.passage_id)
        if source is None:
            source = Source(
                passage=citation.passage,
                document=citation.passage.capture.document,
                is_earlier_copy=citation.on_earlier_copy,  # type: ignore[attr-defined]
            )
            self._sources[citation.passage_id] = source
        return source

    def _mark(self, source: Source) -> Mark:
        if source.number:
            return Mark(source)
        self.shown.append(source)
        source.number = len(self.shown)
        return Mark(source, first=True)


def joined_quotes(citations: Iterable[Citation]) -> str:
    """The quotes of one passage's citations as one, what they share said once."""
    quote, reached = "", -1
    for citation in sorted(citations, key=lambda one: (one.start, -one.end)):
        words = public_quote(citation)
        if not words or citation.end <= reached:
            continue
        if reached < 0:
            quote = words
        elif citation.start <= reached:
            quote += words[reached - citation.start :]
        else:
            quote += ("" if quote.endswith("…") else " …") + " " + words
        reached = citation.end
    return quote


def truncated(quote: str, limit: int) -> str:
    """A quote of at most ``limit`` characters, cut at a word."""
    if len(quote) <= limit:
        return quote
    cut = quote[: limit - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" …") + "…"


def short_title(document: Document) -> str:
    """A document's short name where one is recorded, else its name in the reader's language."""
    for name in document.names.all():
        if name.kind in (Name.Kind.SHORT, Name.Kind.ACRONYM):
            return name.text
    return document.display_name
