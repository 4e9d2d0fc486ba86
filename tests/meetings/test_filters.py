"""Filters of places, series, meetings, participations, delegates and outcomes."""

import pytest

from meetings.filters import (
    DelegateFilter,
    MeetingFilter,
    OutcomeFilter,
    ParticipationFilter,
    PlaceFilter,
    SeriesFilter,
)
from meetings.models import Delegate, Meeting, Outcome, Participation, Place, Series
from tests.filters import errors, found
from tests.make import (
    make_delegate,
    make_mechanism,
    make_meeting,
    make_outcome,
    make_participant,
    make_participation,
    make_person,
    make_place,
    make_series,
    make_topic,
)

pytestmark = pytest.mark.django_db


def test_places_are_found_by_name_and_country():
    laos = make_participant(slug="laos")
    vientiane = make_place(name="Vientiane", country=laos)
    make_place(name="Haikou", country=make_participant())
    assert found(PlaceFilter, Place, q="vien") == {vientiane}
    assert found(PlaceFilter, Place, country="laos") == {vientiane}


@pytest.mark.parametrize(
    ("name", "value"), [("level", "ministers"), ("track", "1.5"), ("kind", "workshop")]
)
def test_series_and_meetings_are_found_by_their_choices(name, value):
    series, meeting = make_series(**{name: value}), make_meeting(**{name: value})
    make_series(), make_meeting()
    assert found(SeriesFilter, Series, **{name: value}) == {series}
    assert found(MeetingFilter, Meeting, **{name: value}) == {meeting}


@pytest.mark.parametrize(("name", "value"), [("mode", "video"), ("status", "postponed")])
def test_meetings_are_found_by_mode_and_status(name, value):
    meeting = make_meeting(**{name: value})
    make_meeting()
    assert found(MeetingFilter, Meeting, **{name: value}) == {meeting}


def test_series_and_meetings_are_found_by_name_and_mechanism_with_the_bodies_under_it():
    top = make_mechanism(slug="top")
    under = make_mechanism(parent=top)
    series, deeper = make_series(name="Summits", mechanism=top), make_series(mechanism=under)
    meeting, lower = make_meeting(name="Summit", mechanism=top), make_meeting(mechanism=under)
    make_series(), make_meeting()
    assert found(SeriesFilter, Series, q="summits") == {series}
    assert found(MeetingFilter, Meeting, q="summit") == {meeting}
    assert found(SeriesFilter, Series, mechanism="top") == {series}
    assert found(MeetingFilter, Meeting, mechanism="top") == {meeting}
    assert found(SeriesFilter, Series, within="top") == {series, deeper}
    assert found(MeetingFilter, Meeting, within="top") == {meeting, lower}


def test_meetings_are_found_by_series_and_ordinal():
    series = make_series(slug="summit")
    first, second = (make_meeting(series=series, ordinal=n) for n in (1, 2))
    assert found(MeetingFilter, Meeting, series="summit") == {first, second}
    assert found(MeetingFilter, Meeting, series="summit", ordinal="2") == {second}


def test_meetings_are_found_by_place_country_and_topic():
    laos = make_participant(slug="laos")
    meeting = make_meeting(place=make_place(slug="vientiane", country=laos))
    meeting.topics.add(make_topic(slug="relief"))
    make_meeting(place=make_place(country=make_participant())).topics.add(make_topic())
    for query in ({"place": "vientiane"}, {"country": "laos"}, {"topic": "relief"}):
        assert found(MeetingFilter, Meeting, **query) == {meeting}


def test_meetings_are_found_by_who_took_part_and_in_which_role():
    china = make_participant(slug="china")
    hosted = make_participation(participant=china, role="host").meeting
    make_participation(meeting=hosted, participant=china, role="chair")
    attended = make_participation(participant=china).meeting
    missed = make_participation(participant=china, role="absent").meeting
    make_participation(participant=china, state="draft")
    make_participation(meeting=attended, role="host")
    assert found(MeetingFilter, Meeting, participant="china") == {hosted, attended}
    assert found(MeetingFilter, Meeting, participant="china", role="host") == {hosted}
    assert found(MeetingFilter, Meeting, participant="china", role="absent") == {missed}


def test_meetings_are_found_by_person():
    liu = make_person(slug="liu")
    meeting = make_delegate(person=liu).meeting
    make_delegate(person=liu, state="draft")
    make_delegate()
    assert found(MeetingFilter, Meeting, person="liu") == {meeting}


def test_meetings_are_found_where_their_date_may_overlap_a_period():
    day = make_meeting(date="2016-09-07")
    days = make_meeting(date="2016-08-30/2016-09-02")
    unsure = make_meeting(date="[2015..2017-01-11]")
    still_open = make_meeting(date="2014/..")
    begun_once = make_meeting(date="../2010")
    make_meeting(date="")
    everything = {day, days, unsure, still_open, begun_once}
    assert found(MeetingFilter, Meeting, from_="2016-09-03") == {day, unsure, still_open}
    assert found(MeetingFilter, Meeting, to="2014") == {still_open, begun_once}
    assert found(MeetingFilter, Meeting, to="2016-08-30", from_="2016") == {
        days,
        unsure,
        still_open,
    }
    assert found(MeetingFilter, Meeting, from_="2016-09-07", to="2016-09-07") == {
        day,
        unsure,
        still_open,
    }
    assert found(MeetingFilter, Meeting, from_="0001") == everything
    assert found(MeetingFilter, Meeting, to="9998-12-31") == everything
    assert found(MeetingFilter, Meeting, from_="../2000") == everything


@pytest.mark.parametrize(
    ("filterset", "model", "make", "role"),
    [
        (ParticipationFilter, Participation, make_participation, "co_host"),
        (DelegateFilter, Delegate, make_delegate, "speaker"),
    ],
)
def test_participations_and_delegates_are_found_by_those_they_tie(filterset, model, make, role):
    participant = make_participant(slug="china")
    row = make(participant=participant, role=role)
    make()
    assert found(filterset, model, meeting=row.meeting.slug) == {row}
    assert found(filterset, model, participant="china") == {row}
    assert found(filterset, model, role=role) == {row}


def test_delegates_are_found_by_person():
    row = make_delegate(person=make_person(slug="liu"))
    make_delegate()
    assert found(DelegateFilter, Delegate, person="liu") == {row}


def test_participations_are_found_by_the_series_and_the_mechanism_of_the_meeting():
    top = make_mechanism(slug="top")
    series = make_series(slug="line")
    row = make_participation(meeting=make_meeting(mechanism=top, series=series))
    lower = make_participation(meeting=make_meeting(mechanism=make_mechanism(parent=top)))
    make_participation()
    assert found(ParticipationFilter, Participation, series="line") == {row}
    assert found(ParticipationFilter, Participation, mechanism="top") == {row}
    assert found(ParticipationFilter, Participation, within="top") == {row, lower}


def test_outcomes_are_found_by_what_they_are_and_where_they_come_from():
    top = make_mechanism(slug="top")
    meeting = make_meeting(slug="here", series=make_series(slug="line"))
    earlier = make_outcome(mechanism=make_mechanism(parent=top))
    outcome = make_outcome(
        meeting=meeting,
        mechanism=top,
        action="signed",
        instrument="treaty",
        proposer=make_participant(slug="china"),
        follows_up=earlier,
        date="2002-11-04",
    )
    outcome.topics.add(make_topic(slug="relief"))
    for query in (
        {"meeting": "here"},
        {"series": "line"},
        {"mechanism": "top"},
        {"action": "signed"},
        {"instrument": "treaty"},
        {"proposer": "china"},
        {"follows_up": earlier.uid},
        {"topic": "relief"},
        {"from_": "2002"},
        {"to": "2002-11"},
    ):
        assert found(OutcomeFilter, Outcome, **query) == {outcome}, query
    assert found(OutcomeFilter, Outcome, within="top") == {outcome, earlier}
    assert found(OutcomeFilter, Outcome, from_="2003") == set()


@pytest.mark.parametrize("ordinal", ["0", "-1", "1.5", "x", "99999999999", "1e20"])
def test_an_ordinal_is_a_counting_number(ordinal):
    assert errors(MeetingFilter, Meeting, {"ordinal": ordinal}) == ["ordinal"]
