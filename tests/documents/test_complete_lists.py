"""That a list is complete is said of who is on it, and in which role."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from documents.rejudging import lapsed_among, says_this_too
from mechanisms.models import Membership
from meetings.models import Meeting
from records import workflow
from records.merging.merge import merge, unmerge
from tests import make

from .test_judgements import uncited, whole

pytestmark = pytest.mark.django_db


def listed(**values: Any) -> Any:
    """A public meeting with one participant, of whom a passage says that there were no others."""
    meeting = make.make_meeting(participation_listed="complete", **values)
    whole(make.make_participation(meeting=meeting))
    whole(meeting)
    return meeting


def test_that_a_list_is_complete_is_said_of_who_is_on_it():
    meeting = listed()

    added = make.make_participation(meeting=meeting, state="draft")
    assert uncited(meeting) == []  # nobody reads it yet
    (asked,) = lapsed_among([meeting])
    assert asked.is_supported
    assert asked.now_in_words.endswith(f"with {added.participant} (attendee) on it")

    make.make_citation(added.participant)
    make.make_citation(added)
    with pytest.raises(Exception, match="judged to support another value"):
        workflow.publish(added)
    says_this_too(asked)
    workflow.publish(added)
    assert uncited(meeting) == []

    for row in (added, added.participant):
        with pytest.raises(Exception, match="say there first that it is of those named"):
            workflow.withdraw(row)


def test_the_role_of_who_is_on_a_list_is_part_of_it():
    meeting = listed()
    meeting.participations.update(role="observer")

    assert uncited(meeting) == ["participation_listed"]
    (asked,) = lapsed_among([meeting])
    assert "(observer) on it, without" in asked.now_in_words


def test_what_contradicts_a_role_supports_none_of_its_dates():
    membership = make.make_membership(role="guest", since="1901")
    make.make_citation(membership, stated={"role": "chair"})

    assert uncited(membership) == ["role", "since"]


def test_nobody_leaves_a_complete_list_for_another():
    meeting = listed()
    part = meeting.participations.get()
    body = make.make_mechanism(membership_listed="complete")
    membership = make.make_membership(mechanism=body)

    with pytest.raises(IntegrityError, match="complete_list"), transaction.atomic():
        type(part).objects.filter(pk=part.pk).update(meeting=make.make_meeting())
    with pytest.raises(IntegrityError, match="complete_list"), transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(mechanism=make.make_mechanism())


def test_a_public_list_is_judged_of_whom_the_public_sees():
    meeting = make.make_meeting()
    whole(make.make_participation(meeting=meeting))
    draft = make.make_participation(meeting=meeting, state="draft")
    Meeting.objects.filter(pk=meeting.pk).update(participation_listed="complete")
    whole(meeting)
    assert uncited(meeting) == []

    (asked,) = lapsed_among([Meeting.objects.get(pk=meeting.pk)])
    says_this_too(asked)
    assert uncited(meeting) == ["participation_listed"]  # it is said of one whom nobody sees
    whole(draft)
    type(draft).objects.filter(pk=draft.pk).update(state="published")
    assert uncited(meeting) == []


def test_the_list_of_a_draft_is_asked_about_as_soon_as_it_is_another():
    meeting = listed(state="draft")
    make.make_participation(meeting=meeting, state="draft")

    assert uncited(meeting) == ["participation_listed"]


def test_a_list_knows_its_members_by_the_records_that_they_became():
    meeting = listed()
    loser = meeting.participations.get().participant
    winner = make.make_participant()
    for one in (loser, winner):
        whole(one)

    key = merge(loser, winner)
    assert uncited(meeting) == []
    unmerge(key)
    assert uncited(meeting) == []


def test_who_hides_one_on_a_complete_list_is_told_to_change_its_word_first():
    meeting = listed()
    state, body = make.make_participant(), make.make_mechanism()
    ministry = make.make_participant(parent=state)
    together = make.make_participant(kind="collective", members_of=body)
    for one in (state, body, ministry, together):
        whole(one)
    for one in (ministry, together):
        whole(make.make_participation(meeting=meeting, participant=one))
    (asked,) = lapsed_among([meeting])
    says_this_too(asked)
    assert uncited(meeting) == []

    for one in (state, body):
        with pytest.raises(Exception, match="or what depends on it: say there first"):
            workflow.withdraw(one)


def test_whom_anything_far_above_hides_is_not_on_the_list_of_a_draft():
    meeting = make.make_meeting(state="draft", participation_listed="complete")
    state, body = make.make_participant(), make.make_mechanism()
    ministry = make.make_participant(parent=make.make_participant(parent=state))
    together = make.make_participant(
        kind="collective", members_of=make.make_mechanism(parent=make.make_mechanism(parent=body))
    )
    for one in (ministry, together):
        make.make_participation(meeting=meeting, participant=one)
    whole(meeting)
    assert uncited(meeting) == []

    for one in (state, body):
        type(one).objects.filter(pk=one.pk).update(state="withdrawn")
        assert uncited(meeting) == ["participation_listed"]
        citation = meeting.citations.get()
        citation.judge("participation_listed")
        citation.save()
        assert uncited(meeting) == []


def test_when_somebody_left_is_part_of_a_complete_list():
    body = make.make_mechanism(membership_listed="complete")
    member = make.make_participant()
    earlier = make.make_membership(mechanism=body, participant=member, since="1990", until="1995")
    later = make.make_membership(mechanism=body, participant=member, since="2000")
    for one in (body, member, earlier, later):
        whole(one)
    assert uncited(body) == []

    with pytest.raises(Exception, match="say there first that it is of those named"):
        workflow.withdraw(later)
    Membership.objects.filter(pk=later.pk).update(until="2004")
    assert uncited(body) == ["membership_listed"]
    (asked,) = lapsed_among([body])
    assert f"with {member} (member, until 2004 (ended then)) on it" in asked.now_in_words


@pytest.mark.parametrize(
    ("before", "after", "how"),
    [
        (
            {"until": "2030", "until_is": "planned"},
            {"until_is": "ended"},
            "member, until 2030 (ended then)",
        ),
        (
            {"since": "1990"},
            {"since": "2035", "since_is": "planned"},
            "member, planned to begin then",
        ),
    ],
)
def test_how_an_end_or_a_beginning_is_meant_is_part_of_a_complete_list(before, after, how):
    body = make.make_mechanism(membership_listed="complete")
    row = make.make_membership(mechanism=body, **before)
    for one in (body, row.participant, row):
        whole(one)
    assert uncited(body) == []

    Membership.objects.filter(pk=row.pk).update(**after)
    assert uncited(body) == ["membership_listed"]
    (asked,) = lapsed_among([body])
    assert f"({how})" in asked.now_in_words
