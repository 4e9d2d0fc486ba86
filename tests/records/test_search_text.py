"""The normaliser of names: what is found under what, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mechanisms.models import Mechanism, MechanismName
from records.reindexing import reindex
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
        ("Đà Nẵng", "da nang"),
        ("Łódź", "lodz"),
        ("Søndergård", "sondergard"),
        ("Diyarbakır", "diyarbakir"),
        ("Nukuʻalofa", "nukualofa"),
        ("Œuvre", "oeuvre"),
        ("Þingvellir, Æbelø, Straße", "thingvellir aebelo strasse"),
        ("東盟安全合作", "东盟安全合作"),
        ("港口安全對話會", "港口安全对话会"),
        ("臺灣海峽 南韓 後", "台湾海峡 南韩 后"),
        ("\u00a0 \u00a0", ""),
        ("⽉", "月"),
    ],
)
def test_folding(text, folded):
    assert fold(text) == folded


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Đà Nẵng Dialogue", "da nang"),
        ("Dialogue of Lodz", "Łódź"),
        ("Nukuʻalofa Forum", "nukualofa"),
        ("港口安全對話會", "安全对话"),
        ("港口安全对话会", "安全對話"),
        ("东盟地区论坛", "東盟"),
    ],
)
def test_what_other_letters_or_characters_write_is_found(name: str, query: str):
    found = make_mechanism(name=name)
    make_mechanism(name="Another")

    assert list(Mechanism.objects.search(query)) == [found]


@pytest.mark.django_db
def test_after_an_upgrade_records_are_found_as_words_are_read_now():
    record = make_mechanism(name="Łódź Dialogue")
    Mechanism.objects.filter(pk=record.pk).update(search_text="łodz dialogue")
    record.refresh_from_db()

    assert reindex() == 0
    assert not Mechanism.objects.search("lodz").exists()
    assert reindex(every=True) == 1
    assert list(Mechanism.objects.search("lodz")) == [record]
    assert Mechanism.objects.get().version == record.version


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
