"""Workbooks as editors upload them, and as nobody should: how they are read, or why not."""

import datetime
import io
import zipfile
from unittest.mock import Mock

import openpyxl
import pytest

from mechanisms.models import Topic
from meetings.models import Meeting
from records.tables import reading_xlsx
from records.tables.cells import MAX_COLUMNS, Unreadable, address

from .files import as_xlsx, refusal, saved, table

HEADER = ["name", "slug", "summary"]
ROW = ["Übung, “neu”", "uebung", "Лаос 老挝"]


def test_a_workbook_is_read_as_it_shows():
    found = table(Topic, as_xlsx(HEADER, ROW, [None, None, None], ["B", "b"], [2016, 19.0, True]))

    assert found.rows == [
        (2, ROW),
        (4, ["B", "b", ""]),
        (5, ["2016", "19", "TRUE"]),
    ]
    assert "Sheet: Sheet." in found.notes


def test_the_rows_that_a_workbook_leaves_out_are_counted_and_cost_little(monkeypatch):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A1048576"] = "name", "last"
    data = saved(book)
    cell = Mock(wraps=reading_xlsx._cell)
    monkeypatch.setattr(reading_xlsx, "_cell", cell)

    assert table(Topic, data).rows == [(1_048_576, ["last"])]
    assert cell.call_count == 2 * (MAX_COLUMNS + 1)


def test_formulas_and_errors_are_faults_of_their_cells():
    found = table(Topic, as_xlsx(HEADER, ["=A1", "#N/A", "fine"]))

    assert {address(*place): fault.what for place, fault in found.faults.items()} == {
        "A2": "The cell holds a formula.",
        "B2": "The cell holds the error #N/A.",
    }


def test_a_formula_in_the_header_is_refused():
    assert "A1" in refusal(Topic, as_xlsx(["=B1", "name"], ["a", "b"]))


def test_dates_of_a_workbook_are_days_and_nothing_else():
    book = openpyxl.Workbook()
    book.active.append(["name", "date", "date"])
    book.active.append(["a", datetime.date(2016, 9, 7), datetime.datetime(2016, 9, 7, 10, 30)])
    book.active.append(["b", datetime.date(2016, 9, 1), datetime.time(9, 0)])
    book.active["B3"].number_format = "mmm-yy"

    found = table(Meeting, saved(book))

    assert found.rows[0][1][1] == "2016-09-07"
    assert {address(*place) for place in found.faults} == {"C2", "B3", "C3"}
    assert "2016-09 or 2016-09-01" in found.faults[3, 2].remedy


def test_a_workbook_that_counts_from_1904_is_read_accordingly():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["name", "date"])
    book.active.append(["a", datetime.date(2016, 9, 7)])

    found = table(Meeting, saved(book))

    assert found.rows[0][1][1] == "2016-09-07"
    assert any("1904" in note for note in found.notes)


def test_hidden_sheets_are_named_and_not_read():
    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.active.append(["shown"])
    hidden = book.create_sheet("secret")
    hidden.append(["name"])
    hidden.sheet_state = "hidden"

    found = table(Topic, saved(book))

    assert found.rows == [(2, ["shown"])]
    assert "Hidden sheets are not read: secret." in found.notes


def test_one_of_several_sheets_has_to_be_named():
    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.create_sheet("other").append(["name"])

    assert "Sheet, other" in refusal(Topic, saved(book))
    assert table(Topic, saved(book), sheet="other").header == ["name"]
    assert "choose from" in refusal(Topic, saved(book), sheet="none")


def test_merged_cells_are_reported():
    book = openpyxl.Workbook()
    for row in (HEADER, ROW, ROW, ROW):
        book.active.append(row)
    book.active.merge_cells("A3:A4")
    found = table(Topic, saved(book))
    book.active.merge_cells("B1:C1")

    assert sorted(found.row_faults) == [3, 4]
    assert "B1" in refusal(Topic, saved(book))


def test_a_full_cell_may_have_been_cut():
    found = table(Topic, as_xlsx(HEADER, ["a", "a", "x" * 32_767]))

    assert "cut off" in found.faults[2, 3].what


# What nobody should upload


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def rewritten(data: bytes, member: str, change) -> bytes:
    """A workbook with one of its parts written anew."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == member else content)
    return out.getvalue()


def test_other_archives_are_refused():
    assert "OpenDocument" in refusal(Topic, archive(mimetype=b"application/vnd.oasis"))
    assert "no workbook" in refusal(Topic, archive(**{"word/document.xml": b"<x/>"}))
    assert "damaged" in refusal(Topic, archive(**{"xl/workbook.xml": b"<x/>"}))


def test_an_archive_that_unpacks_to_too_much_is_refused_unopened(monkeypatch):
    monkeypatch.setattr(reading_xlsx, "MAX_UNPACKED", 1_000_000)
    bomb = archive(**{"xl/workbook.xml": b"<x/>", "xl/bomb.xml": b" " * 2_000_000})

    assert len(bomb) < 10_000
    assert "more than Fora reads" in refusal(Topic, bomb)
    many = archive(**{f"xl/{number}.xml": b"" for number in range(501)}, **{"xl/workbook.xml": b""})
    assert "more than Fora reads" in refusal(Topic, many)


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_CELLS", 5), ("MAX_PART", 500), ("MAX_MEMBERS", 3)]
)
def test_a_workbook_of_too_many_cells_texts_or_styles_is_refused(monkeypatch, limit, value):
    data = as_xlsx(HEADER, ROW, ["B", "b", "c"])
    assert table(Topic, data).rows
    monkeypatch.setattr(reading_xlsx, limit, value)

    assert "more than Fora reads" in refusal(Topic, data)


def test_entities_that_grow_without_end_are_refused():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    declaration = f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'.encode()
    data = rewritten(
        as_xlsx(HEADER, ROW),
        "xl/worksheets/sheet1.xml",
        lambda xml: declaration + xml.replace(b"<sheetData>", b"<sheetData>&l9;"),
    )

    with pytest.raises(Unreadable) as refused:
        table(Topic, data)
    causes, error = set(), refused.value
    while error is not None:
        causes.add(type(error).__name__)
        error = error.__cause__ or error.__context__
    assert "EntitiesForbidden" in causes


def test_a_row_far_down_or_far_out_does_not_keep_us():
    data = rewritten(
        as_xlsx(HEADER, ROW),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'r="2"', b'r="99999999999"').replace(b'"A2"', b'"XFD99999999999"'),
    )

    assert "damaged" in refusal(Topic, data)


@pytest.mark.parametrize("cell", ["XFD1048576", "XFD1", "GT1"])
def test_a_cell_beyond_the_last_column_is_refused_by_its_name(cell):
    book = openpyxl.Workbook()
    book.active["A1"], book.active[cell] = "name", "far out"

    assert f"Cell {cell} stands beyond column 200" in refusal(Topic, saved(book))


def test_a_format_without_a_value_may_stand_anywhere():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "name", "Fisheries"
    book.active["XFD1"].font = openpyxl.styles.Font(bold=True)

    assert table(Topic, saved(book)).rows == [(2, ["Fisheries"])]
