"""Dates as texts write them, into EDTF with the characters that say them."""

import pytest

from extraction.dates.chinese import chinese_dates
from extraction.dates.english import dates_in
from extraction.dates.meanings import Known
from extraction.words.lexicon import lexicon
from records.dates import bounds


def read(text: str, find=dates_in, **known) -> list[tuple[str, str]]:
    """EDTF and words of each date in ``text``, read in a document of 11 January 2017."""
    found = find(text, 0, len(text), Known(**{"published": "2017-01-11", **known}))
    for when in found:
        bounds(when.edtf)  # raises if Fora cannot store it
        for part in when.each:
            bounds(part.edtf)
    return [(when.edtf, text[when.start : when.end]) for when in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 7 September 2016 it met", [("2016-09-07", "7 September 2016")]),
        ("on September 7, 2016 it met", [("2016-09-07", "September 7, 2016")]),
        ("on the 7th of September, 2016", [("2016-09-07", "the 7th of September, 2016")]),
        ("Tuesday, 4 May 1976", [("1976-05-04", "Tuesday, 4 May 1976")]),
        ("September 7-8, 2016", [("2016-09-07/2016-09-08", "September 7-8, 2016")]),
        ("from 28 to 30 March 2007", [("2007-03-28/2007-03-30", "28 to 30 March 2007")]),
        ("30 June to 2 July 2015", [("2015-06-30/2015-07-02", "30 June to 2 July 2015")]),
        (
            "30 December to 2 January 2015",
            [("2014-12-30/2015-01-02", "30 December to 2 January 2015")],
        ),
        ("June 30 – July 2, 2015", [("2015-06-30/2015-07-02", "June 30 – July 2, 2015")]),
        (
            "from the 18th to the 24th April, 1955",
            [("1955-04-18/1955-04-24", "the 18th to the 24th April, 1955")],
        ),
        ("27 and 28 February 2013", [("2013-02-27/2013-02-28", "27 and 28 February 2013")]),
        ("on 7 and 21 May 2013", [("[2013-05-07,2013-05-21]", "7 and 21 May 2013")]),
        ("in January and November 2007", [("[2007-01,2007-11]", "January and November 2007")]),
        ("in 2015 and 2016 respectively", [("[2015,2016]", "2015 and 2016")]),
        ("in November 2014", [("2014-11", "November 2014")]),
        ("in early March 2010", [("2010-03", "early March 2010")]),
        ("2019-12-18 23:26:21", [("2019-12-18", "2019-12-18")]),
        ("18.12.2019", [("2019-12-18", "18.12.2019")]),
        ("in the first half of 2016", [("[2016-01..2016-06]", "in the first half of 2016")]),
        ("the third quarter of 2016", [("[2016-07..2016-09]", "the third quarter of 2016")]),
        ("in the 1990s", [("199X", "the 1990s")]),
        ("in spring 2015", [("2015", "spring 2015")]),
        ("between 2011 and 2014", [("[2011..2014]", "between 2011 and 2014")]),
        ("from 1973 to 1975", [("1973/1975", "from 1973 to 1975")]),
        ("1973-75", [("1973/1975", "1973-75")]),
        ("Since 2015 it has", [("[2015..2017-01-11]", "Since 2015")]),
        ("held by November 2016", [("[..2016-11]", "by November 2016")]),
        ("before 2010", [("[..2010]", "before 2010")]),
        (
            "on 3 May 2011 and 9 July 2012, respectively",
            [("[2011-05-03,2012-07-09]", "3 May 2011 and 9 July 2012")],
        ),
        (
            "between 30 May and 2 June 2012",
            [("2012-05-30/2012-06-02", "between 30 May and 2 June 2012")],
        ),
        ("on 31 May and 1 June 2012", [("2012-05-31/2012-06-01", "31 May and 1 June 2012")]),
        ("set for Nov. 9-10, 2016", [("2016-11-09/2016-11-10", "Nov. 9-10, 2016")]),
        (
            "on Friday and Saturday, corresponding to 13-14 January 2017",
            [("2017-01-13/2017-01-14", "13-14 January 2017")],
        ),
        ("on Friday (Jan 6)", [("2017-01-06", "Jan 6")]),
        (
            "held on 5-6 May in Port Blue, Isleland, in 1988",
            [("1988-05-05/1988-05-06", "5-6 May"), ("1988", "1988")],
        ),
        ("In 1988, it met on 5 May", [("1988", "1988"), ("1988-05-05", "5 May")]),
        ("opened this morning", [("2017-01-11", "this morning")]),
    ],
)
def test_what_is_said_outright(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On September 7 it met", "2016-09-07"),
        ("on 5 January it met", "2017-01-05"),
        ("in July, last year", "2016-07"),
        ("last September", "2016-09"),
        ("last January", "2016-01"),
        ("this year", "2017"),
        ("last month", "2016-12"),
        ("next month", "2017-02"),
        ("yesterday", "2017-01-10"),
        ("on Monday", "2017-01-09"),
        ("last Wednesday", "2017-01-04"),
        ("the first half this year", "[2017-01..2017-06]"),
        ("in the past two years", "[2015-01..2017-01-11]"),
        ("three years ago", "2014"),
    ],
)
def test_what_the_day_of_publication_completes(text, expected):
    assert [edtf for edtf, _words in read(text)] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on May 3, 4 and 5, 2011.", "2011-05-03/2011-05-05"),
        ("on 3, 4 & 5 May 2011", "2011-05-03/2011-05-05"),
        ("on 3, 5, and 9 May 2011", "[2011-05-03,2011-05-05,2011-05-09]"),
        ("on 3-4 and 9 May 2011", "[2011-05-03..2011-05-09]"),
        ("from 29 to 31 of May and 1 June 2011", "2011-05-29/2011-06-01"),
        ("on 30 May, 31 May and 1 June 2011", "2011-05-30/2011-06-01"),
        ("on 3−5 May 2011", "2011-05-03/2011-05-05"),
        ("on 3—5 May 2011", "2011-05-03/2011-05-05"),
        ("on 3～5 May 2011", "2011-05-03/2011-05-05"),
        ("on 30.12.2010-3.1.2011", "2010-12-30/2011-01-03"),
        ("on 30.12.–3.1.2011", "2010-12-30/2011-01-03"),
        ("on 3.-5.5.2011", "2011-05-03/2011-05-05"),
        ("2011-05-03 to 2011-05-05", "2011-05-03/2011-05-05"),
        ("2011-05-03–05", "2011-05-03/2011-05-05"),
        ("2011, May 3", "2011-05-03"),
        ("on the third of May 2011", "2011-05-03"),
        ("on the twenty-third day of May, 2011", "2011-05-23"),
    ],
)
def test_days_of_which_the_month_or_the_year_is_printed_once(text, expected):
    assert [edtf for edtf, _words in read(text)] == [expected]


def test_a_year_behind_several_dates_is_of_all_of_them():
    assert read("on 3 May in Suva and on 9 July 2011 in Apia") == [
        ("2011-05-03", "3 May"),
        ("2011-07-09", "9 July 2011"),
    ]
    assert read("The 2011 Lagoon Forum was held in Suva on 3 May")[1:] == [("2011-05-03", "3 May")]


@pytest.mark.parametrize(
    "text",
    [
        "on 3 May 211 in Suva",
        "on 3 May ’11 in Suva",
        "on 3 May 20l1 in Suva",
        "on 3 May 20 11 in Suva",
        "on 3 May, two thousand and eleven",
        "on May 3, MMXI",
        "on 3 May of the year 2111",
        "民国一百年五月三日",
        "平成23年5月3日",
    ],
)
def test_a_year_that_is_printed_and_not_understood_is_not_replaced(text):
    assert read(text, chinese_dates if text[0] > "一" else dates_in) == []


def test_a_number_that_is_no_year_leaves_a_day_to_the_day_of_publication():
    assert read("On 3 May 150 delegates met") == [("2016-05-03", "3 May")]
    assert read("On 3 May 10 a.m.") == [("2016-05-03", "3 May")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("circa 2011", "2011~"),
        ("c. 2011", "2011~"),
        ("ca. 3 May 2011", "2011-05-03~"),
        ("around the 3rd of May 2011", "2011-05-03~"),
        ("about 3-5 May 2011", "2011-05-03~/2011-05-05~"),
        ("in May 2011 or thereabouts", "2011-05~"),
        ("probably in 2011", "2011?"),
        ("held in Suva (2011?)", "2011?"),
        ("perhaps around 2011", "2011%"),
        ("in late 2010 or early 2011", "[2010,2011]"),
        ("in April or May 2011", "[2011-04,2011-05]"),
        ("on 3 or 4 May 2011", "[2011-05-03,2011-05-04]"),
        ("after 2011", "[2011..]"),
        ("no later than 3 May 2011", "[..2011-05-03]"),
    ],
)
def test_vagueness_is_part_of_the_date(text, expected):
    assert [edtf for edtf, _words in read(text)] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 03/05/2011", "[2011-03-05,2011-05-03]"),
        ("on 03-05-2011", "[2011-03-05,2011-05-03]"),
        ("on 05/05/2011", "2011-05-05"),
        ("on 23/05/2011", "2011-05-23"),
        ("on 05/23/2011", "2011-05-23"),
        ("on 03.05.2011", "2011-05-03"),
        ("11/05/2011 - 13/05/2011", "2011-05-11/2011-05-13"),
    ],
)
def test_a_date_with_two_readings_is_either_of_them(text, expected):
    assert [edtf for edtf, _words in read(text)] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二○一一年五月三日", "2011-05-03"),
        ("二Ｏ一一年五月廿三日", "2011-05-23"),
        ("贰零壹壹年伍月卅壹日", "2011-05-31"),
        ("２０１１年５月３日", "2011-05-03"),
        ("2011 年 5 月 3 日至 5 日", "2011-05-03/2011-05-05"),
        ("2011年5月3—5日", "2011-05-03/2011-05-05"),
        ("2011年5月3日—5日", "2011-05-03/2011-05-05"),
        ("2011年5月30日-6月1日", "2011-05-30/2011-06-01"),
        ("2010年12月31日至2011年1月2日", "2010-12-31/2011-01-02"),
        ("12月31日至2011年1月2日", "2010-12-31/2011-01-02"),
        ("2011年5月3日、4日和5日", "2011-05-03/2011-05-05"),
        ("2011年5月3日或4日", "[2011-05-03,2011-05-04]"),
        ("2011年5月3号", "2011-05-03"),
        ("2011年5月上旬", "[2011-05-01..2011-05-10]"),
        ("2011年2月下旬", "[2011-02-21..2011-02-28]"),
        ("2011年5月至7月", "2011-05/2011-07"),
        ("2010年至2011年", "2010/2011"),
        ("约2011年", "2011~"),
        ("2011年前后", "2011~"),
        ("可能在2011年", "2011?"),
        ("2010年底或2011年初", "[2010,2011]"),
    ],
)
def test_dates_in_chinese_as_they_are_set_and_counted(text, expected):
    assert [edtf for edtf, _words in read(text, chinese_dates)] == [expected]


def test_what_an_earlier_date_completes():
    known = {"last": "2016-05-31", "year": 2016}

    assert read("on the same day", **known) == [("2016-05-31", "on the same day")]
    assert read("two days later", **known) == [("2016-06-02", "two days later")]
    assert read("the following day", **known) == [("2016-06-01", "the following day")]
    assert read("in November of the same year", **known) == [
        ("2016-11", "November of the same year")
    ]
    assert read("on 7 September", **known) == [("2016-09-07", "7 September")]


def test_what_is_to_come_lies_ahead():
    assert read("on 5 May", future=True) == [("2017-05-05", "5 May")]
    assert read("on Friday", future=True) == [("2017-01-13", "on Friday")]


@pytest.mark.parametrize(
    "text",
    [
        "they may march on",
        "2,016 people",
        "1500 troops",
        "the 21st century",
        "resolution 2085",
        "No. 1999",
        "31 February 2016",
        "phone 5551-2016-0000",
    ],
)
def test_what_is_no_date(text):
    assert read(text) == []


def test_a_day_of_publication_between_two_ends_no_span():
    assert read("in the past two years", published="[2015..2017-01-11]") == []


def test_letters_that_small_letters_confuse_are_read_as_meant():
    assert read("on 5 Auguſt 2016") == [("2016-08-05", "5 Auguſt 2016")]
    assert read("fıve years ago") == [("2012", "fıve years ago")]
    assert read("FRİDAY") == [("2017-01-06", "FRİDAY")]


@pytest.mark.parametrize(
    "text", ["on 7 September", "last month", "today", "on Monday", "this year"]
)
def test_nothing_is_guessed_where_nothing_is_known(text):
    assert read(text, published="") == []


def test_each_of_several_dates_has_its_words():
    text = "in January and November 2007"

    (when,) = dates_in(text, 0, len(text), Known())

    assert [(one.edtf, text[one.start : one.end]) for one in when.each] == [
        ("2007-01", "January"),
        ("2007-11", "November 2007"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016年9月7日", [("2016-09-07", "2016年9月7日")]),
        ("二〇一六年九月七日", [("2016-09-07", "二〇一六年九月七日")]),
        ("2016年9月7日至8日", [("2016-09-07/2016-09-08", "2016年9月7日至8日")]),
        ("2015年6月30日至7月2日", [("2015-06-30/2015-07-02", "2015年6月30日至7月2日")]),
        ("2016年9月", [("2016-09", "2016年9月")]),
        ("2015年以来", [("[2015..2017-01-11]", "2015年以来")]),
        ("去年", [("2016", "去年")]),
        ("今年上半年", [("[2017-01..2017-06]", "今年上半年")]),
        ("去年12月", [("2016-12", "去年12月")]),
        ("12月5日", [("2016-12-05", "12月5日")]),
        ("昨天", [("2017-01-10", "昨天")]),
        ("本月9日", [("2017-01-09", "本月9日")]),
        ("2016年9月，同年11月3日", [("2016-09", "2016年9月"), ("2016-11-03", "同年11月3日")]),
        ("2016年9月7日，次日", [("2016-09-07", "2016年9月7日"), ("2016-09-08", "次日")]),
        ("2016年13月", []),
    ],
)
def test_dates_in_chinese(text, expected):
    assert read(text, chinese_dates) == expected


def test_the_nearest_verb_says_whether_a_day_is_to_come():
    text = "A statement was issued on Monday; the summit will be held on Friday"
    tenses = lexicon().tenses(text, 0)

    assert [edtf for edtf, _words in read(text, tenses=tenses)] == ["2017-01-09", "2017-01-13"]
