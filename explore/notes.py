"""The notes of a page: the words of a passage that facts rest on, marked in what is around them.

Facts share a note where their words stand close together, so that the note shows the words of
each; whole as far as the public may read them, and of very long ones the beginning and the end.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from documents.models import Citation, Document, Passage
from documents.quoting import SURROUNDINGS, public_quote
from records.models import Name

LONGEST = 300  # characters from the first word of a note to the last
HEAD, TAIL = 200, 80  # of words that are longer
NEAR = 60  # characters between words that share a note
AROUND = 60  # characters shown before and after

BETWEEN = " … "
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Piece:
    """A piece of what a note shows: words that a fact rests on, or what is around them."""

    text: str
    marked: bool = False


@dataclass
class Stretch:
    """Words of the capture's text that are shown, from ``start`` to ``end``."""

    start: int
    end: int
    text: str


@dataclass(eq=False)
class Note:
    """Words of one passage that facts of the page rest on; ``number`` once the page shows it."""

    citations: list[Citation] = field(default_factory=list)
    number: int = 0
    start: int = 0
    end: int = 0

    def add(self, citation: Citation) -> None:
        self.start = min(self.start, citation.start) if self.citations else citation.start
        self.end = max(self.end, citation.end)
        self.citations.append(citation)

    def has_room_for(self, citation: Citation) -> bool:
        """Whether the words of ``citation`` are shown with the others whole, and all stay short."""
        first = self.citations[0]
        if not first.quote or not citation.quote:
            return first.quote == citation.quote
        if (citation.start, citation.end) == (self.start, self.end):
            return True
        near = citation.start - self.end <= NEAR
        return near and max(self.end, citation.end) - self.start <= LONGEST

    @property
    def passage(self) -> Passage:
        return self.citations[0].passage

    @property
    def document(self) -> Document:
        return self.passage.capture.document

    @property
    def is_earlier_copy(self) -> bool:
        """Whether the document has a copy that was retrieved later."""
        return self.citations[0].on_earlier_copy  # type: ignore[attr-defined]

    @property
    def title(self) -> str:
        """The document's short name where it has one."""
        return short_title(self.document)

    @property
    def url(self) -> str:
        return url_of_words(self.citations)

    @cached_property
    def pieces(self) -> list[Piece]:
        """What the note shows, in the order of the text; nothing while the text is not held.

        Nothing is marked where a fact rests on every word that is shown.
        """
        return _pieces(self.citations)

    @property
    def words(self) -> str:
        """What the note shows, unmarked."""
        return "".join(piece.text for piece in self.pieces)


def notes_of(citations: Iterable[Citation]) -> dict[int, Note]:
    """By citation, the note that shows its words.

    ``citations`` need ``before`` and ``after`` of ``documents.quoting.with_surroundings``.
    """
    by_passage: dict[int, list[Citation]] = defaultdict(list)
    for citation in citations:
        by_passage[citation.passage_id].append(citation)
    notes: dict[int, Note] = {}
    for of_passage in by_passage.values():
        note = None
        for citation in sorted(of_passage, key=lambda one: (not one.quote, one.start, -one.end)):
            if note is None or not note.has_room_for(citation):
                note = Note()
            note.add(citation)
            notes[citation.pk] = note
    return notes


def url_of_words(citations: Iterable[Citation]) -> str:
    """Where the reader shows the words of one passage's citations."""
    passage, stretches = None, []
    for citation in citations:
        passage = citation.passage
        stretches.append((citation.start - passage.start, citation.end - passage.start))
    assert passage is not None
    return passage.address_of_words(sorted(set(stretches)))


def short_title(document: Document) -> str:
    """A document's short name where one is recorded, else its name in the reader's language."""
    for name in document.names.all():
        if name.kind in (Name.Kind.SHORT, Name.Kind.ACRONYM):
            return name.text
    return document.display_name


# What is shown


def _pieces(citations: Sequence[Citation]) -> list[Piece]:
    stretches = _joined(stretch for one in citations for stretch in shown_of(one))
    if not stretches:
        return []
    pieces = [Piece(_end_of(_text_before(stretches[0].start, citations)))]
    for place, stretch in enumerate(stretches):
        if place:
            pieces.append(Piece(_text_between(stretches[place - 1].end, stretch.start, citations)))
        pieces.append(Piece(stretch.text, marked=True))
    pieces.append(Piece(_beginning_of(_text_after(stretches[-1].end, citations))))
    pieces = [piece for piece in pieces if piece.text]
    if any(not piece.marked and _WORD.search(piece.text) for piece in pieces):
        return pieces
    return [Piece("".join(piece.text for piece in pieces))]


def shown_of(citation: Citation) -> list[Stretch]:
    """The words of a citation that a note shows: all of them, or the beginning and the end."""
    quote, start = citation.quote, citation.start
    may_read = public_quote(citation)
    if may_read != quote:
        may_read = may_read.removesuffix("…")
        return [Stretch(start, start + len(may_read), may_read)]
    if len(quote) <= LONGEST:
        return [Stretch(start, citation.end, quote)] if quote else []
    head, tail = _whole_words(quote[:HEAD]), _whole_words(quote[-TAIL:], from_the_end=True)
    return [
        Stretch(start, start + len(head), head),
        Stretch(citation.end - len(tail), citation.end, tail),
    ]


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in the order of the text, those that overlap or touch as one."""
    joined: list[Stretch] = []
    for one in sorted(stretches, key=lambda stretch: (stretch.start, -stretch.end)):
        last = joined[-1] if joined else None
        if last is None or one.start > last.end:
            joined.append(Stretch(one.start, one.end, one.text))
        elif one.end > last.end:
            last.text += one.text[last.end - one.start :]
            last.end = one.end
    return joined


def _text_before(start: int, citations: Iterable[Citation]) -> str:
    return next((one.before for one in citations if one.start == start), "")  # type: ignore[attr-defined]


def _text_after(end: int, citations: Sequence[Citation]) -> str:
    """What follows the last words shown; “…” where those are not the last that are cited."""
    return next((one.after for one in citations if one.end == end), "…")  # type: ignore[attr-defined]


def _text_between(end: int, start: int, citations: Iterable[Citation]) -> str:
    """What stands between two stretches: the text where it may be read, its commas in any case."""
    for one in citations:
        if one.end == end:
            text = one.after[: start - end]  # type: ignore[attr-defined]
            if len(text) == start - end:
                return text
            text = one.suffix[: start - end]
            if len(text) == start - end and not _WORD.search(text):
                return text
    return BETWEEN


def _end_of(text: str) -> str:
    """The last words of what stands before; “…” where it goes on to the left."""
    if len(text) < SURROUNDINGS and len(text) <= AROUND:
        return text
    return "…" + _whole_words(text[-AROUND:], from_the_end=True)


def _beginning_of(text: str) -> str:
    """The first words of what stands after; “…” where it goes on."""
    if len(text) < SURROUNDINGS and len(text) <= AROUND:
        return text
    return _whole_words(text[:AROUND]).rstrip(",;:") + "…"


def _whole_words(text: str, *, from_the_end: bool = False) -> str:
    """``text`` without the word at its end that may have been cut, or at its beginning."""
    pattern = r"^\S{0,30}\s+" if from_the_end else r"\s+\S{0,30}$"
    return re.sub(pattern, "", text, count=1) or text
