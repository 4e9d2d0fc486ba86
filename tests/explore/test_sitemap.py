"""The sitemap, and what robots are told."""

import pytest

from tests.make import make_meeting

from .small_register import three

pytestmark = pytest.mark.django_db


def test_the_sitemap_holds_what_is_public_and_no_more(client):
    _mechanism, _participant, meeting = three()
    make_meeting(slug="kept-back", state="draft")
    index = client.get("/sitemap.xml").content.decode()
    page = client.get("/sitemap-meetings-1.xml").content.decode()

    assert "http://testserver/sitemap-meetings-1.xml" in index
    assert f"<loc>http://testserver{meeting.get_absolute_url()}</loc>" in page
    assert "kept-back" not in page
    assert client.get("/sitemap-users-1.xml").status_code == 404
    assert client.get("/sitemap-meetings-0.xml").status_code == 404


def test_robots_are_told_where_the_sitemap_is(client):
    answer = client.get("/robots.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in answer.content.decode()
