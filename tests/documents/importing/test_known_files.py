"""A file that the register knows by its hash gives its text to what is recorded of it."""

import hashlib

import pytest

from documents.importing import import_document
from documents.models import Capture
from records.models import Identity
from tests.make import make_capture, make_citation, make_document, make_meeting, make_passage
from tests.texts.formats import files
from texts.formats import sandbox
from texts.segmentation import segment

from .statement import TEXT, held_files, refusal

pytestmark = pytest.mark.django_db


def known(text: str = TEXT, **values) -> Capture:
    """A capture as a load of the register leaves it: no text, but passages and citations."""
    data = text.encode()
    document = make_document(slug="statement", rights="not_held")
    capture = make_capture(
        text=None,
        document=document,
        **{
            "sha256": hashlib.sha256(data).hexdigest(),
            "byte_length": len(data),
            "char_length": len(text),
            **values,
        },
    )
    for one in segment(text):
        make_passage(
            capture=capture, number=one.number, start=one.start, end=one.end, locator=one.locator
        )
    return capture


def test_a_known_file_gives_passages_and_citations_their_words():
    capture = known()
    start = TEXT.index("Vientiane")
    citation = make_citation(
        make_meeting(), passage=capture.passages.get(number=2), start=start, end=start + 9
    )

    done = import_document(data=TEXT.encode())

    capture.refresh_from_db()
    citation.refresh_from_db()
    assert (done.outcome, done.passages, done.quotes) == ("filled", 3, 1)
    assert (capture.text, capture.document.rights) == (TEXT, "editors")
    assert [p.text for p in capture.passages.all()] == [p.strip() for p in TEXT.split("\n\n")]
    assert (citation.prefix, citation.quote, citation.suffix) == (
        TEXT[start - 32 : start],
        "Vientiane",
        TEXT[start + 9 : start + 41],
    )


def test_a_known_file_without_passages_is_cut():
    capture = known()
    capture.passages.all().delete()

    import_document(data=TEXT.encode())

    assert capture.passages.count() == 3


def test_holding_a_text_is_no_edit_of_what_was_loaded():
    capture = known()
    citation = make_citation(make_meeting(), passage=capture.passages.get(number=2))
    for record in (citation, capture.document):
        Identity.objects.filter(uid=record.uid).update(loaded_version=record.version)

    import_document(data=TEXT.encode())

    for record in (citation, capture.document):
        record.refresh_from_db()
        assert Identity.objects.get(uid=record.uid).loaded_version == record.version == 2


def test_passages_that_do_not_fit_the_text_are_refused(captures):
    capture = known()
    capture.passages.filter(number=3).update(start=TEXT.index("They") - 1)

    message = refusal(import_document, data=TEXT.encode())

    assert message == (
        "Passage 3 of “statement” (¶2) is recorded as characters 47 to 74, which is not a passage "
        "of this text: correct the register."
    )
    capture.refresh_from_db()
    assert capture.text is None
    assert held_files(captures) == []


def test_a_text_of_another_length_than_recorded_is_refused():
    known(char_length=len(TEXT) + 5)

    assert refusal(import_document, data=TEXT.encode()).startswith(
        f"The register says {len(TEXT)} bytes and {len(TEXT) + 5} characters for this file"
    )


def test_a_known_file_is_not_made_the_capture_of_another_document():
    known()
    make_document(slug="other")

    assert refusal(import_document, data=TEXT.encode(), document="other") == (
        "This file is already a capture of “statement”, not of “other”."
    )


def test_a_page_known_by_its_hash_gets_its_text():
    page = files.page(f"<h1>Ministers meet</h1><p>{files.SENTENCE}</p>")
    known = make_capture(
        None,
        sha256=hashlib.sha256(page).hexdigest(),
        byte_length=len(page),
        char_length=len(sandbox.read(page).text),
        media_type="text/html",
    )

    done = import_document(data=page)

    known.refresh_from_db()
    assert known.text is not None
    assert (done.outcome, known.extractor[:5]) == ("filled", "lxml ")
