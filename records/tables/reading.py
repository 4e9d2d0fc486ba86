"""An uploaded file into a table: which format it has; and of CSV, which encoding and separator."""

import csv
import io
import re
from collections.abc import Collection, Iterator

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.search_text import fold

from .cells import Fault, Table, Unreadable, bounded, table_of
from .reading_xlsx import read_xlsx

MAX_BYTES = 20 * 1024 * 1024
MAX_CELL = 1_000_000  # characters

SEPARATORS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("vertical bar"),
}
BY_NAME = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "bar": "|", "pipe": "|"}
"""What a separator may be called where it cannot be typed, as in a shell."""


def read_table(
    data: bytes, *, known: Collection[str], encoding: str = "", separator: str = "", sheet: str = ""
) -> Table:
    """The table in a CSV or XLSX file; ``known`` are the names a column may have.

    ``encoding``, ``separator`` and ``sheet`` are found out where they are empty. Raises
    ``Unreadable`` with a sentence that names the remedy.
    """
    if not data.strip():
        raise Unreadable(_("The file is empty: choose one with a row of column names."))
    if len(data) > MAX_BYTES:
        raise Unreadable(
            _("The file has %(size)s MB; the most is %(most)s MB. Split it into several.")
            % {"size": len(data) // 2**20, "most": MAX_BYTES // 2**20}
        )
    if data.startswith(b"PK\x03\x04"):
        table = read_xlsx(data, sheet)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _("This is an old (.xls) or a locked workbook: save it as .xlsx, without a password.")
        )
    else:
        table = _read_csv(data, known, encoding, separator)
    if not table.rows:
        table.notes.append(_("There is no row below the column names."))
    return table


# CSV


def _read_csv(data: bytes, known: Collection[str], encoding: str, separator: str) -> Table:
    """The table in a CSV file; what ``encoding`` and ``separator`` do not say is found out.

    Its notes say what was found. Raises ``Unreadable``.
    """
    text, decoded = _decode(data, encoding)
    if "\x00" in text:
        raise Unreadable(_("This is not a text file: save the table as “CSV UTF-8” or as .xlsx."))
    declared = re.match(r"sep=(.)\r?\n", text)
    if declared:
        text = text[declared.end() :]
        separator = separator or declared[1]
    separator = BY_NAME.get(separator.strip().lower(), separator)
    if separator and (len(separator) != 1 or separator in '"\r\n'):
        raise Unreadable(
            _("“%(given)s” is no separator: give one character, or one of %(names)s.")
            % {"given": separator[:40], "names": ", ".join(sorted(BY_NAME.keys() - {"\\t"}))}
        )
    note = _("Separator: %(name)s.") if separator else _("Separator: %(name)s (found out).")
    separator = separator or _separator_of(text, known)
    notes = [decoded, note % {"name": SEPARATORS.get(separator, separator)}]
    rows = bounded(enumerate(_records(text, separator), start=2 if declared else 1))
    table = table_of(rows, notes)
    width = len(table.header)
    for number, cells in table.rows:
        if len(cells) < width:
            table.row_faults[number] = Fault(
                _("The row is short: %(cells)s cells under %(columns)s column names.")
                % {"cells": len(cells), "columns": width},
                _("Fill it up with empty cells, or look for a missing separator."),
            )
    return table


def _decode(data: bytes, encoding: str) -> tuple[str, str]:
    """The text of a CSV file, and a note of how it was decoded."""
    if encoding:
        try:
            text = data.decode(encoding).removeprefix("\ufeff")
        except (LookupError, UnicodeDecodeError) as error:
            raise Unreadable(
                _("The file is not in %(encoding)s: choose another encoding.")
                % {"encoding": encoding}
            ) from error
        return text, _("Encoding: %(encoding)s, as chosen.") % {"encoding": encoding}
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            try:
                text = data.decode(name)
            except UnicodeDecodeError as error:
                raise Unreadable(_broken(name)) from error
            note = _("Encoding: %(encoding)s, as the file says.")
            return text, note % {"encoding": name.removesuffix("-sig").upper()}
    try:
        return data.decode("utf-8"), _("Encoding: UTF-8.")
    except UnicodeDecodeError:
        pass
    best = from_bytes(data).best()
    if best is None:
        raise Unreadable(_broken("UTF-8"))
    note = _(
        "Encoding: %(encoding)s, worked out from the bytes. Look at the names below: if their "
        "letters are wrong, choose the encoding."
    )
    return str(best), note % {"encoding": best.encoding}


def _broken(encoding: str) -> str:
    return _("The file cannot be read as %(encoding)s: save it as “CSV UTF-8” or as .xlsx.") % {
        "encoding": encoding
    }


def _separator_of(text: str, known: Collection[str]) -> str:
    """The separator under which most of the first row's cells are names of columns.

    Under a wrong one the quotation marks of a row that is right do not match.
    """
    wanted = {fold(name) for name in known}
    best, most = ",", (-1, -1)
    for separator in SEPARATORS:
        try:
            first = next((cells for cells in _records(text, separator) if any(cells)), [])
        except Unreadable:
            continue
        score = (sum(fold(cell) in wanted for cell in first), len(first))
        if score > most:
            best, most = separator, score
    return best


def _records(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        if "field larger" in str(error):
            sentence = _("Line %(line)s has a cell of more than %(most)s characters: shorten it.")
            raise Unreadable(sentence % {"line": reader.line_num, "most": MAX_CELL}) from error
        raise Unreadable(
            _(
                "The quotation marks in or before line %(line)s do not match: a cell that holds "
                "the separator, a line break or a quotation mark stands in quotation marks, and "
                "those inside are doubled."
            )
            % {"line": reader.line_num}
        ) from error
