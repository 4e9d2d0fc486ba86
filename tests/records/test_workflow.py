"""Publishing and withdrawing: the parts that go along, what must be public first, the gates."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from documents.models import Citation
from meetings.models import Meeting, Participation
from records import workflow
from records.models import State
from records.parts import parts_of
from records.workflow import publish, publish_all, restore_state, withdraw
from tests.make import (
    make_capture,
    make_citation,
    make_delegate,
    make_document,
    make_mechanism,
    make_meeting,
    make_membership,
    make_office,
    make_outcome,
    make_participant,
    make_participation,
    make_passage,
    make_topic,
)
from tests.pair import somebody_waits

pytestmark = pytest.mark.django_db


def cited(record, **values):
    """``record``, with a citation that speaks of it as a whole."""
    make_citation(record, **{"state": "draft", **values})
    return record


def refusal(call, *arguments) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        call(*arguments)
    return refused.value.messages


def test_a_meeting_is_published_with_its_parts_and_their_citations():
    meeting = cited(make_meeting(state="draft"))
    parts = [
        cited(make_participation(meeting=meeting, state="draft")),
        cited(make_delegate(meeting=meeting, state="draft")),
        cited(make_outcome(meeting=meeting, state="draft")),
    ]

    publish(meeting)

    assert meeting.is_public
    assert [part.is_public for part in parts] == [True] * 3
    assert Citation.objects.public().count() == 4


@pytest.mark.parametrize(
    ("make", "owner"), [(make_office, "person"), (make_membership, "mechanism")]
)
def test_an_office_goes_with_its_person_and_a_membership_with_its_mechanism(make, owner):
    part = cited(make(state="draft"))
    restore_state([cited(getattr(part, owner))], State.DRAFT)

    publish(getattr(part, owner))

    assert part.is_public


def test_an_outcome_goes_with_its_mechanism_only_where_it_has_no_meeting():
    mechanism = make_mechanism()
    alone = make_outcome(mechanism=mechanism)
    meeting = make_meeting()
    of_meeting = make_outcome(mechanism=mechanism, meeting=meeting)

    assert parts_of(mechanism) == [alone]
    assert parts_of(meeting) == [of_meeting]


def test_a_membership_does_not_go_with_the_member():
    member = cited(make_participant(state="draft"))
    membership = cited(make_membership(participant=member, state="draft"))

    publish(member)

    assert not membership.is_public


def test_parts_stay_as_they_are_when_only_the_record_is_asked_for():
    meeting = make_meeting(state="draft")
    make_citation(meeting)
    participation = cited(make_participation(meeting=meeting, state="draft"))

    publish(meeting, parts=False)

    assert (meeting.is_public, participation.is_public) == (True, False)


def test_a_withdrawn_part_stays_withdrawn():
    meeting = cited(make_meeting(state="draft"))
    gone = cited(make_participation(meeting=meeting, state="withdrawn"))

    publish(meeting)

    gone.refresh_from_db()
    assert gone.state == State.WITHDRAWN


def test_a_record_without_evidence_is_refused_with_the_values_in_words():
    meeting = make_meeting(name="Round 2", state="draft", mode="video")

    assert refusal(publish, meeting) == [
        "meeting “Round 2”: no public document is cited for name, mode, status, date held."
    ]
    meeting.refresh_from_db()
    assert meeting.state == State.DRAFT


def test_a_part_without_evidence_keeps_its_owner_back():
    meeting = cited(make_meeting(name="Round 2", state="draft"))
    china = make_participant(name="China")
    make_participation(meeting=meeting, participant=china, role="host", state="draft")

    assert refusal(publish, meeting) == [
        "participation “China: host, Round 2”: no public document is cited for "
        "meeting, participant, role."
    ]


def test_a_citation_of_some_fields_speaks_for_those_alone():
    meeting = make_meeting(name="Round 2", state="draft")
    make_citation(meeting, "name", "date")

    assert refusal(publish, meeting) == [
        "meeting “Round 2”: no public document is cited for status."
    ]


def test_a_source_that_states_another_value_does_not_support_it():
    meeting = make_meeting(name="Round 2", date="2016-09-07", state="draft")
    make_citation(meeting, stated={"date": "2016-09-08"})

    assert refusal(publish, meeting) == [
        "meeting “Round 2”: no public document is cited for date held."
    ]


def test_nothing_is_published_that_hangs_on_what_is_not_public():
    mechanism = make_mechanism(name="Forum", state="draft")
    meeting = cited(make_meeting(name="Round 2", mechanism=mechanism, state="draft"))

    assert refusal(publish, meeting) == [
        "meeting “Round 2” depends on mechanism “Forum”, which is not public: publish that first."
    ]


def test_what_is_hidden_by_what_stands_above_it_is_not_public_either():
    mechanism = make_mechanism(name="Forum", state="withdrawn")
    meeting = make_meeting(name="Round 2", mechanism=mechanism)
    outcome = cited(make_outcome(title="Plan", meeting=meeting, state="draft"))

    assert refusal(publish, outcome)[-1] == (
        "outcome “Plan” depends on meeting “Round 2”, which is not public: publish that first."
    )


def test_draft_citations_that_are_not_published_along_are_no_evidence():
    meeting = cited(make_meeting(name="Round 2", state="draft"))

    with pytest.raises(ValidationError, match="no public document is cited for name, status"):
        publish(meeting, parts=False)


def test_a_draft_document_is_no_evidence():
    document = make_document(name="Note", state="draft")
    meeting = make_meeting(name="Round 2", state="draft")
    passage = make_passage(capture=make_capture(document=document), locator="¶1")
    make_citation(meeting, passage=passage, state="draft")

    assert refusal(publish, meeting) == [
        "citation “¶1: Round 2” depends on document “Note”, which is not public: "
        "publish that first.",
        "meeting “Round 2”: no public document is cited for name, status, date held.",
    ]


def test_records_that_hang_on_each_other_are_published_together():
    mechanism = cited(make_mechanism(state="draft"))
    meeting = cited(make_meeting(mechanism=mechanism, state="draft"))

    assert publish_all([meeting, mechanism]) == 4
    assert meeting.is_public


def test_publishing_again_changes_nothing():
    meeting = cited(make_meeting(state="draft"))
    publish(meeting)
    version = meeting.version

    publish(meeting)

    assert meeting.version == version
    assert publish_all([meeting]) == 0


def test_a_topic_is_a_word_of_ours_and_needs_no_evidence():
    topic = make_topic(state="draft")

    publish(topic)

    assert topic.is_public


def test_a_withdrawn_record_takes_its_parts_out_of_the_public_and_back():
    meeting = cited(make_meeting(state="draft"))
    participation = cited(make_participation(meeting=meeting, state="draft"))
    publish(meeting)

    withdraw(meeting)
    participation.refresh_from_db()
    assert (meeting.state, participation.is_public) == (State.WITHDRAWN, False)
    assert not Citation.objects.public().exists()

    publish(meeting)
    participation.refresh_from_db()
    assert participation.is_public


def test_the_last_evidence_of_a_public_value_cannot_be_withdrawn():
    meeting = make_meeting(name="Round 2")
    citation = make_citation(meeting)
    sentence = (
        "meeting “Round 2” is public and would have nothing left to show for "
        "name, status, date held."
    )

    assert refusal(withdraw, citation) == [sentence]
    assert refusal(withdraw, citation.passage.capture.document) == [sentence]
    assert citation.is_public

    make_citation(meeting)
    withdraw(citation)
    assert not citation.is_public


@pytest.mark.django_db(transaction=True)
def test_two_who_withdraw_the_last_two_citations_at_once_do_not_both_succeed():
    meeting = make_meeting()
    one, other = make_citation(meeting), make_citation(meeting)
    refused = []

    def withdraw_other() -> None:
        try:
            withdraw(other)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    meanwhile = threading.Thread(target=withdraw_other)
    with transaction.atomic():
        withdraw(one)
        meanwhile.start()
        waits = False
        while meanwhile.is_alive() and not waits:
            waits = somebody_waits()
    meanwhile.join()

    assert waits
    assert len(refused) == 1
    assert other.is_public


@pytest.mark.parametrize("relation", ["part_of", "version_of", "expression_of"])
def test_a_document_above_the_last_evidence_of_a_public_value_cannot_be_withdrawn(relation):
    book = make_document()
    chapter = make_document(**{relation: book})
    meeting = make_meeting(name="Round of talks")
    make_citation(meeting, passage=make_passage(capture=make_capture(document=chapter)))

    assert refusal(withdraw, book) == [
        "meeting “Round of talks” is public and would have nothing left to show for name, status,"
        " date held."
    ]
    assert meeting.is_public


def test_the_state_of_other_registers_is_taken_over_but_never_publishes():
    meeting = make_meeting()

    restore_state([meeting], State.IN_REVIEW)

    meeting.refresh_from_db()
    assert meeting.state == State.IN_REVIEW
    with pytest.raises(ValueError, match="publish"):
        restore_state([meeting], State.PUBLISHED)


def test_a_floor_above_may_add_a_gate(monkeypatch):
    topic = make_topic(state="draft")
    monkeypatch.setattr(workflow, "GATES", [lambda records: [f"{len(records)} at the gate"]])

    assert refusal(publish, topic) == ["1 at the gate"]


def test_the_number_of_queries_does_not_grow_with_the_parts(django_assert_num_queries):
    def meeting_with(parts: int) -> Meeting:
        meeting = cited(make_meeting(state="draft"))
        for _ in range(parts):
            cited(make_participation(meeting=meeting, state="draft"))
            cited(make_outcome(meeting=meeting, state="draft"))
        return meeting

    few, many = meeting_with(1), meeting_with(3)
    with CaptureQueriesContext(connection) as queries:
        publish(few)

    with django_assert_num_queries(len(queries)):
        publish(many)

    assert Participation.objects.public().count() == 4


def test_a_stale_copy_of_a_record_publishes_what_stands_in_the_database():
    meeting = cited(make_meeting(state="draft"))
    stale = Meeting.objects.get(pk=meeting.pk)
    publish(meeting)

    publish(stale)

    assert (stale.state, stale.version) == (State.PUBLISHED, meeting.version)
