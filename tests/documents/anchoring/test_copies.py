"""Which copy of a document is followed: some are not held, come late, or come at once."""

import threading

import pytest
from django.db import connection

from documents.anchor_decisions import undecided_anchors
from documents.anchoring import reanchor
from documents.copies import newest, newest_first, newest_text
from documents.importing import import_document
from documents.models import Anchor, Capture, Citation
from records.models import Identity
from tests.make import make_capture, make_citation, make_document, make_meeting, make_passage

from .book import BOOK, FISHERY, HARBOUR, bring, cite

pytestmark = pytest.mark.django_db


def test_without_the_earlier_text_a_citation_waits_and_says_why():
    capture = make_capture(None, document=make_document(rights="public"))
    passage = make_passage(capture=capture, start=0, end=100)
    citation = make_citation(make_meeting(), "date", passage=passage)

    anchor = bring(citation, BOOK)

    assert (anchor.outcome, anchor.why, anchor.passage) == ("orphaned", "not_held", None)
    assert Citation.objects.get(pk=citation.pk).passage == passage


def test_when_the_earlier_text_comes_in_later_its_citations_are_followed_then():
    import hashlib

    document = make_document(rights="public")
    capture = Capture.objects.create(
        document=document,
        sha256=hashlib.sha256(BOOK.encode()).hexdigest(),
        byte_length=len(BOOK.encode()),
        char_length=len(BOOK),
        retrieved="2015-01-01",
    )
    start = BOOK.index(FISHERY)
    passage = make_passage(capture=capture, start=start, end=start + len(FISHERY))
    citation = make_citation(make_meeting(), "date", passage=passage)
    new = "Second edition\n\n" + BOOK
    assert bring(citation, new).outcome == "orphaned"

    import_document(data=BOOK.encode(), file_name="a.txt")

    citation.refresh_from_db()
    assert citation.quote == FISHERY
    assert citation.start == new.index(FISHERY)
    assert Anchor.objects.get().decision == "taken"


def test_an_older_copy_that_comes_in_later_takes_nothing_over():
    citation = cite(BOOK, HARBOUR)
    capture = citation.passage.capture
    Capture.objects.filter(pk=capture.pk).update(retrieved="2020-01-01")
    older = make_capture("Proofs\n\n" + BOOK, document=capture.document, retrieved="2012-05-01")
    make_passage(capture=older)

    assert reanchor(capture.document).outcomes == {}
    assert Citation.objects.get(pk=citation.pk).passage.capture == capture
    assert newest_text(capture.document) == capture  # and it is what the desk reads


def test_a_newer_copy_that_is_not_held_stands_for_nothing():
    citation = cite(BOOK, HARBOUR)
    held = citation.passage.capture
    make_capture(None, document=held.document, retrieved="2099-01-01")

    assert newest_text(held.document) == held
    assert newest(newest_first(held.document)) == held


def test_where_no_copy_is_held_the_newest_stands_for_the_document():
    document = make_document()
    make_capture(None, document=document, retrieved="2015-01-01")
    newer = make_capture(None, document=document, retrieved="2016-01-01")

    assert newest(newest_first(document)) == newer
    assert newest_text(document) is None
    assert newest([]) is None


def test_of_two_later_copies_only_the_last_asks_for_a_decision():
    citation = cite(BOOK, HARBOUR)
    first = bring(citation, BOOK.replace("3 May", "4 May"))

    second = bring(citation, BOOK.replace("3 May", "5 May"))

    first.refresh_from_db()
    assert (first.decision, second.decision) == ("passed", "open")
    assert list(undecided_anchors()) == [second]


@pytest.mark.django_db(transaction=True)
def test_two_copies_that_come_at_once_wait_for_each_other():
    citation = cite(BOOK, HARBOUR)
    slug = citation.passage.capture.document.slug
    texts = [f"Edition {letter} came out.\n\n" + BOOK for letter in "AB"]
    refused: list[BaseException] = []

    def bring_one(text: str) -> None:
        try:
            import_document(data=text.encode(), file_name="b.txt", document=slug)
        except BaseException as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring_one, args=[text]) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == []
    citation.refresh_from_db()
    last = Capture.objects.latest("pk")
    assert citation.passage.capture == last
    assert citation.quote == (last.text or "")[citation.start : citation.end] == HARBOUR
    assert Identity.objects.filter(kind="citation").count() == 1
