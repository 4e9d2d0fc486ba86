"""The register as a gazetteer: names at the borders of words, the longest first."""

from pathlib import Path

import pytest

from documents.candidates.gazetteer import entries, entries_of_files
from extraction.names.gazetteer import Entry, Gazetteer, tokens
from records.search_text import fold
from tests.make import make_mechanism, make_meeting

DATA = Path(__file__).resolve().parents[3] / "data"

GAZETTEER = Gazetteer(
    [
        Entry("1", "participant", "Oman"),
        Entry("2", "participant", "Fiji"),
        Entry("3", "mechanism", "World Harbour Office", ("WHO",)),
        Entry("4", "mechanism", "Fiji-Oman Dialogue"),
        Entry("5", "mechanism", "Réunion Process", ("留尼汪进程",)),
        Entry("6", "participant", "Fiji Sea Institute"),
        Entry("7", "place", "Georgia"),
        Entry("8", "participant", "Georgia"),
        Entry("9", "meeting", "Fiji-Oman Talks"),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(one.name, one.entries[0].uid) for one in GAZETTEER.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Romania and Oman met.", [("Oman", "1")]),
        ("Oman’s navy; Fiji's port", [("Oman", "1"), ("Fiji", "2")]),
        ("who wrote to the WHO?", [("WHO", "3")]),
        ("the Fiji–Oman dialogue of 2010", [("Fiji–Oman dialogue", "4")]),
        ("the Fiji Sea Institute in Fiji", [("Fiji Sea Institute", "6"), ("Fiji", "2")]),
        ("the Reunion\nProcess", [("Reunion Process", "5")]),
        ("各方支持留尼汪进程的发展", [("留尼汪进程", "5")]),
        ("ships of Fiji. Sea Institute staff", [("Fiji", "2")]),
        ("the fiji of old", []),
    ],
)
def test_names_are_found_at_the_borders_of_words(text, expected):
    assert found(text) == expected


def test_a_name_inside_a_longer_one_is_marked():
    whole = {
        one.start: one.whole
        for one in GAZETTEER.find("Oman Sea patrols of Oman and Fiji-based ships")
    }

    assert whole == {0: False, 20: True, 29: False}


def test_a_name_of_several_records_names_none_by_itself():
    (georgia,) = GAZETTEER.find("It met in Georgia.")

    assert {entry.kind for entry in georgia.entries} == {"place", "participant"}
    assert georgia.the("place").uid == "7"
    assert georgia.the("place", "participant") is None


def test_words_are_folded_as_search_folds_them():
    text = "Réunion, ÅLAND und Straße; اِتِّفاق 合作"

    assert "".join(token.folded for token in tokens(text)) == fold(text).replace(" ", "")
    assert all(text[t.start : t.end].strip() for t in tokens(text))


@pytest.mark.django_db
def test_the_register_gives_names_without_the_meetings_of_a_document(curated):
    slug = "niscss-2019-haikou-workshop"

    everything = {entry.uid for entry in entries()}
    held_out = {entry.uid for entry in entries(exclude_document=slug)}

    assert len(everything - held_out) == 1
    assert held_out < everything


@pytest.mark.django_db
def test_database_and_files_give_the_same_names(curated):
    of_database = {entry.uid: entry for entry in entries()}
    of_files = {entry.uid: entry for entry in entries_of_files(DATA)}

    assert of_database.keys() == of_files.keys()
    for uid, entry in of_files.items():
        assert set(of_database[uid].names) == set(entry.names)
        assert entry.facts.items() <= of_database[uid].facts.items()


@pytest.mark.django_db
def test_what_is_withdrawn_gives_no_name():
    body = make_mechanism(name="Forum of Straits", state="withdrawn")
    meeting = make_meeting()

    uids = {entry.uid for entry in entries()}

    assert meeting.uid in uids
    assert body.uid not in uids
