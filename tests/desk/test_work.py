"""What waits: each working list holds what it says, and nothing else, and counts the same."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.work import evidence, kinds, scans
from documents.models import Anchor, Document, LinkCheck, Reading
from records import workflow
from records.history.batches import batch
from records.models import DuplicatePair, HouseRules, Identity, Proposal
from records.policy import Role, give_role
from tests import make


@pytest.fixture
def people(django_user_model):
    """An author and a reviewer, where four eyes are asked for."""
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    found = {}
    for name, role in (("author", Role.CONTRIBUTOR), ("reviewer", Role.REVIEWER)):
        found[name] = django_user_model.objects.create_user(name, is_staff=True)
        give_role(found[name], role)
    return found


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def listed(client: Client, name: str, **query: str) -> dict[str, str]:
    """The rows of a working list: title and what is said of it."""
    response = client.get(reverse("admin:work", args=[name]), query)
    assert response.status_code == 200
    return {row.title: row.what for row in response.context["found"].rows}


def counts(client: Client) -> dict[str, str]:
    """The counts of the home, by the name of the list."""
    waiting = client.get(reverse("admin:index")).context["waiting"]
    return {one["url"].rstrip("/").rpartition("/")[2]: str(one["count"]) for one in waiting}


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
        workflow.publish(meeting, by=people["reviewer"])

    assert meeting.is_public


def test_uncited_values_of_drafts_and_public_records(admin_client: Client):
    lacking = make.make_meeting(name="Half cited", date="2016", mechanism=None)
    make.make_citation(lacking, "name", "status")
    draft = make.make_topic(state="draft")  # topics need no evidence
    whole = make.make_meeting(name="Wholly cited")
    make.make_citation(whole)
    agreeing = make.make_meeting(name="Cited in other words", date="2016", mechanism=None)
    make.make_citation(agreeing, stated={"date": "2016"})
    differing = make.make_meeting(name="Contradicted", date="2016", mechanism=None)
    make.make_citation(differing, stated={"date": "2017"})
    withdrawn_citation = make.make_meeting(name="No longer cited", date="", mechanism=None)
    make.make_citation(withdrawn_citation, state="withdrawn")
    make.make_meeting(name="Gone", state="withdrawn")
    assert draft.state == "draft"

    rows = listed(admin_client, "uncited", show="meeting")

    assert {name: what.removeprefix("nothing cited for: ") for name, what in rows.items()} == {
        "Half cited": "date held",
        "Contradicted": "date held",
        "No longer cited": "name, status",
    }
    home = admin_client.get(reverse("admin:index"))
    (meetings,) = (
        row
        for group in home.context["groups"]
        for row in group["rows"]
        if row["url"] == reverse("admin:meetings_meeting_changelist")
    )
    assert str(meetings["uncited"]) == "3"
    assert meetings["uncited_url"].endswith("/admin/work/uncited/?show=meeting")


def test_contradictions_wait_until_the_choice_is_explained(admin_client: Client):
    meeting = make.make_meeting(name="Talks", date="2016-09-07")
    for _place in range(2):  # said twice, decided once
        make.make_citation(meeting, "date", stated={"date": "2016-09-08"})
    agreeing = make.make_meeting(name="Agreed")
    make.make_citation(agreeing, "date", stated={"date": "2016-09-07"})
    explained = make.make_meeting(name="Explained")
    make.make_citation(explained, "date", stated={"date": "2015"}, reason="A misprint.")

    assert listed(admin_client, "contradictions") == {
        "Talks": "date held: 2016-09-08, here 2016-09-07"
    }
    assert counts(admin_client)["contradictions"] == "1"
    assert set(listed(admin_client, "contradictions", show="all")) == {"Talks", "Explained"}


def test_gaps_and_clashes_in_series(admin_client: Client):
    gap, clash, fine, unsaid = (
        make.make_series(name=name) for name in ("Gap", "Clash", "Fine", "Unsaid")
    )
    for series, ordinal, date in (
        (gap, 1, "2001"),
        (gap, 4, "2004"),
        (clash, 1, "2010"),
        (clash, 2, "2009"),
        (clash, 3, "2011"),
        (fine, 1, "2001"),
        (fine, 2, ""),
        (fine, 3, "2003"),
        (unsaid, None, "2003"),
    ):
        make.make_meeting(series=series, ordinal=ordinal, date=date)
    make.make_meeting(series=fine, ordinal=9, state="withdrawn")
    make.make_meeting(series=fine, ordinal=1, numbering="anew")

    assert listed(admin_client, "series") == {
        "Gap": "not recorded: 2–3",
        "Clash": "number 2 (2009) is dated before number 1 (2010)",
    }
    assert counts(admin_client)["series"] == "2"


def test_orphaned_citations(admin_client: Client):
    text = "Talks were held. Others were not."
    for name in ("Fine", "Moved"):
        passage = make.make_passage(capture=make.make_capture(text))
        citation = make.make_citation(
            make.make_meeting(name=name), passage=passage, start=0, end=16
        )
        if name == "Moved":
            citation.quote = "Walks were held."
            citation.save()
    gone = make.make_passage(capture=make.make_capture(document=make.make_document(name="Paper")))
    make.make_citation(make.make_meeting(name="Withdrawn"), passage=gone)
    Document.objects.filter(name="Paper").update(state="withdrawn")
    book = make.make_document(name="Book")
    chapter = make.make_capture(document=make.make_document(name="Chapter", part_of=book))
    make.make_citation(
        make.make_meeting(name="Of a book"), passage=make.make_passage(capture=chapter)
    )
    Document.objects.filter(pk=book.pk).update(state="withdrawn")
    unheld = make.make_passage(capture=make.make_capture(None))
    make.make_citation(make.make_meeting(name="Not held"), passage=unheld)

    assert listed(admin_client, "orphans") == {
        "Of a book": "Chapter, ¶1: what the document belongs to is withdrawn",
        "Withdrawn": "Paper, ¶1: the document is withdrawn",
        "Moved": f"{passage}: the words are not there any more",
    }
    assert counts(admin_client)["orphans"] == "3"
    assert list(listed(admin_client, "orphans", show="not-held")) == ["Not held"]


def test_dead_links_are_those_the_document_still_gives(admin_client: Client):
    when = datetime(2026, 1, 2, tzinfo=UTC)
    for name, answer, url in (
        ("Alive", "alive", "https://a.example/1"),
        ("Gone", "gone", "https://a.example/2"),
        ("Mended", "gone", "https://a.example/old"),
    ):
        document = make.make_document(
            name=name, url="https://a.example/3" if name == "Mended" else url
        )
        LinkCheck.objects.create(
            document=document,
            url=url,
            answer=answer,
            said="404 Not Found",
            failures=2,
            asked_at=when,
        )

    assert listed(admin_client, "links") == {
        "Gone": "https://a.example/2: 404 Not Found (2 times in a row)"
    }
    assert counts(admin_client)["links"] == "1"


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


# Lists of any size


def test_list_looks_at_a_bounded_number_of_rows_and_says_where_to_go_on(
    admin_client: Client, monkeypatch
):
    monkeypatch.setattr(scans, "PAGE", 4)
    monkeypatch.setattr(scans, "STEP", 3)
    monkeypatch.setattr(scans, "BUDGET", 6)
    meetings = [make.make_meeting(name=f"M{number:02}") for number in range(14)]
    lacking = {0, 1, 2, 3, 4, 5, 9, 13}
    for number, meeting in enumerate(meetings):
        if number not in lacking:
            make.make_citation(meeting)
    series = make.make_series(name="A series")

    seen, address, rounds = [], reverse("admin:work", args=["uncited"]), 0
    while address:
        found = admin_client.get(address).context["found"]
        assert len(found.rows) <= 4
        assert found.looked <= 8
        seen += [row.title for row in found.rows]
        further = found.further
        address = further and f"{reverse('admin:work', args=['uncited'])}?from={further}"
        rounds += 1

    assert [name for name in seen if name.startswith("M")] == [
        f"M{number:02}" for number in sorted(lacking, reverse=True)
    ]
    assert seen.count(str(series)) == 1
    assert rounds >= 3


def test_count_says_at_least_where_it_did_not_look_at_all(admin_client: Client, monkeypatch):
    monkeypatch.setattr(scans, "LOOK", 2)
    for _round in range(3):
        make.make_meeting()

    assert str(evidence.uncited_by_kind()["meeting"]) == "2+"
    assert counts(admin_client)["uncited"] == "2+"


def test_count_stops_at_its_cap(monkeypatch):
    monkeypatch.setattr(scans, "CAP", 2)

    assert str(scans.Tally(2, True) + scans.Tally(1, True)) == "2+"
    assert str(scans.Tally(1, True) + scans.Tally(1, True)) == "2"
    assert str(scans.Tally(0, False)) == "0"


@pytest.mark.parametrize("cursor", ["x", "meeting~x", "~", "meeting~" + "A" * 5000, "\x00"])
def test_forged_position_begins_anew(admin_client: Client, cursor: str):
    make.make_meeting(name="Talks")

    response = admin_client.get(
        reverse("admin:work", args=["uncited"]), {"from": cursor, "show": "meeting"}, follow=True
    )

    assert response.status_code == 200
    assert "Talks" in response.content.decode() or "\x00" in cursor


def _fill_lists() -> None:
    """One more row for each working list that is not somebody's own."""
    meeting = make.make_meeting(series=make.make_series())
    make.make_meeting(series=meeting.series, ordinal=3)
    make.make_citation(meeting, "date", stated={"date": "2001"})
    make.make_citation(make.make_participation(), stated={"role": "chair"})
    make.make_delegate(participant=make.make_participant())
    make.make_office()
    make.make_membership()
    for part in (make.make_office(), make.make_membership()):
        gone = make.make_passage()
        make.make_citation(part, passage=gone)
        Document.objects.filter(pk=gone.capture.document_id).update(state="withdrawn")
    for subject in (make.make_participation(), make.make_membership()):
        lost = make.make_citation(subject)
        home = lost.passage.capture.document
        Anchor.objects.create(
            citation=lost,
            origin=lost.passage.capture,
            capture=make.make_capture(document=home),
            outcome=Anchor.Outcome.ORPHANED,
            why=Anchor.Why.NOT_FOUND,
        )
    candidate = make.make_candidate()
    Reading.objects.create(capture=candidate.capture, reader="test")
    make.make_capture(waits=True)
    document = make.make_document(url="https://a.example/")
    LinkCheck.objects.create(
        document=document,
        url=document.url,
        answer="gone",
        asked_at=datetime(2026, 1, 2, tzinfo=UTC),
    )


@pytest.mark.parametrize("name", [one.name for one in kinds.WORK if one.scans])
def test_list_asks_the_same_of_one_row_and_of_three(name: str, people, monkeypatch):
    monkeypatch.setattr(scans, "PAGE", 500)  # a page that is full asks no further kinds
    client = signed_in(people["reviewer"])
    client.get(reverse("admin:work", args=[name]))
    asked = []
    for rounds in (1, 2):
        for _round in range(rounds):
            _fill_lists()
            passage, state = make.make_passage(), make.make_participant()
            for person in ("author", "reviewer"):
                with batch("request", by=people[person]):
                    meeting = make.make_meeting(state="draft")
                    part = make.make_participation(
                        meeting=meeting, participant=state, state="draft"
                    )
                    make.make_citation(part, passage=passage, state="draft")
                    workflow.submit(meeting, by=people[person])
            with batch("request", by=people["reviewer"]):
                make.make_topic(state="draft")
                returned = make.make_meeting(state="draft")
            workflow.submit(returned, by=people["reviewer"])
            workflow.send_back(returned, by=people["reviewer"], remark="Mend it.")
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse("admin:work", args=[name]))
        assert response.context["found"].rows
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_home_says_how_long_ago(admin_client: Client):
    make.make_meeting()

    html = admin_client.get(reverse("admin:index")).content.decode()

    assert re.search(r"<time\s[^>]*>[^<]+ ago\s*</time>", html)
