"""Locators as a scholar writes them: ``V.1 ¶3``, ``p. 14 ¶2``, ``Reuters, question 9``."""

from collections import Counter
from dataclasses import dataclass, field, replace

from .pieces import (
    CAPTION,
    FOOTNOTE,
    FURNITURE,
    HEADING,
    LIST_ITEM,
    TABLE_ROW,
    Marker,
    Piece,
    Segment,
)

NOUNS = {FOOTNOTE: "note"}

_DEPTH = 6


@dataclass
class _Sections:
    """The numbered sections that the reading stands in, outermost first."""

    stack: list[Marker] = field(default_factory=list)

    def enter(self, marker: Marker) -> None:
        if marker.style == "roman" and len(marker.text) == 1:
            # "C." after "B." is a letter.
            before = next((m for m in self.stack if m.style == "letter"), None)
            if before and ord(before.text) + 1 == ord(marker.text):
                marker = replace(marker, style="letter")
        if marker.style == "decimal":
            self.stack = [marker]
            return
        styles = [known.style for known in self.stack]
        depth = styles.index(marker.style) if marker.style in styles else len(styles)
        self.stack = [*self.stack[: min(depth, _DEPTH - 1)], marker]

    @property
    def path(self) -> str:
        return ".".join(marker.text for marker in self.stack)


def located(pieces: list[Piece]) -> list[Segment]:
    """Number the pieces and give each its locator, no two the same."""
    sections = _Sections()
    counts: Counter[str] = Counter()
    taken: dict[str, int] = {}
    in_turn = Counter(p.turn for p in pieces if p.turn and not p.speaks)
    segments = []

    def counted(noun: str, shown: str = "") -> str:
        counts[noun] += 1
        return f"{shown or noun}{counts[noun]}"

    for number, piece in enumerate(pieces, start=1):
        page = page_in_locator(piece.page)
        path = page.rstrip() or sections.path
        if piece.turn and piece.speaks:
            locator = piece.place
        elif piece.turn:
            locator = f"{piece.speaker[:60]}, {piece.place}"
            if in_turn[piece.turn] > 1:
                locator = counted(f"{locator} ¶")
        elif piece.place:
            locator = piece.place
        elif piece.kind == HEADING and piece.marker and not page:
            sections.enter(piece.marker)
            locator = sections.path
        elif piece.kind == FOOTNOTE and piece.note:
            locator = f"{page}note {piece.note}"
        elif piece.kind == LIST_ITEM and piece.number:
            locator = f"{page or (path + ' ' if path else '')}item {piece.number}"
        elif piece.kind == TABLE_ROW:
            locator = counted(f"{page}table {piece.table} row ")
        elif piece.kind in (FURNITURE, CAPTION, HEADING, FOOTNOTE):
            locator = counted(f"{page}{NOUNS.get(piece.kind, piece.kind)} ")
        else:
            noun = "item " if piece.kind == LIST_ITEM else "¶"
            whole = f"{path} {noun}" if path else noun
            # What runs over two pages is counted among what stands on the first of them.
            first = page_in_locator(piece.page.partition("–")[0])
            locator = counted(f"{first}{noun}" if page else whole, whole)
        segments.append(
            Segment(
                number,
                piece.kind,
                _unique(locator, taken),
                piece.speaker,
                piece.start,
                piece.end,
            )
        )
    return segments


def page_in_locator(page: str) -> str:
    """``"p. 14 "``, ``"pp. 14–15 "``, or nothing where there are no pages."""
    if not page:
        return ""
    return f"pp. {page} " if "–" in page else f"p. {page} "


def _unique(locator: str, taken: dict[str, int]) -> str:
    """``locator``, with a number behind it if it is taken."""
    candidate = locator
    while candidate in taken:
        taken[locator] += 1
        candidate = f"{locator} ({taken[locator]})"
    taken[candidate] = 1
    return candidate
