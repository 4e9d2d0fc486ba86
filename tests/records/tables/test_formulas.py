"""No exported text is a formula, and each comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.tables.formulas import neutralize, restore

SIGNS = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]


@given(st.text(alphabet=st.sampled_from([*SIGNS, "'", " ", "\u3000", "a", "1", "\n"])))
def test_every_text_comes_back(text):
    assert restore(neutralize(text)) == text


@given(st.text())
def test_any_text_at_all_comes_back(text):
    assert restore(neutralize(text)) == text


@given(st.sampled_from(SIGNS), st.sampled_from(["", " ", "\u00a0", "\u3000"]), st.text())
def test_nothing_exported_begins_as_a_formula(sign, space, rest):
    assert neutralize(f"{space}{sign}{rest}").startswith("'")


@pytest.mark.parametrize("text", ["a=b", "'quoted'", "1-2", "", "don't", "’=", "-"[:0]])
def test_other_texts_are_left_as_they_are(text):
    assert neutralize(text) == text == restore(text)


def test_a_formula_typed_by_hand_is_a_text():
    assert restore("=1+1") == "=1+1"
