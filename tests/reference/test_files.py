"""The reference files say what fits, or are refused by name."""

import shutil

import pytest

from reference import places, states
from reference.files import FOLDER, NAMES, Malformed
from reference.reading import read_states


@pytest.fixture
def folder(tmp_path):
    for name in NAMES:
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("identifiers.yaml", 'value: "816", state: VDR', 'value: "816", state: VDX', "VDX"),
        ("identifiers.yaml", "scheme: cow, value", "scheme: covv, value", "covv"),
        ("identifiers.yaml", 'value: "816"', "value: 816", "value must be a text"),
        ("identifiers.yaml", "since: 1954, until: 1976", "since: 1976, until: 1954", "ends before"),
        ("identifiers.yaml", "until: 1976", "till: 1976", "has no key till"),
        ("identifiers.yaml", "codes:", "kodes:", "has no key kodes"),
        ("states.yaml", "  MMR:", "  MMX:", "no such state"),
        ("states.yaml", "[Zaire, en, 1971, 1997]", "[Zaire, en, 1997, 1971]", "ends before"),
        ("states.yaml", "[Zaire, en, 1971, 1997]", "[Zaire, xx, 1971]", "one of the languages"),
        ("states.yaml", "successor: VNM", "successor: Viet Nam", "not known"),
        ("states.yaml", "renamed:", "renamed: [", "is not YAML"),
    ],
)
def test_what_does_not_fit_is_refused(folder, file, old, new, said):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(Malformed, match=said) as refusal:
        read_states(folder)

    assert file in str(refusal.value)


def test_without_the_files_iso_and_the_cldr_are_known(tmp_path):
    found = read_states(tmp_path)

    assert (found["VNM"].name, found["VNM"].alpha2) == ("Vietnam", "VN")
    assert "republic-of-vietnam" not in found


def test_a_place_is_known_by_its_number():
    suzhou = places.place("GeoNames 1886760")

    assert (suzhou.name, suzhou.country, round(suzhou.latitude, 1)) == ("Suzhou", "CHN", 31.3)
    assert places.named("苏州") == (suzhou,)
    assert places.named("Peking")[0].name == "Beijing"
    assert suzhou.source in places.sources_in("CHN")
    for source in ("GeoNames 1", "1886760", "Suzhou", "", "GeoNames 1886760 "):
        assert places.place(source) is None


def test_every_country_of_the_gazetteer_is_a_state_of_today():
    assert {
        one.country for one in places.every() if states.state(one.country).until is not None
    } == set()
