"""Where the reading desk of a document is."""

from django.urls import reverse

from documents.models import Capture


def address_of_reading(
    document: int, candidate: int | None = None, capture: Capture | None = None
) -> str:
    """The reading desk of a document, at one of its candidates or at one of its copies."""
    address = reverse("admin:documents_document_read", args=[document])
    if candidate:
        return f"{address}?candidate={candidate}"
    return f"{address}?capture={capture.sha256[:12]}" if capture else address
