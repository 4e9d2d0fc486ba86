"""The normaliser of names: what is found under what, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mechanisms.models import Mechanism, MechanismName
from records.search_text import clean, fold, index_text, query_terms
from tests.make import make_mechanism, make_meeting


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Lancang-Mekong Cooperation (LMC)", "lancang mekong cooperation lmc"),
        ("Côte d’Ivoire", "cote d ivoire"),
        ("ＡＳＥＡＮ＋３", "asean 3"),
        ("ПРИВЕТ, ЁЖ", "привет еж"),
        ("İstanbul", "istanbul"),
        ("مُحَمَّد", "محمد"),
        ("Track_II", "track ii"),
        ("\u00a0 \u00a0", ""),
        ("⽉", "月"),
    ],
)
def test_folding(text, folded):
    assert fold(text) == folded


def test_a_text_without_spaces_is_found_by_each_character_and_each_pair():
    assert index_text("澜沧江").split() == ["澜", "沧", "江", "澜沧", "沧江"]


def test_scripts_that_touch_are_cut_apart():
    assert index_text("第1次LMC会").split() == ["1", "lmc", "第", "次", "会"]


@given(st.text(max_size=60))
def test_whatever_was_indexed_is_found_again(text):
    assert set(query_terms(text)) <= set(index_text(text).split())


@given(st.text(max_size=60))
def test_cleaned_text_can_be_stored(text):
    cleaned = clean(text)

    assert "\x00" not in cleaned
    cleaned.encode("utf-8")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "lancang",
        "LANCANG mek",
        "cooperation lancang",
        "LMC",
        "lm",
        "澜",
        "湄公",
        "湄公河合作",
        "澜沧江",
        "ລ້ານຊ້າງ",
    ],
)
def test_a_mechanism_is_found_by_any_of_its_names(query):
    mechanism = make_mechanism(name="Lancang-Mekong Cooperation")
    make_mechanism(name="Mekong River Commission")
    for text, language in [("LMC", "en"), ("澜沧江—湄公河合作", "zh-Hans"), ("ລ້ານຊ້າງ-ແມ່ຂອງ", "lo")]:
        MechanismName.objects.create(record=mechanism, text=text, language=language)

    assert list(Mechanism.objects.search(query)) == [mechanism]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", "   ", "!!!", "'", "a' | b", "\\", "): *", "x" * 5000, "\x00"]
)
def test_a_query_of_any_shape_is_answered(query):
    make_meeting(name="Summit")

    assert list(Mechanism.objects.search(query)) == []


@pytest.mark.django_db
def test_a_name_that_goes_is_no_longer_found():
    mechanism = make_mechanism(name="Six-Party Talks")
    name = MechanismName.objects.create(record=mechanism, text="SPT", kind="acronym")
    assert Mechanism.objects.search("spt").exists()

    name.delete()

    assert not Mechanism.objects.search("spt").exists()
