"""The text of a passage cut into pieces, so that a page can mark who rests on which words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any


@dataclass(frozen=True)
class Mark:
    """A stretch of the capture's text that is to be marked.

    ``kind``: ``waits``, ``done``, ``refused``, ``cited``, ``current`` or ``field``.
    ``label`` is shown at its beginning; ``owner`` is what it belongs to, such as a candidate.
    """

    start: int
    end: int
    kind: str
    label: str = ""
    owner: Any = None


@dataclass
class Piece:
    """A stretch of text under the same marks all along."""

    text: str
    kinds: tuple[str, ...] = ()
    opens: list[Mark] = field(default_factory=list)  # the marks that begin here, with a label


def pieces_of(text: str, offset: int, marks: Iterable[Mark]) -> list[Piece]:
    """``text``, which begins at character ``offset`` of the capture, cut where a mark changes."""
    inside = [mark for mark in marks if mark.start < offset + len(text) and mark.end > offset]
    cuts = {0, len(text)}
    for mark in inside:
        cuts |= {max(mark.start - offset, 0), min(mark.end - offset, len(text))}
    places = sorted(cuts)
    pieces = []
    for first, last in pairwise(places):
        over = [
            mark for mark in inside if mark.start - offset <= first and mark.end - offset >= last
        ]
        kinds = tuple(dict.fromkeys(mark.kind for mark in over))
        opens = [mark for mark in over if mark.label and max(mark.start - offset, 0) == first]
        pieces.append(Piece(text[first:last], kinds, opens))
    return pieces
