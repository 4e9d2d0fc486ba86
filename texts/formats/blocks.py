"""What a reader of a format gives back, and how its blocks become one text with passages."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from texts.pieces import TABLE_ROW, Piece, Segment
from texts.segmentation import piece_of, segment_pieces

TEXT, MARKDOWN, HTML = "text/plain", "text/markdown", "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPES = (TEXT, MARKDOWN, HTML, PDF, DOCX)

BINARY = "binary"
"""The encoding of a file whose format has its own (``file --mime-encoding`` says the same)."""


class Refused(Exception):
    """A file that is not read: ``code`` says why, and ``values`` go into its sentence.

    The sentences stand in ``refusals.py``: the process that parses has no translations.
    """

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass
class Block:
    """A stretch of a file that is read as one: a paragraph, a heading, a row of a table.

    ``kind`` is one of ``texts.pieces.KINDS``, or ``""`` where its words have to tell.
    """

    text: str
    kind: str = ""
    page: str = ""  # of a paged file: "14", or "14–15" where it runs over
    table: int = 0  # of a table row: which table, from 1
    number: int = 0  # of a list item: the one that its list prints, where it does not begin at 1
    note: str = ""  # of a footnote: its number or sign
    label: str = ""  # its first words, where they say who speaks: "Reuters:"
    strong: bool = False  # it is set like a heading, though not called one


@dataclass(frozen=True)
class Proposals:
    """What a file says of itself, for an editor to confirm; ``""`` where it says nothing.

    ``published`` is EDTF. A file never tells here when things happened, nor when it was retrieved.
    """

    title: str = ""
    publisher: str = ""
    published: str = ""
    language: str = ""


@dataclass(frozen=True)
class Reading:
    """A file as it was read."""

    media_type: str
    encoding: str
    text: str
    segments: tuple[Segment, ...]
    proposals: Proposals = Proposals()
    assumed: bool = False  # nothing in the file says the encoding: its bytes were judged
    extractor: str = ""  # which program made the text; "" where it is the decoded file
    pages: int = 0  # of a paged file
    notes: tuple[str, ...] = field(default=())  # codes of ``refusals.NOTES``


def assembled(blocks: Iterable[Block]) -> tuple[str, list[Segment]]:
    """One text of all blocks, divided by blank lines (rows by line ends), and its passages."""
    parts: list[str] = []
    pieces: list[Piece] = []
    at, before = 0, None
    for block in blocks:
        text = block.text.strip()
        piece = piece_of(block.kind, text, strong=block.strong)
        if piece is None:
            continue
        gap = ""
        if before is not None:
            same_table = block.kind == before.kind == TABLE_ROW and block.table == before.table
            gap = "\n" if same_table else "\n\n"
        at += len(gap)
        piece.start += at
        piece.end += at
        piece.page, piece.table, piece.note = block.page, block.table, block.note
        piece.label, piece.number = block.label, block.number
        parts += [gap, text]
        pieces.append(piece)
        at += len(text)
        before = block
    text = "".join(parts)
    return text, segment_pieces(pieces, text)
