"""What gives words their meaning where they stand: their paragraph, and what leads to it.

“Agreed to sign” says another thing where “have not” has come into its sentence, where the next one
takes it back, where somebody else is quoted with it, or under another heading, question or lead.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

from documents.models import Capture, Passage
from records.search_text import UNSPACED
from texts.marks import MARK, plain_marks
from texts.pieces import HEADING, LONGEST
from texts.segmentation import segment
from texts.whitespace import one_space

from .leads import BESIDE, NOTHING, RUNNING, Lead, Said, leads_of

SHORT = 250  # characters; a paragraph of fewer is read with those before and after it
UNSPACED_IN_ONE = 3  # characters that say as much as one of a script written without spaces
TOGETHER = 10  # passages that a quotation may run over

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\u00ad\ufeff]")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_OPENS = re.compile(f"[^{MARK}]*[ (\\[-]{MARK}")
_BLANK_LINE = re.compile(r"[\n\r\f]\s*[\n\r\f]")


Read = tuple[Lead, ...]
"""What words are read with: their paragraph, what stands beside it, and what leads to it."""


class Row(NamedTuple):
    """A passage, as far as it says how another is read."""

    start: int
    end: int
    kind: str
    speaker: str


class Surroundings:
    """A text and its passages, to tell what gives a stretch of it its meaning."""

    def __init__(self, text: str, rows: Sequence[Row]) -> None:
        self._text, self._rows = text, rows
        self._read: dict[int, Read] = {}
        self._starts = [row.start for row in rows]
        self._passages = [_said(at, row, text[row.start : row.end]) for at, row in enumerate(rows)]

    @classmethod
    def of_capture(cls, capture: Capture, text: str) -> "Surroundings":
        """Those in a capture with this text; it is cut anew where few passages of it are known."""
        found = Passage.objects.filter(capture=capture).order_by("start")
        rows = [Row(*row) for row in found.values_list(*Row._fields)]
        if not _is_whole(rows, text):
            rows = [Row(one.start, one.end, one.kind, one.speaker) for one in segment(text)]
        return cls(text, rows)

    def same_as(self, earlier: "Surroundings") -> Callable[[int, int], bool]:
        """Asks whether what begins at one place means what began at another of an earlier text."""
        is_called_so = {said.words for said in earlier._opening} <= self._headings
        return lambda at, then: is_called_so and self._of(at) == earlier._of(then)

    def _of(self, start: int) -> Read:
        """What a stretch is read with that begins at ``start``."""
        paragraph = self._paragraphs[max(0, bisect_right(self._starts, start) - 1)]
        first = paragraph[0]
        if first not in self._read:
            words = [NOTHING.then(self._passages[at]) for at in paragraph]
            self._read[first] = (*self._beside(paragraph), *self._leads[first], *words)
        return self._read[first]

    @cached_property
    def _leads(self) -> list[tuple[Lead, ...]]:
        return leads_of(self._passages)

    @cached_property
    def _headings(self) -> set[str]:
        return {said.words for said in self._passages if said.is_heading}

    @cached_property
    def _opening(self) -> list[Said]:
        """The headings before the first text: what the whole is called."""
        body = (said.kind not in BESIDE and not said.is_heading for said in self._passages)
        first = next((at for at, is_text in enumerate(body) if is_text), len(self._passages))
        return [said for said in self._passages[:first] if said.is_heading]

    # Paragraphs that are read together

    @cached_property
    def _paragraphs(self) -> list[list[int]]:
        """For each passage, those that a quotation holds together with it, or a cut for length."""
        found: list[list[int]] = []
        together: list[int] = []
        is_open = False
        for at, said in enumerate(self._passages):
            if said.kind in BESIDE:
                found.append([at])
                continue
            goes_on, is_open = _quoted(said.words, is_open=is_open)
            if said.kind not in RUNNING:
                goes_on = is_open = False
            elif together and self._was_cut(together[-1], at):
                goes_on = True
            if goes_on and 0 < len(together) < TOGETHER:
                together.append(at)
            else:
                together = [at]
            found.append(together)
        return found

    def _was_cut(self, first: int, second: int) -> bool:
        """Whether two passages are one paragraph that was too long for one."""
        one, other = self._rows[first], self._rows[second]
        return one.end - one.start > LONGEST // 2 and not _BLANK_LINE.search(
            self._text, one.end, other.start
        )

    def _beside(self, paragraph: list[int]) -> Read:
        """What stands before and after a short paragraph: of whom it speaks, whether it holds."""
        words = "".join(self._passages[at].words for at in paragraph)
        said, last = self._passages[paragraph[0]], self._passages[paragraph[-1]]
        size = len(words) + (UNSPACED_IN_ONE - 1) * len(_UNSPACED.findall(words))
        if said.kind not in RUNNING or size >= SHORT:
            return NOTHING, NOTHING
        return self._step(said, -1), self._step(last, 1) if last.ends else NOTHING

    def _step(self, said: Said, by: int) -> Lead:
        """What stands before or after, under the same heading and of the same speaker."""
        place = bisect_left(self._in_text, said.at) + by
        if not 0 <= place < len(self._in_text):
            return NOTHING
        other = self._passages[self._in_text[place]]
        same = other.kind != HEADING and other.speaker == said.speaker
        return NOTHING.then(other) if same else NOTHING

    @cached_property
    def _in_text(self) -> list[int]:
        return [at for at, said in enumerate(self._passages) if said.kind not in BESIDE]


def _is_whole(rows: Sequence[Row], text: str) -> bool:
    """Whether the passages are all of the text, none of them several."""
    ends = [0, *(row.end for row in rows)]
    starts = [*(row.start for row in rows), len(text)]
    return not any(
        text[end:start].strip() for end, start in zip(ends, starts, strict=True)
    ) and not any(_BLANK_LINE.search(text, row.start, row.end) for row in rows)


def _quoted(words: str, *, is_open: bool) -> tuple[bool, bool]:
    """Whether a paragraph goes on with a quotation that is open before it, and if one is after it.

    A quotation of several paragraphs is opened anew in each, or not.
    """
    marks = words.count(MARK)
    if not is_open or words.startswith(MARK):
        return is_open, marks % 2 == 1
    if _OPENS.match(words):
        return False, marks % 2 == 1  # the one before was closed without a mark
    return True, marks % 2 == 0


def _said(at: int, row: Row, text: str) -> Said:
    return Said(at, row.kind, _folded(row.speaker), _folded(text), text.count("\t") + 1)


def _folded(text: str) -> str:
    return one_space(_INVISIBLE.sub("", plain_marks(text))).casefold()
