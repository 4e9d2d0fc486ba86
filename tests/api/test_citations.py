"""What a citation of an answer supports, as its record stands."""

import csv
import io
import json

import pytest

from documents.evidence import supports
from documents.models import Citation
from meetings.models import Meeting
from tests.make import (
    make_citation,
    make_mechanism,
    make_meeting,
    make_participation,
    make_passage,
    make_place,
)

from .test_queries import count

pytestmark = pytest.mark.django_db


def supported_everywhere(get, client, citation: Citation) -> list[str]:
    """What every answer that shows ``citation`` says that it supports: all say the same."""
    passage, plural = citation.passage, type(citation.subject).PLURAL
    table = io.StringIO(client.get("/api/v1/citations/?format=csv").getvalue().decode())
    lines = client.get("/api/v1/citations/?format=ndjson").getvalue().splitlines()
    (expanded,) = get(f"{plural}/", expand="citations", fields="citations")["results"]
    rows = [
        get(f"citations/{citation.uid}/"),
        *get("citations/", fields="id,supports")["results"],
        *get(f"passages/{passage.capture.sha256[:16]}-{passage.number}/")["citations"],
        *get(f"{plural}/{citation.subject.uid}/")["citations"],
        *expanded["citations"],
        *map(json.loads, lines),
        *({**row, "supports": row["supports"].split("; ")} for row in csv.DictReader(table)),
    ]
    found = [row["supports"] for row in rows if row["id"] == citation.uid]
    assert len(found) == 7
    assert all(list(filter(None, some)) == found[0] for some in found)
    return found[0]


def test_a_value_that_was_another_one_is_not_supported(get, client):
    meeting = make_meeting(date="2016-09-08", place=make_place())
    citation = make_citation(meeting, "name", "date", "place")
    assert supported_everywhere(get, client, citation) == ["title", "date", "place"]

    Meeting.objects.update(date="2019-01-01")
    assert supported_everywhere(get, client, citation) == ["title", "place"]
    assert get(f"citations/{citation.uid}/")["fields"] == ["title", "date", "place"]

    Meeting.objects.update(date="2016-09-08")
    assert supported_everywhere(get, client, citation) == ["title", "date", "place"]


def test_a_citation_of_the_whole_supports_the_values_that_it_was_judged_for(get, client):
    meeting = make_meeting(date="2016-09-08")
    citation = make_citation(meeting)
    assert {"title", "date"} <= set(supported_everywhere(get, client, citation))

    Meeting.objects.update(date="2019-01-01", status="held")
    supported = supported_everywhere(get, client, citation)
    assert "title" in supported
    assert "date" not in supported


def test_a_value_that_the_source_states_otherwise_is_not_supported(get, client):
    meeting = make_meeting(date="2016-09-08", kind="forum")
    stated = {"date": "2016-09-09", "kind": "summit"}
    citation = make_citation(meeting, "name", "date", "kind", stated=stated)
    assert supported_everywhere(get, client, citation) == ["title"]

    citation.stated = {"date": "2016-09-08"}
    citation.save()
    assert supported_everywhere(get, client, citation) == ["title", "date", "kind"]


def test_names_are_supported_while_one_of_them_is_there(get, client):
    mechanism = make_mechanism(name="Forum")
    name = mechanism.names.create(text="F", kind="acronym")
    citation = make_citation(mechanism, "names")
    assert supported_everywhere(get, client, citation) == ["names"]

    name.text = "G"
    name.save()
    assert supported_everywhere(get, client, citation) == []


def test_a_part_says_it_inside_its_record(get):
    part = make_participation(role="host")
    make_citation(part, "participant", "role")
    type(part).objects.update(role="chair")

    (shown,) = get(f"meetings/{part.meeting.uid}/")["participations"]
    assert [one["supports"] for one in shown["citations"]] == [["participant"]]


def test_the_api_says_what_the_gate_of_publishing_counts(get):
    meeting = make_meeting(date="2016-09-08", place=make_place())
    for fields in (["date"], ["place", "date"], []):
        make_citation(meeting, *fields)
    Meeting.objects.update(date="2016-09-09")

    meeting.refresh_from_db()
    (support,) = supports([meeting])
    said = {row["id"]: set(row["supports"]) for row in get("citations/")["results"]}
    for name in support.filled:
        by_the_rule = {one.uid for one in support.supported.get(name, ())}
        word = "title" if name == "name" else name
        assert {uid for uid, names in said.items() if word in names} == by_the_rule


def test_three_citations_ask_as_often_as_one(client):
    passage = make_passage()
    paths = [
        "/api/v1/citations/",
        "/api/v1/meetings/?expand=citations",
        f"/api/v1/passages/{passage.capture.sha256[:16]}-{passage.number}/",
    ]

    def add() -> None:
        meeting = make_meeting(place=make_place())
        meeting.names.create(text="Alias", kind="alias")
        make_citation(meeting, passage=passage, stated={"place": "Elsewhere"})

    add()
    first = {path: count(client, path) for path in paths}
    add()
    add()
    assert {path: count(client, path) for path in paths} == first
