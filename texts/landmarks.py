"""What two copies of a text have in common: words that stand once in each, in the same order.

Between two of them lies what lay between them, whatever was done to the rest.
"""

import re
import zlib
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from records.search_text import UNSPACED

from .whitespace import Spaced

SHINGLE = 4  # words that together make a landmark
LANDMARKS = 200_000  # of one text; of a longer one, an even sample
HINTS = 4  # stretches looked at because they have words of a quote that are rare
LONGEST = 600  # characters of a quote that are looked at for such words

TOKEN = re.compile(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+")

Stretch = tuple[int, int]
"""Where words stand: their first character, and the one after their last."""


@dataclass(frozen=True)
class Between:
    """Where a stretch of the old text lies: between two landmarks, in both texts.

    ``marked``: at least one of them is a landmark, and not an edge of the text.
    """

    old: Stretch
    new: Stretch
    marked: bool

    def holds(self, start: int, end: int) -> bool:
        """Whether a stretch of the new text lies there too."""
        return self.new[0] <= start and end <= self.new[1]


class Landmarks:
    """Words that stand once in the old text and once in the new, in the same order in both: what
    lies between them stayed. What was moved past others is no landmark."""

    def __init__(self, old: Spaced | None, new: Spaced) -> None:
        self.old, self.new = old, new
        self._rare = _once(_shingles(new.text))
        self._whole: int | None = None  # where all of the old text stands, once, in one piece
        pairs = []
        if old is not None:
            here = _once(_shingles(old.text))
            pairs = sorted((here[key], at) for key, at in self._rare.items() if key in here)
            if old.text and stands_once(old.text, new.text):
                self._whole = new.text.find(old.text)
        kept = _in_order([after[0] for _before, after in pairs])
        self._old = [pairs[place][0] for place in kept]
        self._new = [pairs[place][1] for place in kept]
        self._begins = [start for start, _end in self._old]
        self._ends = [end for _start, end in self._old]

    def between(self, start: int, end: int) -> Between | None:
        """Between which landmarks the stretch of the old text from ``start`` to ``end`` lies.

        They lie outside it, for its own words say nothing of where it stood; where there is none,
        the edge of the text is one. ``None`` where the old text is not known.
        """
        if self.old is None:
            return None
        if self._whole is not None:
            return Between((start, end), (start + self._whole, end + self._whole), True)
        before = bisect_right(self._ends, start) - 1
        after = bisect_left(self._begins, end)
        old, new = [0, len(self.old.text)], [0, len(self.new.text)]
        if before >= 0:
            old[0], new[0] = self._old[before][1], self._new[before][1]
        if after < len(self._old):
            old[1], new[1] = self._old[after][0], self._new[after][0]
        marked = before >= 0 or after < len(self._old)
        return Between((old[0], old[1]), (new[0], new[1]), marked)

    def moved_to(self, start: int) -> int:
        """Where the character ``start`` of the old text would be, by the nearest landmark."""
        if self._whole is not None:
            return start + self._whole
        if not self._old:
            return start
        at = max(0, bisect_right(self._begins, start) - 1)
        return start + self._new[at][0] - self._begins[at]

    def hints(self, quote: str) -> list[int]:
        """Where the new text has words of ``quote`` that stand there once, the likeliest first."""
        votes: dict[int, int] = defaultdict(int)
        for key, (at, _end) in _shingles(quote[:LONGEST], sparse=False):
            found = self._rare.get(key)
            if found is not None:
                votes[max(0, found[0] - at) // 64] += 1
        best = sorted(votes, key=lambda block: (-votes[block], block))
        return [block * 64 for block in best[:HINTS]]


def _shingles(text: str, *, sparse: bool = True) -> Iterator[tuple[int, Stretch]]:
    """Runs of ``SHINGLE`` words: a number that stands for them, and where they stand.

    Of a long text a sample is kept that depends on the words alone, so that two copies of a text
    keep the same ones.
    """
    words: list[tuple[int, Stretch]] = [
        (zlib.crc32(found.group().lower().encode()), found.span()) for found in TOKEN.finditer(text)
    ]
    one_in = max(1, len(text) // 6 // LANDMARKS) if sparse else 1
    runs = zip(*(words[shift:] for shift in range(SHINGLE)), strict=False)
    for run in runs:
        key = hash(tuple(word for word, _at in run))
        if key % one_in == 0:
            yield key, (run[0][1][0], run[-1][1][1])


def _once(words: Iterable[tuple[int, Stretch]]) -> dict[int, Stretch]:
    seen: dict[int, Stretch | None] = {}
    for key, at in words:
        seen[key] = None if key in seen else at
    return {key: at for key, at in seen.items() if at is not None}


def _in_order(positions: Sequence[int]) -> list[int]:
    """The places of the longest chain of ``positions`` that goes upwards."""
    lasts: list[int] = []  # the place of the lowest end of a chain, by its length
    values: list[int] = []
    previous: list[int] = []
    for place, position in enumerate(positions):
        length = bisect_left(values, position)
        previous.append(lasts[length - 1] if length else -1)
        if length == len(lasts):
            lasts.append(place)
            values.append(position)
        else:
            lasts[length], values[length] = place, position
    chain: list[int] = []
    at = lasts[-1] if lasts else -1
    while at >= 0:
        chain.append(at)
        at = previous[at]
    return chain[::-1]


def width(stretch: tuple[int, int]) -> int:
    return stretch[1] - stretch[0]


def words_of(text: str) -> Counter[str]:
    return Counter(found.group().lower() for found in TOKEN.finditer(text))


def stands_once(words: str, text: str) -> bool:
    at = text.find(words)
    return at >= 0 and text.find(words, at + 1) < 0
