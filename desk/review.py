"""A record's way from draft to public, on its page and in lists (``records.workflow``)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from records import policy, workflow
from records.accounts import account_name
from records.approval import approve, look_at
from records.hidden import Hidden, hidden_by, hidden_with, no_longer_public
from records.history import timeline
from records.history.batches import batch
from records.models import Proposal, Record, Remark, State
from records.parts import key_of, parts_of
from records.policy import Action
from records.public import more_than
from records.reading import Reading
from records.shown import shown
from records.words import describe, noun_of

from .access import needs
from .base import DeskAdmin
from .coming import page_of_many, seen_before
from .jobs.asking import AT_ONCE, to_job
from .old_addresses import leads_on
from .pages import address_in_desk, render_page, said
from .saving import lacking, saving_of

MOST_AT_ONCE = 200  # records that one action touches
MOST_LOOKED_AT = 20  # records that one page shows before they are published
LOOK_AGAIN = gettext_lazy("Somebody changed it while you were looking: look again, then decide.")
MOVES = {
    "submit": Action.SUBMIT,
    "take_back": Action.TAKE_BACK,
    "send_back": Action.RETURN,
    "publish": Action.PUBLISH,
    "withdraw": Action.WITHDRAW,
}
"""What a record's page may do with it, and what that asks of an account."""


class ReviewDesk(DeskAdmin):
    """Handing in, sending back, publishing and withdrawing."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"
        view = self.admin_site.admin_view(self.move_view)
        return [path("<path:object_id>/move/", view, name=name), *super().get_urls()]

    # From desk to desk

    @needs(Action.VIEW, to_write=tuple(MOVES.values()))
    @leads_on
    def move_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Move a record, as it was looked at, to another desk or into the public and out of it."""
        record: Any = self.get_or_404(request, object_id)
        address = address_in_desk(record)
        move = request.POST.get("move", "")
        if request.method != "POST" or move not in MOVES:
            return HttpResponseRedirect(address)
        if not policy.may(request.user, MOVES[move], record):
            raise PermissionDenied
        version = request.POST.get("row_version", "")
        mark = request.POST.get("seen", "")
        if takes_long(move, record):
            return self.move_later(move, request, record, version=version, seen=mark)
        before = hidden_with([record]) if move == "withdraw" else []
        reasons = self.try_to(move, request, record, version=version, seen=mark)
        if reasons is None:
            done = DONE[move] % {"record": record}
            messages.success(request, f"{done} {told_of_hidden(before)}".strip())
        else:
            refused = _("“%(record)s” stays as it is:") % {"record": record}
            messages.error(request, format_html("{} {}", refused, reasons))
        return HttpResponseRedirect(address)

    def move_later(
        self, move: str, request: HttpRequest, record: Record, *, version: str, seen: str = ""
    ) -> HttpResponseRedirect:
        """Publish or withdraw, as a job, what it would take long to; as it is looked at now."""
        asked = {"move": move, "model": record._meta.label, "key": record.pk}
        what = LATER[move] % {"record": record}
        why = said(request, "remark")
        return to_job(request, "move", what, version=version, seen=seen, why=why, **asked)

    def moved_later(self, move: str, request: HttpRequest, record: Record) -> bool:
        """Whether a record chosen in a list is moved by a job, of which a message tells."""
        if not takes_long(move, record):
            return False
        shown = {
            name: self.shown_in_list(request, name, record) for name in ("row_version", "seen")
        }
        page = self.move_later(
            move, request, record, version=shown["row_version"], seen=shown["seen"]
        )
        link = format_html('<a href="{}">{}</a>', page.url, _("see how far it is"))
        what = LATER[move] % {"record": record}
        messages.info(request, format_html("{}: {}.", what, link))
        return True

    def try_to(
        self,
        move: str,
        request: HttpRequest,
        record: Record,
        *,
        version: str | None = None,
        seen: str = "",
    ) -> SafeString | None:
        """Make one of ``MOVES``, or return what stands against it as a list.

        A record that was only looked at is not moved once it has another ``version``; ``seen`` is
        the mark of all that was looked at (``records.approval``).
        """
        remark = said(request, "remark")
        try:
            with batch("request", by=request.user, what=str(record), why=remark):
                if version is not None:
                    self.lock_as_seen(record, version, seen)
                if move == "publish":
                    workflow.publish(record, by=request.user, seen=seen)
                elif move == "send_back":
                    workflow.send_back(record, by=request.user, remark=remark)
                else:
                    getattr(workflow, move)(record, by=request.user)
        except ValidationError as refusal:
            return self.explain(refusal, record if move == "publish" else None)
        return None

    def lock_as_seen(self, record: Record, version: str, seen: str) -> None:
        """Hold ``record`` until the transaction ends; refused if it has another version."""
        workflow.lock()
        rows = self.model._default_manager.select_for_update(of=("self",))
        if str(rows.get(pk=record.pk).version) != version:
            if seen:
                approve([record], seen)  # refuses it with what has changed
            raise ValidationError(LOOK_AGAIN, code="stale")

    # From its page, or from a list

    def publish_and_stay(self, request: HttpRequest, record: Record) -> HttpResponse:
        if takes_long("publish", record):
            record.refresh_from_db(fields=["version"])
            return self.move_later("publish", request, record, version=str(record.version))
        reasons = self.try_to("publish", request, record)
        if reasons is None:
            sentence = _("“%(record)s” is saved and published.")
            messages.success(request, sentence % {"record": record})
        else:
            sentence = _("“%(record)s” is saved, but cannot be published yet:")
            messages.warning(request, format_html("{} {}", sentence % {"record": record}, reasons))
        return HttpResponseRedirect(address_in_desk(record))

    def submit_and_stay(self, request: HttpRequest, record: Record) -> HttpResponse:
        if policy.may(request.user, Action.SUBMIT, record):
            approved = saving_of(request).approved
            workflow.submit(record, by=request.user, approved=approved)
            sentence = _("“%(record)s” is saved, and with the reviewers.")
            messages.success(request, sentence % {"record": record})
        return HttpResponseRedirect(address_in_desk(record))

    def explain(self, refusal: ValidationError, published: Record | None) -> SafeString:
        """The refusal as a list; what lacks evidence to be ``published`` is a link to its page."""
        rows: list[Any] = []
        sentences = list(dict.fromkeys(refusal.messages))
        unfit = published if all(one.code == "unfit" for one in refusal.error_list) else None
        for found in lacking(unfit) if unfit else ():
            what = describe(found.record)
            sentences = [one for one in sentences if not one.startswith(f"{what}: ")]
            labels = found.uncited_in_words
            lacks = _("no public document is cited for %(fields)s.") % {"fields": labels}
            address = address_in_desk(found.record)
            if found.passed_in_words:
                lacks += " " + found.passed_in_words
            elif found.record != published:
                lacks += " " + _("Tick it under “and of its parts” of a citation on this page.")
            rows.append(format_html('<a href="{}">{}</a>: {}', address, capfirst(what), lacks))
        rows += [capfirst(one) for one in sentences]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((r,) for r in rows)))

    def action_checkbox(self, obj: Record) -> SafeString:
        """The box that chooses a row, and the version of it that the list shows."""
        box = super().action_checkbox(obj)
        version = f"{obj.pk}:{obj.version}"
        return format_html('{}<input type="hidden" name="row_version" value="{}">', box, version)

    def shown_in_list(self, request: HttpRequest, name: str, record: Record) -> str:
        """What was shown of a row: its ``row_version``, or the mark ``seen``."""
        shown = (one.partition(":") for one in request.POST.getlist(name))
        return next((value for key, _colon, value in shown if key == str(record.pk)), "")

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish_selected(
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponse | None:
        """Publish what was chosen; with four eyes, once a page has shown all that goes out."""
        if policy.four_eyes() and "publish" not in request.POST:
            return self.look_before_publishing(request, queryset)
        done, refused = 0, []
        for record in queryset[:MOST_AT_ONCE]:
            if self.moved_later("publish", request, record):
                continue
            version = self.shown_in_list(request, "row_version", record)
            seen = self.shown_in_list(request, "seen", record)
            reasons = self.try_to("publish", request, record, version=version, seen=seen)
            if reasons is None:
                done += 1
            else:
                refused.append((address_in_desk(record), str(record), reasons))
        if done:
            self.say(request, done, ngettext("%(n)s is now public.", "%(n)s are now public.", done))
        for address, name, reasons in refused:
            lacks = _("is not published:")
            message = format_html('<a href="{}">{}</a> {} {}', address, name, lacks, reasons)
            messages.warning(request, message)
        return None

    def look_before_publishing(
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponse | None:
        """A page of what the public would read with each of a few records, each to be left out."""
        chosen = list(queryset[: MOST_LOOKED_AT + 1])
        if len(chosen) > MOST_LOOKED_AT:
            sentence = _(
                "You publish what you have looked at, and one page shows at most %(most)s:"
                " choose fewer."
            )
            messages.warning(request, sentence % {"most": MOST_LOOKED_AT})
            return None
        rows = [self.row_to_publish(request, record) for record in chosen]
        context = {
            "opts": self.opts,
            "title": _("What the public would read"),
            "rows": rows,
            "may_any": any(not row["against"] for row in rows),
            "address": request.get_full_path(),
        }
        return render_page(request, "admin/records/publish_several.html", context)

    def row_to_publish(self, request: HttpRequest, record: Record) -> dict[str, Any]:
        """A record, what goes out with it, and what stands against publishing it from here."""
        mark, (reading,) = look_at(record)
        row = shown(reading)
        against = workflow.own_work([record, *reading.parts], request.user)
        if record.state == State.PUBLISHED:
            against = [_("It is public already.")]
        elif not policy.may(request.user, Action.PUBLISH, record):
            against = [_("You may not publish it.")]
        elif not row.is_whole:
            against.append(_("It is too long to be shown here: publish it on its own page."))
        return {
            "record": record,
            "mark": mark,
            "reading": row,
            "staying": staying(record, reading),
            "against": against,
        }

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return policy.may(request.user, Action.PUBLISH)

    def say(self, request: HttpRequest, number: int, sentence: str) -> None:
        noun = self.opts.verbose_name if number == 1 else self.opts.verbose_name_plural
        messages.success(request, sentence % {"n": f"{number} {noun}"})

    def review_context(
        self, request: HttpRequest, record: Record, four_eyes: bool
    ) -> dict[str, Any]:
        """What the page of a record says about its review, and what may be done."""
        user = request.user
        may = {action.name.lower(): policy.may(user, action, record) for action in Action}
        mark, reading, own = "", None, []
        pages = page_of_many(request)
        looks = may["publish"] or may["return"]
        if record.state != State.PUBLISHED:
            mark, (reading,) = look_at(record)
            own = workflow.own_work([record, *reading.parts], user)
        waiting = Proposal.objects.filter(
            identity=record.uid, status__in=Proposal.OPEN
        ).select_related("author")
        return {
            "may": may,
            "own_work": own if may["publish"] else [],
            "mark": seen_before(request) or mark,
            "reading": shown(reading, pages) if reading and looks else None,
            "is_open": bool(pages),
            "staying": staying(record, reading) if reading else [],
            "may_publish_as_seen": may["publish"] and four_eyes and not own,
            "may_take_back": may["take_back"] and (bool(own) or not may["publish"]),
            "author": account_name(record.changed_by),
            "published": timeline.published(record),
            "remarks": Remark.objects.filter(identity=record.uid, answered=False).select_related(
                "author"
            ),
            "waiting": [(one, address_in_desk(one)) for one in waiting[:20]],
            "must_propose": self.must_propose(request, record),
            "hidden_by": because_of(record) if record.state == State.PUBLISHED else [],
            "move_address": address_in_desk(record, "move"),
        }


def takes_long(move: str, record: Record) -> bool:
    """Whether a move writes so many rows that nobody should wait for it at a page."""
    is_there = {"publish": State.PUBLISHED, "withdraw": State.WITHDRAWN}.get(move) == record.state
    return move in LATER and not is_there and more_than(AT_ONCE, record)


def staying(record: Record, reading: Reading) -> list[Record]:
    """The drafts on the page of ``record`` that do not go out with it: nobody handed them in."""
    going = {key_of(part) for part in reading.parts}
    return [
        part
        for part in parts_of(record)
        if key_of(part) not in going and part.state in (State.DRAFT, State.IN_REVIEW)
    ]


def because_of(record: Record) -> list[tuple[str, Record]]:
    """What hides a published record from the public, each with its noun."""
    return [(noun_of(type(one)), one) for one in hidden_by(record)]


def told_of_hidden(before: Sequence[Hidden]) -> str:
    """What the public no longer sees of what depended on something; "" where it sees all of it."""
    hidden = no_longer_public(before)
    if not hidden:
        return ""
    sentence = _("No longer public either, as they depend on what was withdrawn: %(what)s.")
    return sentence % {"what": ", ".join(one.in_words for one in hidden)}


LATER = {
    "publish": gettext_lazy("Publish “%(record)s”"),
    "withdraw": gettext_lazy("Withdraw “%(record)s”"),
}
"""The moves that write what depends on a record, and what a job of them is called."""

DONE = {
    "submit": gettext_lazy("“%(record)s” is with the reviewers."),
    "take_back": gettext_lazy("“%(record)s” is a draft again."),
    "send_back": gettext_lazy("“%(record)s” went back to its author, with your remark."),
    "publish": gettext_lazy("“%(record)s” is public."),
    "withdraw": gettext_lazy("“%(record)s” is withdrawn: the public no longer sees it."),
}
