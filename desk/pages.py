"""What every page of the desk uses: addresses, a state as a badge, what was typed, refusals."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from documents.models import Capture
from records.models import Proposal, State
from records.search_text import clean

MAX_WHY = 2000  # characters of a reason or a remark
STATE_CLASSES = {
    State.DRAFT: "draft",
    State.IN_REVIEW: "in-review",
    State.PUBLISHED: "published",
    State.WITHDRAWN: "withdrawn",
}


def address_in_desk(record: models.Model) -> str:
    """The page where an editor changes ``record``."""
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


def address_of_proposal(proposal: Proposal | None) -> str:
    """The page of a proposal; of none, the list of them."""
    if proposal is None:
        return reverse("admin:records_proposal_changelist")
    return reverse("admin:records_proposal_change", args=[proposal.pk])


def address_of_reading(
    document: int, candidate: int | None = None, capture: Capture | None = None
) -> str:
    """The reading desk of a document, at one of its candidates or at one of its copies."""
    address = reverse("admin:documents_document_read", args=[document])
    if candidate:
        return f"{address}?candidate={candidate}"
    return f"{address}?capture={capture.sha256[:12]}" if capture else address


def state_badge(state: str) -> SafeString:
    """The state as a small word in its colour."""
    return format_html(
        '<span class="state state-{}">{}</span>', STATE_CLASSES[State(state)], State(state).label
    )


def said(request: HttpRequest, name: str, *, most: int = MAX_WHY) -> str:
    """What was written in a line of a form: cleaned, and cut at ``most`` characters."""
    return clean(request.POST.get(name, ""))[:most].strip()


def sentences(refusal: ValidationError) -> Any:
    """The messages of a refusal as a list."""
    return format_html(
        "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in refusal.messages))
    )
