"""What gives words their meaning where they stand: their paragraph, and what leads to it.

“Agreed to sign” says another thing where “have not” has come into its sentence, where the next one
takes it back, where somebody else is quoted with it, or under another heading, question or lead.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from documents.models import Capture, Passage
from records.search_text import UNSPACED
from texts.marks import MARK, SINGLE, plain_marks
from texts.pieces import HEADING, LONGEST
from texts.segmentation import segment
from texts.whitespace import one_space

from .leads import BESIDE, NOTHING, RUNNING, Lead, Said, leads_of

SHORT = 250  # characters; a paragraph of fewer is read with those beside it, and they with it
UNSPACED_IN_ONE = 3  # characters that say as much as one of a script written without spaces
OPENING = (MARK, SINGLE)
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
        ends = [0, *(row.end for row in rows)]
        self._passages = [
            Said(
                at=at,
                kind=row.kind,
                speaker=_folded(row.speaker),
                words=_folded(text[row.start : row.end]),
                cells=text.count("\t", row.start, row.end) + 1,
                begins=bool(_BLANK_LINE.search(text, end, row.start)),
            )
            for at, (row, end) in enumerate(zip(rows, ends, strict=False))
        ]

    @classmethod
    def of_capture(cls, capture: Capture, text: str) -> "Surroundings":
        """Those in a capture with this text; it is cut anew where few passages of it are known."""
        found = Passage.objects.filter(capture=capture).order_by("start")
        rows = [Row(*row) for row in found.values_list(*Row._fields)]
        if not _is_whole(rows, text):
            rows = [Row(one.start, one.end, one.kind, one.speaker) for one in segment(text)]
        return cls(text, rows)

    def same_as(self, earlier: "Surroundings") -> Callable[[int, int], bool]:
        """Asks whether what begins at one place means what began at another of an earlier text.

        Which heading is under which is not known, so all that stood above must stand there still.
        """
        reached = list(_reached(earlier._headings, self._headings))

        def is_same(at: int, then: int) -> bool:
            here, there = self._passage(at), earlier._passage(then)
            above = reached[earlier._headings_above[there] : earlier._headings_above[there] + 1]
            is_under = bool(above) and above[0] <= self._headings_above[here]
            return is_under and self._read_with(here) == earlier._read_with(there)

        return is_same

    def _passage(self, start: int) -> int:
        return max(0, bisect_right(self._starts, start) - 1)

    def _read_with(self, at: int) -> Read:
        """What a passage is read with, and itself."""
        paragraph = self._paragraphs[at]
        first = paragraph[0]
        if first not in self._read:
            words = [NOTHING.then(self._passages[one]) for one in paragraph]
            self._read[first] = (*self._beside(paragraph), *self._leads[first], *words)
        return self._read[first]

    def shown(self, start: int) -> str:
        """All that a stretch is read with, a line for each passage, with who speaks."""
        here = self._passage(start)
        found = {at for lead in self._read_with(here) for at in lead.at}
        above = [said.at for said in self._passages[:here] if said.is_heading]
        return "\n".join(self._line(self._rows[at]) for at in sorted(found.union(above)))

    def _line(self, row: Row) -> str:
        words = one_space(self._text[row.start : row.end])
        return f"{row.speaker}: {words}" if row.speaker else words

    @cached_property
    def _leads(self) -> list[tuple[Lead, ...]]:
        return leads_of(self._passages)

    @cached_property
    def _headings(self) -> list[str]:
        return [said.words for said in self._passages if said.is_heading]

    @cached_property
    def _headings_above(self) -> list[int]:
        """How many headings stand before each passage."""
        return list(accumulate((said.is_heading for said in self._passages[:-1]), initial=0))

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
            if together and said.words.startswith(SINGLE):
                goes_on = goes_on or self._passages[together[-1]].words.startswith(SINGLE)
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
        """What is read with a paragraph before and after it, where one of the two is short."""
        first, last = self._passages[paragraph[0]], self._passages[paragraph[-1]]
        if first.kind not in RUNNING:
            return NOTHING, NOTHING
        is_short = len(paragraph) == 1 and (
            self._is_short(first) or first.words.startswith(OPENING)  # who says it stands beside it
        )
        before = self._step(first, -1, also_long=is_short)
        return before, self._step(last, 1, also_long=is_short) if last.ends else NOTHING

    def _step(self, said: Said, by: int, *, also_long: bool) -> Lead:
        """What stands before or after, under the same heading and of the same speaker."""
        place = bisect_left(self._in_text, said.at) + by
        if not 0 <= place < len(self._in_text):
            return NOTHING
        other = self._passages[self._in_text[place]]
        same = other.kind != HEADING and other.speaker == said.speaker
        return NOTHING.then(other) if same and (also_long or self._is_short(other)) else NOTHING

    def _is_short(self, said: Said) -> bool:
        unspaced = len(_UNSPACED.findall(said.words[:SHORT]))
        return len(said.words) + (UNSPACED_IN_ONE - 1) * unspaced < SHORT

    @cached_property
    def _in_text(self) -> list[int]:
        return [at for at, said in enumerate(self._passages) if said.kind not in BESIDE]


def _reached(earlier: Sequence[str], later: Sequence[str]) -> Iterator[int]:
    """How many of ``later`` hold none, one, two … of ``earlier`` in their order, while they do."""
    yield 0
    rest = enumerate(later, start=1)
    for words in earlier:
        place = next((number for number, one in rest if one == words), None)
        if place is None:
            return
        yield place


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


def _folded(text: str) -> str:
    return one_space(_INVISIBLE.sub("", plain_marks(text))).casefold()
