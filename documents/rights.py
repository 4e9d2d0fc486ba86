"""What the public may read of a document's text: the one place where that is decided.

Querysets whose rows come here need ``passage__capture__document`` (a citation) or
``capture__document`` (a passage) selected, so that no row asks the database again.
"""

from django.db.models import Exists, OuterRef

from records.models import State

from .models import Citation, CitationQuerySet, Document, Passage

QUOTE_LIMIT = 300


def public_text(passage: Passage) -> str:
    """The passage's text where anyone may read the document, else ``""``."""
    document = passage.capture.document
    return passage.text if document.rights == Document.Rights.PUBLIC else ""


def public_quote(citation: Citation) -> str:
    """The citation's quote: whole where anyone may read the document, else a short one.

    ``""`` while the text is not held: there is nothing to quote from.
    """
    document = citation.passage.capture.document
    if document.rights == Document.Rights.PUBLIC or len(citation.quote) <= QUOTE_LIMIT:
        return citation.quote
    return citation.quote[: QUOTE_LIMIT - 1].rstrip() + "…"


def citations_beside_public() -> CitationQuerySet:
    """Citations to show beside records that are known to be public, such as by a join with them.

    Their own state and their document decide then, as in ``Citation.objects.public()``, which
    would ask again of each kind of record and take longer over that than over the answer.
    """
    documents = Document.objects.public().filter(pk=OuterRef("passage__capture__document_id"))
    return Citation.objects.filter(Exists(documents), state=State.PUBLISHED)
