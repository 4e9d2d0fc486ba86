"""The words that a citation keeps: its quote, and what stands before and after it."""

from django.db.models import Q

from documents.models import Capture, Citation

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
