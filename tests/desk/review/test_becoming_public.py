"""Who takes back what made something not public sees all that the public would read again."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from documents.models import Capture, Document, Passage
from meetings.models import Meeting
from records import workflow
from records.approval import Approved, mark_of
from records.history import changes, proposals, timeline, undoing
from records.history.batches import batch
from records.history.becoming_public import look_at_changes
from records.history.changes import makes_public
from records.history.events import changes_of_batch
from records.merging import verdicts
from records.merging.duplicates import side_by_side
from records.models import DuplicatePair, HouseRules, Proposal, Record
from records.reading import read
from tests import make
from tests.desk.cited_records import cited, fresh
from tests.desk.forms import notices, send
from tests.desk.importing.test_import import take
from tests.desk.pages import change_address
from tests.html import squeezed

from .test_merging_documents import agree
from .test_what_was_seen import accept, drafted, proposal_address, seen_on

pytestmark = pytest.mark.django_db
TEXT = "They met in the lighthouse. They wrote down the hours."


@pytest.fixture
def paper() -> Document:
    """A public document that anyone may read, with a copy and a passage."""
    document = make.make_document(name="Report")
    make.make_passage(capture=make.make_capture(TEXT, document=document), start=0, end=27)
    return document


def ask_to_merge(pair: Any, loser: Any, winner: Any, by: Any) -> None:
    """As from the page that shows both."""
    seen = mark_of([loser, winner])
    verdicts.same(pair, loser=loser, winner=winner, version=pair.version, by=by, seen=seen)


def withdrawn(client: Client, *records: Record) -> Any:
    """The batch in which the account withdrew them."""
    with batch("request", by=client.user) as key:  # type: ignore[attr-defined]
        workflow.withdraw_all(records, by=client.user)  # type: ignore[attr-defined]
    return key


def summed_up(client: Client, document: Document, summary: str) -> None:
    """The account writes a summary of the first passage on its page."""
    passage = Passage.objects.filter(capture__document=document).earliest("pk")
    address = reverse("admin:documents_passage_change", args=[passage.pk])
    send(client, address, summary=summary, speaker=f"Speaker of {summary}")
    assert fresh(passage).summary == summary


def shown_as_coming(client: Client, address: str) -> str:
    page = squeezed(client.get(address).content.decode())
    return page[page.index('id="coming-public"') :]


def public_page(record: Any) -> str:
    return Client().get(record.get_absolute_url()).content.decode()


# What was written while it was not public


def test_passages_written_meanwhile_are_shown_to_who_accepts(rose, roy, paper):
    key = withdrawn(rose, paper)
    summed_up(rose, paper, "Storms.")

    waits = undoing.undo(key, by=rose.user)

    shown = shown_as_coming(roy, proposal_address(waits))
    assert "Changed since it was last public: 1" in shown
    for words in ("Storms.", "Speaker of Storms.", "They met in the lighthouse."):
        assert words in shown
    accept(roy, waits, seen_on(roy, proposal_address(waits)))
    assert "Speaker of Storms." in public_page(paper)


def test_passages_written_after_the_page_was_made_are_not_accepted(rose, roy, paper):
    waits = undoing.undo(withdrawn(rose, paper), by=rose.user)
    shown = seen_on(roy, proposal_address(waits))
    summed_up(rose, paper, "Storms.")

    answer = accept(roy, waits, shown)

    assert fresh(paper).state == "withdrawn"
    assert "changed by rose" in squeezed(notices(answer)[0])


def test_another_copy_imported_meanwhile_is_shown_to_who_accepts(rose, roy, paper):
    key = withdrawn(rose, paper)
    take(rose, TEXT.replace("hours", "storms").encode(), "other.txt", document=paper.pk)
    assert Capture.objects.filter(document=paper, waits=False).count() == 2

    waits = undoing.undo(key, by=rose.user)

    assert "They wrote down the storms." in shown_as_coming(roy, proposal_address(waits))


def test_topics_set_meanwhile_are_shown_and_one_set_later_is_not_accepted(rose, roy):
    meeting = cited(make.make_meeting(name="Summit"))
    first, later = make.make_topic(name="Seafarers"), make.make_topic(name="Lighthouses")
    key = withdrawn(rose, meeting)
    send(rose, change_address(meeting), topics=str(first.pk))
    waits = undoing.undo(key, by=rose.user)

    assert "Seafarers" in shown_as_coming(roy, proposal_address(waits))
    shown = seen_on(roy, proposal_address(waits))
    send(rose, change_address(meeting), topics=[str(first.pk), str(later.pk)])
    answer = accept(roy, waits, shown)

    assert fresh(meeting).state == "withdrawn"
    assert "“Lighthouses”: added by rose" in notices(answer)[0]
    accept(roy, waits, seen_on(roy, proposal_address(waits)))
    assert fresh(meeting).state == "published"


def test_what_stays_a_draft_is_not_shown_as_going_out(ann, rose, roy):
    mechanism = cited(make.make_mechanism(name="Table"))
    member = make.make_participant(name="Estwick")
    public = cited(make.make_membership(mechanism=mechanism, participant=member, role="chair"))
    key = withdrawn(rose, mechanism)
    handed_in = drafted(ann, make.make_membership, mechanism=mechanism, role="guest")
    type(handed_in).objects.filter(pk=handed_in.pk).update(state="in_review")

    shown = shown_as_coming(roy, proposal_address(undoing.undo(key, by=rose.user)))

    assert str(public.participant) in shown
    assert str(handed_in.participant) not in shown


# Each way there


@pytest.mark.parametrize("kind", ["document", "meeting", "part", "two"])
def test_what_the_page_shows_is_what_the_public_reads_afterwards(rose, roy, paper, kind):
    meeting = cited(make.make_meeting(name="Summit"))
    meeting.topics.add(make.make_topic())
    outcome = cited(make.make_outcome(meeting=meeting, title="Pact"))
    cited(make.make_participation(meeting=meeting, participant=make.make_participant()))
    records = {
        "document": [paper],
        "meeting": [meeting],
        "part": [outcome],
        "two": [outcome, meeting],
    }[kind]
    waits = undoing.undo(withdrawn(rose, *records), by=rose.user)
    _mark, shown = look_at_changes(proposals.changes_of(waits))

    accept(roy, waits, seen_on(roy, proposal_address(waits)))

    (now,) = read([fresh(records[-1])])
    (seen,) = shown
    assert (seen.rows, seen.many) == (now.rows, now.many)
    assert seen.called == now.called


def test_a_part_of_a_proposal_makes_nothing_public_that_was_not_looked_at(rose, roy, paper):
    meeting = cited(make.make_meeting(name="Summit"))
    waits = undoing.undo(withdrawn(rose, paper, meeting), by=rose.user)
    place = [one.model for one in proposals.changes_of(waits)].index(Document)
    shown = seen_on(roy, proposal_address(waits))
    summed_up(rose, paper, "Storms.")
    part = {"_accept_part": "1", "piece": f"{place}:state"}

    refused = roy.post(proposal_address(waits), {**part, **shown}, follow=True)

    assert fresh(paper).state == "withdrawn"
    assert "changed while you were looking" in squeezed(notices(refused)[0])
    shown = seen_on(roy, proposal_address(waits))
    roy.post(proposal_address(waits), {**part, **shown}, follow=True)
    assert (fresh(paper).state, fresh(meeting).state) == ("published", "withdrawn")


@pytest.mark.parametrize("is_looked_at_again", [False, True])
def test_who_reverts_alone_without_four_eyes_publishes_what_the_page_showed(
    rose, roy, paper, is_looked_at_again
):
    HouseRules.objects.update(four_eyes=False)
    withdrawn(rose, paper)
    (newest, *_others), _older = timeline.entries(paper)
    step = next(one for one in newest.steps if one.change.model is Document).key
    address = reverse("admin:documents_document_revert", args=[paper.pk])
    page = squeezed(rose.get(address, {"step": step}).content.decode())
    assert "They met in the lighthouse." in page[page.index('id="coming-public"') :]
    summed_up(roy, paper, "Storms.")
    if is_looked_at_again:
        page = squeezed(rose.get(address, {"step": step}).content.decode())
        assert "Storms." in page[page.index('id="coming-public"') :]
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]  # type: ignore[index]

    rose.post(address, {"step": step, "seen": seen})

    assert fresh(paper).state == ("published" if is_looked_at_again else "withdrawn")


def test_who_undoes_a_batch_alone_without_four_eyes_publishes_what_the_page_showed(rose, paper):
    HouseRules.objects.update(four_eyes=False)
    address = reverse("admin:batch", args=[withdrawn(rose, paper)])
    page = squeezed(rose.get(address, {"undo": "1"}).content.decode())
    assert "They met in the lighthouse." in page[page.index('id="coming-public"') :]
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]  # type: ignore[index]

    answer = rose.post(address, {}, follow=True)
    assert "look at what would become public" in notices(answer)[0]
    assert fresh(paper).state == "withdrawn"
    rose.post(address, {"seen": seen})

    assert fresh(paper).state == "published"


def test_of_very_many_they_are_counted_and_shown_a_page_at_a_time(rose, monkeypatch):
    monkeypatch.setattr("desk.history.COMING_SHOWN", 2)
    HouseRules.objects.update(four_eyes=False)
    papers = [make.make_document(name=f"Paper {number}") for number in range(5)]
    address = reverse("admin:batch", args=[withdrawn(rose, *papers)])

    page = squeezed(rose.get(address, {"undo": "1"}).content.decode())
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]  # type: ignore[index]
    assert "<b>5</b> documents" in page
    others = re.findall(r'href="\?([^"#]*coming=\d)#coming-public"', page)
    pages = [
        page,
        *(squeezed(rose.get(f"{address}?{unescape(one)}").content.decode()) for one in others),
    ]

    told = [re.findall(r"<summary>[^<]*(Paper \d)", one) for one in pages]
    assert [len(some) for some in told] == [2, 2, 1]
    assert {name for some in told for name in some} == {one.name for one in papers}
    assert all(f'name="seen" value="{seen}"' in one for one in pages)
    rose.post(address, {"seen": seen})
    assert {fresh(one).state for one in papers} == {"published"}


def merged(rose: Client, roy: Client) -> tuple[DuplicatePair, Document, Document]:
    """Two public documents that two reviewers made one, the first kept."""
    kept, gone = (make.make_document(name="Report") for _each in range(2))
    make.make_passage(capture=make.make_capture(TEXT, document=gone), start=0, end=27)
    pair = side_by_side(kept, gone)
    ask_to_merge(pair, gone, kept, rose.user)
    agree(roy, pair, seen_on(roy, change_address(pair)))
    pair.refresh_from_db()
    assert pair.batch is not None
    return pair, kept, gone


@pytest.mark.parametrize("is_looked_at_again", [False, True])
def test_who_agrees_to_take_a_merge_apart_publishes_what_the_page_showed(
    rose, roy, is_looked_at_again
):
    pair, kept, gone = merged(rose, roy)
    withdrawn(rose, kept)
    verdicts.undo(pair, version=pair.version, by=rose.user)
    shown = seen_on(roy, change_address(pair))
    summed_up(rose, kept, "Storms.")
    page = squeezed(roy.get(change_address(pair)).content.decode())
    coming = page[page.index("What the public would come to read with “Report”") :]
    assert "Storms." in coming
    assert "They met in the lighthouse." in coming

    answer = agree(roy, pair, seen_on(roy, change_address(pair)) if is_looked_at_again else shown)

    assert Document.objects.filter(pk=gone.pk).exists() == is_looked_at_again
    if is_looked_at_again:
        assert fresh(gone).state == "published"
    else:
        assert "changed while you were looking" in squeezed(answer.content.decode())


def test_nothing_beside_what_was_approved_goes_out_whoever_asks(rose, roy):
    meeting = cited(make.make_meeting(name="Summit"))
    wanted = [one.inverted() for one in changes_of_batch(withdrawn(rose, meeting))]
    meeting.topics.add(make.make_topic())
    approved = Approved(frozenset(change.where for change in wanted))

    with (
        pytest.raises(ValidationError, match="look at what would become public"),
        batch("review", by=roy.user, author=rose.user),
    ):
        changes.write(wanted, by=roy.user, approved=approved)

    assert fresh(meeting).state == "withdrawn"


def test_taking_back_what_makes_nothing_public_asks_nothing(rose):
    meeting = cited(make.make_meeting(name="Summit", state="draft"))
    with batch("request", by=rose.user) as key:
        Meeting.objects.filter(pk=meeting.pk).update(summary="They met.")
    address = reverse("admin:batch", args=[key])

    assert "coming-public" not in rose.get(address, {"undo": "1"}).content.decode()
    rose.post(address, {})

    assert fresh(meeting).summary == ""
    assert not any(makes_public(one.inverted()) for one in changes_of_batch(key))


# Words that stood there and that nobody else could read


def test_who_lets_anyone_read_a_text_is_shown_the_text(ann, rose, roy):
    document = make.make_document(name="Report", rights="editors")
    capture = make.make_capture(TEXT, document=document)
    make.make_passage(capture=capture, start=0, end=27)
    send(ann, change_address(document), rights="public")
    waits = Proposal.objects.get()
    assert "They met in the lighthouse." not in public_page(document)

    shown = shown_as_coming(roy, proposal_address(waits))
    assert "They met in the lighthouse." in shown
    assert "Anyone would read their text, which only editors read now." in shown
    mark = seen_on(roy, proposal_address(waits))
    make.make_passage(capture=capture, number=2, start=28, end=len(TEXT))
    refused = accept(roy, waits, mark)
    assert "changed while you were looking" in squeezed(notices(refused)[0])
    accept(roy, waits, seen_on(roy, proposal_address(waits)))

    assert "They wrote down the hours." in public_page(document)


def test_a_text_that_a_merge_lets_anyone_read_is_shown(rose, roy):
    kept = make.make_document(name="Report", rights="public")
    gone = make.make_document(name="Report", rights="editors")
    make.make_passage(capture=make.make_capture(TEXT, document=gone), start=0, end=27)
    pair = side_by_side(kept, gone)
    with batch("request", by=rose.user):
        ask_to_merge(pair, gone, kept, rose.user)

    page = squeezed(roy.get(change_address(pair)).content.decode())

    coming = page[page.index("What the public would come to read with “Report”") :]
    assert "They met in the lighthouse." in coming
