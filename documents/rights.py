"""What the public may read of a document's text: the one place where that is decided.

Querysets whose rows come here need ``passage__capture__document`` (a citation) or
``capture__document`` (a passage) selected, so that no row asks the database again.
"""

from documents.models import Citation, Document, Passage

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
