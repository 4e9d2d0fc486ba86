"""Reading a capture again keeps what was decided, and adds only what is new."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from documents.candidates.accepting import accept, begin_candidate, reject
from documents.candidates.progress import mark_read, progress_of
from documents.candidates.storing import read_document, store
from documents.candidates.undoing import last_decision
from documents.models import Candidate, Reading
from extraction.candidates import Reading as Found
from tests import make

from .made_up import TEXT, make_text, summit, value

pytestmark = pytest.mark.django_db


def stored(capture, *found):
    passages = list(capture.passages.order_by("number"))
    return store(capture, passages, Found(tuple(found), "en", "2031"))


def test_candidates_are_stored_with_the_passage_they_begin_in():
    capture = make_text()

    done = stored(capture, summit())

    row = Candidate.objects.get()
    assert (done.added, done.total) == (1, 1)
    assert row.passage.text.startswith("The Third")
    assert (row.title, row.decision, row.reader) == ("3rd River Basin Summit", "waiting", "1")
    assert Reading.objects.get().found == 1


def test_reading_again_keeps_decisions_and_adds_only_what_is_new(admin_user):
    capture = make_text()
    other = replace(summit(), title="Another")
    gone = replace(summit(), title="Mistaken")
    stored(capture, summit(), other, gone)
    rejected = Candidate.objects.get(title="Another")
    reject(rejected, by=admin_user, version=1)
    better = replace(summit(), score=0.5, fields={**summit().fields, "mode": value("held")})
    new = replace(summit(), title="New")

    done = stored(capture, better, other, new)

    assert (done.added, done.changed, done.gone, done.total) == (1, 1, 1, 3)
    rows = {row.title: row for row in Candidate.objects.all()}
    assert rows["Another"].decision == "rejected"
    assert "mode" in rows["3rd River Basin Summit"].reading["fields"]
    assert set(rows) == {"3rd River Basin Summit", "Another", "New"}


def test_what_an_editor_began_stays(admin_user):
    capture = make_text()
    begun = begin_candidate(capture, 40, 50, "meeting", by=admin_user)

    stored(capture, summit())

    assert Candidate.objects.filter(pk=begun.pk).exists()


def test_later_copy_keeps_what_was_decided_about_the_same_words(admin_user):
    first = make_text()
    ministers = replace(
        summit(),
        title="Meeting of ministers",
        start=TEXT.index("The ministers"),
        end=TEXT.index("link.") + 5,
        fields={"date": value("June 2031", says="2031-06")},
    )
    stored(first, summit(), replace(summit(), title="Mistaken"), ministers)
    accepted = Candidate.objects.get(title="3rd River Basin Summit")
    made = accept(accepted, by=admin_user, version=1).record
    reject(Candidate.objects.get(title="Mistaken"), by=admin_user, version=1)
    mark_read(first.passages.last(), by=admin_user)
    later = TEXT.replace("June 2031", "July 2031").replace("River cooperation", "Cooperation")
    second = make_text(later, document=first.document)

    def moved(found):
        by = later.index(TEXT[found.start : found.start + 20]) - found.start
        fields = {
            name: replace(one, start=one.start + by, end=one.end + by)
            for name, one in found.fields.items()
        }
        return replace(found, start=found.start + by, end=found.end + by, fields=fields)

    mistaken = replace(moved(summit()), title="Mistaken")
    done = stored(second, moved(summit()), mistaken, moved(ministers))

    rows = {row.title: row for row in Candidate.objects.filter(capture=second)}
    assert done.total == 3
    assert {title: row.decision for title, row in rows.items()} == {
        "3rd River Basin Summit": "accepted",
        "Mistaken": "rejected",
        "Meeting of ministers": "waiting",
    }
    assert rows["3rd River Basin Summit"].made == made.uid
    assert last_decision(second, admin_user) is None
    assert not Candidate.objects.filter(capture=first, decision="waiting").exists()
    assert progress_of(second).read == 2


def test_same_words_twice_are_two_candidates():
    done = stored(make_text(), summit(), summit())

    assert done.added == 2


def test_reading_a_document_is_deterministic(admin_user):
    capture = make_text()
    make.make_participant(name="Estwick")

    first = read_document(capture, by=admin_user)
    rows = list(Candidate.objects.order_by("pk").values_list("pk", "fingerprint", "version"))
    second = read_document(capture, by=admin_user)

    assert first.total == len(rows) > 0
    assert (second.added, second.changed, second.gone) == (0, 0, 0)
    assert (
        list(Candidate.objects.order_by("pk").values_list("pk", "fingerprint", "version")) == rows
    )


def test_text_that_is_not_held_is_not_read(admin_user):
    with pytest.raises(ValidationError, match="is not held"):
        read_document(make.make_capture(None), by=admin_user)


def test_command_reads_by_slug_and_says_what_it_found(capsys):
    capture = make_text(slug="river-review")

    call_command("read_document", "river-review")

    assert "candidates, of which" in capsys.readouterr().out
    assert Reading.objects.get().capture == capture
    with pytest.raises(CommandError, match="no document with the slug"):
        call_command("read_document", "nothing")
    make.make_capture(None, document=make.make_document(slug="unheld"))
    with pytest.raises(CommandError, match="is not held"):
        call_command("read_document", "unheld")
