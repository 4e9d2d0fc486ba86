"""What the public may read of a text."""

import pytest

from documents.quoting import QUOTE_LIMIT, public_quote
from documents.rights import public_text
from tests.make import make_capture, make_citation, make_document, make_meeting, make_passage

TEXT = "Fora " * 100


def passage_of(rights: str):
    return make_passage(capture=make_capture(TEXT, document=make_document(rights=rights)))


@pytest.mark.django_db
def test_a_public_document_is_read_and_quoted_whole():
    passage = passage_of("public")
    assert public_text(passage) == TEXT
    assert public_quote(make_citation(make_meeting(), passage=passage)) == TEXT


@pytest.mark.django_db
@pytest.mark.parametrize("rights", ["editors", "not_held"])
def test_of_any_other_document_the_public_reads_a_short_quote_and_no_text(rights):
    passage = passage_of(rights)
    quote = public_quote(make_citation(make_meeting(), passage=passage))
    assert public_text(passage) == ""
    assert quote.endswith("…")
    assert len(quote) <= QUOTE_LIMIT
    assert TEXT.startswith(quote.removesuffix("…"))


@pytest.mark.django_db
def test_a_short_quote_stands_as_it_is():
    citation = make_citation(make_meeting(), passage=passage_of("editors"), start=0, end=300)
    assert public_quote(citation) == TEXT[:300]
