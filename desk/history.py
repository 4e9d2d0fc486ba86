"""A record's history on the desk: what changed, how it stood, and the way back."""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records import policy
from records.history import timeline, undoing
from records.history.counting import counted, first_changes, may_open
from records.history.differences import lines_of
from records.history.events import changes_of_batch
from records.history.rows import BOOK_ATTNAMES, Table, Values
from records.merging.merge import ancestors
from records.models import Proposal, Record
from records.policy import Action
from records.search_text import clean
from records.words import EMPTY, field_label, nouns_of, title_of_values, value_in_words

from .access import needs
from .base import DeskAdmin
from .coming import coming_public
from .jobs.asking import AT_ONCE, to_job
from .old_addresses import leads_on
from .pages import address_in_desk, render_page, said, sentences

ROWS_SHOWN = 200  # of one batch
FOLDED = 50  # of one that is counted
COMING_SHOWN = 100  # records on one page that undoing a batch makes public
CROWD = 8  # rows of one kind that came or went in one batch, above which they are one line

KINDS = {
    "request": gettext_lazy("on the desk"),
    "import": gettext_lazy("by an import"),
    "command": gettext_lazy("by a command"),
    "merge": gettext_lazy("by merging"),
    "revert": gettext_lazy("by reverting a change"),
    "undo": gettext_lazy("by undoing a batch"),
    "review": gettext_lazy("by accepting a proposal"),
}


class HistoryDesk(DeskAdmin):
    """The pages of a record's history."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/history/at/", wrap(self.known_at_view), name=f"{name}_known_at"),
            path("<path:object_id>/history/revert/", wrap(self.revert_view), name=f"{name}_revert"),
            *super().get_urls(),
        ]

    @leads_on
    def history_view(self, request, object_id, extra_context=None):
        """Who changed what of a record and of all on its page, when and why."""
        record: Any = self.get_or_404(request, object_id)
        until = moment_of(request.GET.get("until", ""))
        merged = ancestors(record)
        chosen = next((one for one in merged if one.uid == request.GET.get("of")), None)
        told = timeline.gone(type(record), chosen.uid) if chosen else record
        entries, older = timeline.entries(told, until=until)
        may_edit = policy.may_edit(request.user, record) and chosen is None
        context = {
            "title": _("History of “%(record)s”") % {"record": record},
            "record": record,
            "record_address": address_in_desk(record),
            "opts": self.opts,
            "entries": [entry_context(entry, request.user, may_edit) for entry in entries],
            "older": older.isoformat() if older else "",
            "until": until,
            "merged": merged,
            "chosen": chosen,
            "known_at": address_in_desk(record, "known_at"),
            "revert": address_in_desk(record, "revert"),
        }
        return render_page(request, "admin/records/history.html", context)

    @needs(Action.CHANGE, Action.PROPOSE)
    @leads_on
    def revert_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take one change back: asked on GET, done on POST, by who may edit the record."""
        record: Any = self.get_or_404(request, object_id)
        if not policy.may_edit(request.user, record):
            raise PermissionDenied
        back = address_in_desk(record, "history")
        asked = request.POST if request.method == "POST" else request.GET
        try:
            step = undoing.step_of(record, asked.get("step", ""))
        except ValidationError as refusal:
            messages.error(request, sentences(refusal))
            return HttpResponseRedirect(back)
        wanted = step.change.inverted()
        if request.method == "POST":
            return done_or_refused(
                request,
                lambda: undoing.revert(
                    record,
                    step.key,
                    by=request.user,
                    why=said(request, "why"),
                    seen=request.POST.get("seen", ""),
                ),
                back,
            )
        context = {
            "title": _("Revert a change of “%(record)s”") % {"record": record},
            "opts": self.opts,
            "record": record,
            "record_address": address_in_desk(record),
            "changes": [lines_of(wanted)],
            "reasons": undoing.why_not([wanted]),
            "hidden": [("step", step.key)],
            **coming_public(request, [wanted]),
            "back": back,
            "batch_address": whole_batch(step),
        }
        return render_page(request, "admin/records/undo.html", context)

    @needs(Action.VIEW)
    @leads_on
    def known_at_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A record as it stood at a moment, with all that stood on its page."""
        record: Any = self.get_or_404(request, object_id)
        asked = request.GET.get("moment", "")
        moment = moment_of(asked)
        stood = timeline.known_at(record, moment) if moment else None
        context = {
            "title": _("“%(record)s” as it stood") % {"record": record},
            "opts": self.opts,
            "record": record,
            "record_address": address_in_desk(record),
            "asked": asked,
            "moment": moment,
            "stood": record_at_context(type(record), stood) if stood else None,
        }
        return render_page(request, "admin/records/known_at.html", context)


def whole_batch(step: timeline.Step) -> str:
    """The address of all that was changed together with a step, or ``""``."""
    key = step.event.pgh_context_id
    return reverse("admin:batch", args=[key]) if key else ""


def moment_of(text: str) -> datetime | None:
    """A moment from an address or a form; a day stands for its end. ``None`` if it is none."""
    try:
        if len(text) == len("2026-01-31"):
            text += "T23:59:59.999999"
        moment = parse_datetime(text.strip().replace(" ", "+") if "+" not in text else text)
    except ValueError:
        return None
    if moment is None:
        return None
    return make_aware(moment) if is_naive(moment) else moment


def entry_context(entry: timeline.Entry, user: Any, may_edit: bool) -> dict[str, Any]:
    """An entry for the template; many rows of one kind that came or went are one line."""
    steps: list[dict[str, Any]] = []
    numbers = Counter((step.change.kind, step.change.model) for step in entry.steps)
    told = set()
    for step in entry.steps:
        kind, model = alike = step.change.kind, step.change.model
        if kind == "changed" or numbers[alike] <= CROWD:
            steps.append({"lines": lines_of(step.change), "key": step.key, "kind": kind})
        elif alike not in told:
            told.add(alike)
            steps.append({"crowd": numbers[alike], "kind": kind, "noun": nouns_of(model)})
    return {
        "entry": entry,
        "how": KINDS.get(entry.said.get("kind", ""), _("outside Fora, by SQL or a script")),
        "steps": steps,
        "may_revert": may_edit,
        "batch_address": reverse("admin:batch", args=[entry.batch]) if entry.batch else "",
    }


def record_at_context(model: type[Record], stood: timeline.RecordAt) -> dict[str, Any]:
    return {
        "values": labelled_values(model, stood.values),
        "tables": [
            {
                "noun": nouns_of(table),
                "rows": [
                    {"name": title_of_values(table, row), "values": labelled_values(table, row)}
                    for row in rows
                ],
            }
            for table, rows in stood.rows.items()
        ],
    }


def labelled_values(model: Table, values: Values) -> list[tuple[str, str]]:
    return [
        (field_label(model, name), value_in_words(model, name, value))
        for name, value in values.items()
        if value not in EMPTY
        and (name not in BOOK_ATTNAMES or name == "version")
        and name not in ("id", *getattr(model, "UNTOLD", ()))
    ]


def done_or_refused(request: HttpRequest, doing: Callable[[], Any], address: str) -> HttpResponse:
    """Do it and say so, or say what stands in the way; then on to ``address``."""
    try:
        result = doing()
    except ValidationError as refusal:
        sentence = _("Nothing was changed:")
        messages.error(request, format_html("{} {}", sentence, sentences(refusal)))
        return HttpResponseRedirect(address)
    if isinstance(result, Proposal):
        messages.success(
            request, _("It changes what the public reads: your change waits for a reviewer.")
        )
        return HttpResponseRedirect(address_in_desk(result))
    messages.success(request, _("It is taken back, as a new change."))
    return HttpResponseRedirect(address)


@needs(Action.VIEW, to_write=(Action.UNDO,))
def batch_view(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """Everything that one batch changed, and the way to undo it as a whole."""
    said_of = timeline.said_of([batch]).get(batch)
    if said_of is None:
        raise Http404
    here = reverse("admin:batch", args=[batch])
    what = counted(batch)
    number = sum(one.number for one in what)
    is_large = number > AT_ONCE  # then nothing is tried before it is asked for
    if request.method == "POST":
        asked = {"why": said(request, "why"), "seen": request.POST.get("seen", "")}
        if is_large:
            name = said_of.get("what") or KINDS.get(said_of.get("kind", ""), "")
            title = _("Undo “%(what)s”") % {"what": name}
            return to_job(request, "undo", title, batch=str(batch), **asked)
        return done_or_refused(request, lambda: undoing.undo(batch, by=request.user, **asked), here)
    may_undo = policy.may(request.user, Action.UNDO)
    undone_by = undoing.undone_by(batch)
    asked = "undo" in request.GET and may_undo and undone_by is None
    reads_all = not is_large or (asked and may_open(batch))
    changed = changes_of_batch(batch) if reads_all else first_changes(batch, FOLDED)
    wanted = [one.inverted() for one in changed] if asked and reads_all else []
    context = {
        "title": _("One change as a whole"),
        "said": said_of,
        "how": KINDS.get(said_of.get("kind", ""), said_of.get("kind", "")),
        "at": timeline.when(batch),
        "counted": what if is_large else [],
        "number": number if is_large else len(changed),
        "changes": [lines_of(one) for one in changed[: FOLDED if is_large else ROWS_SHOWN]],
        "more": max((number if is_large else len(changed)) - ROWS_SHOWN, 0),
        "may_undo": may_undo and changed and undone_by is None,
        "asked": asked,
        "reasons": undoing.why_not(wanted) if wanted and not is_large else [],
        "undone_by": undone_by,
        "here": here,
        "back": here,
        **coming_public(request, wanted, at_once=COMING_SHOWN),
    }
    return render_page(request, "admin/records/batch.html", context)


@needs(Action.VIEW)
def batches_view(request: HttpRequest) -> HttpResponse:
    """All that was changed lately, newest first: where a deleted record is restored from."""
    kind, who = request.GET.get("kind", ""), clean(request.GET.get("who", ""))[:150]
    before = moment_of(request.GET.get("before", ""))
    kind = kind if kind in KINDS else ""
    rows, more = timeline.batches(before=before, kind=kind, who=who)
    told = timeline.with_names(one.metadata for one in rows)
    context = {
        "title": _("Recent changes"),
        "batches": [
            {
                "at": one.created_at,
                "said": said,
                "how": KINDS.get(said.get("kind", ""), ""),
                "address": reverse("admin:batch", args=[one.pk]),
            }
            for one, said in zip(rows, told, strict=True)
        ],
        "kinds": KINDS.items(),
        "kind": kind,
        "who": who,
        "older": rows[-1].created_at.isoformat() if more else "",
    }
    return render_page(request, "admin/records/batches.html", context)
