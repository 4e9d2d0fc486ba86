"""Tables that a spreadsheet opens without harm and that come back unchanged.

CSV is written as it is read from the database, so that a table of any length needs little memory.
XLSX is written to a file first: a cell too long for it is refused, never cut.
"""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from records.models import Record
from records.paging import bounded_count

from .columns.base import Column
from .formulas import neutralize
from .kinds import columns_of
from .reading_xlsx import HELP_SHEET, XLSX_CELL

CHUNK = 1000  # records read at once
XLSX_MOST = 100_000  # records in one workbook; CSV has no bound
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class CannotExport(ValidationError):
    """A table that would lose something; says what and how else to have it."""


def rows_of(queryset: models.QuerySet, columns: list[Column]) -> Iterator[list[Any]]:
    """The cells of every record of ``queryset``, in the order of their making."""
    paths = {path for column in columns for path in column.paths()}
    rows: Any = queryset.order_by("pk")
    last = 0
    while some := list(rows.filter(pk__gt=last).values("pk", *paths)[:CHUNK]):
        last = some[-1]["pk"]
        yield from map(list, zip(*(column.cells(some) for column in columns), strict=True))


def csv_lines(queryset: models.QuerySet | None, model: type[Record]) -> Iterator[str]:
    """A table as CSV, in pieces; without ``queryset`` only its header, as a template.

    It begins with a byte order mark, by which spreadsheets know UTF-8.
    """
    columns = exported(model, template=queryset is None)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in columns])
    yield "\ufeff" + _taken(out)
    if queryset is None:
        return
    for number, row in enumerate(rows_of(queryset, columns), start=1):
        writer.writerow([_safe(column, cell) for column, cell in zip(columns, row, strict=True)])
        if number % CHUNK == 0:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> str:
    """What has been written to ``out``, which is then empty."""
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def _safe(column: Column, cell: Any) -> Any:
    """A cell that no spreadsheet runs; numbers stay what they are."""
    if not isinstance(cell, str) or column.number:
        return cell
    return neutralize(cell)


def exported(model: type[Record], *, template: bool = False) -> list[Column]:
    """The columns of an export; a template has those that an import reads."""
    columns = columns_of(model)
    return [one for one in columns if one.name != "state"] if template else columns


def write_xlsx(target: IO[bytes], queryset: models.QuerySet | None, model: type[Record]) -> None:
    """Write a table as a workbook; without ``queryset`` a template with a sheet of explanations.

    Raises ``CannotExport`` for a text longer than a cell, and for too many records.
    """
    import xlsxwriter  # only who wants a workbook waits for it

    if queryset is not None and not bounded_count(queryset, XLSX_MOST)[1]:
        raise CannotExport(
            _(
                "More than %(most)s records do not go into one workbook: narrow the list, or "
                "take CSV."
            )
            % {"most": f"{XLSX_MOST:,}"}
        )
    columns = exported(model, template=queryset is None)
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        bold = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        sheet = book.add_worksheet(model.kind_name())
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            # As text, so that a spreadsheet does not make of 2016-09 the first of September.
            style = None if column.number else text
            sheet.set_column(place, place, _width(column), style)
            if queryset is None and column.choices():
                sheet.data_validation(1, place, 5000, place, _one_of(column))
            sheet.write_string(0, place, column.name, bold)
        if queryset is None:
            _explain(book, columns, bold)
            return
        for number, row in enumerate(rows_of(queryset, columns), start=1):
            for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
                _write_cell(sheet, number, place, column, cell, text, quoted, row)


def _width(column: Column) -> int:
    return {"name": 48, "title": 48, "summary": 48, "names": 48, "slug": 32}.get(column.name, 18)


def _one_of(column: Column) -> dict[str, Any]:
    choices = column.choices()
    if len(",".join(choices)) > 255:  # the most that a workbook holds there
        return {"validate": "any"}
    return {"validate": "list", "source": choices, "error_type": "warning"}


def _write_cell(
    sheet: Any, number: int, place: int, column: Column, cell: Any, text: Any, quoted: Any, row: Any
) -> None:
    if cell in (None, ""):
        return
    if isinstance(cell, int):
        sheet.write_number(number, place, cell)
        return
    if column.number:
        sheet.write_number(number, place, Decimal(cell))
        return
    safe = neutralize(cell)
    # A spreadsheet counts UTF-16 units; a cell that is full would look as if it had been cut.
    if len(safe.encode("utf-16-le")) // 2 >= XLSX_CELL:
        raise CannotExport(
            _(
                "“%(column)s” of the record %(id)s is longer than the %(most)s characters that a "
                "cell of a workbook holds. Nothing is cut: take CSV instead."
            )
            % {"column": column.label, "id": row[0], "most": f"{XLSX_CELL:,}"}
        )
    sheet.write_string(number, place, safe, quoted if safe != cell else text)


def _explain(book: Any, columns: list[Column], bold: Any) -> None:
    sheet = book.add_worksheet(HELP_SHEET)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, 2, 100)
    lines = [(_("column"), _("what it is"), _("how to fill it in"))]
    for column in columns:
        how = [_("Needed.") if column.required else "", column.help]
        if choices := column.choices():
            how.append(_("One of: %(choices)s.") % {"choices": ", ".join(choices)})
        lines.append((column.name, column.label, " ".join(filter(None, how))))
    for number, line in enumerate(lines):
        for place, text in enumerate(line):
            sheet.write_string(number, place, neutralize(text), bold if not number else None)
