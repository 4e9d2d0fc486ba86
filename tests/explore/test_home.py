"""The home page: what comes and what was, what is there, and a fact with its passage."""

import datetime

import pytest

from tests.make import make_capture, make_citation, make_meeting, make_passage, make_place

pytestmark = pytest.mark.django_db


def test_the_home_page_tells_coming_from_past_and_counts_what_is_public(client):
    today = datetime.date.today()
    make_meeting(name="Next year", date=f"{today.year + 1}-05", status="announced")
    make_meeting(name="Called off", date=f"{today.year + 1}-06", status="cancelled")
    make_meeting(name="Long ago", date="2001")
    make_meeting(name="Without a date", date="")
    page = client.get("/")

    assert [meeting.name for meeting in page.context["coming"]] == ["Next year"]
    assert [meeting.name for meeting in page.context["newest"]] == ["Long ago"]
    assert dict((route, count) for _label, route, count in page.context["sizes"])[
        "meetings:list"
    ] == (4, True)
    sizes = page.content.decode().split("<dl>")[1].split("</dl>")[0]
    assert sizes.count("<dt><a href=") == 8


def test_the_home_page_shows_a_fact_with_its_passage(client):
    meeting = make_meeting(name="Summit of Vientiane", place=make_place(name="Vientiane"))
    passage = make_passage(capture=make_capture("They met in Vientiane."))
    make_citation(meeting, "date", "place", passage=passage)
    page = client.get("/").content.decode()

    assert "Summit of Vientiane" in page
    assert "They met in Vientiane.</q>" in page


def test_the_home_page_of_an_empty_register_is_whole(client):
    assert client.get("/").status_code == 200
