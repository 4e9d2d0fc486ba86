"""Withdrawing from a page or a list: what the public no longer sees with it is told before."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from records import policy
from records.hidden import hidden_with
from records.models import Record, State
from records.policy import Action

from .access import needs
from .lists import query_string
from .old_addresses import leads_on
from .pages import address_in_desk, render_page, said
from .review import MOST_AT_ONCE, ReviewDesk, told_of_hidden


class WithdrawDesk(ReviewDesk):
    """Taking records out of the public, with what depends on them."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_withdraw"
        view = self.admin_site.admin_view(self.withdraw_view)
        return [path("<path:object_id>/withdraw/", view, name=name), *super().get_urls()]

    # From its page

    def way_out(self, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
        """The link to the question, where the page has no button that saves and withdraws."""
        asks = policy.may(request.user, Action.WITHDRAW, record)
        if not asks or not self.must_propose(request, record):
            return []
        return [{"label": _("Withdraw"), "url": address_in_desk(record, "withdraw")}]

    @needs(Action.WITHDRAW)
    @leads_on
    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A page that asks whether to withdraw a record, with what the public sees by it alone."""
        record: Any = self.get_or_404(request, object_id)
        if not policy.may(request.user, Action.WITHDRAW, record):
            return HttpResponseRedirect(address_in_desk(record))
        context = {
            "title": _("Withdraw “%(record)s”?") % {"record": record},
            "record": record,
            "record_address": address_in_desk(record),
            "back": address_in_desk(record),
            "chosen": [record],
            "hidden": hidden_with([record]),
            "address": address_in_desk(record, "move"),
            "why": request.GET.get("why", ""),
            "opts": self.opts,
        }
        return render_page(request, "admin/records/withdraw.html", context)

    def withdraw_and_stay(self, request: HttpRequest, record: Record) -> HttpResponse:
        """Withdraw what was just saved; where others depend on it, once a page has told of them."""
        if policy.may(request.user, Action.WITHDRAW, record) and hidden_with([record]):
            sentence = _("“%(record)s” is saved, and not withdrawn yet.")
            messages.info(request, sentence % {"record": record})
            why = said(request, "why")
            asked = address_in_desk(record, "withdraw")
            return HttpResponseRedirect(asked + (query_string(why=why) if why else ""))
        if self.withdraw_or_say(request, record):
            sentence = _("“%(record)s” is saved and withdrawn: the public no longer sees it.")
            messages.success(request, sentence % {"record": record})
        return HttpResponseRedirect(address_in_desk(record))

    def withdraw_or_say(
        self, request: HttpRequest, record: Record, *, version: str | None = None
    ) -> bool:
        """Withdraw, or say what stands against it; whether it is withdrawn."""
        reasons = self.try_to("withdraw", request, record, version=version)
        if reasons is not None:
            sentence = _("“%(record)s” cannot be withdrawn:") % {"record": record}
            messages.error(request, format_html("{} {}", sentence, reasons))
        return reasons is None

    # From a list

    @admin.action(description=gettext_lazy("Withdraw from the public"), permissions=["publish"])
    def withdraw_selected(
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponse | None:
        """Withdraw what was chosen; where others depend on it, once a page has told of them."""
        public = list(queryset.filter(state=State.PUBLISHED)[:MOST_AT_ONCE])
        hidden = hidden_with(public)
        if hidden and "withdraw" not in request.POST:
            return self.look_before_withdrawing(request, public, hidden)
        number = sum(
            self.withdraw_or_say(
                request, record, version=self.shown_in_list(request, "row_version", record)
            )
            for record in public
            if not self.moved_later("withdraw", request, record)
        )
        if number:
            sentence = ngettext("%(n)s is withdrawn.", "%(n)s are withdrawn.", number)
            self.say(request, number, f"{sentence} {told_of_hidden(hidden)}".strip())
        return None

    def look_before_withdrawing(
        self, request: HttpRequest, chosen: list[Any], hidden: list[Any]
    ) -> HttpResponse:
        """A page that asks whether to withdraw what was chosen, with what depends on it."""
        nouns = self.opts.verbose_name_plural
        title = _("Withdraw “%(record)s”?") % {"record": chosen[0]}
        if len(chosen) > 1:
            title = _("Withdraw %(number)s %(things)s?") % {"number": len(chosen), "things": nouns}
        context = {
            "title": title,
            "back": request.get_full_path(),
            "chosen": chosen,
            "versions": [
                f"{one.pk}:{self.shown_in_list(request, 'row_version', one)}" for one in chosen
            ],
            "hidden": hidden,
            "address": request.get_full_path(),
            "opts": self.opts,
        }
        return render_page(request, "admin/records/withdraw.html", context)
