"""XLSX into a table: what is not unpacked, which sheet is read, and what its cells say.

A spreadsheet says less than it shows: a formula, an error, a date whose cell shows a month only.
Such cells are kept as faults, each with what to do about it, and never read as something else.
"""

import datetime
import io
import re
import warnings
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from .cells import (
    MAX_COLUMNS,
    MAX_ROWS,
    Fault,
    NumberedRow,
    Place,
    Table,
    Unreadable,
    address,
    bounded,
    table_of,
)

MAX_UNPACKED = 50 * 1024 * 1024  # of all that an XLSX file holds
MAX_PART = 2 * 1024 * 1024  # of each of its parts that holds no cells: styles, names …
MAX_CELLS = 1_000_000  # in the sheet that is read, and of different texts in the workbook
MAX_MEMBERS = 500
MAX_MERGED = 1_000
XLSX_CELL = 32_767  # the most characters that a cell of a spreadsheet holds
XLSX_ROWS = 1_048_576

HELP_SHEET = "about the columns"  # of our templates: not a table


def read_xlsx(data: bytes, sheet: str) -> Table:
    """The table on the sheet of this name, or on the only visible one; raises ``Unreadable``."""
    _check_archive(data)
    import openpyxl  # only who uploads a workbook waits for it
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that hold no cells
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            chosen, notes = _choose_sheet(book, sheet)
            faults: dict[Place, Fault] = {}
            xml = _xml_of(book, chosen)
            merged = _merged_cells(xml)
            rows = list(bounded(_sheet_rows(chosen, faults)))
            if book.epoch == CALENDAR_MAC_1904:
                notes.append(
                    _("The workbook counts its dates from 1904; they are read accordingly.")
                )
            book.close()
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # a file may be broken in any way
        raise Unreadable(
            _("The workbook is damaged (%(error)s): open it, save it anew as .xlsx, and try again.")
            % {"error": type(error).__name__}
        ) from error
    table = table_of(iter(rows), notes)
    _report_merged(table, merged)
    for place, fault in faults.items():
        if place[0] == table.header_row:
            raise Unreadable(
                _("Cell %(cell)s of the column names: %(what)s %(remedy)s")
                % {"cell": address(*place), "what": fault.what, "remedy": fault.remedy}
            )
    table.faults |= faults
    width = len(table.header)
    table.rows = [(number, [*cells, *[""] * (width - len(cells))]) for number, cells in table.rows]
    return table


# The archive


def _check_archive(data: bytes) -> None:
    """Refuse an archive that would unpack to more than we mean to read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_members(members)
            for member in members:
                if member.filename.lower().endswith("sharedstrings.xml"):
                    _count(archive.read(member), _TEXT)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, EOFError) as error:
        raise Unreadable(_("The workbook is damaged: save it anew as .xlsx.")) from error


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = {member.filename for member in members}
    if "mimetype" in names:
        raise Unreadable(_("This is an OpenDocument file: save it as .xlsx or as CSV."))
    if not any(name.lower().endswith("workbook.xml") for name in names):
        raise Unreadable(_("This archive holds no workbook: choose an .xlsx or a .csv file."))
    if (
        len(members) > MAX_MEMBERS
        or sum(member.file_size for member in members) > MAX_UNPACKED
        or any(member.file_size > MAX_PART for member in members if not _may_be_long(member))
    ):
        raise Unreadable(_too_large())


def _too_large() -> str:
    return _(
        "The workbook unpacks to more than Fora reads (%(most)s MB, %(cells)s cells): copy the "
        "table alone, without pictures and formats, into a new one."
    ) % {"most": MAX_UNPACKED // 2**20, "cells": f"{MAX_CELLS:,}"}


_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_FILLED = re.compile(
    rb"<(?:\w+:)?c\s(?:[^<>]{0,300}?\s)?r=[\"'](?P<column>[A-Za-z]{2,3})(?P<row>[0-9]{1,7})[\"']"
    rb"[^<>]{0,300}(?<!/)>\s{0,300}<(?:\w+:)?(?:v|is|f)[\s/>]"
)


def _may_be_long(member: zipfile.ZipInfo) -> bool:
    """Whether a part holds cells, which are counted, or a picture, which is not read."""
    name = member.filename.lower()
    return "worksheets/" in name or "/media/" in name or name.endswith("sharedstrings.xml")


def _count(xml: bytes, what: "re.Pattern[bytes]") -> None:
    """Refuse more of ``what`` than we mean to keep in memory."""
    for number, _match in enumerate(what.finditer(xml)):
        if number >= MAX_CELLS:
            raise Unreadable(_too_large())


# The sheet


def _choose_sheet(book: Any, wanted: str) -> tuple[Any, list[str]]:
    """The sheet that holds the table: the one named, or the only visible one."""
    hidden = [one.title for one in book.worksheets if one.sheet_state != "visible"]
    shown = [one for one in book.worksheets if one.sheet_state == "visible"]
    shown = [one for one in shown if one.title != HELP_SHEET]
    notes = []
    if hidden:
        notes.append(
            _("Hidden sheets are not read: %(names)s.") % {"names": ", ".join(hidden[:10])}
        )
    if wanted:
        found = [one for one in book.worksheets if one.title == wanted]
        if not found:
            raise Unreadable(
                _("There is no sheet “%(name)s”: choose from %(names)s.")
                % {"name": wanted, "names": ", ".join(one.title for one in shown)}
            )
        return found[0], [*notes, _("Sheet: %(name)s, as chosen.") % {"name": wanted}]
    if not shown:
        raise Unreadable(_("The workbook has no visible sheet: unhide the one with the table."))
    if len(shown) > 1:
        filled = [one for one in shown if _has_cells(book, one)]
        if len(filled) != 1:
            raise Unreadable(
                _("The workbook has several sheets: say which one to read, of %(names)s.")
                % {"names": ", ".join(one.title for one in shown[:20])}
            )
        shown = filled
    return shown[0], [*notes, _("Sheet: %(name)s.") % {"name": shown[0].title}]


def _xml_of(book: Any, sheet: Any) -> bytes:
    """A sheet as it is stored; refused where it has too many cells."""
    with book._archive.open(sheet._worksheet_path) as source:
        xml = source.read(MAX_UNPACKED)
    _count(xml, _CELL)
    for match in _FILLED.finditer(xml):
        letters = match["column"].decode().upper()
        if _column(letters) > MAX_COLUMNS:
            raise Unreadable(
                _("Cell %(cell)s stands beyond column %(most)s, the last one read: empty it.")
                % {"cell": f"{letters}{match['row'].decode()}", "most": MAX_COLUMNS}
            )
    return xml


def _column(letters: str) -> int:
    """The number of the column that a spreadsheet calls so: 3 of ``C``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _has_cells(book: Any, sheet: Any) -> bool:
    _xml_of(book, sheet)
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
    for number, cells in enumerate(rows):
        if any(cell not in (None, "") for cell in cells):
            return True
        if number > MAX_ROWS:
            break
    return False


def _sheet_rows(sheet: Any, faults: dict[Place, Fault]) -> Iterator[NumberedRow]:
    from openpyxl.cell.read_only import EMPTY_CELL

    sheet.reset_dimensions()  # what a file says of its own size may be anything
    rows = sheet.iter_rows(min_col=1, max_col=MAX_COLUMNS + 1)
    blank = None
    for number, cells in enumerate(rows, start=1):
        if number > XLSX_ROWS:
            raise Unreadable(_("The workbook is damaged: save it anew as .xlsx."))
        if cells is blank or all(cell is EMPTY_CELL for cell in cells):
            blank = cells  # one tuple for all rows that the file leaves out, which may be a million
            continue
        texts = []
        for place, cell in enumerate(cells, start=1):
            text, fault = _cell(cell)
            if fault is not None:
                faults[number, place] = fault
                text = text or "?"  # so that the row is not taken for an empty one
            texts.append(text)
        while texts and not texts[-1]:
            texts.pop()
        yield number, texts


# The cells


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _cell(cell: Any) -> tuple[str, Fault | None]:
    """A cell as text, and why it cannot be taken so."""
    value = cell.value
    if value is None:
        return "", None
    if cell.data_type == "f":
        return "", Fault(
            _("The cell holds a formula."),
            _("Copy the column and paste it as values."),
        )
    if cell.data_type == "e":
        return "", Fault(
            _("The cell holds the error %(error)s.") % {"error": str(value)[:20]},
            _("Write the value itself, or empty the cell."),
        )
    if isinstance(value, bool):
        return str(value).upper(), None
    if isinstance(value, datetime.datetime | datetime.date):
        return _date_cell(value, cell.number_format or "")
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value), Fault(
            _("The cell holds a time of day."),
            _("Write a date as text, such as 2016-09-07."),
        )
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value)), None
    if isinstance(value, int | float):
        return repr(value), None
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))
    if len(text) >= XLSX_CELL:
        return text, Fault(
            _("The cell is full (%(most)s characters): its end may have been cut off.")
            % {"most": f"{XLSX_CELL:,}"},
            _("Import long texts as CSV."),
        )
    return text, None


def _date_cell(value: datetime.date, number_format: str) -> tuple[str, Fault | None]:
    if isinstance(value, datetime.datetime):
        if value.time() != datetime.time():
            return value.isoformat(" "), Fault(
                _("The cell holds a date with a time of day (%(value)s).")
                % {"value": value.isoformat(" ", "minutes")},
                _("Write the date as text, such as %(date)s.") % {"date": value.date()},
            )
        value = value.date()
    shown = re.sub(r'"[^"]*"|\[[^]]*\]', "", number_format).lower()
    if "d" not in shown and ("y" in shown or "m" in shown):
        return value.isoformat(), Fault(
            _("The cell shows no day but holds one (%(value)s): which is meant?")
            % {"value": value},
            _("Format the column as text, and write %(month)s or %(day)s.")
            % {"month": value.strftime("%Y-%m"), "day": value},
        )
    return value.isoformat(), None


# Merged cells


_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref\s*=\s*[\"']([A-Za-z]+)(\d+):[A-Za-z]+(\d+)")


def _merged_cells(xml: bytes) -> list[tuple[str, int, int]]:
    """The merged ranges of a sheet: first cell, first and last row."""
    # In read-only mode openpyxl passes over them.
    found = _MERGE.findall(xml)
    return [
        (f"{letters.decode().upper()}{int(first)}", int(first), int(last))
        for letters, first, last in found
        if len(first) < 8 and len(last) < 8
    ]


def _report_merged(table: Table, merged: list[tuple[str, int, int]]) -> None:
    numbers = [number for number, _cells in table.rows]
    remedy = _("Unmerge it, and write the value into each cell.")
    for cell, first, last in merged[:MAX_MERGED]:
        if first <= table.header_row <= last:
            raise Unreadable(
                _(
                    "The column names have merged cells at %(cell)s: unmerge them, and write one "
                    "name above each column."
                )
                % {"cell": cell}
            )
        for number in numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]:
            fault = Fault(_("Merged cells begin at %(cell)s.") % {"cell": cell}, remedy)
            table.row_faults.setdefault(number, fault)
