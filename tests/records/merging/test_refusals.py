"""What is not merged, and the sentence that says why."""

import pytest
from django.core.exceptions import PermissionDenied

from meetings.models import Series
from records.merging.merge import merge
from records.models import Proposal
from records.policy import Role
from tests import make

from .doubles import account, cited, fresh, refusal, two_meetings, whole_register

pytestmark = pytest.mark.django_db


def test_a_record_is_not_merged_into_itself_or_into_another_kind():
    meeting = make.make_meeting(name="A")

    assert refusal(merge, meeting, meeting) == ["This is one record already: choose another one."]
    assert refusal(merge, meeting, make.make_place(name="B")) == [
        "meeting “A” and place “B” are of different kinds."
    ]


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_what_is_public_stays_public(state):
    loser, winner = make.make_meeting(name="A"), make.make_meeting(name="B", state=state)

    assert refusal(merge, loser, winner) == [
        "meeting “A” is public and meeting “B” is not: keep the public one, or publish the other"
        " first."
    ]


def test_nothing_is_merged_into_what_was_withdrawn():
    winner = make.make_meeting(name="B", state="withdrawn")

    assert refusal(merge, make.make_meeting(name="A", state="draft"), winner) == [
        "meeting “B” is withdrawn: keep the other one, or publish it first."
    ]


def test_what_was_withdrawn_with_the_loser_does_not_come_back_with_the_winner():
    loser = make.make_meeting(name="A", state="withdrawn")
    part = make.make_participation(meeting=loser)

    assert refusal(merge, loser, make.make_meeting(name="B")) == [
        "meeting “A” is not public, but parts of it would be with meeting “B”: publish it first,"
        " or withdraw those parts."
    ]
    assert not fresh(part).is_public


def test_a_body_is_not_merged_into_the_one_it_stands_over():
    upper = make.make_mechanism(name="Forum")
    lower = make.make_mechanism(name="Group", parent=upper)
    lowest = make.make_mechanism(name="Team", parent=lower)

    assert refusal(merge, upper, lower) == [
        "mechanism “Group” names mechanism “Forum” as its own (parent): change that first."
    ]
    assert refusal(merge, upper, lowest) == [
        "Something would stand above itself: one of the two is below the other."
    ]
    cited(upper)
    cited(lower)
    cited(lowest)
    merge(lower, upper)
    assert fresh(lowest).parent == upper


def test_a_record_with_proposed_changes_waits_for_them():
    loser, winner = make.make_meeting(name="A"), make.make_meeting()
    Proposal.objects.create(identity_id=loser.uid, author=account("ann"), changes=[])

    assert refusal(merge, loser, winner) == [
        "Proposed changes of meeting “A” wait for a reviewer: decide those first."
    ]


def test_a_contributor_merges_nothing(one_editor):
    loser, winner = two_meetings()
    before = whole_register()

    with pytest.raises(PermissionDenied):
        merge(loser, winner, by=account("carl", Role.CONTRIBUTOR))

    assert whole_register() == before


def test_a_merge_that_leaves_a_value_without_evidence_is_refused_whole():
    loser = make.make_meeting(name="A", level="leaders")
    winner = cited(make.make_meeting(name="B"))
    before = whole_register()

    assert refusal(merge, loser, winner, fields=["level"]) == [
        "meeting “B”: no public document is cited for level."
    ]
    assert whole_register() == before


def test_memberships_of_different_periods_that_overlap_are_for_the_editor_to_correct():
    winner, loser = (make.make_participant(name=name) for name in ("Viet Nam", "Vietnam"))
    forum = make.make_mechanism(name="ARF")
    make.make_membership(mechanism=forum, participant=winner, since="1994")
    make.make_membership(mechanism=forum, participant=loser, since="1995")

    assert refusal(merge, loser, winner) == [
        "membership “Vietnam: member, ARF” is recorded of both, for different periods: correct one"
        " of them first."
    ]


def test_series_with_meetings_of_one_number_are_not_merged_before_those_are():
    loser, winner = make.make_series(name="A"), make.make_series(name="B")
    make.make_meeting(name="One", series=loser, ordinal=5)
    make.make_meeting(name="Two", series=winner, ordinal=5)

    assert refusal(merge, loser, winner) == [
        "meeting “One” and meeting “Two” would be the same: merge those two first, or correct one."
    ]
    assert Series.objects.count() == 2


def test_a_text_for_editors_does_not_become_everyones():
    loser = make.make_document(name="Note", rights="editors")
    winner = make.make_document(name="Paper", rights="public")
    make.make_capture(document=loser)

    assert refusal(merge, loser, winner) == [
        "Anyone may read the text of document “Paper”, but not that of document “Note”: give both"
        " the same rights first."
    ]


def test_a_value_that_is_none_cannot_be_taken_over():
    loser, winner = (cited(make.make_meeting()) for _each in (1, 2))

    assert refusal(merge, loser, winner, fields=["uid"]) == [
        "There is no value called uid to take over."
    ]


def test_an_ordinal_is_not_taken_over_without_its_series():
    winner = cited(make.make_meeting(series=make.make_series(), ordinal=5))
    loser = cited(make.make_meeting(series=make.make_series(), ordinal=7))
    before = whole_register()

    assert refusal(merge, loser, winner, fields=["ordinal"]) == [
        "An ordinal counts in its series: take over both, or neither."
    ]
    assert whole_register() == before


def test_what_is_public_is_not_hidden_by_a_value_that_it_takes_over():
    hidden = make.make_mechanism(state="draft")
    loser, winner = make.make_mechanism(parent=hidden, state="draft"), make.make_mechanism()
    cited(winner)
    said = " ".join(refusal(merge, loser, winner, fields=["parent"]))
    assert "which is not public: publish that first." in said
    assert fresh(winner).is_public
