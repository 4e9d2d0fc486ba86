"""Read by the names that a text can hold, it says what it says by all names of the register."""

from pathlib import Path

import pytest

from bench import labels
from documents.candidates.gazetteer import entries
from documents.candidates.names_in_text import gazetteer_of
from extraction.names.gazetteer import Gazetteer
from extraction.reader import read
from tests.make import (
    make_mechanism,
    make_meeting,
    make_participant,
    make_place,
    make_series,
)

TEXTS = Path(__file__).resolve().parents[3] / "bench" / "texts"


def same_readings(texts) -> None:
    """Each of ``texts`` (words, date, language) is read by few names as by all."""
    everything = Gazetteer(entries())
    for text, date, language in texts:
        few = gazetteer_of(text)
        assert len(few.entries) < len(everything.entries)
        given = {"date": date, "language": language}
        assert read(text, gazetteer=few, **given) == read(text, gazetteer=everything, **given)


def test_labelled_texts_beside_the_curated_register(curated, exhaustive):
    texts = [one for path in sorted(TEXTS.glob("*.yaml")) for one in labels.texts_of(path)]
    same_readings(
        (one.text, one.date, one.language) for one in (texts if exhaustive else texts[::6])
    )


def test_the_seed_documents_beside_the_curated_register(curated, seeds):
    texts = [path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.txt"))]
    assert len(texts) == 5
    same_readings((text, "", "") for text in texts)


@pytest.mark.django_db
def test_names_that_are_said_in_other_words():
    lake = make_participant(name="Lakeland", kind="state")
    forum = make_mechanism(name="Forum of Straits")
    forum.names.create(text="FOS", kind="acronym", language="en")
    make_participant(name="Straits Forum Secretariat", mechanism=forum)
    pair = make_mechanism(name="Lakeland-Rivonia Cooperation")
    make_mechanism(name="Lakeland-Norland Cooperation")
    talks = make_series(name="Dialogues on Defense Programs", mechanism=forum)
    make_series(name="Forum of Straits Summits", mechanism=forum)
    make_series(name="Straits Forums")
    make_place(name="Düna Ñ", country=lake)
    make_place(name="杜那市", country=lake)
    make_series(name="杜那国防对话")
    make_meeting(
        name="Defence Programme Dialogue on Straits", series=talks, ordinal=2, date="2016-05"
    )
    make_meeting(name="Foreign Affairs Ministers of the Straits", mechanism=forum, date="2016-03")
    make_meeting(name="Ministers of Rivonia", mechanism=pair)
    texts = [
        "The Second Dialogue on Defence Programmes took place in Duna N on 12 May 2016.",
        "The 3rd FOS was held in 2017. The Foreign Ministers of the Straits met on 3 March 2016.",
        "The meeting of ministers between Lakeland and Rivonia was held in 2018 in Düna Ñ.",
        "The Straits Forum Secretariat hosted the 12th Straits Forum on 4 June 2019 in Lakeland.",
        "2019年6月4日，第三次杜那国防对话在杜那市举行。",
    ]
    same_readings((text, "2020-01-01", "") for text in texts)
