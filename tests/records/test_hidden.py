"""What the public no longer sees once something else is withdrawn, and because of what."""

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from records import hidden
from records.hidden import hidden_by, hidden_with, no_longer_public
from records.models import NamedRecord, Record
from records.parts import owner_key
from tests import make

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """Ends a block whose changes are rolled back."""


def world() -> list[Any]:
    """Records of every kind that depends on others, along every relation, and some that do not."""
    state, ministry = make.make_participant(), make.make_participant()
    ministry.parent = state
    ministry.save()
    top = make.make_mechanism()
    body = make.make_mechanism(parent=top)
    below = make.make_mechanism(parent=body, predecessor=top)
    members = make.make_participant(kind="collective", members_of=body)
    place = make.make_place(country=state)
    series = make.make_series(mechanism=body)
    first = make.make_meeting(mechanism=body, series=series, place=place)
    second = make.make_meeting(place=place)
    third = make.make_meeting(mechanism=below)
    person = make.make_person()
    outcome = make.make_outcome(meeting=first, proposer=ministry)
    position = make.make_position(meeting=second, follows_up=outcome, proposer=members)
    book = make.make_document()
    return [
        *(state, ministry, members, top, body, below, place, series, first, second, third, person),
        *(outcome, position, book),
        make.make_participation(meeting=first, participant=ministry),
        make.make_participation(meeting=third, participant=members),
        make.make_delegate(meeting=second, person=person, participant=state),
        make.make_office(person=person, participant=ministry),
        make.make_membership(mechanism=below, participant=state),
        make.make_outcome(mechanism=top, follows_up=outcome, takes_up=position),
        make.make_position(mechanism=top, continues=position),
        make.make_document(part_of=book),
        make.make_document(version_of=book),
        make.make_topic(parent=make.make_topic()),
        make.make_meeting(),
    ]


def public() -> set[tuple[type[Record], int]]:
    kinds: list[Any] = [
        model
        for model in apps.get_models()
        if issubclass(model, Record) and (model.EVIDENTIAL or issubclass(model, NamedRecord))
    ]
    return {
        (model, key)
        for model in kinds
        for key in model._default_manager.public().values_list("pk", flat=True)
    }


def test_what_is_told_before_is_what_goes_off_the_site():
    records = world()
    seen: Counter[str] = Counter()
    for record in records:
        before = public()
        told = {(one.model, key) for one in hidden_with([record]) for key in one.keys}
        try:
            with transaction.atomic():
                type(record).objects.filter(pk=record.pk).update(state="withdrawn")
                gone = before - public() - {(type(record), record.pk)}
                again = {(one.model, key) for one in no_longer_public([]) for key in one.keys}
                raise Undone
        except Undone:
            pass
        own = {one for one in gone if owner_key(one[0].objects.get(pk=one[1])) == _key(record)}
        assert told == gone - own, record
        assert not again
        seen[type(record).__name__] += len(told)
    assert min(seen[kind] for kind in ("Participant", "Mechanism", "Place", "Series")) > 0


def _key(record: Record) -> tuple[type[Record], int]:
    return type(record), record.pk


def test_several_are_told_of_together_and_never_of_themselves():
    state = make.make_participant()
    place = make.make_place(country=state)
    meeting = make.make_meeting(place=place)
    make.make_meeting(place=place, state="draft")

    (places,) = [one for one in hidden_with([state]) if one.model is type(place)]
    assert places.first() == [place]
    assert [(one.model, one.keys) for one in hidden_with([place])] == [
        (type(meeting), [meeting.pk])
    ]
    assert hidden_with([]) == []


def test_what_is_still_public_is_not_told_of_afterwards():
    place = make.make_place()
    stays, goes = (make.make_meeting(place=place) for _number in range(2))
    before = hidden_with([place])
    type(goes).objects.filter(pk=goes.pk).update(state="withdrawn")

    assert [one.keys for one in no_longer_public(before)] == [[goes.pk]]
    assert stays.is_public


def test_counting_stops_and_says_so(monkeypatch):
    monkeypatch.setattr(hidden, "MOST_COUNTED", 3)
    monkeypatch.setattr(hidden, "SHOWN", 2)
    place = make.make_place()
    meetings = [make.make_meeting(place=place) for _number in range(3)]
    (few,) = hidden_with([place])
    assert (few.in_words, few.first(), few.others) == ("3 meetings", meetings[:2], "and 1 more")
    meetings += [make.make_meeting(place=place) for _number in range(3)]

    (many,) = hidden_with([place])

    assert (many.in_words, many.others) == ("more than 3 meetings", "and others")
    assert len(many.keys) == 4


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_asked_does_not_grow_with_the_rows(rows):
    state = make.make_participant()
    for _number in range(rows):
        place = make.make_place(country=state)
        make.make_participation(participant=state, meeting=make.make_meeting(place=place))
    with CaptureQueriesContext(connection) as queries:
        hidden_with([state])
    assert len(queries) == 13
    assert [query["sql"] for query in queries if "LIMIT" not in query["sql"]] == []


def test_a_record_is_hidden_by_what_is_not_published_near_or_far():
    state = make.make_participant()
    place = make.make_place(country=state)
    meeting = make.make_meeting(place=place, mechanism=make.make_mechanism())
    part = make.make_participation(meeting=meeting)
    assert hidden_by(part) == []

    for one in (state, meeting):
        type(one).objects.filter(pk=one.pk).update(state="withdrawn")

    assert hidden_by(type(part).objects.get(pk=part.pk)) == [meeting, state]


def test_along_a_tree_a_body_is_hidden_by_all_that_stand_above_it():
    top = make.make_mechanism()
    body = make.make_mechanism(parent=top)
    below = make.make_mechanism(parent=body)
    meeting = make.make_meeting(mechanism=below)
    told = {(one.model, key) for one in hidden_with([top]) for key in one.keys}
    assert told == {_key(body), _key(below), _key(meeting)}

    type(top).objects.filter(pk=top.pk).update(state="withdrawn")

    for one in (body, below, meeting):
        one.refresh_from_db()
        assert (one.is_public, hidden_by(one)) == (False, [top])
