"""What gives words their meaning where they stand: their paragraph, and what leads to it.

“Agreed to sign” says another thing where “have not” has come into its sentence, where the next one
takes it back, where somebody else is quoted with it, or under another heading, question or lead.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from documents.models import Capture, Passage
from texts.marks import MARK, SINGLE, plain_marks
from texts.pieces import FOOTNOTE, FURNITURE, HEADING, LONGEST
from texts.segmentation import segment
from texts.whitespace import one_space

from .footnotes import Footnotes
from .leads import BESIDE, LISTED, NOTHING, RUNNING, Lead, Said, leads_of

OPENING = (MARK, SINGLE)
TOGETHER = 10  # passages that a quotation may run over, or that are led on to

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\u00ad\ufeff]")
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
    """A text and its passages, to tell what gives a stretch of it its meaning.

    Passages are known by their numbers, from 0.
    """

    def __init__(self, text: str, rows: Sequence[Row]) -> None:
        self._text, self.rows = text, rows
        self._read: dict[int, Read] = {}
        self._starts = [row.start for row in rows]
        self._passages = [
            Said(
                at=at,
                kind=row.kind,
                speaker=_folded(row.speaker),
                words=_folded(text[row.start : row.end]),
            )
            for at, row in enumerate(rows)
        ]

    @classmethod
    def of_capture(cls, capture: Capture, text: str) -> "Surroundings":
        """Those in a capture with this text."""
        return cls.of_captures({capture.pk: text})[capture.pk]

    @classmethod
    def of_captures(cls, texts: Mapping[int, str]) -> dict[int, "Surroundings"]:
        """Those in captures with these texts; one is cut anew where few passages are known."""
        rows: dict[int, list[Row]] = {capture: [] for capture in texts}
        found = Passage.objects.filter(capture__in=texts).order_by("capture", "start")
        for capture, *row in found.values_list("capture", *Row._fields):
            rows[capture].append(Row(*row))
        for capture, text in texts.items():
            if not _is_whole(rows[capture], text):
                rows[capture] = [
                    Row(one.start, one.end, one.kind, one.speaker) for one in segment(text)
                ]
        return {capture: cls(text, rows[capture]) for capture, text in texts.items()}

    def same_as(self, earlier: "Surroundings") -> Callable[[int, int], bool]:
        """Asks whether what begins at one place means what began at another of an earlier text.

        Which heading is under which is not known, so all that stood above must stand there still.
        """
        reached = list(_reached(earlier._headings, self._headings))

        def is_same(at: int, then: int) -> bool:
            here, there = self.passage_at(at), earlier.passage_at(then)
            above = reached[earlier._headings_above[there] : earlier._headings_above[there] + 1]
            is_under = bool(above) and above[0] <= self._headings_above[here]
            return is_under and self.read_with(here) == earlier.read_with(there)

        return is_same

    @property
    def said(self) -> Sequence[Said]:
        """The passages as they are compared; ``rows`` as they are."""
        return self._passages

    def headings_above(self, passage: int) -> list[int]:
        """All headings that stand before a passage."""
        return self._heading_places[: self._headings_above[passage]]

    def words(self, passages: Iterable[int]) -> str:
        """The words of passages, a line for each, with who speaks."""
        return "\n".join(self._line(self.rows[at]) for at in passages)

    def passage_at(self, start: int) -> int:
        """The passage that begins at a character, or goes on there."""
        return max(0, bisect_right(self._starts, start) - 1)

    def read_with(self, at: int) -> Read:
        """What a passage is read with, and itself."""
        paragraph = self._paragraphs[at]
        first = paragraph[0]
        if first not in self._read:
            words = [NOTHING.then(self._passages[one]) for one in paragraph]
            notes = (
                note for one in paragraph for note in self._notes.read_with(self._passages[one])
            )
            self._read[first] = (*self._beside(paragraph), *self._leads[first], *words, *notes)
        return self._read[first]

    def shown(self, start: int) -> str:
        """All that a stretch is read with, a line for each passage, with who speaks."""
        here = self.passage_at(start)
        found = {at for lead in self.read_with(here) for at in lead.passages}
        return self.words(sorted(found.union(self.headings_above(here))))

    def _line(self, row: Row) -> str:
        words = one_space(self._text[row.start : row.end])
        return f"{row.speaker}: {words}" if row.speaker else words

    @cached_property
    def _leads(self) -> list[tuple[Lead, ...]]:
        return leads_of(self._passages)

    @cached_property
    def _notes(self) -> Footnotes:
        return Footnotes(self._passages)

    @cached_property
    def _headings(self) -> list[str]:
        return [self._passages[at].words for at in self._heading_places]

    @cached_property
    def _heading_places(self) -> list[int]:
        return [said.at for said in self._passages if said.is_heading]

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
        one, other = self.rows[first], self.rows[second]
        return one.end - one.start > LONGEST // 2 and not _BLANK_LINE.search(
            self._text, one.end, other.start
        )

    def _beside(self, paragraph: list[int]) -> Read:
        """What is read with a paragraph before and after it."""
        first, last = self._passages[paragraph[0]], self._passages[paragraph[-1]]
        if first.kind in (FURNITURE, FOOTNOTE):
            return ()
        is_short = len(paragraph) == 1 and (
            first.is_short or first.words.startswith(OPENING)  # who says it stands beside it
        )
        return self._before(first, is_short=is_short), self._after(last, is_short=is_short)

    def _before(self, said: Said, *, is_short: bool) -> Lead:
        """What stands right before text, where one of the two is short."""
        place = bisect_left(self._in_text, said.at) - 1
        if place < 0 or said.kind in (HEADING, *LISTED):
            return NOTHING
        other = self._passages[self._in_text[place]]
        counts = other.kind != HEADING and _goes_on(other, said) and (is_short or other.is_short)
        return NOTHING.then(other) if counts else NOTHING

    def _after(self, said: Said, *, is_short: bool) -> Lead:
        """What stands right after, where one of the two is short; else all that it leads on to."""
        found = NOTHING
        for other in self._following(said):
            if not (said.leads_on or is_short or other.is_short):
                break
            found = found.then(other)
            if not (said.leads_on and other.leads_on):
                break
        return found

    def _following(self, said: Said) -> Iterator[Said]:
        """Those that follow in the same part of the text; of a long list its tail too."""
        place = bisect_right(self._in_text, said.at)
        near = self._in_text[place : place + TOGETHER]
        if near and self._passages[near[-1]].kind in LISTED:
            below = bisect_left(self._unlisted, near[-1])
            near += self._unlisted[below : below + 1]
        last = said
        for at in near:
            other = self._passages[at]
            if not _goes_on(last, other):
                return
            yield other
            last = other

    @cached_property
    def _in_text(self) -> list[int]:
        return [at for at, said in enumerate(self._passages) if said.kind not in BESIDE]

    @cached_property
    def _unlisted(self) -> list[int]:
        return [at for at in self._in_text if self._passages[at].kind not in LISTED]


def _goes_on(said: Said, following: Said) -> bool:
    """Whether two stand under the same heading, or one under the other, and one speaks."""
    is_new_part = following.kind == HEADING and said.kind != HEADING
    return not is_new_part and following.speaker == said.speaker


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
