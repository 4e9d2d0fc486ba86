"""Numbers in names, by which duplicates are told apart."""

import pytest

from records.merging.likeness import likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Twenty-first X Summit", "21st X Summit"),
        ("Twenty First X Summit", "21st X Summit"),
        ("Thirtieth Meeting of Y", "30th Meeting of Y"),
        ("One Hundred and First Session of Y", "101st Session of Y"),
        ("Hundredth Session of Y", "100th Session of Y"),
        ("XXI X Summit", "21st X Summit"),
        ("Ⅻ X Summit", "Twelfth X Summit"),
        ("XI BRICS Summit", "11th BRICS Summit"),
        ("第廿一次东盟峰会", "第21届东盟峰会"),
        ("第二十一屆東盟峰會", "第二一届东盟峰会"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(one, other):
    assert likeness(one, other) == likeness(other, one) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("First X Summit", "Twenty-first X Summit"),
        ("Third X Summit", "Thirty-third X Summit"),
        ("First Session of Y", "One Hundred and First Session of Y"),
        ("II X Summit", "III X Summit"),
        ("XIX X Summit", "21st X Summit"),
        ("第一届东盟峰会", "第二十一届东盟峰会"),
    ],
)
def test_numbers_that_share_a_word_are_not_the_same(one, other):
    assert likeness(one, other) == likeness(other, one) == 0


def test_a_family_name_in_capitals_is_no_roman_numeral():
    assert likeness("XI Jinping", "Xi Jinping") == 1
