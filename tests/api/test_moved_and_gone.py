"""Where a record has gone: another slug, another record, or nowhere any more."""

import pytest

from records.models import Identity
from tests.make import make_meeting, make_place

pytestmark = pytest.mark.django_db


def test_an_old_slug_leads_to_the_record(client):
    meeting = make_meeting(slug="old")
    meeting.slug = "new"
    meeting.save()
    response = client.get("/api/v1/meetings/old/?fields=id")
    assert response.status_code == 301
    assert response["Location"] == f"/api/v1/meetings/{meeting.uid}/?fields=id"


def test_a_merged_record_leads_to_the_one_that_stayed(client):
    kept, merged = make_meeting(), make_meeting()
    uid = merged.uid
    merged.delete()
    Identity.objects.filter(uid=uid).update(merged_into=kept.uid)
    response = client.get(f"/api/v1/meetings/{uid}/")
    assert (response.status_code, response["Location"]) == (301, f"/api/v1/meetings/{kept.uid}/")


def test_what_was_public_and_is_not_any_more_is_gone(get):
    withdrawn, ended, draft = make_meeting(), make_meeting(name="Ended"), make_meeting()
    withdrawn.state = "withdrawn"
    withdrawn.save()
    uid = ended.uid
    ended.delete()
    draft_uid = make_meeting(state="draft").uid
    for key in (withdrawn.uid, withdrawn.slug):
        error = get(f"meetings/{key}/", status=410)["error"]
        assert error["was"] == {"id": withdrawn.uid, "kind": "meeting", "name": withdrawn.name}
    assert get(f"meetings/{uid}/", status=410)["error"]["was"]["name"] == "Ended"
    assert get(f"meetings/{draft_uid}/", 404) == get("meetings/0000000000/", 404)
    assert get(f"mechanisms/{draft.uid}/", 404)  # the id of another kind


def test_what_went_with_something_else_says_so(get):
    place = make_place(name="Hangzhou")
    meeting = make_meeting(name="Held there", place=place)
    place.state = "withdrawn"
    place.save()

    error = get(f"meetings/{meeting.slug}/", status=410)["error"]

    assert error["was"] == {"id": meeting.uid, "kind": "meeting", "name": "Held there"}
    assert "a record that it depends on is no longer public" in error["message"]
    assert "a record that it depends on" not in get(f"places/{place.uid}/", 410)["error"]["message"]
