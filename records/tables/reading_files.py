"""An uploaded file into a table: which format it has, and what no format takes."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from .cells import Table, Unreadable
from .reading_csv import read_csv
from .reading_xlsx import read_xlsx

MAX_BYTES = 20 * 1024 * 1024


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
        table = read_csv(data, known, encoding, separator)
    if not table.rows:
        table.notes.append(_("There is no row below the column names."))
    return table
