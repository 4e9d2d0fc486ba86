"""Each working list asks the database as often for three rows as for one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.work import kinds, scans
from documents.models import Anchor, Document, LinkCheck, Reading
from records import workflow
from records.history.batches import batch
from tests import make

from .working_lists import make_people, signed_in

pytestmark = pytest.mark.django_db

LISTS = [one.name for one in kinds.WORK if one.scans]


def fill_lists_of_all() -> None:
    """One more row for each working list that is not somebody's own."""
    meeting = make.make_meeting(series=make.make_series())
    make.make_meeting(series=meeting.series, ordinal=3)
    make.make_citation(meeting, "date", stated={"date": "2001"})
    make.make_citation(make.make_participation(), stated={"role": "chair"})
    make.make_delegate(participant=make.make_participant())
    make.make_office()
    make.make_membership()
    for part in (make.make_office(), make.make_membership()):
        gone = make.make_passage()
        make.make_citation(part, passage=gone)
        Document.objects.filter(pk=gone.capture.document_id).update(state="withdrawn")
    for subject in (make.make_participation(), make.make_membership()):
        lost = make.make_citation(subject)
        home = lost.passage.capture.document
        Anchor.objects.create(
            citation=lost,
            origin=lost.passage.capture,
            capture=make.make_capture(document=home),
            outcome=Anchor.Outcome.ORPHANED,
            why=Anchor.Why.NOT_FOUND,
        )
    candidate = make.make_candidate()
    Reading.objects.create(capture=candidate.capture, reader="test")
    make.make_capture(waits=True)
    document = make.make_document(url="https://a.example/")
    LinkCheck.objects.create(
        document=document,
        url=document.url,
        answer="gone",
        asked_at=datetime(2026, 1, 2, tzinfo=UTC),
    )


def fill_own_lists(people: dict[str, Any]) -> None:
    """One more row for each working list of the reviewer."""
    passage, state = make.make_passage(), make.make_participant()
    for person in ("author", "reviewer"):
        with batch("request", by=people[person]):
            meeting = make.make_meeting(state="draft")
            part = make.make_participation(meeting=meeting, participant=state, state="draft")
            make.make_citation(part, passage=passage, state="draft")
            workflow.submit(meeting, by=people[person])
    with batch("request", by=people["reviewer"]):
        make.make_topic(state="draft")
        returned = make.make_meeting(state="draft")
    workflow.submit(returned, by=people["reviewer"])
    workflow.send_back(returned, by=people["reviewer"], remark="Mend it.")


def queries_of(client: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("admin:work", args=[name]))
    assert response.context["found"].rows
    return len(queries)


@pytest.fixture(scope="module")
def people(kept: None) -> dict[str, Any]:
    return make_people()


@pytest.fixture(scope="module")
def reviewer(people: dict[str, Any]) -> Iterator[Client]:
    """Signed in, with pages that are never full: one that is asks no further kinds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scans, "PAGE", 500)
        yield signed_in(people["reviewer"])


@pytest.fixture(scope="module")
def asked_once(people: dict[str, Any], reviewer: Client) -> dict[str, int]:
    """The queries of each working list for one row; by now there are three."""
    fill_lists_of_all()
    fill_own_lists(people)
    asked = {}
    for name in LISTS:
        reviewer.get(reverse("admin:work", args=[name]))
        asked[name] = queries_of(reviewer, name)
    for _row in range(2):
        fill_lists_of_all()
        fill_own_lists(people)
    return asked


@pytest.mark.parametrize("name", LISTS)
def test_list_asks_the_same_of_one_row_and_of_three(name: str, reviewer, asked_once):
    asked = [asked_once[name], queries_of(reviewer, name)]

    assert asked[0] == asked[1]
