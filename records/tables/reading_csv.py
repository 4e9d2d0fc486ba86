"""CSV into a table: which encoding, which separator, and the rows."""

import csv
import io
import re
from collections.abc import Collection, Iterator

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.search_text import fold

from .cells import Fault, Table, Unreadable, bounded, table_of

MAX_CELL = 1_000_000  # characters

SEPARATORS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("vertical bar"),
}


def read_csv(data: bytes, known: Collection[str], encoding: str, separator: str) -> Table:
    """The table in a CSV file; what ``encoding`` and ``separator`` do not say is found out.

    Its notes say what was found. Raises ``Unreadable``.
    """
    text, notes = decode(data, encoding)
    declared = re.match(r"sep=(.)\r?\n", text)
    if declared:
        text = text[declared.end() :]
        separator = separator or declared[1]
    note = _("Separator: %(name)s.") if separator else _("Separator: %(name)s (found out).")
    separator = separator or _separator_of(text, known)
    notes.append(note % {"name": SEPARATORS.get(separator, separator)})
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


def decode(data: bytes, encoding: str = "") -> tuple[str, list[str]]:
    """The text of a CSV file, and a note of how it was decoded."""
    if encoding:
        try:
            text = data.decode(encoding).removeprefix("\ufeff")
        except (LookupError, UnicodeDecodeError) as error:
            raise Unreadable(
                _("The file is not in %(encoding)s: choose another encoding.")
                % {"encoding": encoding}
            ) from error
        return _without_nul(text), [
            _("Encoding: %(encoding)s, as chosen.") % {"encoding": encoding}
        ]
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
            return _without_nul(text), [note % {"encoding": name.removesuffix("-sig").upper()}]
    try:
        return _without_nul(data.decode("utf-8")), [_("Encoding: UTF-8.")]
    except UnicodeDecodeError:
        pass
    best = from_bytes(data).best()
    if best is None:
        raise Unreadable(_broken("UTF-8"))
    note = _(
        "Encoding: %(encoding)s, worked out from the bytes. Look at the names below: if their "
        "letters are wrong, choose the encoding."
    )
    return _without_nul(str(best)), [note % {"encoding": best.encoding}]


def _broken(encoding: str) -> str:
    return _("The file cannot be read as %(encoding)s: save it as “CSV UTF-8” or as .xlsx.") % {
        "encoding": encoding
    }


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise Unreadable(_("This is not a text file: save the table as “CSV UTF-8” or as .xlsx."))
    return text


def _separator_of(text: str, known: Collection[str]) -> str:
    """The separator under which most of the first row's cells are names of columns."""
    wanted = {_folded(name) for name in known}
    best, most = ",", (-1, -1)
    for separator in SEPARATORS:
        first = next((cells for cells in _records(text, separator) if any(cells)), [])
        score = (sum(_folded(cell) in wanted for cell in first), len(first))
        if score > most:
            best, most = separator, score
    return best


def _folded(name: str) -> str:
    return fold(name.strip())


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
