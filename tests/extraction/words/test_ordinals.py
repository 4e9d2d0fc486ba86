"""Ordinals in words, figures, Roman and Chinese numerals."""

import pytest

from extraction.words.ordinals import chinese_number, ordinals_in, roman


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the 19th summit", [(19, "19th")]),
        ("Third and Fourth", [(3, "Third"), (4, "Fourth")]),
        ("the Twenty-first and 22nd", [(21, "Twenty-first"), (22, "22nd")]),
        ("the forty second session", [(42, "forty second")]),
        ("its one hundred and fifth meeting", [(105, "one hundred and fifth")]),
        ("the hundredth time", [(100, "hundredth")]),
        ("the 1,000th and 1001st", [(1000, "1,000th"), (1001, "1001st")]),
        ("第十九次和第2届", [(19, "第十九"), (2, "第2")]),
        ("secondary thirdly 5 seconds", []),
        ("the firſt and twenty-fırst", [(1, "firſt"), (21, "twenty-fırst")]),
    ],
)
def test_ordinals_stand_where_they_are_said(text, expected):
    found = ordinals_in(text)

    assert [(one.value, text[one.start : one.end]) for one in found] == expected


@pytest.mark.parametrize(
    ("word", "value"), [("XIV", 14), ("III", 3), ("XL", 40), ("EU", 0), ("IIII", 0), ("", 0)]
)
def test_roman_numerals(word, value):
    assert roman(word) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十九", 19), ("二十", 20), ("一百零三", 103), ("二〇一六", 2016), ("23", 23)],
)
def test_chinese_numerals(text, value):
    assert chinese_number(text) == value
