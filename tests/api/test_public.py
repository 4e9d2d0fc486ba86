"""What is not public is nowhere in the API."""

import pytest
from django.db import connection

from api.documents import PassageViewSet
from records.models import Identity
from tests.make import (
    make_capture,
    make_citation,
    make_document,
    make_meeting,
    make_passage,
)

from .conftest import RESOURCES, VIEWSETS, make_world

pytestmark = pytest.mark.django_db


def every_answer(client) -> str:
    """All lists with all their inner lists, all public records, search, changes, in one text."""
    texts = []
    for resource in RESOURCES:
        expand = ",".join(VIEWSETS[resource].expandable())
        query = {"expand": expand} if expand else {}
        response = client.get(f"/api/v1/{resource}/", query)
        assert response.status_code == 200, response.content
        texts.append(response.content.decode())
        texts.append(client.get(f"/api/v1/{resource}/", {"format": "csv"}).getvalue().decode())
        for row in response.json()["results"]:
            texts.append(client.get(row["url"].removeprefix("http://testserver")).content.decode())
    for path in ("search/?q=secret", "search/?q=open", "changes/?page_size=500"):
        texts.append(client.get(f"/api/v1/{path}").content.decode())
    return "\n".join(texts).replace("?q=secret", "").replace('"q":"secret"', "")


def uids(world) -> list[str]:
    rows = [row for name, row in world.items() if name not in ("passages", "others")]
    return [row.uid for row in [*rows, *world["others"]]]


def test_what_is_not_published_leaves_no_trace(client):
    hidden = [*uids(make_world("draft")), *uids(make_world("in_review"))]
    shown = uids(make_world())
    text = every_answer(client)
    assert "secret" not in text
    assert [uid for uid in hidden if uid in text] == []
    assert [uid for uid in shown if uid not in text] == []


def test_a_draft_counts_nowhere_and_is_not_found(get):
    world = make_world("draft")
    for resource in RESOURCES:
        assert get(f"{resource}/")["count"] == 0
        row = world[resource]
        keys = [f"{row.capture.sha256[:16]}-1"] if resource == "passages" else [row.uid]
        if hasattr(row, "slug"):
            keys.append(row.slug)
        absent = get(f"{resource}/0000000000/", status=404)
        for key in keys:
            assert get(f"{resource}/{key}/", status=404) == absent


def test_a_relation_to_a_draft_is_null_and_lists_leave_drafts_out(client, get):
    """Every part and relation of public records is a draft: what is left is the public rest."""
    draft, shown = make_world("draft"), make_world()
    draft["participants"].mechanism = None
    draft["participants"].save()
    shown["participants"].mechanism = draft["mechanisms"]
    shown["participants"].save()
    shown["documents"].publisher = draft["participants"]
    shown["documents"].outcome = draft["outcomes"]
    shown["documents"].save()
    for name in ("mechanisms", "meetings", "outcomes"):
        shown[name].topics.set([draft["topics"]])
    for name, part in (
        ("memberships", "mechanism"), ("participations", "meeting"), ("delegates", "meeting"),
    ):  # fmt: skip
        row = draft[name]
        setattr(row, part, shown[f"{part}s"])
        row.save()
    for name, row in shown.items():
        if name not in ("passages", "citations", "others"):
            make_citation(row, passage=draft["passages"])  # in a document that is a draft
            make_citation(row, passage=shown["passages"], state="draft", reason="secret")

    text = every_answer(client)

    assert "secret" not in text
    assert [uid for uid in uids(draft) if uid in text] == []
    assert get(f"participants/{shown['participants'].uid}/")["mechanism"] is None
    assert get(f"meetings/{shown['meetings'].uid}/")["topics"] == []
    assert len(get(f"meetings/{shown['meetings'].uid}/")["participations"]) == 1
    assert len(get(f"meetings/{shown['meetings'].uid}/")["citations"]) == 1


def test_what_hangs_on_a_withdrawn_record_goes_with_it(get):
    world = make_world()
    mechanism = world["mechanisms"]
    mechanism.state = "withdrawn"
    mechanism.save()
    hidden = {*RESOURCES} - {"participants", "people", "offices", "topics", "places", "passages"}
    hidden -= {"documents", "citations"}
    for resource in hidden:
        assert world[resource].uid not in str(get(f"{resource}/")), resource
    assert get(f"mechanisms/{mechanism.slug}/", status=410)["error"]["was"] == {
        "id": mechanism.uid,
        "kind": "mechanism",
        "name": mechanism.name,
    }


def test_the_text_of_a_passage_is_given_only_where_anyone_may_read_it(get):
    for rights, text in (("public", "First paragraph.\n\nSecond one."), ("editors", None)):
        passage = make_passage()
        document = passage.capture.document
        document.rights = rights
        document.save()
        (row,) = get("passages/", document=document.slug)["results"]
        assert row["text"] == text


def test_of_a_text_for_editors_a_citation_shows_a_short_quote(get):
    capture = make_capture("word " * 100, document=make_document(rights="editors"))
    citation = make_citation(make_meeting(), passage=make_passage(capture=capture))
    quote = get(f"citations/{citation.uid}/")["quote"]
    assert quote.endswith("…")
    assert len(quote) <= 300


def test_a_passage_of_a_withdrawn_document_is_not_found(get):
    passage = make_passage()
    document = passage.capture.document
    document.state = "withdrawn"
    document.save()
    assert get(f"passages/{passage.capture.sha256[:16]}-1/", status=404)
    assert not PassageViewSet().public().exists()


def test_changes_never_show_what_nobody_saw(get):
    world = make_world("draft")
    connection.check_constraints()  # as at the end of a transaction
    assert get("changes/")["results"] == []
    # Published under an owner that is not: nobody has seen it either.
    meeting = world["meetings"]
    meeting.state = "published"
    meeting.save()
    assert Identity.objects.get(uid=meeting.uid).published_at is None
    connection.check_constraints()
    assert get("changes/")["results"] == []
