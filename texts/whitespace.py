"""Texts with their white space made one space: two copies seldom break lines at the same words."""

import re
from bisect import bisect_right


class Spaced:
    """A text with its white space made one space, and the way back to its characters."""

    def __init__(self, text: str) -> None:
        self.full = text
        pieces: list[str] = []
        self._begins: list[int] = []  # of each run without white space, in ``text``
        self._from: list[int] = []  # the same run, in the full text
        length = 0
        for run in re.finditer(r"\S+", text):
            self._begins.append(length)
            self._from.append(run.start())
            pieces.append(run.group())
            length += len(run.group()) + 1
        self.text = " ".join(pieces)

    def origin(self, position: int) -> int:
        """The character of the full text that a character of ``text`` is; no space."""
        run = bisect_right(self._begins, position) - 1
        return self._from[run] + position - self._begins[run]

    def position(self, origin: int) -> int:
        """The first character of ``text`` that stands at or after one of the full text."""
        run = bisect_right(self._from, origin) - 1
        if run < 0:
            return 0
        inside = self._begins[run] + origin - self._from[run]
        beyond = self._begins[run + 1] if run + 1 < len(self._begins) else len(self.text)
        return min(inside, beyond)

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """``start`` and ``end`` in ``text`` as characters of the full text, spaces cut."""
        while start < end and self.text[start] == " ":
            start += 1
        while start < end and self.text[end - 1] == " ":
            end -= 1
        return self.origin(start), self.origin(end - 1) + 1


def one_space(text: str) -> str:
    """``text`` with its white space made one space, and none around."""
    return " ".join(text.split())
