"""Dates of spreadsheets: read where there is one reading, asked about where there are two."""

import pytest

from records.tables.cell_dates import WhichOrder, as_edtf
from records.tables.cells import Misread


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2016-09-07", "2016-09-07"),
        ("2016/2017", "2016/2017"),
        ("2016", "2016"),
        ("25/04/2020", "2020-04-25"),
        ("04/25/2020", "2020-04-25"),
        ("03.03.2020", "2020-03-03"),
        ("2020/4/3", "2020-04-03"),
        ("2016年9月7日", "2016-09-07"),
        ("2016年9月", "2016-09"),
        ("about 2016", "2016~"),
        ("２０１６年９月７日", "2016-09-07"),
        ("2016-9-7", "2016-09-07"),
        ("2021-23", "2021-23"),
        ("[2021-22]", "[2021-22]"),
        ("some time in 2016", "some time in 2016"),  # the field says what is wrong with it
    ],
)
def test_one_reading_is_taken(text, edtf):
    assert as_edtf(text) == edtf


def test_two_readings_are_asked_about():
    with pytest.raises(WhichOrder) as question:
        as_edtf("03/04/2020")

    assert "2020-04-03" in question.value.fault.what
    assert "2020-03-04" in question.value.fault.what


@pytest.mark.parametrize(("order", "edtf"), [("dmy", "2020-04-03"), ("mdy", "2020-03-04")])
def test_the_answer_holds_for_the_whole_table(order, edtf):
    assert as_edtf("03/04/2020", order) == edtf


@pytest.mark.parametrize("text", ["03/04/20", "Sep-16", "42620", "2021-22"])
def test_what_a_spreadsheet_made_of_a_date_is_not_guessed_back(text):
    with pytest.raises(Misread) as refusal:
        as_edtf(text)

    assert not isinstance(refusal.value, WhichOrder)


def test_two_years_and_a_season_are_told_apart_by_how_they_are_written():
    with pytest.raises(Misread) as refusal:
        as_edtf("2021-22")

    assert "summer of 2021" in refusal.value.fault.what
    assert "2021/2022" in refusal.value.fault.remedy
    assert "[2021-22]" in refusal.value.fault.remedy
