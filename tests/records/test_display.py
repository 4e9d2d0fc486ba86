"""Partial dates, periods and languages in words."""

import pytest
from django.utils.translation import override

from records.display import show_date, show_language, show_period


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
    ],
)
def test_a_chinese_reader_gets_chinese_dates(text, words):
    with override("zh-hans"):
        assert show_date(text) == words


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
