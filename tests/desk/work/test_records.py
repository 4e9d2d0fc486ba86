"""What waits in the register: each list holds what it says and no more, and counts the same."""

import re
from datetime import UTC, datetime

from django.test import Client
from django.urls import reverse

from documents.models import Document, LinkCheck
from tests import make

from .working_lists import counts, listed


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


def test_home_says_how_long_ago(admin_client: Client):
    make.make_meeting()

    html = admin_client.get(reverse("admin:index")).content.decode()

    assert re.search(r"<time\s[^>]*>[^<]+ ago\s*</time>", html)
