"""The country of a place is reference data where no source says it."""

import pytest

from meetings.filters import MeetingFilter, PlaceFilter
from meetings.from_reference import add_place, places_to_add
from meetings.models import Meeting, Place
from tests.make import make_meeting, make_participant, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def china():
    return make_participant(name="China", slug="china", iso_alpha2="CN", iso_alpha3="CHN")


def held_in(country):
    rows = MeetingFilter({"country": country}, Meeting.objects.public())
    assert rows.is_valid(), rows.errors
    return {meeting.name for meeting in rows.qs}


def test_a_meeting_is_in_the_country_that_the_gazetteer_gives_its_place(china):
    laos = make_participant(name="Laos", slug="laos", iso_alpha3="LAO")
    beijing = make_place(name="Beijing", coordinates_from="GeoNames 1816670")
    haikou = make_place(name="Haikou", country=china)
    # As a source says so, whatever the gazetteer gives.
    other = make_place(name="Elsewhere", country=laos, coordinates_from="GeoNames 1886760")
    for place in (beijing, haikou, other, make_place(name="Nowhere")):
        make_meeting(name=f"Talks in {place.name}", place=place)

    for words in ("china", "CHN", "cn", "中国", "People's Republic of China"):
        assert held_in(words) == {"Talks in Beijing", "Talks in Haikou"}, words
    assert held_in("Lao PDR") == {"Talks in Elsewhere"}
    assert set(PlaceFilter({"country": "china"}, Place.objects.public()).qs) == {beijing, haikou}


def test_what_no_record_has_is_refused_by_name(china):
    chosen = MeetingFilter({"country": "Viet Nam"}, Meeting.objects.public())

    assert not chosen.is_valid()
    assert "Viet Nam" in str(chosen.errors)


def test_a_recorded_country_is_not_looked_up(china):
    place = make_place(country=china, coordinates_from="GeoNames 1651944")

    assert place.reference_country is None
    assert make_place(coordinates_from="GeoNames 1651944").reference_country.key == "LAO"
    assert make_place(coordinates_from="a map").reference_country is None


def test_a_place_is_added_from_the_gazetteer_as_a_draft():
    assert [one.name for one in places_to_add("苏州")] == ["Suzhou"]

    suzhou = add_place("GeoNames 1886760")

    assert (suzhou.name, suzhou.state, suzhou.country) == ("Suzhou", "draft", None)
    assert (str(suzhou.latitude), suzhou.coordinates_from) == ("31.30408", "GeoNames 1886760")
    assert add_place("GeoNames 1886760") == suzhou
    assert places_to_add("苏州") == []
    assert Place.objects.called("苏州") == [suzhou]


def test_a_place_that_may_be_recorded_is_not_offered():
    make_place(name="Vientiane")

    assert places_to_add("Vientiane") == places_to_add("万象") == []
