"""What waits for somebody: drafts, what was returned, and the review queue."""

from django.urls import reverse

from records import workflow
from records.approval import mark_of
from records.history.batches import batch
from records.models import DuplicatePair, Identity, Proposal
from records.policy import Role, give_role
from tests import make

from .working_lists import counts, listed, signed_in


def test_drafts_are_mine_and_parts_go_with_their_owner(people):
    author = people["author"]
    state, person, passage = make.make_participant(), make.make_person(), make.make_passage()
    public = make.make_meeting()
    with batch("request", by=author):
        meeting = make.make_meeting(name="My meeting", state="draft")
        participation = make.make_participation(meeting=meeting, participant=state, state="draft")
        make.make_citation(participation, passage=passage, state="draft")
        make.make_delegate(person=person, meeting=public, state="draft")
    with batch("request", by=people["reviewer"]):
        make.make_meeting(name="Not mine", state="draft")
    client = signed_in(author)

    rows = listed(client, "drafts")

    assert "nothing cited for: " in rows.pop("My meeting")
    assert len(rows) == 1  # the delegate of a public meeting, which waits by itself
    assert counts(client)["drafts"] == "2"


def test_what_was_returned_comes_with_the_remark_until_it_is_handed_in_again(people):
    with batch("request", by=people["author"]):
        meeting = make.make_meeting(name="Talks", state="draft")
        workflow.submit(meeting, by=people["author"])
    workflow.send_back(meeting, by=people["reviewer"], remark="Which day?")
    client = signed_in(people["author"])

    assert listed(client, "returned") == {"Talks": "Which day?"}
    assert counts(client)["returned"] == "1"
    assert listed(signed_in(people["reviewer"]), "returned") == {}

    workflow.submit(meeting, by=people["author"])
    assert listed(client, "returned") == {}


def test_returned_proposal_comes_back_to_its_author(people):
    public = make.make_meeting(name="Public talks")
    Proposal.objects.create(
        identity=Identity.objects.get(uid=public.uid),
        author=people["author"],
        what="Change of the date",
        changes=[],
        status="returned",
        remark="No source says so.",
    )

    assert listed(signed_in(people["author"]), "returned") == {
        "Change of the date": "No source says so."
    }


def test_review_queue_is_for_reviewers_oldest_first_and_says_what_one_may_publish(people):
    passage = make.make_passage()
    for writer, name in (("author", "First"), ("reviewer", "Second")):
        with batch("request", by=people[writer]):
            meeting = make.make_meeting(name=name, state="draft")
            make.make_citation(meeting, passage=passage, state="draft")
        workflow.submit(meeting, by=people[writer])
    with batch("request", by=people["author"]):
        mixed = make.make_meeting(name="Third", state="draft")
    with batch("request", by=people["reviewer"]):
        make.make_citation(mixed, passage=passage, state="draft")
    workflow.submit(mixed, by=people["author"])
    client = signed_in(people["reviewer"])

    rows = listed(client, "review")

    own = "You wrote it, or a part of it: somebody else publishes it."
    assert list(rows.items()) == [
        ("First", "You may publish it."),
        ("Second", own),
        ("Third", own),
    ]
    assert counts(client)["review"] == "3"
    response = client.get(reverse("admin:work", args=["review"]))
    assert [row.by for row in response.context["found"].rows] == ["author", "reviewer", "author"]
    refused = signed_in(people["author"]).get(reverse("admin:work", args=["review"]))
    assert refused.status_code == 403


def test_what_says_that_it_may_be_published_can_be(people):
    passage = make.make_passage()
    with batch("request", by=people["author"]):
        meeting = make.make_meeting(name="First", state="draft", date="")
        make.make_citation(meeting, passage=passage, state="draft")
    workflow.submit(meeting, by=people["author"])
    assert listed(signed_in(people["reviewer"]), "review") == {"First": "You may publish it."}

    with batch("request", by=people["reviewer"]):
        workflow.publish(meeting, by=people["reviewer"], seen=mark_of([meeting]))

    assert meeting.is_public


def test_likely_duplicates_wait_until_they_are_judged(people):
    one, other = sorted(make.make_topic().uid for _each in range(2))
    DuplicatePair.objects.create(one_id=one, other_id=other, kind="topic", score=0.9)
    reviewer = signed_in(people["reviewer"])
    assert counts(reviewer)["duplicatepair"] == "1"

    DuplicatePair.objects.update(verdict=DuplicatePair.Verdict.NOT_SAME)

    assert counts(reviewer)["duplicatepair"] == "0"


def test_reader_has_no_work_and_a_contributor_no_review(people, django_user_model):
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    give_role(reader, Role.READER)

    assert signed_in(reader).get(reverse("admin:index")).context["waiting"] == []
    assert "What waits for me" not in signed_in(reader).get(reverse("admin:index")).content.decode()
    assert "review" not in counts(signed_in(people["author"]))
    assert "review" in counts(signed_in(people["reviewer"]))
