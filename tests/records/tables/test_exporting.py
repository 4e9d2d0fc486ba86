"""Exports: nothing runs, nothing is cut, every length goes."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mechanisms.models import Topic
from meetings.models import Meeting, Place
from records.tables import exporting
from records.tables.exporting import CannotExport, write_xlsx
from tests import make

from .files import exported

pytestmark = pytest.mark.django_db


def first_row(data: bytes) -> dict[str, str]:
    return next(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", " =1"])
def test_formulas_are_neutral_in_both_formats(text):
    make.make_topic(name="A", summary=text)

    assert first_row(exported(Topic))["summary"] == f"'{text}"
    cell = openpyxl.load_workbook(io.BytesIO(exported(Topic, "xlsx"))).active["F2"]
    assert (cell.value, cell.data_type) == (f"'{text}", "s")


def test_numbers_stay_numbers():
    make.make_place(latitude="-17.96", longitude="102.6", coordinates_from="GeoNames")

    assert first_row(exported(Place))["latitude"] == "-17.96000"
    sheet = openpyxl.load_workbook(io.BytesIO(exported(Place, "xlsx"))).active
    values = dict(zip(*([cell.value for cell in row] for row in sheet.rows), strict=True))
    assert (values["latitude"], values["version"]) == (-17.96, 1)


def test_books_and_derived_columns_are_left_out():
    make.make_meeting()

    assert list(first_row(exported(Meeting))) == [
        "id",
        "version",
        "state",
        "name",
        "slug",
        "summary",
        "mechanism",
        "series",
        "ordinal",
        "numbering",
        "level",
        "track",
        "kind",
        "mode",
        "status",
        "date",
        "place",
        "participation_listed",
        "attendance_min",
        "attendance_max",
        "names",
        "topics",
    ]


def test_a_text_too_long_for_a_cell_is_refused_and_never_cut():
    topic = make.make_topic(summary="x" * 32_767)

    with pytest.raises(CannotExport) as refused:
        exported(Topic, "xlsx")

    sentence = refused.value.messages[0]
    assert "Summary" in sentence
    assert topic.uid in sentence
    assert "CSV" in sentence
    assert len(first_row(exported(Topic))["summary"]) == 32_767


def test_a_workbook_has_a_bound(monkeypatch):
    monkeypatch.setattr(exporting, "XLSX_MOST", 1)
    make.make_topic()
    exported(Topic, "xlsx")
    make.make_topic()

    with pytest.raises(CannotExport):
        exported(Topic, "xlsx")


def test_a_template_has_the_columns_and_says_what_they_are():
    out = io.BytesIO()
    write_xlsx(out, None, Meeting)
    book = openpyxl.load_workbook(out)

    assert book.sheetnames == ["meeting", "about the columns"]
    assert "state" not in [cell.value for cell in next(book["meeting"].rows)]
    told = {row[0].value: row[2].value for row in book["about the columns"].rows}
    assert "in_person, video, hybrid" in told["mode"]


def test_an_export_is_read_in_stretches(monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK", 2)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert exported(Meeting).count(b"\n") == Meeting.objects.count() + 1
        return len(asked) - 1

    for _number in range(2):
        make.make_meeting().topics.add(make.make_topic())
    one_stretch = queries()
    for _number in range(4):
        make.make_meeting().topics.add(make.make_topic())

    # Each stretch asks for its rows, names and topics; a last question finds no more rows.
    assert (one_stretch, queries()) == (3 + 1, 3 * 3 + 1)
