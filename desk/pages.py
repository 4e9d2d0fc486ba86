"""What every page of the desk uses: its frame, addresses, a state as a badge, what was typed."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from documents.models import Capture
from records.models import State
from records.paging import page_or_first
from records.search_text import clean

Found = TypeVar("Found")

MAX_WHY = 2000  # characters of a reason or a remark
STATE_CLASSES = {
    State.DRAFT: "draft",
    State.IN_REVIEW: "in-review",
    State.PUBLISHED: "published",
    State.WITHDRAWN: "withdrawn",
}


def render_page(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    """A page of the desk, with what stands around each of them: menu, help, keys."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})


def page_asked_for(request: HttpRequest, parameter: str, read: Callable[[str], Found]) -> Found:
    """What ``read`` finds at the cursor in the address; else the first page, with a notice."""
    found, refused = page_or_first(read, request.GET.get(parameter, ""))
    if refused:
        messages.warning(request, refused)
    return found


def route_name(request: HttpRequest) -> str:
    """The name of the address that was asked for, such as ``meetings_meeting_change``."""
    match = request.resolver_match
    return (match.url_name if match else "") or ""


def address_in_desk(record: models.Model, page: str = "change") -> str:
    """The page where an editor changes or decides about ``record``, or another ``page`` of it."""
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[record.pk])


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
    return as_said(request.POST.get(name, ""), most=most)


def as_said(text: str, *, most: int = MAX_WHY) -> str:
    """A text as a line of a form brings it: cleaned, and cut at ``most`` characters."""
    return clean(text)[:most].strip()


def sentences(refusal: ValidationError) -> Any:
    """The messages of a refusal as a list."""
    return format_html(
        "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in refusal.messages))
    )
