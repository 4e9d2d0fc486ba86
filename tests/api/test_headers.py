"""The headers of an answer: what need not be sent again, and who may ask."""

import pytest

from tests.make import make_meeting

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_an_unchanged_answer_is_not_sent_again(client):
    meeting = make_meeting(slug="here")
    first = client.get("/api/v1/meetings/here/")
    tag = first["ETag"]
    assert tag.startswith('W/"')
    again = client.get("/api/v1/meetings/here/", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    meeting.level = "leaders"
    meeting.save()
    changed = client.get("/api/v1/meetings/here/", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag


def test_scripts_of_any_site_may_ask(client):
    for path in ("meetings/", "nothing/", "meetings/?x=1", "changes/"):
        response = client.get(f"/api/v1/{path}", headers={"origin": "https://example.org"})
        assert response["Access-Control-Allow-Origin"] == "*"
    for path in ("meetings/", "meetings/?level=leaders&format=csv", "changes/?page_size=9"):
        ask = client.options(f"/api/v1/{path}", headers={"origin": "https://example.org"})
        assert ask.status_code == 204
        assert ask["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_no_answer_depends_on_a_session(client, admin_user):
    make_meeting(state="draft")
    client.force_login(admin_user)
    response = client.get("/api/v1/meetings/")
    assert response.json()["count"] == 0
    assert "Cookie" not in response["Vary"]
    assert not response.cookies


def test_head_is_get_without_a_body(client):
    make_meeting()
    response = client.head("/api/v1/meetings/")
    assert (response.status_code, response.content) == (200, b"")
