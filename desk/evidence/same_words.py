"""The desk's page of citations whose words are the same in a later copy, read with others."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.access import needs
from desk.pages import page_asked_for, render_page, said
from desk.work.rows import with_labels
from documents.models import Capture, Citation, Document
from documents.same_words import (
    Accepted,
    Group,
    accept_together,
    copies_with_waiting,
    decides_alone,
    groups_of,
    number_waiting,
    read_waiting,
    waiting_in,
)
from records.keys import is_key
from records.policy import Action

TICKED, TICKED_GROUP = "citation", "group"


@needs(Action.VIEW, to_write=(Action.CHANGE, Action.PROPOSE))
def same_words_view(request: HttpRequest, key: int) -> HttpResponse:
    """All citations that wait for one later copy with the same words, by what differs."""
    captures = Capture.objects.agreed().select_related("document").defer("text")
    capture = get_object_or_404(captures, pk=key)
    ticked = _ticked(request)
    if request.method == "POST" and _accept(request, capture, ticked):
        return HttpResponseRedirect(request.get_full_path())
    page = page_asked_for(request, "from", lambda cursor: waiting_in(capture, cursor))
    waiting = read_waiting(page, capture)
    alone = decides_alone([one.anchor for one in waiting], by=request.user)
    citations = with_labels(Citation.objects.for_display())
    labelled = citations.in_bulk([one.anchor.citation_id for one in waiting])
    groups = groups_of(waiting)
    context = {
        "title": _("The same words, read with others"),
        "capture": capture,
        "document": capture.document,
        "page": page,
        "groups": [_shown(group, labelled, alone, ticked) for group in groups],
        "number": number_waiting([capture]).get(capture.pk, 0),
        "may_decide": any(answer is not None for answer in alone.values()),
        "why": said(request, "why"),
    }
    return render_page(request, "admin/evidence/same_words.html", context)


def _shown(
    group: Group,
    citations: Mapping[int, Any],
    alone: Mapping[int, bool | None],
    ticked: Mapping[int, str],
) -> dict[str, Any]:
    rows = []
    for one in group.waiting:
        key = one.anchor.citation_id
        may = group.is_known and alone.get(one.anchor.pk) is not None
        rows.append(
            {
                "anchor": one.anchor,
                "citation": citations[key],
                "tick": f"{key}.{one.mark}" if may else "",
                "is_ticked": ticked.get(key) == one.mark,
                "is_proposed": alone.get(one.anchor.pk, False) is None,
            }
        )
    ticks = [row["tick"] for row in rows if row["tick"]]
    return {
        "group": group,
        "rows": rows,
        "ticks": " ".join(ticks),
        "number": len(ticks),
    }


def _ticked(request: HttpRequest) -> dict[int, str]:
    """The citations that were ticked, alone or with their group, each with the mark of its row."""
    sent = request.POST.getlist(TICKED)
    sent += [one for group in request.POST.getlist(TICKED_GROUP) for one in group.split()]
    found = (one.partition(".") for one in sent)
    return {int(key): mark for key, _dot, mark in found if is_key(key)}


def _accept(request: HttpRequest, capture: Capture, ticked: Mapping[int, str]) -> bool:
    """Do what was sent; whether it was done."""
    try:
        done = accept_together(capture, ticked, by=request.user, why=said(request, "why"))
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
        return False
    for sentence in _told(done):
        messages.success(request, sentence)
    return True


def _told(done: Accepted) -> list[str]:
    found = []
    if done.moved:
        sentence = ngettext(
            "%(number)s citation stands in the later copy now.",
            "%(number)s citations stand in the later copy now.",
            done.moved,
        )
        found.append(sentence % {"number": done.moved})
    if done.proposed:
        sentence = ngettext(
            "The move of %(number)s citation is proposed: a reviewer has to agree.",
            "The move of %(number)s citations is proposed: a reviewer has to agree.",
            done.proposed,
        )
        found.append(sentence % {"number": done.proposed})
    return found


# What leads there


def link_to(capture: Capture) -> SafeString | str:
    """The link to the page of ``capture``, where any citation waits on it; else ``""``."""
    number = number_waiting([capture]).get(capture.pk, 0)
    return _link(capture, number) if number else ""


def links_of(document: Document | None = None) -> list[tuple[Capture, SafeString]]:
    """The later copies, of one document or of all, on whose pages citations wait."""
    return [(capture, _link(capture, number)) for capture, number in copies_with_waiting(document)]


def _link(capture: Capture, number: int) -> SafeString:
    sentence = ngettext(
        "%(number)s citation has the same words, read with others: decide",
        "%(number)s citations have the same words, read with others: decide together",
        number,
    )
    address = reverse("admin:same_words", args=[capture.pk])
    return format_html('<a href="{}">{}</a>', address, sentence % {"number": number})
