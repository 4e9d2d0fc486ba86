"""The queue of proposed changes, and the page on which one decides."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.base import ReadOnly, RolePermissions
from desk.coming import coming_public
from desk.evidence.changes import changes_with_evidence
from desk.lists import KeysetChangeList, queue_urls
from desk.pages import address_in_desk, render_page, said, sentences
from documents.models import SUBJECTS, Citation
from records.accounts import account_name
from records.history import proposals
from records.history.rows import RowChange
from records.keys import is_key
from records.models import Identity, Proposal, Record


class OpenFirst(admin.SimpleListFilter):
    """Which proposals: those that wait, unless others are asked for."""

    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*Proposal.Status.choices, ("mine", gettext_lazy("all that I proposed"))]

    def choices(self, changelist: Any):
        shown = list(super().choices(changelist))
        shown[0]["display"] = _("Waiting or returned")
        yield from shown

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if self.value() == "mine":
            return queryset.filter(author=request.user)
        if self.value() in Proposal.Status.values:
            return queryset.filter(status=self.value())
        return queryset.filter(status__in=Proposal.OPEN)


@admin.register(Proposal)
class ProposalAdmin(ReadOnly, RolePermissions, admin.ModelAdmin):
    """What was proposed: the queue, and the page on which one decides."""

    list_display = ("what", "shown_author", "created_at", "status", "why")
    list_display_links = ("what",)
    list_filter = (OpenFirst,)
    list_select_related = ("author",)
    list_per_page = 50
    ordering = ("created_at", "id")

    def get_urls(self):
        return queue_urls(self)

    def get_changelist(self, request: HttpRequest, **kwargs: Any):
        return KeysetChangeList

    @admin.display(description=gettext_lazy("author"), ordering="author")
    def shown_author(self, proposal: Proposal) -> str:
        return account_name(proposal.author)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The proposal as a difference against what is public now, with what may be decided."""
        rows = Proposal.objects.select_related("author", "decided_by", "identity")
        proposal = get_object_or_404(rows, pk=int(object_id) if is_key(object_id) else 0)
        if request.method == "POST":
            return self.decide(request, proposal)
        context = {
            **proposal_context(request, proposal),
            "title": _("Proposed change of “%(what)s”") % {"what": proposal.what},
            "opts": self.opts,
        }
        return render_page(request, "admin/records/proposal.html", context)

    def decide(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        version = request.POST.get("version", "")
        given: dict[str, Any] = {
            "by": request.user,
            "version": int(version) if is_key(version) else 0,
        }
        seen = request.POST.get("seen", "")
        remark = said(request, "remark")
        try:
            if "_accept" in request.POST:
                done = proposals.accept(proposal, seen=seen, remark=remark, **given)
                sentence = _("Accepted: it is written in the register.")
            elif "_accept_part" in request.POST:
                only = request.POST.getlist("piece")
                done = proposals.accept(proposal, seen=seen, only=only, remark=remark, **given)
                sentence = _("Accepted in part: what you chose is written in the register.")
            elif "_return" in request.POST:
                done = proposals.give_back(proposal, remark=remark, **given)
                sentence = _("Returned to %(author)s with your remark.") % {
                    "author": account_name(done.author)
                }
            elif "_reject" in request.POST:
                done = proposals.reject(proposal, remark=remark, **given)
                sentence = _("Rejected.")
            elif "_take_back" in request.POST:
                done = proposals.take_back(proposal, **given)
                sentence = _("You took it back.")
            else:
                return HttpResponseRedirect(request.path)
        except ValidationError as refusal:
            refused = _("Nothing was decided:")
            messages.error(request, format_html("{} {}", refused, sentences(refusal)))
            return HttpResponseRedirect(request.path)
        messages.success(request, sentence)
        return HttpResponseRedirect(address_in_desk(done))


def proposal_context(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    wanted = proposals.changes_of(proposal)
    is_open = proposal.status in Proposal.OPEN
    stands = proposals.obstacles(proposal) if is_open else []
    record = record_of(proposal.identity)
    may_decide = proposal.status == Proposal.Status.WAITING and proposals.may_decide(
        request.user, proposal
    )
    coming = coming_public(request, wanted if is_open else [])
    return {
        "proposal": proposal,
        "changes": changes_with_evidence(wanted),
        "head_before": _("Now public") if is_open else _("Before"),
        "head_after": _("Proposed"),
        "coming": coming["coming"],
        "is_unfolded": coming["is_unfolded"],
        "mark": (coming["mark"] or proposals.mark(proposal)) if may_decide else "",
        "taken": proposals.taken(proposal) if proposal.status == Proposal.Status.IN_PART else None,
        "stale": stands,
        "is_open": is_open,
        "record": record,
        "record_address": address_in_desk(record) if record else "",
        "may_decide": may_decide,
        "is_mine": proposal.author_id == request.user.pk,
        "go_on_address": f"{page_of(wanted, record)}?proposal={proposal.pk}" if record else "",
    }


def page_of(wanted: list[RowChange], record: Record) -> str:
    """The page on which a proposal was made: its record's, or that of the one row it is about."""
    rows = {(change.model, change.key) for change in wanted}
    ((model, key), *others) = rows
    if not others and hasattr(model, "belongs_to") and not issubclass(model, Record):
        return address_in_desk(model(pk=key))
    return address_in_desk(record)


def record_of(identity: Identity | None) -> Record | None:
    """The living record that an identity is of."""
    if identity is None or identity.ended_at is not None:
        return None
    model = SUBJECTS.get(identity.kind, Citation)
    return model._base_manager.filter(uid=identity.uid).first()
