"""Rows written by COPY are what rows written by an insert are."""

import pytest
from django.db import IntegrityError, transaction

from meetings.models import Meeting, MeetingEvent, MeetingName, Participation
from records.copying import copy_in
from records.history.batches import batch
from records.models import Identity
from tests import make

pytestmark = pytest.mark.django_db

BOOKS = {"id", "uid", "created_at", "updated_at", "slug", "name", "search_text"}


def values(meeting: Meeting) -> dict:
    return {
        field.name: getattr(meeting, field.attname)
        for field in Meeting._meta.concrete_fields
        if field.name not in BOOKS
    }


def test_a_copied_row_is_what_an_inserted_one_is():
    inserted = make.make_meeting(summary="a \\ b\tc\nd", date="2016-09", level="leaders")
    copied = Meeting(
        name="Copied", slug="copied", summary="a \\ b\tc\nd", date="2016-09", level="leaders"
    )
    copied.state = "published"
    with batch("command", what="copy"):
        copy_in([copied])

    assert values(Meeting.objects.get(pk=copied.pk)) == values(Meeting.objects.get(pk=inserted.pk))
    identity = Identity.objects.get(uid=copied.uid)
    assert (identity.kind, identity.slug, identity.label) == ("meeting", "copied", "Copied")
    event = MeetingEvent.objects.get(pgh_obj_id=copied.pk)
    assert (event.pgh_label, event.pgh_context.metadata["what"]) == ("insert", "copy")


def test_each_row_has_the_key_under_which_it_stands():
    meeting = make.make_meeting()
    names = [MeetingName(record=meeting, text=text, kind="alias") for text in ("A", "B", "東")]
    copy_in(names)

    found = dict(MeetingName.objects.filter(record=meeting).values_list("pk", "text"))
    assert found == {name.pk: name.text for name in names}
    assert make.make_meeting().pk > meeting.pk


def test_what_rows_leave_out_has_the_default_of_the_database():
    meeting, state = make.make_meeting(), make.make_participant()
    rows = [Participation(meeting=meeting, participant=state, role="host")]
    copy_in(rows)

    row = Participation.objects.get(pk=rows[0].pk)
    assert (row.version, row.state, row.is_public) == (1, "draft", False)
    assert row.created_at is not None


def test_a_rule_of_the_database_refuses_the_copy_whole():
    here = make.make_meeting(slug="here")
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in([Meeting(name="One", slug="one"), Meeting(name="Two", slug="here")])

    assert list(Meeting.objects.values_list("pk", flat=True)) == [here.pk]
