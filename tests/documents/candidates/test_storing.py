"""Reading a capture again keeps what was decided, and adds only what is new."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from desk.reading import deciding
from desk.reading.marking import Mark, pieces_of
from documents.candidates.progress import next_unread, progress_of
from documents.candidates.storing import keep, read_document
from documents.models import Candidate, Reading
from extraction.candidates import Reading as Found
from tests import make
from tests.desk.reading.sheet import TEXT, make_text, summit, value

pytestmark = pytest.mark.django_db


def store(capture, *found):
    passages = list(capture.passages.order_by("number"))
    return keep(capture, passages, Found(tuple(found), "en", "2031"))


def test_candidates_are_kept_with_the_passage_they_begin_in():
    capture = make_text()

    done = store(capture, summit())

    row = Candidate.objects.get()
    assert (done.added, done.total) == (1, 1)
    assert row.passage.text.startswith("The Third")
    assert (row.title, row.decision, row.reader) == ("3rd River Basin Summit", "waiting", "1")
    assert Reading.objects.get().found == 1


def test_reading_again_keeps_decisions_and_adds_only_what_is_new(admin_user):
    capture = make_text()
    other = replace(summit(), title="Another")
    gone = replace(summit(), title="Mistaken")
    store(capture, summit(), other, gone)
    rejected = Candidate.objects.get(title="Another")
    deciding.reject(rejected, by=admin_user, version=1)
    better = replace(summit(), score=0.5, fields={**summit().fields, "mode": value("held")})
    new = replace(summit(), title="New")

    done = store(capture, better, other, new)

    assert (done.added, done.changed, done.gone, done.total) == (1, 1, 1, 3)
    rows = {row.title: row for row in Candidate.objects.all()}
    assert rows["Another"].decision == "rejected"
    assert "mode" in rows["3rd River Basin Summit"].reading["fields"]
    assert set(rows) == {"3rd River Basin Summit", "Another", "New"}


def test_what_an_editor_began_stays(admin_user):
    capture = make_text()
    begun = deciding.begin_record(capture, 40, 50, "meeting", by=admin_user)

    store(capture, summit())

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
    store(first, summit(), replace(summit(), title="Mistaken"), ministers)
    accepted = Candidate.objects.get(title="3rd River Basin Summit")
    made = deciding.accept(accepted, by=admin_user, version=1).record
    deciding.reject(Candidate.objects.get(title="Mistaken"), by=admin_user, version=1)
    deciding.mark_read(first.passages.last(), by=admin_user)
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
    done = store(second, moved(summit()), mistaken, moved(ministers))

    rows = {row.title: row for row in Candidate.objects.filter(capture=second)}
    assert done.total == 3
    assert {title: row.decision for title, row in rows.items()} == {
        "3rd River Basin Summit": "accepted",
        "Mistaken": "rejected",
        "Meeting of ministers": "waiting",
    }
    assert rows["3rd River Basin Summit"].made == made.uid
    assert deciding.last_of(second, admin_user) is None
    assert not Candidate.objects.filter(capture=first, decision="waiting").exists()
    assert progress_of(second).read == 2


def test_same_words_twice_are_two_candidates():
    done = store(make_text(), summit(), summit())

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


def test_progress_counts_what_is_cited_decided_and_marked(admin_user):
    capture = make_text()
    body = list(capture.passages.exclude(kind="heading").order_by("number"))
    assert len(body) == 3
    candidate = make.make_candidate(capture, summit(), passage=body[0])
    make.make_citation(make.make_topic(), passage=body[1])
    make.make_citation(make.make_topic(), passage=body[0])  # and yet a candidate waits there

    first = progress_of(capture)
    deciding.reject(candidate, by=admin_user, version=1)
    second = progress_of(capture)
    deciding.mark_read(body[2], by=admin_user)

    assert (first.body, first.read, first.waiting, first.untouched) == (3, 1, 1, 1)
    assert (second.read, second.percent, second.to_decide) == (2, 66, 0)
    assert progress_of(capture).percent == 100
    assert next_unread(capture) is None


def test_pieces_put_together_are_the_text_and_each_is_under_the_same_marks():
    marks = [Mark(12, 18, "waits", "1"), Mark(15, 22, "cited"), Mark(0, 13, "done", "2")]

    pieces = pieces_of("abcdefghijkl", 10, marks)

    assert [(piece.text, piece.kinds) for piece in pieces] == [
        ("ab", ("done",)),
        ("c", ("waits", "done")),
        ("de", ("waits",)),
        ("fgh", ("waits", "cited")),
        ("ijkl", ("cited",)),
    ]
    assert [[mark.label for mark in piece.opens] for piece in pieces] == [["2"], ["1"], [], [], []]
