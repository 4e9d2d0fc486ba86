"""What is hidden answers like what never was: not a status, a header or a word tells them apart."""

import re
from typing import Any

import pytest
from django.test import Client

from config.validators import validator_of
from tests import make
from tests.hidden import ABSENT, PAGES, hide, public_records

pytestmark = pytest.mark.django_db


def answer(client: Client, url: str, key: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body, without what differs between any two answers."""
    response = client.get(url)
    body = response.content.decode().replace(key, "KEY")
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    headers = {k: v.replace(key, "KEY") for k, v in response.headers.items()}
    headers.pop("Content-Length", None)
    if "ETag" in headers:  # of the address that was asked for, whatever is found there
        assert headers.pop("ETag") == validator_of(response.wsgi_request)
    return response.status_code, headers, body


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_a_hidden_record_answers_like_one_that_never_was(client, state):
    hide(state, public_records())
    never = answer(client, f"/id/{ABSENT}", ABSENT)
    assert never[0] == 404
    for namespace, page_model in PAGES.items():
        model: Any = page_model
        hidden = model.objects.filter(state=state, slug__startswith="zyxwsecret").first()
        absent = answer(client, f"/{namespace}/nothing-here/", "nothing-here")
        assert absent[0] == 404
        assert answer(client, f"/{namespace}/{hidden.slug}/", hidden.slug) == absent
        assert answer(client, f"/id/{hidden.uid}", hidden.uid) == never
        api_absent = answer(client, f"/api/v1/{namespace}/{ABSENT}/", ABSENT)
        assert api_absent[0] == 404
        for key in (hidden.uid, hidden.slug):
            assert answer(client, f"/api/v1/{namespace}/{key}/", key) == api_absent


def test_a_published_record_on_a_hidden_one_answers_like_one_that_never_was(client):
    hide("draft", public_records())
    never = answer(client, f"/id/{ABSENT}", ABSENT)
    asked = 0
    for namespace, page_model in PAGES.items():
        model: Any = page_model
        published = model.objects.filter(state="published", slug__startswith="zyxwsecret")
        assert not published.public().exists()
        absent = answer(client, f"/{namespace}/nothing-here/", "nothing-here")
        for record in published:
            asked += 1
            assert answer(client, f"/{namespace}/{record.slug}/", record.slug) == absent
            assert answer(client, f"/id/{record.uid}", record.uid) == never
    assert asked > 10


def test_a_filter_by_a_hidden_record_is_refused_like_one_by_nothing(client):
    hide("draft", public_records())
    for parameter in ("mechanism", "series", "place", "topic", "document", "within"):
        kind = {"within": "mechanisms", "series": "series"}.get(parameter, f"{parameter}s")
        model: Any = PAGES[kind]
        hidden = model.objects.filter(state="draft").first()
        for base in ("/meetings/", "/api/v1/meetings/"):
            absent = answer(client, f"{base}?{parameter}=nothing-here", "nothing-here")
            for key in (hidden.slug, hidden.uid):
                assert answer(client, f"{base}?{parameter}={key}", key) == absent


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_no_page_leads_to_a_body_that_something_above_hides(client, state):
    top = make.make_mechanism(state=state)
    body = make.make_mechanism(parent=top, slug="zyxwsecret-body")
    participant = make.make_participant(mechanism=body)
    assert not body.is_public
    assert "zyxwsecret" not in client.get(participant.get_absolute_url()).content.decode()
