"""What the tests of the API share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from api.urls import router
from tests import make
from tests.make import (
    make_capture,
    make_citation,
    make_delegate,
    make_document,
    make_mechanism,
    make_meeting,
    make_membership,
    make_office,
    make_outcome,
    make_participant,
    make_participation,
    make_passage,
    make_person,
    make_place,
    make_position,
    make_series,
    make_topic,
)

VIEWSETS: dict[str, Any] = {prefix: viewset for prefix, viewset, _name in router.registry}
RESOURCES = list(VIEWSETS)
HERE = "http://testserver/api/v1"


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    """Ask for a path under /api/v1/; the body of a success, parsed."""

    def ask(path: str, status: int = 200, **query: str) -> Any:
        response = client.get(f"/api/v1/{path}", query)
        assert response.status_code == status, response.content
        return response.json()

    return ask


def reference(record, resource) -> dict[str, str]:
    """How the API names a record in another one."""
    address = f"{HERE}/{resource}/{record.uid}/"
    return {"id": record.uid, "slug": record.slug, "name": record.name, "url": address}


def make_world(state: str = "published") -> dict[str, Any]:
    """One row of every resource, each tied to the others.

    Every text of what is public has the word "open" in it, of everything else "secret".
    """
    named = {"state": state}
    word = "open" if state == "published" else "secret"

    def name(noun: str) -> dict[str, str]:
        number = next(make._numbers)
        return {"name": f"{word} {noun} {number}", "slug": f"{word}-{noun}-{number}", **named}

    topic = make_topic(**name("topic"))
    parent = make_participant(**name("state"))
    participant = make_participant(parent=parent, **name("ministry"))
    above = make_mechanism(**name("above"))
    mechanism = make_mechanism(parent=above, founded="1994", **name("mechanism"))
    participant.mechanism = mechanism
    participant.save()
    person = make_person(**name("person"))
    office = make_office(person=person, participant=participant, **named)
    membership = make_membership(mechanism=mechanism, participant=participant, **named)
    place = make_place(country=parent, **name("place"))
    series = make_series(mechanism=mechanism, **name("series"))
    meeting = make_meeting(
        mechanism=mechanism, series=series, ordinal=1, place=place, **name("meeting")
    )
    participation = make_participation(meeting=meeting, participant=participant, **named)
    delegate = make_delegate(meeting=meeting, person=person, participant=participant, **named)
    first = make_outcome(mechanism=mechanism, title=f"{word} proposal", **named)
    outcome = make_outcome(
        meeting=meeting,
        mechanism=mechanism,
        proposer=participant,
        follows_up=first,
        title=f"{word} declaration",
        **named,
    )
    position = make_position(
        meeting=meeting,
        mechanism=mechanism,
        proposer=participant,
        follows_up=outcome,
        title=f"{word} wish",
        audience=f"{word} audience",
        **named,
    )
    for sorted_by_topic in (mechanism, meeting, outcome, position):
        sorted_by_topic.topics.add(topic)
    work = make_document(**name("work"))
    document = make_document(part_of=work, publisher=participant, outcome=outcome, **name("paper"))
    for record in (topic, participant, mechanism, person, place, series, meeting, document):
        record.names.create(text=f"{word} alias", kind="alias")
    passage = make_passage(
        capture=make_capture(f"{word} words", document=document), summary=f"{word} summary"
    )
    cited = [
        topic, participant, mechanism, person, office, membership, place, series, meeting,
        participation, delegate, outcome, position, document,
    ]  # fmt: skip
    citations = [make_citation(record, passage=passage, **named) for record in cited]
    return {
        "topics": topic,
        "participants": participant,
        "mechanisms": mechanism,
        "people": person,
        "offices": office,
        "memberships": membership,
        "places": place,
        "series": series,
        "meetings": meeting,
        "participations": participation,
        "delegates": delegate,
        "outcomes": outcome,
        "positions": position,
        "documents": document,
        "passages": passage,
        "citations": citations[0],
        "others": [parent, above, first, work, *citations[1:]],
    }
