"""A text as someone sees it who reads it on paper: what is not seen is not read.

Soft hyphens, marks of direction and of no width, and the marks of notes stand inside or behind
words without being part of them. They are left out of what the finders read; the way back to the
characters of the text is kept, so that every offset stays true.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .candidates import Candidate, Stretch, Value

_SIGN = r"(?:[0-9]{1,3}|[*†‡§]{1,3}|[a-e]|note [0-9]{1,3})"
_UNREAD = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe]+"
    # The mark of a note behind a word, a year or a stop; a power stands behind a number or a unit.
    r"|(?<![0-9][0-9])(?<=[^\W\d_]{2})(?<!\bkm)(?<!\bcm)(?<!\bmm)[¹²³⁰⁴-⁹]{1,3}(?!\w)"
    r"|(?:(?<=[12][0-9]{3})|(?<=[.,;:)”’\"]))[¹²³⁰⁴-⁹]{1,3}(?![\w⁻])"
    r"|(?<=[^\W_])[†‡]{1,3}|(?<=[^\W_])\*{1,3}(?=[\s.,;:)])"
    rf"|(?<=[\w.,;:)”’\"])\[\^?{_SIGN}(?:[,–-]\s?{_SIGN})*\](?![(\[:])"
)


_SIGNS = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe¹²³⁰⁴-⁹†‡*\\[]"
)
"""What all of that has: most texts have none of it, and are not looked through further."""


class Readable:
    """A text without what is not read, and the way back."""

    def __init__(self, full: str) -> None:
        self.full = full
        pieces: list[str] = []
        self._begins = [0]  # of each stretch that is read, in ``text``
        self._from = [0]  # the same, in the full text
        end, length = 0, 0
        for unread in _UNREAD.finditer(full) if _SIGNS.search(full) else ():
            pieces.append(full[end : unread.start()])
            length += unread.start() - end
            end = unread.end()
            self._begins.append(length)
            self._from.append(end)
        pieces.append(full[end:])
        self.text = "".join(pieces) if end else full

    @property
    def is_full(self) -> bool:
        """Whether all of the text is read."""
        return len(self.text) == len(self.full)

    def origin(self, position: int) -> int:
        """The character of the full text that a character of ``text`` is."""
        number = bisect_right(self._begins, position) - 1
        return self._from[number] + position - self._begins[number]

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of ``text`` in the full text."""
        if end <= start:
            return self.origin(start), self.origin(start)
        return self.origin(start), self.origin(end - 1) + 1

    def position(self, origin: int) -> int:
        """The first character of ``text`` at or after one of the full text."""
        number = bisect_right(self._from, origin) - 1
        inside = self._begins[number] + origin - self._from[number]
        beyond = self._begins[number + 1] if number + 1 < len(self._begins) else len(self.text)
        return min(inside, beyond)

    def passages(self, full: Sequence[Stretch]) -> list[Stretch]:
        """Passages of the full text as they stand in ``text``."""
        return [
            _Passage(self.position(one.start), self.position(one.end), one.kind) for one in full
        ]

    def candidate(self, found: Candidate) -> Candidate:
        """A candidate read in ``text``, with the characters of the full text."""
        start, end = self.stretch(found.start, found.end)
        return replace(
            found,
            start=start,
            end=end,
            fields={name: self._value(value) for name, value in found.fields.items()},
            parts=tuple(map(self.candidate, found.parts)),
            mentions=tuple(self.stretch(*mention) for mention in found.mentions),
        )

    def _value(self, value: Value) -> Value:
        start, end = self.stretch(value.start, value.end)
        return replace(value, start=start, end=end)


@dataclass(frozen=True)
class _Passage:
    start: int
    end: int
    kind: str
