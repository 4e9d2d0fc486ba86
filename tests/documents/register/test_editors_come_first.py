"""What was edited, withdrawn or deleted here is not overwritten by a load, unless asked."""

import pytest

from documents.models import Passage
from documents.register.loading import load_register
from mechanisms.models import Participant
from meetings.models import Meeting, Participation
from records.models import Identity
from records.workflow import withdraw

from .small_register import changes, edit, problems

pytestmark = pytest.mark.django_db


def test_an_edit_is_not_overwritten_unless_asked(folder):
    load_register(folder)
    meeting = Meeting.objects.get()
    meeting.date = "2016-09-09"
    meeting.save()

    assert problems(folder) == [
        "meetings.yaml:1: meeting first-forum: was edited here since it was loaded (date would "
        "change); take the edits over with dump_register, or give --overwrite to lose them"
    ]
    assert changes(load_register(folder, overwrite=True)) == ({}, {"meeting": 1})
    assert Meeting.objects.get().date == "2016-09-07"


def test_an_edit_that_the_files_agree_with_is_no_conflict(folder):
    load_register(folder)
    meeting = Meeting.objects.get()
    meeting.date = "2016-09-09"
    meeting.save()
    for citation in meeting.citations.all():
        citation.judge("date")
        citation.save()
    edit(folder, "meetings.yaml", "2016-09-07", "2016-09-09")

    assert changes(load_register(folder)) == ({}, {})


def test_a_name_that_an_editor_added_stays(folder):
    load_register(folder)
    Participant.objects.get().names.create(text="PRC", kind="acronym")

    assert "was edited here since it was loaded (names would change)" in problems(folder)[0]


def test_a_withdrawn_record_stays_withdrawn_unless_asked(folder):
    load_register(folder)
    withdraw(Meeting.objects.get())

    assert "was withdrawn here since it was loaded (state would change)" in problems(folder)[0]

    load_register(folder, overwrite=True)
    assert Meeting.objects.public().exists()


def test_a_deleted_record_comes_back_only_when_asked_and_under_its_id(folder):
    load_register(folder)
    Participation.objects.get().delete()

    assert problems(folder) == [
        f"meetings.yaml:{line}: {what}: was deleted here; take it out of the files, or give "
        "--overwrite to restore it"
        for line, what in ((14, "participation RRRRRRRRR1"), (18, "citation CCCCCCCCC3"))
    ]

    load_register(folder, overwrite=True)
    assert Participation.objects.public().get().uid == "RRRRRRRRR1"
    assert Identity.objects.get(uid="RRRRRRRRR1").ended_at is None


def test_a_summary_that_an_editor_rewrote_stays_unless_asked(folder):
    load_register(folder)
    Passage.objects.filter(number=2).update(summary="Of a forum.")

    assert problems(folder) == [
        "documents/paper.yaml:20: passage ¶1: passage 2 has another summary here; give "
        "--overwrite to take over what the files say"
    ]

    load_register(folder, overwrite=True)
    assert Passage.objects.get(number=2).summary == "It tells of a forum."
