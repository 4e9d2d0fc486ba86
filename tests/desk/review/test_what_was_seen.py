"""What is approved is what was seen: a decision about what has changed since is refused."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Citation
from mechanisms.models import Mechanism, Membership, Participant, Topic
from records import workflow
from records.approval import mark_of
from records.history import proposals
from records.history.batches import batch
from records.models import Proposal
from tests import make
from tests.desk.cited_records import cited, fresh
from tests.desk.forms import errors, notices, read_form, send
from tests.desk.pages import change_address
from tests.html import squeezed

pytestmark = pytest.mark.django_db


def seen_on(client: Client, address: str) -> dict[str, str]:
    """What the page would send with a decision."""
    page = client.get(address).content.decode()
    return {
        name: re.search(rf'name="{name}"\s+value="([^"]*)"', page)[1]  # type: ignore[index]
        for name in ("row_version", "seen", "version")
        if f'name="{name}"' in page
    }


def move_address(record) -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_move", args=[record.pk])


def publish(client: Client, record, shown: dict[str, str]):
    return client.post(move_address(record), {"move": "publish", **shown}, follow=True)


def accept(client: Client, proposal: Proposal, shown: dict[str, str]):
    address = reverse("admin:records_proposal_change", args=[proposal.pk])
    return client.post(address, {"_accept": "1", **shown}, follow=True)


def proposal_address(proposal: Proposal) -> str:
    return reverse("admin:records_proposal_change", args=[proposal.pk])


def drafted(client: Client, maker, **values):
    """A draft by an account, cited for all that it says."""
    passage = make.make_passage()
    if maker is make.make_membership:
        values["participant"] = make.make_participant()
    with batch("request", by=client.user):  # type: ignore[attr-defined]
        record = maker(state="draft", **values)
        fields = record.filled_evidential_fields()
        make.make_citation(record, *fields, state="draft", passage=passage)
    return record


@pytest.fixture
def handed_in(ann):
    """A mechanism with a membership, by ann, in review."""
    mechanism = drafted(ann, make.make_mechanism)
    member = drafted(ann, make.make_membership, mechanism=mechanism, role="guest", since="1901")
    with batch("request", by=ann.user):
        workflow.submit(mechanism, by=ann.user)
    return fresh(mechanism), fresh(member)


def test_what_stands_as_it_was_seen_is_published_with_what_was_handed_in(rose, handed_in):
    mechanism, member = handed_in

    publish(rose, mechanism, seen_on(rose, change_address(mechanism)))

    assert (fresh(mechanism).state, fresh(member).state) == ("published", "published")
    assert Citation.objects.get(membership=member).state == "published"


def test_a_part_taken_back_and_changed_makes_it_stale_and_the_refusal_says_so(ann, rose, handed_in):
    mechanism, member = handed_in
    shown = seen_on(rose, change_address(mechanism))
    other = make.make_participant()
    with batch("request", by=ann.user):
        workflow.take_back(member, by=ann.user)
        Membership.objects.filter(pk=member.pk).update(role="chair", since="1902")
        make.make_membership(mechanism=mechanism, participant=other, state="draft")

    answer = publish(rose, mechanism, shown)

    assert fresh(mechanism).state == "in_review"
    said = notices(answer)[0]
    assert "This has changed while you were looking at it" in said
    assert re.search(r"Membership “.*”: .*state.* changed by ann\.", said)
    # Looked at again, it goes out without what nobody handed in.
    publish(rose, mechanism, seen_on(rose, change_address(mechanism)))
    assert fresh(mechanism).state == "published"
    assert set(Membership.objects.values_list("state", flat=True)) == {"draft"}


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.names.create(text="Anything"),
        lambda record: record.topics.add(make.make_topic(state="draft")),
        lambda record: Mechanism.objects.filter(pk=record.pk).update(summary="Anything"),
        lambda record: Membership.objects.filter(mechanism=record).update(role="chair"),
        lambda record: Citation.objects.filter(mechanism=record).update(reason="Anything"),
        lambda record: make.make_citation(
            record, state="in_review", passage=record.citations.first().passage
        ),
        lambda record: make.make_membership(
            mechanism=record,
            state="in_review",
            participant=make.make_participant(state="draft"),
        ),
        lambda record: Citation.objects.filter(mechanism=record).first().delete(),
    ],
    ids=[
        *("name", "topic", "field", "part", "citation", "new citation", "new part"),
        "citation gone",
    ],
)
def test_whatever_the_public_would_read_otherwise_is_looked_at_again(ann, rose, handed_in, change):
    mechanism, _member = handed_in
    shown = seen_on(rose, change_address(mechanism))
    with batch("request", by=ann.user):
        change(mechanism)

    answer = publish(rose, mechanism, shown)

    assert fresh(mechanism).state == "in_review"
    assert "changed while you were looking" in squeezed(notices(answer)[0])


@pytest.mark.parametrize("what", ["passage", "name"])
def test_what_another_record_says_that_is_read_here_is_looked_at_again(rose, handed_in, what):
    mechanism, member = handed_in
    shown = seen_on(rose, change_address(mechanism))
    if what == "passage":
        passage = Citation.objects.get(mechanism=mechanism).passage
        type(passage).objects.filter(pk=passage.pk).update(summary="Anything")
    else:
        Participant.objects.filter(pk=member.participant_id).update(name="Anything")

    answer = publish(rose, mechanism, shown)

    assert fresh(mechanism).state == "in_review"
    assert "changed by a command" in squeezed(notices(answer)[0])


def test_the_page_shows_what_would_go_out_and_what_would_not(ann, rose, handed_in):
    mechanism, member = handed_in
    mechanism.names.create(text="Round Table", kind="former", since="1999")
    mechanism.topics.add(make.make_topic(name="Seafarers"))
    citation = Citation.objects.get(mechanism=mechanism)
    type(citation.passage).objects.filter(pk=citation.passage_id).update(summary="Ten states met.")
    left = make.make_membership(mechanism=mechanism, state="draft", role="observer")

    page = rose.get(change_address(mechanism))

    shown = squeezed(page.content.decode())
    shown = shown[shown.index("What the public would read") : shown.index("</details>")]
    for words in (
        *("Round Table", "former", "1999", "Seafarers", "Ten states met.", "1901", "guest"),
        str(member.participant),
        "Nobody has handed these in",
        str(left.participant),
    ):
        assert words in shown


def from_list(client: Client, address: str, *records, **more):
    chosen = {"action": "publish_selected", "_selected_action": [one.pk for one in records]}
    return client.post(address, {**chosen, **more}, follow=True)


def marks_on(page) -> dict[str, list[str]]:
    """The marks of the records that a page shows before they are published from a list."""
    found = re.findall(r'name="(row_version|seen)" value="([^"]*)"', page.content.decode())
    return {
        name: [value for one, value in found if one == name] for name in ("row_version", "seen")
    }


def test_a_list_publishes_only_what_a_page_has_shown_whole(ann, rose):
    topic, other = (drafted(ann, make.make_topic) for _each in range(2))
    other.names.create(text="Seas")
    address = reverse("admin:mechanisms_topic_changelist")

    page = from_list(rose, address, topic, other)

    assert (fresh(topic).state, fresh(other).state) == ("draft", "draft")
    assert "Seas" in page.content.decode()
    topic.names.create(text="Anything")
    answer = from_list(rose, address, topic, other, publish="1", **marks_on(page))
    assert (fresh(topic).state, fresh(other).state) == ("draft", "published")
    assert "“Anything”: added" in notices(answer)[1]


def test_a_list_publishes_nothing_that_carries_no_mark(ann, rose):
    topic = drafted(ann, make.make_topic)
    address = reverse("admin:mechanisms_topic_changelist")
    version = f"{topic.pk}:{fresh(topic).version}"

    answer = from_list(rose, address, topic, publish="1", row_version=version)

    assert fresh(topic).state == "draft"
    assert "look at what would become public" in notices(answer)[0]


def test_a_list_shows_a_few_records_at_once_and_sends_long_ones_to_their_page(
    ann, rose, monkeypatch
):
    document = drafted(ann, make.make_document)
    capture = make.make_capture(document=document)
    for number in (1, 2):
        make.make_passage(capture=capture, start=number)
    address = reverse("admin:documents_document_changelist")
    monkeypatch.setattr("records.shown_many.PAGE", 1)

    page = from_list(rose, address, document)
    assert "too long to be shown here" in page.content.decode()
    assert marks_on(page)["seen"] == []

    monkeypatch.setattr("desk.review.MOST_LOOKED_AT", 1)
    answer = from_list(rose, address, document, drafted(ann, make.make_document))
    assert "at most 1: choose fewer" in notices(answer)[0]


def test_accepting_writes_what_was_proposed_and_leaves_drafts_as_they_are(ann, rose):
    mechanism = cited(make.make_mechanism())
    guest = drafted(ann, make.make_membership, mechanism=mechanism, role="guest", since="1901")
    send(ann, change_address(mechanism), summary="A table.")
    proposal = Proposal.objects.get()
    assert [change.model for change in proposals.changes_of(proposal)] == [Mechanism]
    with batch("request", by=ann.user):
        Membership.objects.filter(pk=guest.pk).update(role="chair", since="1902")

    accept(rose, proposal, seen_on(rose, proposal_address(proposal)))

    assert fresh(mechanism).summary == "A table."
    assert (fresh(guest).state, fresh(guest).role) == ("draft", "chair")


def test_a_draft_that_a_proposal_would_make_public_as_it_was_then_makes_it_stale(ann, rose):
    """As proposals of old hold them: the state of a part alone."""
    mechanism = cited(make.make_mechanism())
    guest = drafted(ann, make.make_membership, mechanism=mechanism, role="guest", since="1901")
    wanted = proposals.rehearse(lambda: workflow.publish(guest))
    proposal = proposals.propose(wanted, by=ann.user, record=mechanism, what="Table")
    shown = seen_on(rose, proposal_address(proposal))
    with batch("request", by=ann.user):
        Membership.objects.filter(pk=guest.pk).update(role="chair")

    answer = accept(rose, proposal, shown)

    assert fresh(guest).state == "draft"
    assert "has since become" in notices(answer)[0]


def test_a_proposal_is_accepted_only_beside_what_was_public_when_it_was_looked_at(ann, rose, roy):
    mechanism = cited(make.make_mechanism())
    send(ann, change_address(mechanism), summary="A table.")
    proposal = Proposal.objects.get()
    shown = seen_on(rose, proposal_address(proposal))
    topic = make.make_topic(name="Anything")
    with batch("review", by=roy.user, author=ann.user):
        mechanism.topics.add(topic)

    answer = accept(rose, proposal, shown)

    assert fresh(mechanism).summary == ""
    assert "“Anything”: added by ann" in notices(answer)[0]
    assert (
        "Load this page anew" in notices(accept(rose, proposal, {"version": shown["version"]}))[0]
    )
    accept(rose, proposal, seen_on(rose, proposal_address(proposal)))
    assert fresh(mechanism).summary == "A table."


def test_an_uncited_draft_part_of_a_public_record_stands_in_nobodys_way(ann, rose):
    mechanism = cited(make.make_mechanism())
    member = make.make_participant()
    with batch("request", by=ann.user):
        make.make_membership(mechanism=mechanism, participant=member, state="draft")

    send(ann, change_address(mechanism), summary="A table.")
    proposal = Proposal.objects.get()
    accept(rose, proposal, seen_on(rose, proposal_address(proposal)))

    assert fresh(mechanism).summary == "A table."
    assert Membership.objects.get().state == "draft"


@pytest.mark.parametrize(
    "change",
    [
        {"names__0__kind": "former"},
        {"names__0__language": "de"},
        {"names__0__since": "1999"},
        {"names__1__text": "ROUND-TABLE", "names__1__language": "en", "names__1__kind": "alias"},
        {"topics": "new"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_who_changes_a_name_or_a_topic_of_anothers_draft_does_not_publish_it(ann, rose, change):
    mechanism = drafted(ann, make.make_mechanism, name="Round Table")
    with batch("request", by=ann.user):
        mechanism.names.create(text="Round table", language="en", kind="alias")
    if "topics" in change:
        change = {"topics": str(make.make_topic().pk)}
    answer = send(rose, change_address(mechanism), **change)
    assert not errors(answer)

    answer = publish(
        rose,
        mechanism,
        {"row_version": str(fresh(mechanism).version), "seen": mark_of([mechanism])},
    )

    assert fresh(mechanism).state == "draft"
    assert "you wrote" in notices(answer)[-1]


@pytest.mark.parametrize("field", ["summary", "speaker", "locator"])
def test_who_changes_a_passage_of_anothers_draft_does_not_publish_it(ann, rose, field):
    document = drafted(ann, make.make_document)
    with batch("request", by=ann.user):
        passage = make.make_passage(capture=make.make_capture(document=document))
    send(rose, reverse("admin:documents_passage_change", args=[passage.pk]), **{field: "Mine"})
    assert getattr(fresh(passage), field) == "Mine"

    publish(rose, document, seen_on(rose, change_address(document)) | {"seen": mark_of([document])})

    assert fresh(document).state == "draft"


def test_a_form_without_the_version_it_started_from_is_stale(ann):
    topic = drafted(ann, make.make_topic)
    form = read_form(ann, change_address(topic))
    del form["row_version"]

    answer = send(ann, change_address(topic), start=form, summary="Over yours")

    assert fresh(topic).summary == ""
    assert "Someone else saved this record" in errors(answer)["__all__"][0]


@pytest.mark.parametrize("deed", ["change", "remove"])
def test_a_row_of_a_form_without_its_version_is_stale(ann, deed):
    mechanism = drafted(ann, make.make_mechanism)
    member = drafted(ann, make.make_membership, mechanism=mechanism)
    form = read_form(ann, change_address(mechanism))
    del form["memberships-0-row_version"]
    change = (
        {"memberships__0__role": "chair"} if deed == "change" else {"memberships__0__DELETE": "on"}
    )

    send(ann, change_address(mechanism), start=form, **change)

    assert fresh(member).role == "member"


def test_undoing_a_withdrawal_waits_for_another_reviewer(rose, roy):
    from records.history import undoing

    topic = make.make_topic()
    with batch("request", by=rose.user) as key:
        workflow.withdraw(topic, by=rose.user)

    waits = undoing.undo(key, by=rose.user)

    assert isinstance(waits, Proposal)
    assert fresh(topic).state == "withdrawn"
    accept(roy, waits, seen_on(roy, proposal_address(waits)))
    assert fresh(topic).state == "published"
    assert Topic.objects.public().count() == 1


def test_what_is_added_to_a_record_in_review_is_in_review_with_it(rose, roy, handed_in):
    mechanism, _member = handed_in
    state = make.make_participant()
    send(
        rose,
        change_address(mechanism),
        memberships__1__participant=state.pk,
        memberships__1__role="observer",
    )

    assert Membership.objects.get(participant=state).state == "in_review"
