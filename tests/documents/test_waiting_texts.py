"""With four eyes, the text of a copy that was known by its hash alone waits for somebody else."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.urls import reverse

from documents import waiting_copies
from documents.importing import import_document
from documents.models import Capture, Citation, Document
from records import workflow
from records.approval import NotAsSeen, approve, mark_of
from records.history.batches import batch
from records.models import HouseRules
from tests import make
from tests.desk.forms import notices
from tests.desk.importing.test_import import take

from .test_waiting_copies import BOOK, LINE, signed_in

pytestmark = pytest.mark.django_db


def known(**values) -> Capture:
    """A copy of ``BOOK`` that is known by its hash, with a cited passage that is summed up."""
    document = make.make_document(name="Keepers", slug="keepers", **{"rights": "public", **values})
    data = BOOK.encode()
    capture = make.make_capture(
        None,
        document=document,
        sha256=hashlib.sha256(data).hexdigest(),
        byte_length=len(data),
        char_length=len(BOOK),
    )
    start = BOOK.index(LINE)
    passage = make.make_passage(
        capture=capture, start=start, end=start + len(LINE), summary="They met."
    )
    make.make_citation(make.make_meeting(), passage=passage)
    return capture


def give(by, data: str = BOOK):
    with batch("import", by=by, what="a.txt"):
        return import_document(data=data.encode(), file_name="a.txt")


def test_the_text_waits_and_nothing_of_it_is_public_until_another_agrees(rose, roy, client):
    capture = known()
    page = capture.document.get_absolute_url()

    answer = take(signed_in(rose), BOOK.encode(), "a.txt")

    waiting = Capture.objects.waiting().get()
    assert (waiting.sha256, waiting.brought_by) == (capture.sha256, rose)
    assert "waits for another reviewer" in notices(answer)[0]
    assert LINE not in client.get(page).content.decode()
    assert Citation.objects.get().quote == ""
    capture.refresh_from_db()
    assert capture.text is None
    shown = signed_in(roy).get(reverse("admin:copy", args=[waiting.pk])).content.decode()
    assert "knows this file by its hash" in shown
    assert LINE in shown

    with pytest.raises(ValidationError, match="somebody else has to agree"):
        waiting_copies.accept_copy(waiting, by=rose, seen=waiting_copies.mark(waiting))
    waiting_copies.accept_copy(waiting, by=roy, seen=waiting_copies.mark(waiting))

    (kept,) = Capture.objects.all()
    assert (kept.pk, kept.text, kept.brought_by, kept.waits) == (capture.pk, BOOK, rose, False)
    assert (Citation.objects.get().quote, kept.passages.get().summary) == (LINE, "They met.")
    assert LINE in client.get(page).content.decode()


def test_a_copy_without_passages_takes_those_that_were_read(rose, roy):
    capture = known()
    Citation.objects.all().delete()
    capture.passages.all().delete()
    waiting = give(rose).capture

    waiting_copies.accept_copy(waiting, by=roy, seen=waiting_copies.mark(waiting))

    assert Capture.objects.get().passages.filter(text=LINE).exists()


def test_a_refused_text_leaves_the_copy_known_by_its_hash(rose, roy):
    capture = known()
    waiting_copies.refuse_copy(give(rose).capture, by=roy)

    assert Capture.objects.get() == capture
    assert give(rose).capture.waits


def test_the_same_file_again_waits_once_and_a_command_ends_it(rose, roy):
    capture = known()
    waiting = give(rose).capture
    assert give(roy).capture == waiting

    done = give(None)

    assert (done.outcome, done.capture, Capture.objects.get()) == ("filled", capture, capture)


def test_a_text_that_the_recorded_passages_do_not_fit_is_refused_at_once(rose):
    capture = known()
    capture.passages.update(start=1, end=23)

    with pytest.raises(ValidationError, match="correct the register"):
        give(rose)
    assert not Capture.objects.waiting().exists()


def test_the_database_takes_no_text_that_nobody_else_agreed_to(rose, roy):
    capture = known()

    def fill(by, text: str = BOOK) -> None:
        with batch("request", by=by):
            Capture.objects.filter(pk=capture.pk).update(text=text)

    with pytest.raises(DatabaseError, match="four_eyes"):
        fill(rose)
    give(rose)
    with pytest.raises(DatabaseError, match="four_eyes"):
        fill(rose)
    with pytest.raises(DatabaseError, match="four_eyes"):
        fill(roy, BOOK.replace("seven", "eight"))
    fill(roy)


def test_drafts_and_houses_without_four_eyes_wait_for_nobody(rose):
    capture = known()
    HouseRules.objects.update(four_eyes=False)
    assert give(rose).capture == capture


def test_who_gives_a_draft_its_text_does_not_publish_it(rose, roy):
    capture = known(state="draft")
    document = capture.document
    seen = mark_of([document])
    assert give(rose).capture == capture

    with pytest.raises(NotAsSeen):
        approve([document], seen)
    with pytest.raises(ValidationError, match="you imported a copy of it"):
        workflow.publish(document, by=rose)
    with batch("request", by=roy):
        workflow.publish(document, by=roy, seen=mark_of([document]))
    assert Document.objects.get().state == "published"
