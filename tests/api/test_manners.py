"""How the API meets what is asked in other ways than its handbook would."""

import re
from pathlib import Path

import pytest

from api.viewsets import RecordViewSet
from documents.models import SUBJECTS, citable_fields
from records.merging.merge import merge
from records.models import Record
from tests.make import (
    make_citation,
    make_document,
    make_mechanism,
    make_meeting,
    make_membership,
    make_participant,
    make_participation,
)

from .conftest import VIEWSETS

pytestmark = pytest.mark.django_db

HANDBOOK = Path(__file__).parents[2] / "docs" / "api.md"
PRINTED = re.findall(r"/api/v1(/[a-z]+/[^\s'`…<]*)", HANDBOOK.read_text())


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["meetings/?levl=1", "meetings/x/", "changes/?levl=1", "schema/"])
def test_what_cannot_be_done_is_said_before_what_is_wrong_with_it(client, method, path):
    refused = getattr(client, method)(f"/api/v1/{path}")
    assert refused.status_code == 405
    assert refused.json()["error"]["code"] == "method_not_allowed"
    assert refused["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("resource", VIEWSETS)
def test_a_table_refuses_lists_however_they_are_asked_for(client, resource):
    for name in set(VIEWSETS[resource].expandable()) - {"reference"}:
        refused = client.get(f"/api/v1/{resource}/", {"fields": f"id,{name}", "format": "csv"})
        assert refused.status_code == 400, name
        (problem,) = refused.json()["error"]["parameters"]
        assert problem["name"] == "fields"


def test_a_relation_is_named_by_an_old_slug(get):
    mechanism, meeting = make_mechanism(slug="before"), make_meeting(slug="first")
    membership = make_membership(mechanism=mechanism)
    participation = make_participation(meeting=meeting)
    for record in (mechanism, meeting):
        record.slug = f"{record.slug}-renamed"
        record.save()
    (found,) = get("memberships/", mechanism="before")["results"]
    assert found["id"] == membership.uid
    (found,) = get("participations/", meeting="first")["results"]
    assert found["id"] == participation.uid
    assert get("memberships/?mechanism=never", status=400)


def test_a_relation_is_named_by_what_was_merged(get):
    loser, winner = make_participant(slug="twin"), make_participant()
    make_citation(loser)
    make_citation(winner)
    membership = make_membership(participant=winner)
    merge(loser, winner, why="the same")
    for called in (loser.uid, "twin"):
        (found,) = get("memberships/", participant=called)["results"]
        assert found["id"] == membership.uid
    assert get("citations/", about=loser.uid)["count"] == 2
    (found,) = get("participants/", id=loser.uid)["results"]
    assert found["id"] == winner.uid


def test_an_old_slug_of_what_is_hidden_leads_nowhere(get):
    meeting = make_meeting(slug="first")
    meeting.slug = "second"
    meeting.save()
    meeting.state = "withdrawn"
    meeting.save()
    assert get("participations/?meeting=first", status=400)


def test_citations_call_values_as_the_records_do(get):
    meeting, document, body = make_meeting(), make_document(), make_mechanism()
    about = {
        "title": make_citation(meeting, "name", "date"),
        "name": make_citation(body, "name"),
    }
    stated = make_citation(document, "name", stated={"name": "Another"})
    answer = get(f"citations/{about['title'].uid}/")
    assert (answer["fields"], answer["supports"]) == (["title", "date"], ["title", "date"])
    assert get(f"meetings/{meeting.uid}/")["citations"][0]["supports"] == ["title", "date"]
    answer = get(f"citations/{stated.uid}/")
    assert (answer["fields"], answer["stated"]) == (["title"], {"title": "Another"})
    for word, citation in about.items():
        found = {one["id"] for one in get("citations/", field=word)["results"]}
        assert found == {citation.uid, *([stated.uid] if word == "title" else [])}


def test_every_value_that_can_be_cited_has_its_word_in_the_answer():
    viewsets = {one.model(): one for one in RecordViewSet.__subclasses__()}
    for kind, model in SUBJECTS.items():
        names = viewsets[model].field_names()
        words = {
            "title" if name == "name" and "title" in names else name
            for name in citable_fields(model)
        }
        assert words - {*names} == set(), kind


def test_what_lists_a_record_is_told_of_it():
    for viewset in VIEWSETS.values():
        for name in set(viewset.expandable()) - {"reference"}:
            relation = viewset.model()._meta.get_field(name)
            if issubclass(relation.related_model, Record) and viewset.model() in SUBJECTS.values():
                assert relation.field.name in relation.related_model.LISTED_IN, (viewset, name)


def test_every_printed_example_finds_something(client, curated):
    assert len(PRINTED) > 5
    for path in PRINTED:
        response = client.get(f"/api/v1{path}")
        assert response.status_code == 200, path
        if "csv" in path or "ndjson" in path:
            assert len(response.getvalue().splitlines()) > 1, path
        elif "json" not in response["Content-Type"]:
            assert path.startswith(("/docs/", "/schema/"))
        elif "results" in response.json() and not path.startswith("/changes/"):
            assert response.json()["results"], path
