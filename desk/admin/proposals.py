"""The queue of proposed changes, and the page on which one decides."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.lists import KeysetChangeList, queue_urls
from desk.pages import address_in_desk, address_of_proposal, said, sentences
from records import policy
from records.accounts import account_name
from records.history import proposals
from records.history.differences import lines_of
from records.history.events import tracked
from records.history.rows import RowChange
from records.keys import is_key
from records.models import Identity, Proposal, Record
from records.policy import Action


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
class ProposalAdmin(admin.ModelAdmin):
    """What was proposed: the queue, and the page on which one decides."""

    list_display = ("what", "shown_author", "created_at", "status", "why")
    list_display_links = ("what",)
    list_filter = (OpenFirst,)
    list_select_related = ("author",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("created_at", "id")

    def get_urls(self):
        return queue_urls(self)

    def get_changelist(self, request: HttpRequest, **kwargs: Any):
        return KeysetChangeList

    def has_module_permission(self, request):
        return policy.may(request.user, Action.VIEW)

    def has_view_permission(self, request, obj=None):
        return policy.may(request.user, Action.VIEW)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_actions(self, request):
        return {}

    @admin.display(description=gettext_lazy("author"), ordering="author")
    def shown_author(self, proposal: Proposal) -> str:
        return account_name(proposal.author)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The proposal as a difference against what is public now, with what may be decided."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        known = is_key(object_id)
        proposal = (
            Proposal.objects.select_related("author", "decided_by", "identity")
            .filter(pk=int(object_id) if known else 0)
            .first()
        )
        if proposal is None:
            raise Http404
        if request.method == "POST":
            return self.decide(request, proposal)
        return TemplateResponse(
            request,
            "admin/records/proposal.html",
            {
                **self.admin_site.each_context(request),
                **proposal_context(request, proposal),
                "title": _("Proposed change of “%(what)s”") % {"what": proposal.what},
                "opts": self.opts,
            },
        )

    def decide(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        version = request.POST.get("version", "")
        given: dict[str, Any] = {
            "by": request.user,
            "version": int(version) if is_key(version) else 0,
        }
        remark = said(request, "remark")
        try:
            if "_accept" in request.POST:
                done = proposals.accept(proposal, remark=remark, **given)
                sentence = _("Accepted: it is public now.")
            elif "_accept_part" in request.POST:
                only = request.POST.getlist("piece")
                done = proposals.accept(proposal, only=only, remark=remark, **given)
                sentence = _("Accepted in part: what you chose is public now.")
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
        return HttpResponseRedirect(address_of_proposal(done))


def proposal_context(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    wanted = proposals.changes_of(proposal)
    is_open = proposal.status in Proposal.OPEN
    stands = proposals.obstacles(proposal) if is_open else []
    record = record_of(proposal.identity)
    return {
        "proposal": proposal,
        "changes": [lines_of(change, place) for place, change in enumerate(wanted)],
        "taken": proposals.taken(proposal) if proposal.status == Proposal.Status.IN_PART else None,
        "stale": stands,
        "is_open": is_open,
        "record": record,
        "record_address": address_in_desk(record) if record else "",
        "may_decide": proposal.status == Proposal.Status.WAITING
        and proposals.may_decide(request.user, proposal),
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
    for model in tracked():
        if issubclass(model, Record) and model._meta.model_name == identity.kind:
            return model._base_manager.filter(uid=identity.uid).first()
    return None
