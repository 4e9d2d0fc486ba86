"""The desk's page of all that a document supports, and of the passages nobody has used."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from documents import anchoring
from documents.copies import newest, newest_first
from documents.models import SUBJECTS, Document, Passage
from documents.usage import facts_in, kinds_in, unused
from records.paging import Page, page_or_first, paginate

PER_PAGE = 50


def document_view(request: HttpRequest, key: int, site: Any) -> HttpResponse:
    """Every fact that a document supports or contradicts, and the passages nobody has used."""
    document = get_object_or_404(Document, pk=key)
    kinds = kinds_in(document)
    kind = request.GET.get("kind", "")
    kind = kind if kind in SUBJECTS else next(iter(kinds), "meeting")
    captures = newest_first(document)
    capture = newest(captures)
    facts, refused = page_or_first(
        lambda cursor: facts_in(document, kind, cursor=cursor, size=PER_PAGE),
        request.GET.get("from", ""),
    )
    passages: Page[Passage] = Page()
    refused_there = ""
    if capture is not None:
        free = unused(capture)
        passages, refused_there = page_or_first(
            lambda cursor: paginate(free, ordering=("number", "id"), size=PER_PAGE, cursor=cursor),
            request.GET.get("unused", ""),
        )
    if refused or refused_there:
        messages.warning(request, refused or refused_there)
    context = {
        **site.each_context(request),
        "title": _("What this document supports"),
        "document": document,
        "kinds": [
            (name, SUBJECTS[name]._meta.verbose_name_plural, number, name == kind)
            for name, number in kinds.items()
        ],
        "kind": kind,
        "facts": facts,
        "capture": capture,
        "captures": [(one, anchoring.outcomes_of(one)) for one in captures[:20]],
        "passages": passages,
    }
    return TemplateResponse(request, "admin/evidence/document.html", context)
