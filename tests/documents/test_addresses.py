"""Following an address: what it leads to where several records had it."""

import pytest

from documents.old_addresses import follow, identities_of_slug
from meetings.models import Meeting
from records.models import OldSlug
from tests.make import make_meeting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("uids", [("AAAAAAAAAA", "BBBBBBBBBB"), ("BBBBBBBBBB", "AAAAAAAAAA")])
def test_a_slug_leads_to_who_is_public_rather_than_to_who_is_gone(uids):
    first = make_meeting(slug="moved", uid=uids[0])
    second = make_meeting(slug="shared", uid=uids[1])
    Meeting.objects.filter(pk=second.pk).update(state="withdrawn")
    # As a version kept it that let a slug that was public go to another record.
    OldSlug.objects.create(kind="meeting", slug="shared", identity_id=first.uid)

    assert follow(*identities_of_slug(Meeting, "shared")) == first


def test_what_nobody_had_leads_nowhere():
    assert follow(*identities_of_slug(Meeting, "never")) is None
