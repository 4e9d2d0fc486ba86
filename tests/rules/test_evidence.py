"""Rules of the database on evidence: a citation of one record, a passage that stays."""

import pytest

from tests.make import make_citation, make_meeting, make_passage, make_place

from .sql import refused

pytestmark = pytest.mark.django_db


def test_a_citation_is_about_exactly_one_record():
    citation = make_citation(make_meeting(), "date")
    place = make_place()

    refused(
        "citation_has_one_subject",
        "UPDATE documents_citation SET place_id = %s WHERE id = %s",
        place.pk,
        citation.pk,
    )
    refused(
        "citation_has_one_subject",
        "UPDATE documents_citation SET meeting_id = NULL WHERE id = %s",
        citation.pk,
    )


def test_a_document_that_is_cited_cannot_go():
    citation = make_citation(make_meeting(), "date")

    refused(
        "foreign key",
        "DELETE FROM documents_passage WHERE id = %s; SET CONSTRAINTS ALL IMMEDIATE",
        citation.passage_id,
    )


def test_passages_have_their_length():
    passage = make_passage()

    refused(
        "passage_has_length", 'UPDATE documents_passage SET "end" = start WHERE id = %s', passage.pk
    )
    refused(
        "passage_text_has_its_length",
        "UPDATE documents_passage SET text = 'x' WHERE id = %s",
        passage.pk,
    )
