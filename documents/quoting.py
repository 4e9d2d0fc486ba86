"""Quotes: the words that a citation keeps with what stands around them, and how much is public."""

import sys

from django.db import models
from django.db.models import Case, F, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Cast, Substr

from documents.models import Capture, Citation, Document

from .register.versions import still_as_loaded
from .triggers import placing

CONTEXT = 32  # characters kept before and after a quote, to find it again in another capture
BATCH = 1000


def quote_from(text: str, citation: Citation) -> None:
    """Set quote, prefix and suffix of ``citation`` from the ``text`` of its capture."""
    start, end = citation.start, citation.end
    citation.quote = text[start:end]
    citation.prefix = text[max(0, start - CONTEXT) : start]
    citation.suffix = text[end : end + CONTEXT]


def quote_citations_of(capture: Capture) -> int:
    """Give the citations of ``capture`` the words of its text, which has come; how many."""
    citations = list(Citation.objects.filter(passage__capture=capture))
    for citation in citations:
        quote_from(capture.text or "", citation)
    with placing():
        Citation.objects.bulk_update(citations, ["quote", "prefix", "suffix"], batch_size=BATCH)
    still_as_loaded(Q(uid__in=[citation.uid for citation in citations]))
    return len(citations)


# What the public reads

QUOTE_LIMIT = 300  # characters of one citation, where the public may not read the text
BLANKS = "".join(one for one in map(chr, range(sys.maxunicode + 1)) if one.isspace())
SURROUNDINGS = 80  # characters before and after a quote that the public reads with it


def public_quote(citation: Citation) -> str:
    """The citation's quote: whole where anyone may read the document, else a short one.

    ``""`` while the text is not held: there is nothing to quote from.
    """
    document = citation.passage.capture.document
    if document.rights == Document.Rights.PUBLIC or len(citation.quote) <= QUOTE_LIMIT:
        return citation.quote
    return citation.quote[: QUOTE_LIMIT - 1].rstrip() + "…"


def public_quote_sql(citation: str, document: str) -> str:
    """SQL: the same, of aliases of a citation and of its document."""
    short = f"rtrim(left({citation}.quote, {QUOTE_LIMIT - 1}), '{BLANKS}') || '…'"
    whole = f"char_length({citation}.quote) <= {QUOTE_LIMIT}"
    is_open = f"{document}.rights = '{Document.Rights.PUBLIC}'"
    return f"CASE WHEN {is_open} OR {whole} THEN {citation}.quote ELSE {short} END"


def with_surroundings(citations: "models.QuerySet[Citation]") -> "models.QuerySet[Citation]":
    """With ``before`` and ``after``: what stands around the words in their passage.

    Both are ``""`` where the public may not read the text, or where it is not held.
    """
    first = Cast(F("start") - F("passage__start") + 1, IntegerField())
    last = Cast(F("end") - F("passage__start") + 1, IntegerField())
    return citations.annotate(
        before=_where_public(Substr("passage__text", first - SURROUNDINGS, SURROUNDINGS)),
        after=_where_public(Substr("passage__text", last, SURROUNDINGS)),
    )


def _where_public(text: Substr) -> Case:
    public = When(passage__capture__document__rights=Document.Rights.PUBLIC, then=text)
    return Case(public, default=Value(""), output_field=TextField())
