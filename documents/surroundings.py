"""What words say where they stand: their sentence, and what leads to it.

“Agreed to sign” says another thing where “have not” has come into its sentence, “Yes” where the
question is another, and a name in a list where its heading or lead is.
"""

from bisect import bisect_right
from collections.abc import Iterator

from documents.models import Capture, Passage
from extraction.source import sentences_of
from texts.whitespace import one_space

Kind = Passage.Kind
LISTED = (Kind.LIST_ITEM, Kind.TABLE_ROW)
BESIDE = (Kind.FURNITURE, Kind.FOOTNOTE, Kind.CAPTION)
"""What stands between other passages and does not lead to them."""

ENDS = tuple(".!?。！？…\"'”’»)]）】」』")
"""What ends a sentence."""


class Surroundings:
    """The text of a capture and its passages, to tell what stands around a stretch of it."""

    def __init__(self, capture: Capture | int, text: str) -> None:
        self.text = text
        passages = Passage.objects.filter(capture=capture).order_by("start")
        self._rows = list(passages.values_list("start", "end", "kind"))
        self._starts = [start for start, _end, _kind in self._rows]

    def of(self, start: int, end: int) -> tuple[str, ...]:
        """The sentences in which a stretch stands, and what leads to them, to be compared."""
        at = max(0, bisect_right(self._starts, start) - 1)
        if not self._rows:
            return (self._words(start, end),)
        first, last, kind = self._rows[at]
        begin, close = start, end
        for span in self._sentences(first, last):
            if span[0] < end and start < span[1]:
                begin, close = min(begin, span[0]), max(close, span[1])
        words = self._words(begin, close)
        is_fragment = words[-1:] not in ENDS
        return (words, *self._leads(at, kind, is_fragment=is_fragment))

    def _sentences(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The sentences of a passage, each with what a semicolon only parts it from."""
        begun, close = first, first
        for begin, close in sentences_of(self.text, first, last):
            if self.text[close - 1] != ";":
                yield min(begun, begin), close
                begun = close
        yield begun, max(begun, close)

    def _leads(self, at: int, kind: str, *, is_fragment: bool) -> list[str]:
        """The question of an answer, the lead and first row of a list, the heading of a fragment.

        A whole sentence says by itself what it says, whatever the heading above it is.
        """
        leads = [self._nearest(at, (Kind.HEADING,))] if is_fragment else []
        if kind == Kind.ANSWER:
            leads.append(self._nearest(at, (Kind.QUESTION,)))
        if kind in LISTED:
            first = at
            while first and self._rows[first - 1][2] in (*LISTED, *BESIDE):
                first -= 1
            leads.append(self._row(first - 1) if first else "")
            if kind == Kind.TABLE_ROW and first != at:
                leads.append(self._row(first))
        return leads

    def _nearest(self, at: int, kinds: tuple[str, ...]) -> str:
        before = range(at - 1, -1, -1)
        return next((self._row(row) for row in before if self._rows[row][2] in kinds), "")

    def _row(self, at: int) -> str:
        start, end, _kind = self._rows[at]
        return self._words(start, end)

    def _words(self, start: int, end: int) -> str:
        return one_space(self.text[start:end]).strip().casefold()
