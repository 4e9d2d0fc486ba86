"""Old addresses on the desk: to the record it became, or what was there and how it comes back."""

from itertools import pairwise

import pytest
from django.urls import reverse

from documents.models import Document
from meetings.models import Meeting
from records.history.batches import batch
from records.merging.merge import merge, unmerge
from records.models import DuplicatePair, HouseRules
from tests import make

from .forms import notices, read_form, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_editor():
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})


def address(model, page: str, key) -> str:
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[key])


def merged(admin_user, *names: str) -> list[Meeting]:
    """Meetings of which each was merged into the next."""
    meetings = [make.make_meeting(name=name, state="draft") for name in names]
    for loser, winner in pairwise(meetings):
        merge(loser, winner, by=admin_user)
    return meetings


@pytest.mark.parametrize("page", ["change", "delete", "move"])
@pytest.mark.parametrize("by", ["pk", "uid"])
def test_the_address_of_a_merged_record_leads_to_what_it_became(admin_client, admin_user, page, by):
    old, now = merged(admin_user, "Talks in Ufa", "Ufa summit")

    answer = admin_client.get(address(Meeting, page, getattr(old, by)))

    assert (answer.status_code, answer["Location"]) == (302, address(Meeting, "change", now.pk))
    (notice,) = notices(answer)
    assert f"“Talks in Ufa” ({old.uid}) was merged into meeting “Ufa summit”." in notice
    assert "admin." in notice
    pair = DuplicatePair.objects.get()
    assert address(DuplicatePair, "change", pair.pk) in notice
    assert "how to undo it" in notice


@pytest.mark.parametrize("page", ["history", "known_at"])
def test_the_history_of_a_merged_record_is_read_with_what_it_became(admin_client, admin_user, page):
    old, now = merged(admin_user, "Talks in Ufa", "Ufa summit")

    answer = admin_client.get(address(Meeting, page, old.pk), follow=True)

    assert answer.redirect_chain == [(f"{address(Meeting, 'history', now.pk)}?of={old.uid}", 302)]
    assert "was merged into" in answer.content.decode()


def test_the_way_from_the_notice_takes_the_merge_apart(admin_client, admin_user):
    old, _now = merged(admin_user, "Talks in Ufa", "Ufa summit")
    pair = DuplicatePair.objects.get()

    page = admin_client.get(address(DuplicatePair, "change", pair.pk)).content.decode()
    assert "Undo the merge" in page
    unmerge(pair.batch, by=admin_user)

    assert admin_client.get(address(Meeting, "change", old.pk)).status_code == 200


def test_each_of_several_merges_is_told(admin_client, admin_user):
    first, second, last = merged(admin_user, "First", "Second", "Third")

    answer = admin_client.get(address(Meeting, "change", first.pk))

    assert answer["Location"] == address(Meeting, "change", last.pk)
    one, other = notices(answer)
    assert f"“First” ({first.uid}) was merged into “{second.uid}”" in one or "“Second”" in one
    assert f"“Second” ({second.uid}) was merged into meeting “Third”." in other


def test_what_is_sent_to_a_merged_record_is_said_not_to_be_saved(admin_client, admin_user):
    old, now = (make.make_meeting(name=name, state="draft") for name in ("Old", "New"))
    form = read_form(admin_client, address(Meeting, "change", old.pk))
    merge(old, now, by=admin_user)

    answer = send(
        admin_client,
        address(Meeting, "change", old.pk),
        start=form,
        summary="Typed for long.",
        unsaved_work="abc123",
    )

    assert "unsaved_work" not in admin_client.session
    assert answer["Location"] == address(Meeting, "change", now.pk)
    assert notices(answer)[0] == "Nothing of what you sent is saved."
    now.refresh_from_db()
    assert now.summary == ""


def test_the_reading_desk_of_a_merged_document_leads_to_the_other(admin_client, admin_user):
    old, now = make.make_document(), make.make_document()
    merge(old, now, by=admin_user)

    answer = admin_client.get(address(Document, "read", old.pk))

    assert answer["Location"] == address(Document, "change", now.pk)


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_of_a_deleted_record_its_name_is_said_and_how_it_comes_back(admin_client, admin_user, page):
    meeting = make.make_meeting(name="Talks in Ufa", state="draft")
    key, uid = meeting.pk, meeting.uid
    with batch("request", by=admin_user, what="Talks in Ufa") as done:
        meeting.delete()

    answer = admin_client.get(address(Meeting, page, key))

    assert answer["Location"] == reverse("admin:meetings_meeting_changelist")
    (notice,) = notices(answer)
    assert f"Meeting “Talks in Ufa” ({uid}) was deleted." in notice
    assert reverse("admin:batch", args=[done]) in notice


def test_a_record_merged_into_one_that_was_deleted_says_both(admin_client, admin_user):
    old, now = (make.make_meeting(name=name, state="draft") for name in ("Old", "New"))
    merge(old, now, by=admin_user)
    Meeting.objects.get(pk=now.pk).delete()

    answer = admin_client.get(address(Meeting, "change", old.pk))

    assert answer["Location"] == reverse("admin:meetings_meeting_changelist")
    was_merged, was_deleted = notices(answer)
    assert "“Old”" in was_merged
    assert f"Meeting “New” ({now.uid}) was deleted." in was_deleted


def test_a_permanent_id_leads_to_its_record(admin_client):
    meeting = make.make_meeting()

    answer = admin_client.get(address(Meeting, "change", meeting.uid))

    assert answer["Location"] == address(Meeting, "change", meeting.pk)
    assert notices(answer) == []


@pytest.mark.parametrize("key", ["999999", "ZZZZZZZZZZ", "../x", "²"])
def test_what_never_was_is_said_not_to_be_there(admin_client, key):
    change = admin_client.get(address(Meeting, "change", key))

    assert change["Location"] == reverse("admin:index")
    assert admin_client.get(address(Meeting, "history", key)).status_code == 404
