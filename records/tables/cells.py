"""The cells of an uploaded table as text, what is wrong with them, and how much of it is read.

What both formats share: ``reading`` and ``reading_xlsx`` turn a file into numbered rows of
texts, and ``table_of`` makes a ``Table`` of these.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_TEXT = 50_000_000  # characters of all cells

Place = tuple[int, int]
"""A cell by its row and column, both from 1."""

NumberedRow = tuple[int, list[str]]
"""A row by its number in the file, from 1, and its cells."""


class Unreadable(ValidationError):
    """A file that cannot be read as a table; says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, code="unreadable")


class Fault(NamedTuple):
    """What is wrong with a cell, and the remedy."""

    what: str
    remedy: str


class Misread(Exception):
    """A cell whose text cannot be taken; its ``fault`` says why and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.fault = Fault(what, remedy)


@dataclass
class Table:
    """The cells of a file as text.

    ``faults`` are of single cells, ``row_faults`` of rows by their numbers; ``notes`` say how the
    file was read.
    """

    header: list[str]
    header_row: int
    rows: list[NumberedRow]
    faults: dict[Place, Fault] = field(default_factory=dict)
    row_faults: dict[int, Fault] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def address(row: int, column: int) -> str:
    """A cell as spreadsheets name it: ``C5``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def bounded(numbered: Iterable[NumberedRow]) -> Iterator[NumberedRow]:
    """The rows that hold anything, refused where they are too many, too wide or too long."""
    rows = characters = 0
    for number, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        rows += 1
        characters += sum(map(len, cells))
        if rows > MAX_ROWS + 1:
            raise Unreadable(
                _("The table has more than %(most)s rows: split it into several files.")
                % {"most": f"{MAX_ROWS:,}"}
            )
        if len(cells) > MAX_COLUMNS:
            raise Unreadable(
                _("Row %(row)s has more than %(most)s columns: take out those without use.")
                % {"row": number, "most": MAX_COLUMNS}
            )
        if characters > MAX_TEXT:
            raise Unreadable(
                _("The table has more than %(most)s characters: split it into several files.")
                % {"most": f"{MAX_TEXT:,}"}
            )
        yield number, cells


def table_of(rows: Iterator[NumberedRow], notes: list[str]) -> Table:
    """The table whose first row is its header; raises ``Unreadable`` where there is no row."""
    try:
        header_row, header = next(rows)
    except StopIteration:
        raise Unreadable(_("The file is empty: choose one with a row of column names.")) from None
    header = [cell.strip() for cell in header]
    while header and not header[-1]:
        header.pop()
    table = Table(header, header_row, [], notes=notes)
    width = len(header)
    for number, cells in rows:
        if beyond := [place for place, cell in enumerate(cells) if place >= width and cell.strip()]:
            where = address(number, beyond[0] + 1)
            table.row_faults[number] = Fault(
                _("The row is longer than the header: %(cell)s stands under no column name.")
                % {"cell": where},
                _("Name the column, empty the cell, or look for a separator too many."),
            )
        table.rows.append((number, cells[:width]))
    return table
