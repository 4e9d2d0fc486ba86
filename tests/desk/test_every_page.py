"""Every page of the desk, for every kind of record, answers, and asks the database a fixed number
of questions however many rows there are."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Citation, Passage
from mechanisms.models import Topic
from records.history import proposals
from records.models import DuplicatePair, Name, Proposal
from tests import make


def _citation() -> Citation:
    return make.make_citation(make.make_meeting(), "name")


def _passage() -> Passage:
    return make.make_passage()


def _pair() -> DuplicatePair:
    one, other = sorted(make.make_topic().uid for _each in (1, 2))
    return DuplicatePair.objects.create(one_id=one, other_id=other, kind="topic", score=0.9)


def _proposal() -> Proposal:
    topic = make.make_topic()
    wanted = proposals.rehearse(lambda: Topic.objects.filter(pk=topic.pk).update(summary="New"))
    author, _made = get_user_model().objects.get_or_create(username="author")
    return proposals.propose(wanted, by=author, record=topic, what=f"Of {topic}", why="So")


QUEUES = {
    "records_duplicatepair",
    "records_proposal",
}  # a list and the page on which one decides, no more
MAKERS: dict[str, Callable[[], models.Model]] = {
    "mechanisms_topic": make.make_topic,
    "mechanisms_participant": lambda: make.make_participant(parent=make.make_participant()),
    "mechanisms_person": make.make_person,
    "mechanisms_office": make.make_office,
    "mechanisms_mechanism": lambda: make.make_mechanism(parent=make.make_mechanism()),
    "mechanisms_membership": make.make_membership,
    "meetings_place": lambda: make.make_place(country=make.make_participant()),
    "meetings_series": lambda: make.make_series(mechanism=make.make_mechanism()),
    "meetings_meeting": lambda: make.make_meeting(
        mechanism=make.make_mechanism(), place=make.make_place(), series=make.make_series()
    ),
    "meetings_participation": make.make_participation,
    "meetings_delegate": lambda: make.make_delegate(participant=make.make_participant()),
    "meetings_outcome": lambda: make.make_outcome(proposer=make.make_participant()),
    "meetings_position": lambda: make.make_position(proposer=make.make_participant()),
    "documents_document": lambda: make.make_document(publisher=make.make_participant()),
    "documents_capture": make.make_capture,
    "documents_passage": _passage,
    "documents_citation": _citation,
    "documents_candidate": make.make_candidate,
    "records_duplicatepair": _pair,
    "records_proposal": _proposal,
}
ADDED_ELSEWHERE = {
    *("documents_capture", "documents_passage", "documents_citation", "documents_candidate"),
    *QUEUES,
}
NOT_DELETED = {"documents_capture", "documents_passage", "documents_candidate", *QUEUES}


def _kinds() -> set[str]:
    return {
        f"{model._meta.app_label}_{model._meta.model_name}"
        for model in admin.site._registry
        if model._meta.app_label not in ("auth",)
    }


def test_every_kind_of_record_has_a_desk():
    assert set(MAKERS) == _kinds()


@pytest.mark.parametrize("kind", MAKERS)
def test_list_asks_the_same_of_one_row_and_of_three_and_is_searched(
    kind: str, admin_client: Client
):
    address, counts = reverse(f"admin:{kind}_changelist"), []
    for _round in range(2):
        MAKERS[kind]()
        if _round:
            MAKERS[kind]()
        with CaptureQueriesContext(connection) as queries:
            response = admin_client.get(address)
        assert response.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]

    assert admin_client.get(address, {"q": "A word ¶1 第1次"}).status_code == 200


@pytest.mark.parametrize("kind", sorted(set(MAKERS) - ADDED_ELSEWHERE))
def test_page_to_add_answers(kind: str, admin_client: Client):
    assert admin_client.get(reverse(f"admin:{kind}_add")).status_code == 200


@pytest.mark.parametrize("kind", sorted(set(MAKERS) - QUEUES))
def test_history_of_one_row_answers(kind: str, admin_client: Client):
    row = MAKERS[kind]()

    assert admin_client.get(reverse(f"admin:{kind}_history", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("kind", sorted(set(MAKERS) - NOT_DELETED))
def test_page_to_delete_a_draft_answers(kind: str, admin_client: Client):
    row = MAKERS[kind]()
    draft = type(row).objects.filter(pk=row.pk)
    draft.update(state="draft")
    from records.models import Identity

    Identity.objects.filter(uid=row.uid).update(published_at=None)

    response = admin_client.get(reverse(f"admin:{kind}_delete", args=[row.pk]))

    assert response.status_code == 200


def _fill(kind: str, row: models.Model) -> None:
    """One more of everything that stands on the page of ``row``."""
    if hasattr(row, "names") and issubclass(row.names.model, Name):
        row.names.create(text=f"Alias {row.names.count()}")
    if kind == "meetings_meeting":
        participation = make.make_participation(meeting=row)
        make.make_citation(participation, "role")
        make.make_delegate(meeting=row, participant=make.make_participant())
        outcome = make.make_outcome(meeting=row, proposer=make.make_participant())
        make.make_citation(outcome)
        make.make_position(meeting=row, proposer=make.make_participant())
    if kind == "mechanisms_mechanism":
        make.make_citation(make.make_membership(mechanism=row))
        make.make_outcome(mechanism=row)
        make.make_position(mechanism=row)
    if kind == "mechanisms_person":
        make.make_office(person=row)
    if kind == "documents_document":
        make.make_capture(document=row)
    if hasattr(row, "citations") and not isinstance(row, Passage):
        make.make_citation(row, "name") if hasattr(row, "names") else make.make_citation(row)


@pytest.mark.parametrize("kind", MAKERS)
def test_change_page_asks_the_same_of_one_part_and_of_three(kind: str, admin_client: Client):
    row = MAKERS[kind]()
    address = reverse(f"admin:{kind}_change", args=[row.pk])
    # What a process asks once and keeps.
    ContentType.objects.get_for_models(*apps.get_models())
    counts = []
    for rounds in (1, 2):
        for _round in range(rounds):
            _fill(kind, row)
        with CaptureQueriesContext(connection) as queries:
            response = admin_client.get(address)
        assert response.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_home_asks_the_same_of_one_row_and_of_three(admin_client: Client):
    counts = []
    for rounds in (1, 2):
        for _round in range(rounds):
            for maker in MAKERS.values():
                maker()
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(reverse("admin:index")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _relations() -> list[tuple[str, str, str]]:
    return sorted(
        (model._meta.app_label, model._meta.model_name, field.name)
        for model in admin.site._registry
        if model._meta.app_label != "auth"
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.remote_field
        and field.remote_field.model in admin.site._registry
        and field.remote_field.model is not Proposal  # a queue, from which nothing is chosen
    )


def test_choices_of_every_relation_ask_the_same_of_one_row_and_of_three(
    admin_client: Client, exhaustive: bool
):
    """Of every third relation; of each where exhaustive."""
    relations = _relations()
    assert len(relations) > 60
    relations = relations if exhaustive else relations[::3]
    counts: list[dict[tuple[str, str, str], int]] = []
    for rounds in (1, 2):
        for _round in range(rounds):
            for maker in MAKERS.values():
                maker()
        counts.append(
            {relation: _asked_for_choices(admin_client, *relation) for relation in relations}
        )
    assert counts[0] == counts[1]


def _asked_for_choices(client: Client, app: str, model: str, field: str) -> int:
    """How many queries the choices of a relation take."""
    where = {"app_label": app, "model_name": model, "field_name": field}
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("admin:autocomplete"), {**where, "term": ""})
    assert response.status_code == 200, where
    assert response.json()["results"], where
    return len(queries)
