"""Partial dates, periods and languages in words."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import example, given

from records.dates import bounds
from records.display import show_date, show_language, show_period

from .test_dates import dates


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("2016", "2016"),
        ("2016-09", "September 2016"),
        ("2016-09-07", "7 September 2016"),
        ("0987-01-02", "2 January 987"),
        ("2015~", "about 2015"),
        ("2015-03?", "March 2015, uncertain"),
        ("2015%", "about 2015, uncertain"),
        ("201X", "the 2010s"),
        ("19XX", "the years 1900 to 1999"),
        ("2016-XX", "2016, month unknown"),
        ("2015-03-XX", "March 2015, day unknown"),
        ("2016-09-07/2016-09-08", "7–8 September 2016"),
        ("2016-08-31/2016-09-02", "31 August – 2 September 2016"),
        ("2016-12-30/2017-01-02", "30 December 2016 to 2 January 2017"),
        ("2013/2017", "2013 to 2017"),
        ("2016/..", "since 2016"),
        ("../2016", "until 2016"),
        ("[2015..2017-01-11]", "some time between 2015 and 11 January 2017"),
        ("[2015..]", "some time from 2015 on"),
        ("[..2017-01]", "some time up to January 2017"),
        ("[2015,2016]", "2015 or 2016"),
        ("[2014,2015,2016]", "2014, 2015 or 2016"),
        ("2016-09-07T09:30:00", "7 September 2016, 09:30:00"),
        ("2016-09-07T09:30:00Z", "7 September 2016, 09:30:00 UTC"),
        ("2016-09-07T09:30:00+08:00", "7 September 2016, 09:30:00 UTC+08:00"),
        ("1XXX", "the years 1000 to 1999"),
        ("201X-05", "May of one of the 2010s"),
        ("19XX-02-29", "29 February of one of the years 1900 to 1999"),
        ("201X-05-XX", "May of one of the 2010s, day unknown"),
        ("201X-XX", "the 2010s, month unknown"),
        ("2016-XX-07", "day 7 of an unknown month of 2016"),
        ("2016-21", "spring of 2016"),
        ("2016-24~", "about winter of 2016"),
        ("2016-27", "autumn of 2016 (northern hemisphere)"),
        ("2016-30", "summer of 2016 (southern hemisphere)"),
        ("2016-33", "first quarter of 2016"),
        ("2016-36", "fourth quarter of 2016"),
        ("2016-38", "May to August of 2016"),
        ("2016-41", "second half of 2016"),
        ("201X-40", "first half of one of the 2010s"),
        ("?2016", "2016, uncertain"),
        ("2016?-09", "September 2016 (year uncertain)"),
        ("2016-09~-07", "7 September 2016 (year approximate, month approximate)"),
        (
            "2016-~09-07?",
            "7 September 2016 (year uncertain, month uncertain and approximate, day uncertain)",
        ),
        ("?2016-?09-?07", "7 September 2016, uncertain"),
        ("2016-09-%07", "7 September 2016 (day uncertain and approximate)"),
        ("2015/", "from 2015, end unknown"),
        ("/2015", "until 2015, beginning unknown"),
        ("2016-21/2016-23", "spring of 2016 to autumn of 2016"),
        ("[2014,2016..2018]", "2014 or between 2016 and 2018"),
        ("[..2014, 2016,2018..]", "2014 or earlier, 2016 or 2018 or later"),
        ("{2014}", "2014"),
        ("{2014,2015, 2017..2019}", "2014, 2015 and all from 2017 to 2019"),
        ("{..2014,2016..}", "all up to 2014 and all from 2016 on"),
        ("2016-13", "2016-13"),
        ("not a date", "not a date"),
    ],
)
def test_a_partial_date_is_said_in_words(text, words):
    assert show_date(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2016", "2016年"),
        ("2016-09", "2016年9月"),
        ("2016-09-07", "2016年9月7日"),
        ("2016-09-07/2016-09-08", "2016年9月7日至8日"),
        ("2016-08-31/2016-09-02", "2016年8月31日至9月2日"),
        ("2016-12-30/2017-01-02", "2016年12月30日至2017年1月2日"),
        ("2016-09-07T09:30:00Z", "2016年9月7日 09:30:00 UTC"),
        ("1XXX", "1000年至1999年间"),
        ("201X-05", "2010年代某年的5月"),
        ("19XX-02-29", "1900年至1999年间某年的2月29日"),
        ("2016-XX-07", "2016年某月7日"),
        ("2016-21", "2016年春季"),
        ("2016-24", "2016年冬季"),
        ("2016-27", "2016年秋季（北半球）"),
        ("2016-30", "2016年夏季（南半球）"),
        ("2016-34", "2016年第二季度"),
        ("2016-38", "2016年5月至8月"),
        ("2016-40", "2016年上半年"),
        ("201X-41", "2010年代某年下半年"),
        ("2016?-09-~07", "2016年9月7日（年份存疑，日期约略）"),
        ("2015/", "自2015年起，结束时间不详"),
        ("/2015", "至2015年，开始时间不详"),
        ("[2014,2016..2018]", "2014年或2016年至2018年之间"),
        ("[..2014,2018..]", "2014年或更早或2018年或更晚"),
        ("{2014,2015,2017..2019}", "2014年、2015年和2017年至2019年全部"),
    ],
)
def test_a_chinese_reader_gets_chinese_dates(text, words):
    with override("zh-hans"):
        assert show_date(text) == words


@given(text=dates)
@example("9999-12-31T23:59:59-12")
def test_every_date_is_spelled_out_in_both_languages(text):
    try:
        bounds(text)
    except ValidationError:
        return
    for language in ("en", "zh-hans"):
        with override(language):
            words = show_date(text)

        assert bool(words) == bool(text)
        assert not set("[]{}/~?%X") & set(words)


def test_the_words_of_one_language_never_answer_another():
    assert show_date("2016-09-07") == "7 September 2016"
    with override("zh-hans"):
        assert show_date("2016-09-07") == "2016年9月7日"
    assert show_date("2016-09-07") == "7 September 2016"


@pytest.mark.parametrize(
    ("since", "until", "seen", "words"),
    [
        ("1996", "", (False, False), "since 1996"),
        ("", "2016", (False, False), "until 2016"),
        ("1996", "2016-09", (False, False), "1996 to September 2016"),
        ("2007", "", (True, False), "first seen 2007"),
        ("2007", "2016", (True, True), "first seen 2007, last seen 2016"),
        ("2007", "2007", (False, False), "2007"),
        ("", "", (False, False), ""),
    ],
)
def test_a_period_tells_beginning_from_first_sight(since, until, seen, words):
    assert show_period(since, until, first_seen=seen[0], last_seen=seen[1]) == words


@pytest.mark.parametrize(
    ("since", "until", "planned", "words"),
    [
        ("2017", "2020", (True, True), "2017 to 2020 (planned)"),
        ("2017", "", (True, False), "planned to begin 2017"),
        ("2017", "2020", (False, True), "since 2017, planned to end 2020"),
    ],
)
def test_a_period_tells_what_was_planned(since, until, planned, words):
    shown = show_period(since, until, begin_planned=planned[0], end_planned=planned[1])

    assert shown == words


def test_a_language_is_named_in_the_readers_language():
    assert show_language("zh-Hans") == "Chinese (Simplified)"
    assert show_language("lo") == "Lao"
    assert show_language("xx") == "xx"
    with override("zh-hans"):
        assert show_language("lo") == "老挝语"
