"""Collectives: members of a body who are named together, as of the day of a meeting."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mechanisms.models import Membership
from meetings.collectives import by_collective, memberships_meant, taken_through
from records.refusals import sentence_of
from tests.make import (
    make_mechanism,
    make_meeting,
    make_membership,
    make_participant,
    make_participation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sco():
    return make_mechanism(name="Shanghai Cooperation Organization", slug="sco")


def collective(body, **values):
    return make_participant(kind="collective", members_of=body, **values)


def test_a_collective_stands_for_the_members_of_the_day(sco):
    china, india, mongolia = (
        make_participant(name=name) for name in ("China", "India", "Mongolia")
    )
    make_membership(mechanism=sco, participant=china, since="2001")
    make_membership(mechanism=sco, participant=india, since="2017-06-09")
    make_membership(mechanism=sco, participant=mongolia, role="observer")
    make_membership(mechanism=sco, participant=make_participant(), state="draft")
    make_membership(mechanism=sco, participant=mongolia, since="2017", since_is="planned")
    members = collective(sco)
    observers = collective(sco, members_role="observer")
    early, late = make_meeting(date="2016-06"), make_meeting(date="2018-06-09/2018-06-10")
    for meeting in (early, late):
        meeting.refresh_from_db()

    def meant(meeting):
        both = [members, observers]
        rows = by_collective(both, memberships_meant(both, meeting.earliest, meeting.latest))
        return [sorted(row.participant.name for row in rows[one.pk]) for one in both]

    assert meant(early) == [["China"], ["Mongolia"]]
    assert meant(late) == [["China", "India"], ["Mongolia"]]


def test_what_a_member_took_part_in_through_a_body_names_the_body(sco):
    india = make_participant(name="India", slug="india")
    make_membership(mechanism=sco, participant=india, since="2017-06-09")
    members = collective(sco, name="SCO member states")
    early = make_participation(meeting=make_meeting(date="2016"), participant=members)
    late = make_participation(meeting=make_meeting(date="2018"), participant=members)
    undated = make_participation(meeting=make_meeting(date=""), participant=members)
    make_participation(meeting=make_meeting(date="2018"), participant=collective(make_mechanism()))

    assert {*taken_through(india)} == {late, undated}
    planned = make_participant()
    make_membership(mechanism=sco, participant=planned, since="2017", since_is="planned")
    assert not taken_through(planned).exists()
    assert not taken_through(members).exists()
    assert early.participant == members


def test_lists_find_meetings_through_a_body_where_that_is_asked(client, sco):
    india = make_participant(slug="india")
    make_membership(mechanism=sco, participant=india, since="2017")
    members = collective(sco, slug="sco-member-states")
    own = make_participation(meeting=make_meeting(slug="own", date="2018"), participant=india)
    through = make_participation(
        meeting=make_meeting(slug="through", date="2018"), participant=members
    )
    absent = make_meeting(slug="absent", date="2018")
    make_participation(meeting=absent, participant=members, role="absent")

    def found(path: str) -> set:
        rows = client.get(f"/api/v1/{path}").json()["results"]
        return {row.get("slug") or row["id"] for row in rows}

    assert found("meetings/?participant=india") == {"own"}
    assert found("meetings/?participant=india&through=members") == {"own", "through"}
    assert found("meetings/?participant=india&through=members&role=absent") == {"absent"}
    assert found("participations/?participant=india") == {own.uid}
    parts = found("participations/?participant=india&through=members&role=attendee")
    assert parts == {own.uid, through.uid}
    page = client.get("/meetings/?participant=india&through=members")
    assert {meeting.slug for meeting in page.context["page"]} == {"own", "through"}


def test_a_meeting_and_a_member_say_through_whom(client, sco):
    india = make_participant(name="India", slug="india")
    membership = make_membership(mechanism=sco, participant=india, since="2017")
    members = collective(sco, name="SCO member states", slug="sco-member-states")
    make_participation(meeting=make_meeting(slug="summit", date="2018"), participant=members)
    named_too = make_meeting(date="2018")
    for participant in (members, india):
        make_participation(meeting=named_too, participant=participant)

    meeting = client.get("/meetings/summit/").content.decode()
    member = client.get("/participants/india/").content.decode()

    assert member.count("through <a") == 1
    assert "whom it stood for then (2018), as far as recorded" in meeting
    assert f'href="/mechanisms/sco/#{membership.uid}"' in meeting
    assert 'href="/participants/india/"' in meeting
    assert 'through <a href="/participants/sco-member-states/">SCO member states</a>' in member
    assert (
        'the members of <a href="/mechanisms/sco/">'
        in client.get("/participants/sco-member-states/").content.decode()
    )


def test_a_collective_is_no_member_of_the_body_it_points_to(sco):
    members = collective(sco)
    membership = Membership(mechanism=sco, participant=members)
    sentence = "A collective stands for the members of this body: it is not one more of them."

    with pytest.raises(ValidationError) as refused:
        membership.full_clean()
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        membership.save()

    assert refused.value.message_dict == {"participant": [sentence]}
    assert sentence_of(broken.value) == sentence
    make_membership(mechanism=make_mechanism(), participant=members)  # of another body it may be


def test_what_is_a_member_cannot_become_the_collective_of_that_body(sco):
    group = make_participant(kind="group")
    membership = make_membership(mechanism=sco, participant=group)
    group.kind, group.members_of = "collective", sco

    with pytest.raises(ValidationError, match="withdraw that membership first"):
        group.full_clean()
    with pytest.raises(IntegrityError, match="collective_is_no_member"), transaction.atomic():
        group.save()
    membership.state = "withdrawn"
    membership.save()
    group.save()
    membership.state = "published"
    with pytest.raises(IntegrityError, match="collective_is_no_member"), transaction.atomic():
        membership.save()


def test_only_a_collective_points_to_a_body(sco):
    for values in (
        {"kind": "state", "members_of": sco},
        {"kind": "collective"},
        {"kind": "state", "members_role": "observer"},
    ):
        name = "participant_collective_points_to_a_body"
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            make_participant(**values)
