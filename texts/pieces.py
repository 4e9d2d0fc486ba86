"""What a text is made of on the way to becoming passages: kinds, pieces, segments."""

from dataclasses import dataclass, field

HEADING, PARAGRAPH, LIST_ITEM = "heading", "paragraph", "list_item"
QUESTION, ANSWER, TABLE_ROW = "question", "answer", "table_row"
CAPTION, FOOTNOTE, FURNITURE = "caption", "footnote", "furniture"

KINDS = (
    HEADING, PARAGRAPH, LIST_ITEM, QUESTION, ANSWER, TABLE_ROW, CAPTION, FOOTNOTE, FURNITURE,
)  # fmt: skip
"""The kinds of a passage, as ``documents.models.Passage.Kind`` names them."""


LONGEST = 10_000
"""Characters of a passage at the most: what is longer is cut, or no page could show it."""


@dataclass(frozen=True)
class Segment:
    """A passage before it is stored; the fields are those of ``documents.models.Passage``."""

    number: int
    kind: str
    locator: str
    speaker: str
    start: int
    end: int


@dataclass(frozen=True)
class Marker:
    """The number before a heading or item: its style (which tells its depth) and its text."""

    style: str
    text: str


@dataclass
class Piece:
    """A line, or several that belong together, on the way to becoming a passage."""

    text: str
    start: int
    end: int
    lines: list[str] = field(default_factory=list)  # what it was made of, if of several
    kind: str = PARAGRAPH
    place: str = ""  # "title", "byline", a label such as "Speaker"; else counted
    page: str = ""  # of a paged text: "14", or "14–15"
    table: int = 0  # of a table row: which table, from 1
    number: int = 0  # of a list item: as its list prints it, where it does not begin at 1
    note: str = ""  # of a footnote: its number or sign
    label: str = ""  # whose turn to speak it opens, where its own first words say so
    turn: int = 0  # of a transcript: which turn to speak, from 1
    speaks: bool = False  # the line that says whose turn it is
    speaker: str = ""
    marker: Marker | None = None
