"""A slug under which a record was public is its own for good; another leaves no trace."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from records import workflow
from records.merging.merge import merge, unmerge
from records.models import NamedRecord, OldSlug
from tests import make
from tests.desk.cited_records import cited

pytestmark = pytest.mark.django_db

MAKERS = [
    make.make_topic,
    make.make_participant,
    make.make_person,
    make.make_mechanism,
    make.make_place,
    make.make_series,
    make.make_meeting,
    make.make_document,
]


@pytest.fixture(params=MAKERS, ids=lambda maker: maker.__name__)
def make_one(request):
    return request.param


def rename(record: NamedRecord, slug: str) -> None:
    type(record).objects.filter(pk=record.pk).update(slug=slug)
    record.refresh_from_db()


def leads_to(record: NamedRecord, slug: str) -> str:
    """Where the address of a slug leads."""
    from django.test import Client

    response = Client().get(reverse(f"{record.PLURAL}:detail", args=[slug]))
    return response.headers.get("Location", str(response.status_code))


def refused(deed) -> None:
    with pytest.raises(IntegrityError, match="slug_was_public"), transaction.atomic():
        deed()


def test_an_old_slug_of_what_is_public_is_never_free(make_one):
    public, draft = make_one(slug="first"), make_one(slug="other", state="draft")
    rename(public, "second")

    refused(lambda: make_one(slug="first", state="draft"))
    refused(lambda: rename(draft, "first"))
    draft.slug = "first"
    with pytest.raises(ValidationError, match="choose another one") as refusal:
        draft.full_clean()
    assert "slug" in refusal.value.message_dict
    rename(draft, "third")

    assert list(OldSlug.objects.values_list("slug", "identity")) == [("first", public.uid)]
    if public.PLURAL != "places":
        assert leads_to(public, "first").endswith("/second/")


def test_what_was_never_public_leaves_no_redirect(make_one):
    draft = make_one(slug="first", state="draft")
    rename(draft, "second")

    make_one(slug="first")

    assert not OldSlug.objects.exists()


def test_a_record_takes_its_own_slug_back(make_one):
    public = make_one(slug="first")
    rename(public, "second")
    rename(public, "first")

    refused(lambda: make_one(slug="second"))
    public.full_clean(exclude=["country"])


def test_the_slug_of_what_was_withdrawn_stays_its_own(make_one):
    public = make_one(slug="first")
    workflow.withdraw(public)
    rename(public, "second")  # which the public never saw
    rename(public, "third")

    refused(lambda: make_one(slug="first"))
    make_one(slug="second")


def test_the_slugs_of_what_was_merged_lead_to_the_record_it_became(make_one):
    loser, winner = cited(make_one(slug="first")), cited(make_one(slug="kept"))
    rename(loser, "second")
    batch = merge(loser, winner)

    for slug in ("first", "second"):
        refused(lambda slug=slug: make_one(slug=slug))
    rename(winner, "first")
    rename(winner, "kept")
    unmerge(batch)

    assert type(loser).objects.get(uid=loser.uid).slug == "second"
    refused(lambda: rename(winner, "first"))


def test_a_draft_that_is_merged_leaves_no_redirect(make_one):
    loser, winner = make_one(slug="first", state="draft"), make_one(slug="kept", state="draft")
    merge(loser, winner)

    make_one(slug="first")

    assert not OldSlug.objects.exists()


def test_a_free_slug_is_none_that_leads_elsewhere():
    topic = make.make_topic(name="Ports", slug="ports")
    rename(topic, "harbours")

    assert make.make_topic(name="Ports", slug="x").free_slug() == "ports-2"
    assert topic.free_slug() == "ports"
