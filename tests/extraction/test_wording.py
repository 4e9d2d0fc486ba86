"""Where a text says a value that somebody gives."""

import pytest

from extraction.wording import (
    How,
    Sought,
    may_say_year,
    wordings_of_choice,
    wordings_of_date,
    wordings_of_name,
    wordings_of_number,
    words_alike,
)
from extraction.words.choices import choice_pattern


def said(text: str, wordings) -> list[tuple[str, str]]:
    """The words that were found, each with how they say it."""
    return [(text[one.start : one.end], one.how.name.lower()) for one in wordings]


@pytest.mark.parametrize(
    ("text", "edtf", "words"),
    [
        ("It met on 7 September 2016.", "2016-09-07", [("7 September 2016", "exact")]),
        ("It met on September 7th, 2016.", "2016-09-07", [("September 7th, 2016", "exact")]),
        ("会议于2016年9月7日举行", "2016-09-07", [("2016年9月7日", "exact")]),
        ("会议于二〇一六年九月举行", "2016-09", [("二〇一六年九月", "exact")]),
        ("It met from 4 to 6 May 2031.", "2031-05-04/2031-05-06", [("4 to 6 May 2031", "exact")]),
        (
            "It met on 7 September in Suva.",
            "2016-09-07",
            [("7 September", "folded")],
        ),  # of that year
        ("It met on 7 September 2016.", "2016-09", [("7 September 2016", "near")]),
        ("It met in September 2016.", "2016-09-07", []),  # less exact: it does not say the day
        ("It met on 8 September 2016.", "2016-09-07", []),
        ("It met in 2016.", "2016~", [("2016", "near")]),
        ("It chaired from 2017 to 2020.", "2017", [("from 2017 to 2020", "near")]),
    ],
)
def test_date_is_found_in_any_spelling(text: str, edtf: str, words):
    assert said(text, wordings_of_date(text, 0, len(text), edtf, "2016-12-01")) == words


def test_passages_without_the_year_are_passed_over():
    assert may_say_year("in September 2016", "2016-09")
    assert may_say_year("二〇一六年", "2016-09")
    assert not may_say_year("in September 2017", "2016-09")
    assert may_say_year("anything", "")


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("the eleventh meeting", 11, [("eleventh", "exact")]),
        ("the 11th meeting", 11, [("11th", "exact")]),
        ("第十一次会议", 11, [("第十一", "exact")]),
        ("首届论坛", 1, [("首届", "exact")]),
        ("the XIX summit", 19, [("XIX", "exact")]),
        ("Summit 11", 11, [("11", "near")]),
        ("eleven meetings", 11, [("eleven", "near")]),
        ("the 21st meeting of 11,000", 11, []),
    ],
)
def test_ordinal_is_found_in_words_and_figures(text: str, number: int, words):
    assert said(text, wordings_of_number(text, 0, len(text), number, ordinal=True)) == words


@pytest.mark.parametrize(
    ("text", "names", "words"),
    [
        ("held in Port  Amber.", ["Port Amber"], [("Port  Amber", "exact")]),
        ("held in port amber", ["Port Amber"], []),  # a name begins with a capital
        ("Viêt Nam took part", ["Viet Nam"], [("Viêt Nam", "folded")]),
        ("中国和越南", ["Viet Nam", "越南"], [("越南", "exact")]),
        ("the South China Sea", ["China"], [("China", "near")]),
        ("the China-ASEAN Summit", ["China"], [("China", "near")]),
        ("Iranian guests", ["Iran"], []),
        ("let us meet", ["US"], []),
        ("the Forum (ARF)", ["ASEAN Regional Forum", "ARF"], [("ARF", "exact")]),
    ],
)
def test_record_is_found_by_any_of_its_names(text: str, names: list[str], words):
    sought = Sought.of(names, whole=True)

    assert said(text, wordings_of_name(text, 0, len(text), sought)) == words


def test_longer_name_holds_over_one_in_it():
    text = "the Asia Forum Summit"

    found = wordings_of_name(text, 0, len(text), Sought.of(["Asia Forum", "Asia Forum Summit"]))

    assert said(text, found) == [("Asia Forum Summit", "exact")]


def test_words_that_are_alike_are_whole_words():
    text = "It was hosted by Estwick, and all went home."

    assert said(text, words_alike(text, 0, len(text), Sought.of(["Estwyck"]))) == [
        ("Estwick", "near")
    ]
    assert words_alike(text, 0, len(text), Sought.of(["Stonehaven"])) == []


@pytest.mark.parametrize(
    ("text", "field", "key", "words"),
    [
        ("a meeting of ministers", "level", "ministers", ["ministers"]),
        ("the summit", "level", "leaders", ["summit"]),
        ("met by video link", "mode", "video", ["by video"]),
        ("the meeting was postponed", "status", "postponed", ["was postponed", "postponed"]),
        ("the meeting was held", "status", "held", ["was held"]),
        ("会议在京举行", "status", "held", ["举行"]),
        ("chaired by Fiji", "role", "chair", ["chaired"]),
        ("Fiji hosted it", "role", "chair", []),
    ],
)
def test_choice_is_found_by_the_words_that_the_reader_knows(text, field, key, words):
    pattern = choice_pattern(field, key, [key], of_meeting=True, language="en")

    found = [text[one.start : one.end] for one in wordings_of_choice(text, 0, len(text), pattern)]

    assert found in (words, words[:1], words[1:])


def test_what_was_done_is_found_in_both_languages():
    for text, words in (("they signed it", "signed"), ("各方签署了宣言", "签署")):
        pattern = choice_pattern("action", "signed", ["signed"], of_meeting=False, language="en")
        (found,) = wordings_of_choice(text, 0, len(text), pattern)
        assert (text[found.start : found.end], found.how) == (words, How.EXACT)
