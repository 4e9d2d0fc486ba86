"""The rules of evidence that the database keeps, each proved against raw SQL."""

import pytest
from django.core.exceptions import ValidationError

from documents.models import MOST_QUOTED, SUBJECTS, check_citation
from tests.make import make_capture, make_citation, make_document, make_meeting, make_passage
from tests.rules.sql import refused, run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("text", "Another text that is longer."),
        ("text", None),
        ("sha256", "0" * 64),
        ("byte_length", 1),
        ("char_length", 1),
        ("encoding", "cp1252"),
        ("file", "elsewhere"),
        ("created_at", "2000-01-01"),
    ],
)
def test_a_held_capture_never_changes(column, value):
    capture = make_capture()

    refused(
        "capture_is_immutable",
        f"UPDATE documents_capture SET {column} = %s WHERE id = %s",
        value,
        capture.pk,
    )


def test_a_capture_does_not_move_to_another_document():
    capture, other = make_capture(text=None), make_document()

    refused(
        "capture_is_immutable",
        "UPDATE documents_capture SET document_id = %s WHERE id = %s",
        other.pk,
        capture.pk,
    )


def test_the_text_of_a_capture_known_by_its_hash_is_filled_in_once():
    capture = make_capture(text=None, char_length=4)

    run("UPDATE documents_capture SET text = 'Text', file = 'a' WHERE id = %s", capture.pk)

    refused(
        "capture_is_immutable",
        "UPDATE documents_capture SET text = 'Four' WHERE id = %s",
        capture.pk,
    )


def test_a_text_has_the_length_that_its_capture_says():
    capture = make_capture(text=None, char_length=4)

    refused(
        "capture_text_has_its_length",
        "UPDATE documents_capture SET text = 'Longer' WHERE id = %s",
        capture.pk,
    )


def test_a_file_is_captured_once():
    first, second = make_capture(text=None), make_capture(text=None)

    refused(
        "sha256",
        "INSERT INTO documents_capture (document_id, sha256, byte_length, char_length,"
        " media_type, encoding, retrieved, source_url, file, created_at)"
        " VALUES (%s, %s, 1, 1, '', '', '', '', '', now())",
        second.document_id,
        first.sha256,
    )


@pytest.mark.parametrize(("start", "end"), [(9, 20), (10, 21), (0, 5), (30, 40)])
def test_a_citation_lies_inside_its_passage(start, end):
    passage = make_passage(capture=make_capture(text="x" * 50), start=10, end=20)
    citation = make_citation(make_meeting(), passage=passage)

    refused(
        "citation_inside_passage",
        "UPDATE documents_citation SET quote = '', start = %s, \"end\" = %s WHERE id = %s",
        start,
        end,
        citation.pk,
    )


def test_a_citation_moves_to_a_passage_only_if_it_lies_inside_that_one():
    capture = make_capture(text="x" * 50)
    citation = make_citation(make_meeting(), passage=make_passage(capture=capture, end=10))
    other = make_passage(capture=capture, start=10, end=20)

    refused(
        "citation_inside_passage",
        "UPDATE documents_citation SET passage_id = %s WHERE id = %s",
        other.pk,
        citation.pk,
    )


def test_a_citation_has_length_and_so_has_its_quote():
    citation = make_citation(make_meeting())

    refused(
        "citation_has_length",
        "UPDATE documents_citation SET quote = '', \"end\" = start WHERE id = %s",
        citation.pk,
    )
    refused(
        "citation_quote_has_its_length",
        "UPDATE documents_citation SET quote = 'x' WHERE id = %s",
        citation.pk,
    )


def test_a_citation_is_no_book():
    passage = make_passage(capture=make_capture(text=None, char_length=30_000))
    citation = make_citation(make_meeting(), passage=passage, end=MOST_QUOTED)
    longer = f'UPDATE documents_citation SET "end" = {MOST_QUOTED + 1} WHERE id = %s'

    refused("citation_is_no_book", longer, citation.pk)
    citation.end = MOST_QUOTED + 1
    with pytest.raises(ValidationError, match="at most 20,000 characters"):
        check_citation(citation)


def test_a_number_stands_once_in_a_capture():
    capture = make_capture()
    first, second = (make_passage(capture=capture) for _ in range(2))

    refused(
        "passage_number_once",
        "UPDATE documents_passage SET number = %s WHERE id = %s",
        first.number,
        second.pk,
    )


@pytest.mark.parametrize("name", [name for name in SUBJECTS if name != "meeting"])
def test_no_kind_of_record_can_be_the_second_subject_of_a_citation(name):
    citation = make_citation(make_meeting())

    refused(
        "citation_has_one_subject",
        f"UPDATE documents_citation SET {name}_id = 1 WHERE id = %s",
        citation.pk,
    )
