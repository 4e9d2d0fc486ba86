"""Sentences of the desk that say where, what, and what to do."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from records.parts import parts_of
from tests import make
from tests.desk.pages import change_address
from tests.html import squeezed

from .forms import notices, read_form, send


def test_part_that_lacks_evidence_says_where_to_tick_it(admin_client: Client):
    meeting = make.make_meeting(name="Talks", state="draft", date="", mechanism=None)
    make.make_citation(meeting)
    make.make_participation(
        meeting=meeting, participant=make.make_participant(name="Laos"), state="draft"
    )

    response = send(admin_client, change_address(meeting), "_publish")

    (notice,) = notices(response)
    lines = re.findall(r"<li>(.*?)</li>", notice)
    assert [re.sub(r"<[^>]+>", "", line) for line in lines] == [
        "Participation “Laos: attendee, Talks”: no public document is cited for meeting, "
        "participant, role. Tick it under “and of its parts” of a citation on this page."
    ]


def test_record_that_lacks_evidence_is_not_told_of_parts(admin_client: Client):
    meeting = make.make_meeting(state="draft")

    response = send(admin_client, change_address(meeting), "_publish")

    assert "no public document is cited for" in notices(response)[0]
    assert "and of its parts" not in notices(response)[0]


def test_state_of_a_citation_is_not_taken_for_its_documents(admin_client: Client):
    meeting = make.make_meeting(state="draft")
    make.make_citation(meeting, state="draft")

    html = squeezed(admin_client.get(change_address(meeting)).content.decode())

    assert '<span class="state state-draft">this citation: draft</span>' in html


def test_filter_by_dates_says_how_to_write_them(admin_client: Client):
    html = admin_client.get("/admin/meetings/meeting/").content.decode()

    assert html.count('aria-describedby="period-hint"') == 2
    assert re.search(r'id="period-hint">2016, 2016-09 or 2016-09-07<', html)


def test_long_search_says_what_it_looks_for(admin_client: Client):
    make.make_meeting(name="Talks")

    response = admin_client.get("/admin/meetings/meeting/", {"q": "Talks" + " x" * 200})

    assert notices(response) == ["Only the first 200 characters are looked for: use fewer words."]
    assert notices(admin_client.get("/admin/meetings/meeting/", {"q": "Talks"})) == []


@pytest.mark.parametrize("kind", ["auth_user", "records_proposal", "meetings_meeting"])
@pytest.mark.parametrize("action", ["delete_selected", "publish_selected", "nothing"])
def test_forged_key_in_an_action_is_no_crash(admin_client: Client, kind: str, action: str):
    address = reverse(f"admin:{kind}_changelist")
    for key in ("x", "-1", "1; DROP", "9" * 40, "\x00", "١"):
        sent = {"action": action, "_selected_action": [key], "post": "yes"}

        response = admin_client.post(address, sent)

        assert (response.status_code, response["Location"]) == (302, address), key


@pytest.mark.parametrize("address", ["/admin/auth/user/", "/admin/", "/admin/work/uncited/"])
def test_nul_in_an_address_is_no_crash(admin_client: Client, address: str):
    response = admin_client.get(address, {"q": "a\x00b", "show": "\x00"}, follow=True)

    assert response.status_code == 200


def test_saved_form_is_told_to_the_browser_once(admin_client: Client):
    topic = make.make_topic(name="Fishing")
    address = reverse("admin:mechanisms_topic_change", args=[topic.pk])

    def told(html: str) -> str:
        (content,) = re.findall(r'name="fora-saved" content="([^"]*)"', html)
        return content

    refused = send(admin_client, address, name="", unsaved_work="abc123")
    assert told(refused.content.decode()) == ""
    saved = send(admin_client, address, name="Fisheries", unsaved_work="abc123", follow=True)
    assert told(saved.content.decode()) == "abc123"
    assert told(admin_client.get(address).content.decode()) == ""


def test_form_of_a_record_that_is_gone_is_not_told_as_saved(admin_client: Client):
    topic = make.make_topic(name="Fishing", state="draft")
    address = reverse("admin:mechanisms_topic_change", args=[topic.pk])
    form = read_form(admin_client, address)
    topic.delete()

    home = send(
        admin_client, address, start=form, name="Fisheries", unsaved_work="abc123", follow=True
    )

    assert notices(home)[0] == "Nothing of what you sent is saved."
    assert "was deleted" in notices(home)[1]
    assert 'name="fora-saved" content=""' in home.content.decode()


def test_form_that_no_browser_sent_tells_nothing(admin_client: Client):
    topic = make.make_topic(name="Fishing")
    address = reverse("admin:mechanisms_topic_change", args=[topic.pk])

    saved = send(
        admin_client, address, name="Fisheries", unsaved_work='"><script>' + "x" * 500, follow=True
    )

    assert 'name="fora-saved" content=""' in saved.content.decode()
    assert parts_of(topic) == []
