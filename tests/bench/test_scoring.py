"""The benchmark's own rules: what counts as found, twice, false, and as a field read right."""

from pathlib import Path

import pytest

from bench import seeds
from bench.facts import Fact
from bench.labels import texts_of
from bench.scoring import score_text
from extraction.candidates import Candidate, Value

TEXTS = Path(__file__).resolve().parents[2] / "bench" / "texts"


def fact(key="A", *, kind="meeting", spans=((10, 30),), **values) -> Fact:
    told = {name: (value,) if isinstance(value, str) else value for name, value in values.items()}
    return Fact(kind, key, told.get("name", ("?",))[0], spans, told, where="here")


def candidate(start=10, end=30, *, kind="meeting", parts=(), **values) -> Candidate:
    name = values.get("name", "Reef Summit")
    fields = {field: Value(value, start, end) for field, value in values.items()}
    return Candidate(kind, name, start, end, fields, parts=parts)


def scored(facts, candidates):
    done = score_text(facts, candidates, lambda start: f"at {start}")
    return done, done.of("meeting")


def test_a_candidate_of_the_same_words_and_number_is_found():
    done, meetings = scored(
        [fact(name="Reef Summit", ordinal="3", date="2011-05")],
        [candidate(name="Third Reef Summit", ordinal="3", date="2011-05")],
    )

    assert (meetings.recall, meetings.precision, done.slips) == (1.0, 1.0, [])


def test_a_candidate_of_other_words_is_false_and_the_fact_is_missed():
    done, meetings = scored([fact(name="Reef Summit")], [candidate(90, 99, name="Ice Forum")])

    assert (meetings.recall, meetings.precision, meetings.duplicates) == (0.0, 0.0, 0)
    assert [slip.what for slip in done.slips] == ["missed", "false"]


def test_a_wrong_number_is_a_wrong_field_and_not_a_miss():
    _done, meetings = scored(
        [fact(name="Reef Summit", ordinal="3")], [candidate(name="Reef Summit", ordinal="4")]
    )

    assert meetings.recall == 1.0
    assert meetings.rate("ordinal") == 0.0


def test_two_meetings_of_the_same_words_are_told_apart_by_their_number():
    done, meetings = scored(
        [fact("A", name="Reef Summit", ordinal="3"), fact("B", name="Reef Summit", ordinal="4")],
        [candidate(name="Reef Summit", ordinal="4"), candidate(name="Reef Summit", ordinal="3")],
    )

    assert meetings.rate("ordinal") == 1.0
    assert done.slips == []


def test_a_second_candidate_of_one_meeting_is_a_duplicate():
    done, meetings = scored(
        [fact(name="Reef Summit", ordinal="3")],
        [candidate(name="Reef Summit", ordinal="3"), candidate(name="Reef Summit", ordinal="3")],
    )

    assert meetings.duplicates == 1
    assert meetings.precision == 0.5
    assert [slip.what for slip in done.slips] == ["twice"]


@pytest.mark.parametrize(
    ("field", "known", "said", "right"),
    [
        ("date", "2011-05-03/2011-05-04", "2011-05-03/2011-05-04", True),
        ("date", "2011-05", "2011-05-03", False),
        ("place", "Suva", "Suva, Fiji", True),
        ("place", "Suva", "Fiji", False),
        ("mechanism", ("MECH000001", "Coral Sea Forum"), "the Coral Sea Forum", True),
    ],
)
def test_a_field_is_right_if_it_means_the_same(field, known, said, right):
    _done, meetings = scored(
        [fact(name="Reef Summit", **{field: known})],
        [candidate(name="Reef Summit", **{field: said})],
    )

    assert meetings.rate(field) == float(right)


def test_a_field_that_is_not_read_is_missing():
    done, meetings = scored(
        [fact(name="Reef Summit", place="Suva")], [candidate(name="Reef Summit")]
    )

    assert meetings.rate("place") == 0.0
    assert [slip.what for slip in done.slips] == ["missing"]


def test_a_participation_counts_only_at_its_own_meeting():
    host = candidate(kind="participation", participant="Fiji", role="host")
    facts = [
        fact("A", name="Reef Summit"),
        Fact(
            "participation",
            "P",
            "Fiji",
            ((10, 30),),
            {"participant": ("Fiji",), "role": ("host",)},
            belongs_to="A",
        ),
    ]

    at_home, _ = scored(facts, [candidate(name="Reef Summit", parts=(host,))])
    elsewhere, _ = scored(facts, [candidate(70, 90, name="Ice Forum", parts=(host,))])

    assert at_home.of("participation").recall == 1.0
    assert elsewhere.of("participation").recall == 0.0


def test_an_optional_fact_is_neither_missed_nor_makes_a_candidate_false():
    maybe = Fact(
        "meeting", "A", "Reef Summit", ((10, 30),), {"name": ("Reef Summit",)}, optional=True
    )

    assert scored([maybe], [])[1].facts == 0
    assert scored([maybe], [candidate(name="Reef Summit")])[1].precision == 1.0


def test_every_label_of_the_texts_points_at_words_that_stand_there_once():
    texts = [text for path in sorted(TEXTS.glob("*.yaml")) for text in texts_of(path)]

    assert len(texts) >= 28
    assert len({text.name for text in texts}) == len(texts)
    assert all(
        start < end <= len(text.text)
        for text in texts
        for f in text.facts
        for start, end in f.spans
    )


def test_a_label_that_points_nowhere_is_refused_by_name(tmp_path):
    (tmp_path / "bad.yaml").write_text(
        "- {name: reef, manner: note, text: Nothing met., meetings: [{at: Reef Summit}]}"
    )

    with pytest.raises(ValueError, match=r"reef 0: “Reef Summit” stands 0 times"):
        texts_of(tmp_path / "bad.yaml")


def test_the_seed_documents_lie_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("FORA_SEEDS", str(tmp_path))
    assert seeds.folder() == tmp_path

    monkeypatch.delenv("FORA_SEEDS")
    assert seeds.folder().parts[-2:] == ("shared", "seeds")
