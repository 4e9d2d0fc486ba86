"""Filters of documents, passages and citations, and of everything by the document that cites it."""

import pytest

from documents.filters import FILTERSETS, CitationFilter, DocumentFilter, PassageFilter
from documents.models import SUBJECTS, Citation, Document, Passage
from tests import make
from tests.filters import errors, found
from tests.make import (
    make_capture,
    make_citation,
    make_document,
    make_meeting,
    make_outcome,
    make_participant,
    make_passage,
)

pytestmark = pytest.mark.django_db


def test_documents_are_found_by_what_they_are():
    work = make_document(slug="white-paper")
    outcome = make_outcome()
    document = make_document(
        name="Chapter V",
        kind="chapter",
        publisher=make_participant(slug="scio"),
        language="zh-Hans",
        rights="editors",
        part_of=work,
        outcome=outcome,
        published="2017-01-11",
    )
    for query in (
        {"q": "chapter"},
        {"kind": "chapter"},
        {"publisher": "scio"},
        {"language": "zh"},
        {"language": "zh-Hans"},
        {"rights": "editors"},
        {"part_of": "white-paper"},
        {"outcome": outcome.uid},
        {"from_": "2017"},
        {"to": "2017-01-11"},
    ):
        assert found(DocumentFilter, Document, **query) == {document}, query
    assert found(DocumentFilter, Document, language="z") == set()


def test_passages_and_citations_are_found_by_document():
    document = make_document(slug="paper")
    passage = make_passage(capture=make_capture(document=document), kind="heading")
    citation = make_citation(make_meeting(), passage=passage)
    make_citation(make_meeting())
    passages = PassageFilter({"document": "paper"}, Passage.objects.all())
    headings = PassageFilter({"kind": "heading"}, Passage.objects.all())
    assert set(passages.qs) == set(headings.qs) == {passage}
    assert found(CitationFilter, Citation, document="paper") == {citation}


def test_citations_are_found_by_the_record_its_kind_and_the_value():
    meeting = make_meeting()
    citation = make_citation(meeting, "date", "place")
    make_citation(make_participant(), "name")
    assert found(CitationFilter, Citation, about=meeting.uid) == {citation}
    assert found(CitationFilter, Citation, kind="meeting") == {citation}
    assert found(CitationFilter, Citation, field="place") == {citation}


def test_citations_cannot_be_sought_by_a_draft_or_by_what_is_never_cited():
    draft = make_meeting(state="draft")
    citation = make_citation(make_meeting())
    for uid in (draft.uid, citation.uid, "0000000000", "\0"):
        assert errors(CitationFilter, Citation, {"about": uid}) == ["about"]


@pytest.mark.parametrize("subject", FILTERSETS)
def test_every_record_is_found_by_the_document_that_cites_it(subject):
    record, drafted = (getattr(make, f"make_{subject}")() for _ in range(2))
    document = make_document(slug="paper")
    passage = make_passage(capture=make_capture(document=document))
    make_citation(record, passage=passage)
    make_citation(drafted, passage=passage, state="draft")
    make_citation(drafted)
    assert found(FILTERSETS[subject], SUBJECTS[subject], document="paper") == {record}
