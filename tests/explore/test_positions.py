"""Outcomes and positions on pages: kept apart, counted apart, in the order of their source."""

import pytest
from django.urls import reverse

from documents.models import Document
from documents.source_order import in_source_order
from meetings.models import Outcome
from tests.html import main_text
from tests.make import (
    make_capture,
    make_citation,
    make_document,
    make_mechanism,
    make_meeting,
    make_outcome,
    make_participant,
    make_passage,
    make_position,
    make_topic,
)

pytestmark = pytest.mark.django_db

WORDS = "First a wish on ports. Then a plan on nets. Last a wish on buoys."


@pytest.fixture
def document() -> Document:
    return make_document(slug="paper")


def cited(record, words: str, document: Document):
    """``record``, whose title rests on ``words``, and whose proposer on the whole text."""
    capture = document.captures.first() or make_capture(WORDS, document=document)
    passage = capture.passages.first() or make_passage(capture=capture)
    start = WORDS.index(words)
    make_citation(record, "title", passage=passage, start=start, end=start + len(words))
    make_citation(record, "proposer", "meeting", "mechanism", passage=passage)
    return record


def test_a_meeting_tells_what_came_of_it_apart_from_what_was_put_forward(client, document):
    china = make_participant(name="China", slug="china")
    meeting = make_meeting(slug="summit")
    cited(make_outcome(meeting=meeting, title="Plan on nets"), "a plan on nets", document)
    wish = make_position(
        meeting=meeting, title="Ports", proposer=china, audience="all parties", kind="call"
    )
    cited(wish, "a wish on ports", document)

    page = client.get("/meetings/summit/")

    assert [row.title for row in page.context["outcomes"]] == ["Plan on nets"]
    assert [row.title for row in page.context["positions"]] == ["Ports"]
    text = main_text(page)
    assert text.index("What came out of it") < text.index("What was put forward")
    assert "call Ports put forward by China to all parties" in text
    assert f'id="{wish.uid}"' in page.content.decode()


def test_positions_stand_in_the_order_of_the_source_and_not_of_the_alphabet(client, document):
    meeting = make_meeting(slug="summit", mechanism=make_mechanism(slug="forum"))
    topic = make_topic(slug="sea")
    proposer = make_participant(slug="china")
    titles = {"Zebra": "a wish on ports", "Mast": "a plan on nets", "Anchor": "a wish on buoys"}
    for title, words in reversed(titles.items()):
        for make in (make_position, make_outcome):
            record = make(meeting=meeting, title=title, date="2016", proposer=proposer)
            record.topics.add(topic)
            cited(record, words, document)
    uncited = [
        make(meeting=meeting, title="A", date="2016") for make in (make_position, make_outcome)
    ]
    assert len(uncited) == 2

    for address in (
        "/meetings/summit/",
        "/mechanisms/forum/",
        "/topics/sea/",
        "/participants/china/",
    ):
        page = client.get(address)
        for name in ("outcomes", "positions"):
            shown = [row.title for row in page.context[name]]
            assert shown[:3] == [*titles], (address, name)
            assert shown[3:] in ([], ["A"])


def test_the_api_lists_them_in_the_same_order(client, document):
    meeting = make_meeting(slug="summit")
    for title, words in (("Zebra", "a wish on ports"), ("Anchor", "a wish on buoys")):
        cited(make_position(meeting=meeting, title=title), words, document)
        cited(make_outcome(meeting=meeting, title=title), words, document)
        cited(make_outcome(meeting=make_meeting(), title=title), words, document)

    one = client.get("/api/v1/meetings/summit/").json()
    rows = client.get("/api/v1/meetings/?expand=outcomes,positions").json()["results"]
    several = next(row for row in rows if row["slug"] == "summit")

    for name in ("outcomes", "positions"):
        assert [row["title"] for row in one[name]] == ["Zebra", "Anchor"]
        assert [row["title"] for row in several[name]] == ["Zebra", "Anchor"]


def test_documents_of_one_meeting_are_told_one_after_the_other(document):
    other = make_document(slug="a-paper")
    meeting = make_meeting()
    for title, words, source in (
        ("First", "a wish on ports", other),
        ("Second", "a plan on nets", other),
        ("Third", "a wish on ports", document),
    ):
        cited(make_outcome(meeting=meeting, title=title), words, source)

    assert [one.title for one in in_source_order(Outcome.objects.all())] == [
        "First",
        "Second",
        "Third",
    ]


def test_home_and_lists_count_positions_by_themselves(client):
    meeting = make_meeting()
    make_outcome(meeting=meeting)
    for _row in range(3):
        make_position(meeting=meeting)

    sizes = {str(label): number[0] for label, _route, number in client.get("/").context["sizes"]}

    assert (sizes["outcomes"], sizes["positions"]) == (1, 3)
    assert client.get(reverse("api:outcomes-list")).json()["count"] == 1
    assert client.get(reverse("api:positions-list")).json()["count"] == 3


def test_an_outcome_that_takes_up_a_position_says_so_on_both_sides(client):
    china = make_participant(slug="china")
    wish = make_position(meeting=make_meeting(), title="A framework", proposer=china)
    make_outcome(meeting=make_meeting(slug="summit"), title="The launch", takes_up=wish)

    assert "Takes up the position: A framework" in main_text(client.get("/meetings/summit/"))
    assert "Taken up by: The launch (adopted)" in main_text(client.get("/participants/china/"))


def test_what_a_participant_put_forward_is_no_outcome_on_its_page(client):
    china = make_participant(slug="china")
    make_position(meeting=make_meeting(), title="A wish", proposer=china)
    make_outcome(meeting=make_meeting(), title="A plan", proposer=china)

    page = client.get("/participants/china/")

    assert [row.title for row in page.context["positions"]] == ["A wish"]
    assert [row.title for row in page.context["outcomes"]] == ["A plan"]
    assert "Outcomes that it proposed" in main_text(page)
