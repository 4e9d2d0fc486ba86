"""Addresses of records that are there no longer: to what they were merged into, or what was there.

An address names a row by its key, or a record by its permanent id.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from records.history import timeline
from records.history.events import tracked, values_of
from records.keys import is_key
from records.models import UID_LENGTH, DuplicatePair, Identity, Record
from records.words import describe, noun_of, title_of_values

from .access import SAFE
from .pages import address_in_desk, route_name

View = Callable[..., HttpResponse]
PAST = ("_history", "_known_at", "_revert")
"""The pages that lead to the history of what is there no longer, where that is kept."""


def leads_on(view: View) -> View:
    """A page of a record, whose address leads to where the record is by now."""

    @wraps(view)
    def page(self: Any, request: HttpRequest, object_id: str, *args: Any, **more: Any) -> Any:
        try:
            return view(self, request, object_id, *args, **more)
        except Http404:
            answer = lead_on(request, self.model, object_id)
            if answer is None:
                raise
            return answer

    return page


def lead_on(request: HttpRequest, model: type[Record], given: str) -> HttpResponse | None:
    """To where the record ``given`` by key or permanent id is now, with what became of it.

    ``None`` where there never was one.
    """
    last = _last_event(model, given)
    if last is None:
        return None
    here = model._default_manager.filter(uid=last.uid).first()
    if here is not None:  # asked for by its permanent id
        return HttpResponseRedirect(_page_of(request, here))
    if request.method not in SAFE:
        messages.error(request, _("Nothing of what you sent is saved."))
        request.nothing_saved = True  # type: ignore[attr-defined]  # so the browser keeps it
    identity = Identity.objects.select_related("merged_into").get(uid=last.uid)
    if identity.merged_into is None:
        messages.warning(request, _deleted(last))
        return HttpResponseRedirect(_list_of(model))
    end = identity.survivor()
    while identity != end:
        into = identity.merged_into
        messages.warning(request, _merged(_last_event(model, identity.uid), into))
        identity = into
    row = model._default_manager.filter(uid=end.uid).first()
    if row is None:
        messages.warning(request, _deleted(_last_event(model, end.uid)))
        return HttpResponseRedirect(_list_of(model))
    return HttpResponseRedirect(_page_of(request, row, of=last.uid))


def _last_event(model: type[Record], given: str) -> Any:
    """The last that the history keeps of a record."""
    events: Any = tracked()[model].objects.order_by("-pgh_id")
    if is_key(given) and (found := events.filter(pgh_obj_id=int(given)).first()):
        return found
    return events.filter(uid=given.upper()).first() if len(given) == UID_LENGTH else None


def _page_of(request: HttpRequest, record: models.Model, of: str = "") -> str:
    if not route_name(request).endswith(PAST):
        return address_in_desk(record)
    return address_in_desk(record, "history") + (f"?of={of}" if of else "")


def _list_of(model: type[Record]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


# What became of it


def _deleted(event: Any) -> SafeString | str:
    model = event.pgh_tracked_model._meta.concrete_model
    name = title_of_values(model, values_of(event))
    sentence = _("%(kind)s “%(name)s” (%(uid)s) was deleted.") % {
        "kind": capfirst(noun_of(model)),
        "name": name,
        "uid": event.uid,
    }
    if event.pgh_context_id is None:
        return f"{sentence} {_when(event)}"
    address = reverse("admin:batch", args=[event.pgh_context_id])
    link = _("What was deleted, and the way to restore it")
    return format_html('{} {} <a href="{}">{}</a>', sentence, _when(event), address, link)


def _merged(event: Any, into: Identity) -> SafeString | str:
    model = event.pgh_tracked_model._meta.concrete_model
    row = model._default_manager.filter(uid=into.uid).first()
    sentence = _("“%(name)s” (%(uid)s) was merged into %(winner)s.") % {
        "name": title_of_values(model, values_of(event)),
        "uid": event.uid,
        "winner": describe(row) if row is not None else f"“{into.label or into.uid}”",
    }
    pair = DuplicatePair.objects.filter(batch=event.pgh_context_id).first()
    if pair is None:
        return f"{sentence} {_when(event)}"
    link = _("The merge, and how to undo it")
    return format_html(
        '{} {} <a href="{}">{}</a>', sentence, _when(event), address_in_desk(pair), link
    )


def _when(event: Any) -> str:
    """When it happened, and who did it."""
    said = timeline.said_of([event.pgh_context_id]).get(event.pgh_context_id, {})
    return _("%(when)s UTC, %(who)s.") % {
        "when": formats.date_format(event.pgh_created_at, "Y-m-d H:i"),
        "who": said.get("name") or _("nobody by name"),
    }
