"""What stands in public as reference data is what reference data has."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from mechanisms.from_reference import values_of
from mechanisms.models import Participant
from meetings.models import Place
from records import workflow
from records.history.batches import batch
from records.looked_up import what_is_looked_up_is_there
from reference import places, states
from tests import make
from tests.records.tables.files import as_csv, problems, tried

pytestmark = pytest.mark.django_db

VIETNAM = {"name": "Viet Nam", "iso_alpha2": "VN", "iso_alpha3": "VNM"}
BEIJING = {
    "name": "Beijing",
    "latitude": Decimal("39.9075"),
    "longitude": Decimal("116.39723"),
    "coordinates_from": "GeoNames 1816670",
}

WRONG: dict[str, tuple[Any, dict[str, Any], str, str]] = {
    "no code": (make.make_participant, {**VIETNAM, "iso_alpha2": "", "iso_alpha3": "QQZ"},
                "iso_alpha3", "Reference data has no state with the code QQZ."),
    "two states": (make.make_participant, {**VIETNAM, "iso_alpha2": "CN"},
                   "iso_alpha3", "The two codes are of two states: give those of one."),
    "another state": (
        make.make_participant,
        {**VIETNAM, "iso_alpha2": "CN", "iso_alpha3": "CHN"},
        "iso_alpha3",
        "CHN is the code of China, and “Viet Nam” is another: VNM.",
    ),
    "elsewhere": (
        make.make_place,
        {**BEIJING, "latitude": Decimal(1), "longitude": Decimal(100)},
        "latitude",
        "GeoNames 1816670 is at 39.9075, 116.39723: say so, or name yours.",
    ),
    "another place": (
        make.make_place,
        {"name": "Beijing", "coordinates_from": "GeoNames 1581130"},
        "coordinates_from",
        "GeoNames 1581130 is Hanoi, and “Beijing” is another: GeoNames 1816670.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_another_there_does_not_become_public(case):
    make_one, values, field, sentence = WRONG[case]
    record = make_one(state="draft", **values)
    make.make_citation(record, state="draft")

    with pytest.raises(ValidationError) as refused, batch("request"):
        workflow.publish(record)
    assert [line for line in refused.value.messages if line.endswith(sentence)]
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    assert refused.value.message_dict == {field: [sentence]}


@pytest.mark.parametrize(
    ("make_one", "values"),
    [
        (make.make_participant, VIETNAM),
        (make.make_participant, {**VIETNAM, "name": "The S.R. of V."}),  # as the register calls it
        (make.make_place, BEIJING),
        (make.make_place, {**BEIJING, "name": "Where they met"}),
        (make.make_place, {**BEIJING, "coordinates_from": "a map", "latitude": Decimal(1)}),
    ],
)
def test_what_is_there_does(make_one, values):
    record = make_one(state="draft", **values)
    make.make_citation(record, state="draft")

    with batch("request"):
        workflow.publish(record)

    assert type(record).objects.public().get() == record


def test_a_table_is_asked_too(admin_user):
    state = make.make_participant(**VIETNAM)
    make.make_citation(state)

    plan = tried(Participant, as_csv(["id", "iso_alpha2"], [state.uid, "CN"]), by=admin_user)

    assert "The two codes are of two states" in str(problems(plan))


@given(st.data())
def test_the_codes_of_two_states_are_never_those_of_one(data):
    coded = [one for one in states.states().values() if one.alpha2]
    one = data.draw(st.sampled_from(coded))
    other = data.draw(st.sampled_from(coded))
    record = Participant(name="As we call it", iso_alpha2=one.alpha2, iso_alpha3=other.alpha3)

    assert (record.against_reference() == {}) == (one == other)


def test_whatever_is_added_from_reference_data_agrees_with_it():
    for one in states.states().values():
        if one.alpha3:
            assert Participant(name=one.name, **values_of(one)).against_reference() == {}
    for place in places.every():
        where = {
            "latitude": Decimal(str(place.latitude)),
            "longitude": Decimal(str(place.longitude)),
        }
        record = Place(name=place.name, coordinates_from=place.source, **where)
        assert record.against_reference() == {}


def test_the_whole_register_is_checked():
    state = make.make_participant(**VIETNAM)
    make.make_citation(state)
    call_command("check_evidence")
    Participant.objects.update(iso_alpha2="CN")

    with pytest.raises(CommandError, match="The two codes are of two states"):
        call_command("check_evidence")


def test_the_curated_register_gives_what_is_there(curated):
    tied = [
        *Participant.objects.exclude(iso_alpha3=""),
        *Place.objects.exclude(coordinates_from=""),
    ]

    assert len(tied) > 20
    assert what_is_looked_up_is_there(tied) == []
