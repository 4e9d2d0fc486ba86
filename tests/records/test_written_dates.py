"""Dates as people write them in a field, a cell or a filter."""

import pytest

from records.written_dates import as_edtf, readings, two_years

WRITTEN = {
    "2020年9月7日": "2020-09-07",
    "2020年9月": "2020-09",
    "2020 年 9 月 7 日": "2020-09-07",
    "２０１６年９月７日": "2016-09-07",
    "2016年9月7日至8日": "2016-09-07/2016-09-08",
    "2016年9月30日-10月2日": "2016-09-30/2016-10-02",
    "约2016年": "2016~",
    "7 September 2020": "2020-09-07",
    "7th of September, 2020": "2020-09-07",
    "Monday, 7 September 2020": "2020-09-07",
    "7-Sep-2020": "2020-09-07",
    "September 7, 2020": "2020-09-07",
    "Sept. 2020": "2020-09",
    "september 2020": "2020-09",
    "7–8 September 2016": "2016-09-07/2016-09-08",
    "7-8 September 2016": "2016-09-07/2016-09-08",
    "September 7 – 8, 2016": "2016-09-07/2016-09-08",
    "30 September to 2 October 2016": "2016-09-30/2016-10-02",
    "30 December – 2 January 2017": "2016-12-30/2017-01-02",
    "December 30, 2016 - January 2, 2017": "2016-12-30/2017-01-02",
    "2016-09-07 – 2016-09-08": "2016-09-07/2016-09-08",
    "Sep–Nov 2016": "2016-09/2016-11",
    "2015–2016": "2015/2016",
    "from 2015 to 2016": "2015/2016",
    "since 2015": "2015/..",
    "2015 to date": "2015/..",
    "c. 2016": "2016~",
    "circa September 2016": "2016-09~",
    "about 7 September 2016": "2016-09-07~",
    "probably 2016": "2016?",
    "2016 (?)": "2016?",
    "2015 or 2016": "[2015,2016]",
    "7 or 8 September 2016": "[2016-09-07,2016-09-08]",
    "between 2015 and September 2016": "[2015..2016-09]",
    "before September 2016": "[..2016-09]",
    "after 2016": "[2016..]",
    "the 1990s": "199X",
    "2016-9-7": "2016-09-07",
    "2016/9/7": "2016-09-07",
    "7.9.2016": "2016-09-07",
    "13/9/2016": "2016-09-13",
    "9/13/2016": "2016-09-13",
    "7/7/2016": "2016-07-07",
    "201x": "201X",
    "2004-06-~11": "2004-06-~11",
    "1984~/2004-06": "1984~/2004-06",
    "2011-~06-~04": "2011-~06-~04",
    "2016-09-07t09:30:00z": "2016-09-07T09:30:00Z",
    "｛2015，2017｝": "{2015,2017}",
    " 2016-09-07 ": "2016-09-07",
}


@pytest.mark.parametrize(("written", "edtf"), WRITTEN.items())
def test_a_date_is_read_as_people_write_it(written, edtf):
    assert as_edtf(written) == edtf


@pytest.mark.parametrize("edtf", sorted({*WRITTEN.values(), "[..2016-11]", "2016-XX", "../2016"}))
def test_what_is_edtf_stays_as_it_is(edtf):
    assert as_edtf(edtf) == edtf


@pytest.mark.parametrize(
    "text",
    ["7 September", "31 June 2016", "soon", "3/4/2016", "7/9/16", "2016 2017", "9月", "2016-13-01"],
)
def test_what_is_not_understood_stays_and_nothing_is_guessed(text):
    assert as_edtf(text) == text


def test_a_date_in_figures_can_have_two_readings():
    assert readings("3/4/2016") == ["2016-04-03", "2016-03-04"]
    assert readings("13/4/2016") == ["2016-04-13"]
    assert readings("31/31/2016") == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021-22", "2021/2022"),
        ("1920-21", "1920/1921"),
        ("2040-41", "2040/2041"),
        ("2021-23", ""),
        ("2021-21", ""),
        ("2011-12", ""),
        ("2041-42", ""),
        ("[2021-22]", ""),
    ],
)
def test_a_season_that_people_may_write_for_two_years_is_known(text, years):
    assert two_years(text) == years
