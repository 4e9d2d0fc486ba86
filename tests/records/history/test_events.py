"""The history of a row, read from its events."""

import pytest
from django.db import connection

from meetings.models import Meeting, Participation
from records.history.events import row_at, rows_at
from tests import make

pytestmark = pytest.mark.django_db


def test_a_row_stands_as_it_stood():
    meeting = make.make_meeting(level="leaders")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        then = cursor.fetchone()[0]
    participation = make.make_participation(meeting=meeting)
    Meeting.objects.filter(pk=meeting.pk).update(level="experts")

    stood = row_at(Meeting, meeting.pk, then)
    assert stood
    assert stood["level"] == "leaders"
    assert rows_at(Participation, "meeting", meeting.pk, then) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    (row,) = rows_at(Participation, "meeting", meeting.pk, now)
    assert row["id"] == participation.pk
