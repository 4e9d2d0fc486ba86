"""Rules across rows hold when two people act at the same moment: many rounds of each race.

Whoever wins, the rule holds afterwards; the counts prove that nothing was lost.
"""

from collections import Counter
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import reverse

from documents import anchor_decisions
from documents.importing import import_document
from documents.models import Anchor, Citation
from documents.quoting import quote_from
from mechanisms.models import Membership, Topic
from meetings.models import Meeting
from records import workflow
from records.approval import mark_of
from records.history import proposals, timeline, undoing
from records.history.batches import batch
from records.history.events import tracked
from records.models import HouseRules, Proposal
from records.policy import Role, give_role
from tests import make
from tests.desk.forms import read_form
from tests.pair import refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rose(db):
    return reviewer("rose")


@pytest.fixture
def roy(db):
    return reviewer("roy")


def reviewer(name: str):
    user = get_user_model().objects.create_user(name)
    give_role(user, Role.REVIEWER)
    return user


def test_a_citation_taken_away_while_its_record_is_published(pair, rounds):
    won: Counter[str] = Counter()
    topic_of_rounds = make.make_mechanism(state="draft")
    fields = topic_of_rounds.filled_evidential_fields()
    citation = make.make_citation(topic_of_rounds, *fields)

    for _round in rounds:
        workflow.restore_state([topic_of_rounds], "draft")
        Citation.objects.filter(pk=citation.pk).update(state="published")
        first, second = pair.run(
            lambda: workflow.publish(topic_of_rounds, parts=False),
            lambda: workflow.withdraw(citation),
        )
        topic_of_rounds.refresh_from_db()
        citation.refresh_from_db()
        won["publish" if refused(second) else "withdraw"] += 1
        assert refused(first) != refused(second)
        assert not (topic_of_rounds.state == "published" and citation.state != "published")

    assert won.total() == len(rounds)


def test_two_memberships_of_one_participant_in_one_role_at_once(pair, rounds):
    mechanism, participant = make.make_mechanism(), make.make_participant()

    def join(since: str) -> Callable[[], object]:
        return lambda: Membership.objects.create(
            mechanism=mechanism, participant=participant, role="member", since=since
        )

    for _round in rounds:
        results = pair.run(join("2001"), join("2005"))
        assert sorted(refused(result) for result in results) == [False, True]
        assert Membership.objects.count() == 1
        Membership.objects.all().delete()


def test_two_reviewers_who_accept_and_reject_one_proposal(rose, roy, pair, rounds):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    ann = get_user_model().objects.create_user("ann")
    give_role(ann, Role.CONTRIBUTOR)
    meeting = make.make_meeting()
    make.make_citation(meeting, *meeting.filled_evidential_fields())
    decided: Counter[str] = Counter()

    for number in rounds:
        wanted = proposals.rehearse(
            lambda number=number: Meeting.objects.filter(pk=meeting.pk).update(
                summary=f"Round {number}"
            )
        )
        proposal = proposals.propose(wanted, by=ann, record=meeting)
        seen = proposals.mark(proposal)
        before = Meeting.objects.get(pk=meeting.pk).summary
        results = pair.run(
            lambda proposal=proposal, seen=seen: proposals.accept(
                proposal, by=rose, version=1, seen=seen
            ),
            lambda proposal=proposal: proposals.reject(proposal, by=roy, version=1, remark="No"),
        )
        proposal.refresh_from_db()
        decided[proposal.status] += 1
        assert sorted(refused(result) for result in results) == [False, True]
        now = Meeting.objects.get(pk=meeting.pk).summary
        assert now == (f"Round {number}" if proposal.status == "accepted" else before)

    assert decided.total() == len(rounds)
    assert Proposal.objects.filter(status="waiting").count() == 0


def test_two_reviewers_who_both_accept_one_proposal(rose, roy, pair, rounds):
    ann = get_user_model().objects.create_user("ann")
    give_role(ann, Role.CONTRIBUTOR)
    topic = make.make_topic()

    for number in rounds:
        wanted = proposals.rehearse(
            lambda number=number: Topic.objects.filter(pk=topic.pk).update(
                summary=f"Round {number}"
            )
        )
        proposal = proposals.propose(wanted, by=ann, record=topic)
        seen = proposals.mark(proposal)
        version = Topic.objects.get(pk=topic.pk).version
        results = pair.run(
            lambda proposal=proposal, seen=seen: proposals.accept(
                proposal, by=rose, version=1, seen=seen
            ),
            lambda proposal=proposal, seen=seen: proposals.accept(
                proposal, by=roy, version=1, seen=seen
            ),
        )
        assert sorted(refused(result) for result in results) == [False, True]
        assert Topic.objects.get(pk=topic.pk).version == version + 1


def test_two_editors_who_save_one_form_at_once(rose, roy, pair, rounds):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})
    topic = make.make_topic(state="draft")
    address = reverse("admin:mechanisms_topic_change", args=[topic.pk])
    clients = []
    for user in (rose, roy):
        client = Client()
        client.force_login(user)
        clients.append(client)
    events = tracked()[Topic].objects.filter(pgh_obj_id=topic.pk)

    form = read_form(clients[0], address)
    for number in rounds:
        form["row_version"] = [str(Topic.objects.get(pk=topic.pk).version)]
        names = [f"{user.username} {number}" for user in (rose, roy)]

        def save(place: int, names=names) -> object:
            sent = {**form, "name": [names[place]], "_save": ["1"]}
            return clients[place].post(address, sent).status_code

        answers = pair.run(lambda: save(0), lambda: save(1))
        assert sorted(answers) == [200, 302]  # type: ignore[type-var]
        assert Topic.objects.get(pk=topic.pk).name == names[answers.index(302)]
        assert events.filter(name__in=names).count() == 1


def test_a_record_reverted_and_saved_at_once(rose, pair, rounds):
    topic = make.make_topic(state="draft", summary="")

    for number in rounds:
        with batch("request", by=rose):
            Topic.objects.filter(pk=topic.pk).update(summary=f"Slip {number}")
        (newest, *_others), _older = timeline.entries(topic)
        step = newest.steps[-1].key

        def write(number=number) -> object:
            with transaction.atomic():
                return Topic.objects.filter(pk=topic.pk).update(summary=f"Work {number}")

        reverted, _written = pair.run(lambda step=step: undoing.revert(topic, step, by=rose), write)
        now = Topic.objects.get(pk=topic.pk).summary
        # The later work is never lost: it stands, or it came after the revert.
        assert now == f"Work {number}"
        assert reverted is None or refused(reverted)  # written, or refused


def test_a_draft_is_published_and_changed_at_once_by_its_reviewer(rose, pair, rounds):
    """Four eyes hold whatever the order: what rose last changed is not published by rose."""
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    outcomes: Counter[str] = Counter()
    for number in rounds:
        topic = make.make_topic(state="draft")
        seen = mark_of([topic])

        def change(topic=topic, number=number) -> object:
            with batch("request", by=rose):
                return Topic.objects.filter(pk=topic.pk).update(summary=f"Mine {number}")

        pair.run(lambda topic=topic, seen=seen: workflow.publish(topic, by=rose, seen=seen), change)
        topic.refresh_from_db()
        outcomes[topic.state] += 1
        assert not (topic.state == "published" and topic.changed_by_id == rose.pk)

    assert outcomes.total() == len(rounds)


def test_a_place_in_a_later_copy_accepted_and_kept_at_once(rose, roy, pair, rounds):
    line = "Delegates of nine coastal states met in the harbour office on 3 May 2014."
    document = import_document(data=line.encode(), file_name="a.txt", rights="public").document
    passage = document.captures.get().passages.get()
    citation = make.make_citation(
        make.make_meeting(), "date", passage=passage, start=0, end=len(line)
    )
    quote_from(line, citation)
    citation.save()
    cited = Citation.objects.filter(pk=citation.pk)
    earlier = cited.values("passage_id", "start", "end", "quote").get()
    later = line.replace("3 May", "4 May")
    import_document(data=later.encode(), file_name="b.txt", document=document.slug)
    won: Counter[str] = Counter()

    for _round in rounds:
        cited.update(**earlier)
        Anchor.objects.update(decision=Anchor.Decision.OPEN)
        anchor = Anchor.objects.select_related("citation").get()
        accepted, kept = pair.run(
            lambda anchor=anchor: anchor_decisions.accept_place(anchor, by=rose),
            lambda anchor=anchor: anchor_decisions.keep_on_earlier_copy(anchor, by=roy),
        )
        assert refused(accepted) != refused(kept)
        won["keep" if refused(accepted) else "accept"] += 1
        assert cited.get().quote == (line if refused(accepted) else later)

    assert won.total() == len(rounds)
