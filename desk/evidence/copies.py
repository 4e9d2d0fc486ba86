"""The desk's page of a copy that waits: what it changes, and what another reviewer decides."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.lists import query_string
from desk.pages import address_in_desk, said, state_badge
from documents import waiting_copies
from documents.comparing_copies import compare
from documents.copies import newest_text
from documents.models import Capture
from records.accounts import account_name


def copy_view(request: HttpRequest, key: int, site: Any) -> HttpResponse:
    """A waiting copy beside the newest that was agreed to."""
    rows = Capture.objects.waiting().select_related("document", "brought_by").defer("text")
    capture = get_object_or_404(rows, pk=key)
    if request.method == "POST":
        answer = _decide(request, capture)
        if answer is not None:
            return answer
    newest = newest_text(capture.document)
    passages = reverse("admin:documents_passage_changelist")
    context = {
        **site.each_context(request),
        "title": _("A copy that waits"),
        "capture": capture,
        "document": capture.document,
        "document_url": address_in_desk(capture.document),
        "state": state_badge(capture.document.state),
        "brought_by": account_name(capture.brought_by) or _("a command"),
        "newest": newest,
        "found": compare(newest, capture),
        "whole": passages + query_string(capture__exact=capture.pk),
        "may_decide": waiting_copies.may_decide_copy(request.user, capture),
        "is_own": waiting_copies.is_own_copy(request.user, capture),
        "why": said(request, "why"),
    }
    return TemplateResponse(request, "admin/evidence/copy.html", context)


def _decide(request: HttpRequest, capture: Capture) -> HttpResponse | None:
    """Do what was sent; ``None`` where the page has to say what is wrong."""
    decision, why = request.POST.get("decision", ""), said(request, "why")
    home = HttpResponseRedirect(address_in_desk(capture.document))
    try:
        if decision == "agree":
            done = waiting_copies.accept_copy(capture, by=request.user, why=why)
            sentence = _("The copy stands for “%(name)s” now.") % {"name": capture.document}
            if done.outcomes:
                counts = {"moved": done.moved, "open": done.open}
                sentence += " " + _("Citations: %(moved)s followed their words, %(open)s wait.") % (
                    counts
                )
            messages.success(request, sentence)
            return home
        if decision == "refuse":
            waiting_copies.refuse_copy(capture, by=request.user, why=why)
            messages.success(request, _("The copy is taken away; nothing of it is kept."))
            return home
    except ValidationError as refusal:
        for line in refusal.messages:
            messages.error(request, line)
        if any(error.code == "stale" for error in refusal.error_list):
            return home
    return None
