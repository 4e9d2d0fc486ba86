"""A candidate against the register: the record that it is, what it fills, what it contradicts."""

import pytest

from extraction.candidates import SAME, Match
from extraction.names.gazetteer import Entry, Gazetteer
from extraction.reader import read

GAZETTEER = Gazetteer(
    [
        Entry("M1", "mechanism", "Coral Sea Forum", ("CSF",)),
        Entry("M2", "mechanism", "CSF Defence Officials' Meeting"),
        Entry("S1", "series", "CSF Ministerial Meeting", (), {"mechanism": "M1"}),
        Entry("L1", "place", "Suva"),
        Entry(
            *("T1", "meeting", "12th CSF Ministerial Meeting", ()),
            {"series": "S1", "mechanism": "M1", "ordinal": "12", "date": "2018-05-03"},
        ),
        Entry(
            *("T2", "meeting", "CSF Seminar on Reefs (2017)", ()),
            {"mechanism": "M1", "date": "2017-06", "place": "L1"},
        ),
        Entry(
            *("T3", "meeting", "CSF Defence Officials' Meeting (March 2018)", ()),
            {"mechanism": "M2", "date": "2018-03-05"},
        ),
        Entry(
            *("T4", "meeting", "CSF Seminar on Kelp", ()),
            {"mechanism": "M1", "date": "in spring"},
        ),
    ]
)


def matches(text: str) -> tuple[Match, ...]:
    (one,) = read(text, gazetteer=GAZETTEER, date="2019-05-20").candidates
    return one.matches


def test_series_and_number_are_the_same_record():
    (match,) = matches("The 12th CSF Ministerial Meeting was held in Suva on 3 May 2018.")

    assert (match.uid, match.score >= SAME) == ("T1", True)
    assert match.contradicts == ()
    assert "place" in match.fills


def test_another_date_contradicts():
    (match,) = matches("The Twelfth CSF Ministerial Meeting was held in Suva on 4 May 2018.")

    assert (match.uid, match.contradicts) == ("T1", ("date",))


def test_a_name_with_a_date_that_fits():
    (match,) = matches("The CSF Seminar on Reefs was held in Suva on 9 June 2017.")

    assert (match.uid, match.score >= SAME) == ("T2", True)


def test_a_recorded_date_that_is_none_contradicts_nothing():
    match, *_ = matches("The CSF Seminar on Kelp was held in Suva on 9 June 2017.")

    assert (match.uid, match.score >= SAME, match.contradicts) == ("T4", True, ())


def test_a_body_that_is_spelled_out_and_abbreviated_in_one_name():
    (match,) = matches(
        "The Coral Sea Forum (CSF) Defence Officials' Meeting was held on 5 March 2018."
    )

    assert (match.uid, match.score >= SAME) == ("T3", True)


@pytest.mark.parametrize(
    "text",
    [
        "The 13th CSF Ministerial Meeting was held in Suva on 3 May 2018.",
        "The CSF Seminar on Tides was held in Bergen on 9 June 2016.",
    ],
)
def test_another_number_or_subject_is_another_meeting(text):
    assert [match for match in matches(text) if match.score >= SAME] == []
