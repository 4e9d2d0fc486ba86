"""The lists: filtered, ordered and walked page by page."""

from html import unescape

import pytest

from tests.hidden import as_if_committed
from tests.make import make_mechanism, make_meeting, make_place, make_series

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("url", ["/mechanisms/", "/participants/", "/meetings/"])
def test_an_empty_list_says_what_to_do(client, url):
    empty = client.get(url).content.decode()
    filtered = client.get(url, {"q": "nobody"}).content.decode()

    assert "Nothing is recorded here yet." in empty
    assert "Nothing in the register matches these filters." in filtered
    assert 'href="?"' in filtered


def test_a_list_is_filtered_and_offers_the_same_set_as_data(client):
    forum = make_mechanism(slug="forum")
    make_meeting(name="Of the forum", mechanism=forum)
    make_meeting(name="Of none")
    page = client.get("/meetings/", {"mechanism": "forum", "sort": "name", "page": "9"})

    assert [meeting.name for meeting in page.context["page"]] == ["Of the forum"]
    assert page.context["exports"] == [
        ("CSV", "/api/v1/meetings/?mechanism=forum&format=csv"),
        ("NDJSON", "/api/v1/meetings/?mechanism=forum&format=ndjson"),
        ("JSON", "/api/v1/meetings/?mechanism=forum&format=json"),
    ]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"mechanism": "no-such"}, "There is no mechanism called “no-such”."),
        ({"from": "2016-13"}, "2016-13"),
        ({"level": "gods"}, "gods"),
    ],
)
def test_a_wrong_filter_is_explained_at_its_field(client, query, sentence):
    make_meeting()
    page = client.get("/meetings/", query)

    assert page.status_code == 200
    assert sentence in unescape(page.content.decode())
    assert 'class="field has-error"' in page.content.decode()


def test_a_list_is_walked_page_by_page_without_loss(client):
    names = {make_meeting(date="2016").name for _number in range(120)}
    seen, url = [], "/meetings/?status=held"
    while url:
        page = client.get(url)
        seen += [meeting.name for meeting in page.context["page"]]
        cursor = page.context["page"].next_cursor
        assert not cursor or f"status=held&amp;cursor={cursor}" in page.content.decode()
        url = f"/meetings/?status=held&cursor={cursor}" if cursor else ""

    assert len(seen) == 120
    assert set(seen) == names


@pytest.mark.parametrize("cursor", ["x", "eyJ9", "%00", "a" * 5000])
def test_a_cursor_that_leads_nowhere_shows_the_first_page_and_says_so(client, cursor):
    make_meeting(name="The one")
    page = client.get(f"/meetings/?cursor={cursor}")

    assert [meeting.name for meeting in page.context["page"]] == ["The one"]
    assert "does not lead to a page of this list" in page.content.decode()


@pytest.mark.parametrize("kind", ["", "exercise", "programme"])
def test_all_that_a_row_says_of_a_meeting_is_read_with_it(client, kind, django_assert_num_queries):
    body, series = make_mechanism(status="proposed"), make_series(name="The talks")
    place = make_place(name="Vientiane")
    make_meeting(mechanism=body, series=series, ordinal=2, place=place, kind=kind)
    make_meeting(status="announced", mode="video", level="leaders", kind=kind, date="")
    query = {"kind": kind} if kind else {}
    client.get("/meetings/", query)  # what the form keeps is read once

    as_if_committed()
    with django_assert_num_queries(3):  # the register's version, the rows, how many there are
        page = client.get("/meetings/", query).content.decode()

    for words in ("2nd in the series The talks", "Vientiane", "Announced", "Proposed", "video"):
        assert words.lower() in page.lower()


def test_lists_can_be_ordered(client):
    make_meeting(name="B", date="2016")
    make_meeting(name="A", date="2017")
    make_meeting(name="C", date="2015")

    def order(sort: str) -> str:
        page = client.get("/meetings/", {"sort": sort})
        return "".join(meeting.name for meeting in page.context["page"])

    assert [order(sort) for sort in ("newest", "oldest", "name", "odd")] == [
        "ABC",
        "CBA",
        "ABC",
        "ABC",
    ]
