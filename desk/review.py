"""Drafting, reviewing and proposing on the desk.

Who may write a record writes it; who may only propose fills in the same form, and what it would
have changed is kept as a proposal (``records.history.proposals``). Records go from desk to desk by
``records.workflow``.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records import policy, workflow
from records.accounts import account_name
from records.history import changes, proposals, timeline
from records.history.batches import batch
from records.history.differences import lines_of
from records.history.rows import RowChange
from records.keys import is_key
from records.models import Identity, Proposal, Record, Remark
from records.policy import Action
from records.refusals import Refused, refusal_of
from records.text import clean

from .access import needs
from .lists import KeysetChangeList

MOVES = {
    "submit": Action.SUBMIT,
    "take_back": Action.TAKE_BACK,
    "send_back": Action.RETURN,
    "publish": Action.PUBLISH,
    "withdraw": Action.WITHDRAW,
}
"""What a record's page may do with it, and what that asks of an account."""
MAX_WHY = 2000  # characters of a reason or a remark


class _Rehearsed(Exception):
    """The form was sound and is saved, for nothing: here is what it would have changed."""

    def __init__(self, changes: list[RowChange]) -> None:
        super().__init__()
        self.changes = changes


def sentences(refusal: ValidationError) -> Any:
    """The messages of a refusal as a list."""
    return format_html(
        "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in refusal.messages))
    )


def said(request: HttpRequest, name: str, *, most: int = MAX_WHY) -> str:
    """What was written in a line of a form."""
    return clean(request.POST.get(name, ""))[:most].strip()


def record_about(row: models.Model) -> Record:
    """The record on whose account a row is changed: itself, or what it belongs to."""
    while not isinstance(row, Record):
        row = row.belongs_to  # type: ignore[attr-defined]
    return row


class ProposingDesk(admin.ModelAdmin):
    """Pages on which one fills in the same form to write, or only to propose."""

    def must_propose(self, request: HttpRequest, record: models.Model | None) -> bool:
        """Whether what this account saves here waits for somebody to agree."""
        return (
            record is not None
            and not policy.may(request.user, Action.CHANGE, record)
            and policy.may(request.user, Action.PROPOSE, record)
        )

    def proposal_asked_for(self, request: HttpRequest, record: models.Model) -> Proposal | None:
        """One's own open proposal that ``?proposal=`` names, to go on with it."""
        asked = request.GET.get("proposal", "")
        if not asked:
            return None
        known = is_key(asked)
        found = (
            Proposal.objects.filter(
                pk=int(asked),
                author=request.user.pk,
                identity=record_about(record).uid,
                status__in=Proposal.OPEN,
            ).first()
            if known
            else None
        )
        if found is None:
            raise Http404
        return found

    def propose_change(
        self, request: HttpRequest, record: models.Model, object_id: str, form_url: str, extra: Any
    ) -> HttpResponse:
        """The form of a record that one may only propose to change.

        What an earlier proposal says is written first, the form is read or saved on top of it,
        and all of that is taken back.
        """
        earlier = self.proposal_asked_for(request, record)
        request.proposing = True  # type: ignore[attr-defined]
        show = super().changeform_view

        def on_top() -> HttpResponse:
            with batch("review", what="rehearsal") as key:
                if request.method == "POST":
                    workflow.take_turns()
                if earlier is not None:
                    changes.write(proposals.changes_of(earlier))
                response = show(request, object_id, form_url, extra)
                if getattr(request, "saved_for_proposal", False):
                    raise _Rehearsed(changes.of_batch(key))
                if hasattr(response, "render"):
                    response.render()
                transaction.set_rollback(True)
                return response

        try:
            try:
                return on_top()
            except Refused as refused:
                request.refused = refused  # type: ignore[attr-defined]
            except IntegrityError as error:
                request.refused = refusal_of(error, self.models_on_page(request))  # type: ignore[attr-defined]
            return on_top()
        except _Rehearsed as done:
            return self.keep_proposal(request, record, done.changes, earlier)
        except changes.Impossible as refusal:
            sentence = _("This proposal no longer fits what is public:")
            messages.error(request, format_html("{} {}", sentence, sentences(refusal)))
            return HttpResponseRedirect(address_of_proposal(earlier))

    def keep_proposal(
        self,
        request: HttpRequest,
        record: models.Model,
        wanted: list[RowChange],
        earlier: Proposal | None,
    ) -> HttpResponse:
        try:
            proposal = proposals.propose(
                wanted,
                by=request.user,
                record=record_about(record),
                what=str(record),
                why=said(request, "why"),
                instead_of=earlier,
            )
        except ValidationError as refusal:
            messages.warning(request, sentences(refusal))
            return HttpResponseRedirect(request.get_full_path())
        messages.success(
            request,
            _("Your change of “%(record)s” is kept: a reviewer will look at it.")
            % {"record": record},
        )
        return HttpResponseRedirect(address_of_proposal(proposal))

    def response_change(self, request, obj):
        if getattr(request, "proposing", False):
            request.saved_for_proposal = True
            return HttpResponseRedirect(request.path)
        return super().response_change(request, obj)

    def may_write(self, request: HttpRequest, obj: models.Model) -> bool:
        """What is only proposed is written too, to see what it changes, and taken back."""
        return getattr(request, "proposing", False) or super().may_write(request, obj)  # type: ignore[misc]


class ReviewDesk(ProposingDesk):
    """A record's way from draft to public, and proposals about what is public."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"
        view = self.admin_site.admin_view(self.move_view)
        return [path("<path:object_id>/move/", view, name=name), *super().get_urls()]

    # From desk to desk

    @needs(Action.VIEW, to_write=tuple(MOVES.values()))
    def move_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Move a record, as it was looked at, to another desk or into the public and out of it."""
        record: Any = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        address = self.address_of(record)  # type: ignore[attr-defined]
        move = request.POST.get("move", "")
        if request.method != "POST" or move not in MOVES:
            return HttpResponseRedirect(address)
        if not policy.may(request.user, MOVES[move], record):
            raise PermissionDenied
        try:
            with batch("request", by=request.user, what=str(record), why=said(request, "remark")):
                workflow.take_turns()
                record = (
                    type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
                )
                if request.POST.get("row_version") != str(record.version):
                    raise ValidationError(
                        _("Somebody changed it while you were looking: look again, then decide."),
                        code="stale",
                    )
                self.move(record, move, request)
        except ValidationError as refusal:
            explain = getattr(self, "explain", None)
            reasons = explain(refusal, record) if explain else sentences(refusal)
            refused = _("“%(record)s” stays as it is:") % {"record": record}
            messages.error(request, format_html("{} {}", refused, reasons))
        else:
            messages.success(request, DONE[move] % {"record": record})
        return HttpResponseRedirect(address)

    def move(self, record: Record, move: str, request: HttpRequest) -> None:
        if move == "send_back":
            workflow.send_back(record, by=request.user, remark=said(request, "remark"))
        else:
            getattr(workflow, move)(record, by=request.user)

    def review_context(self, request: HttpRequest, record: Record) -> dict[str, Any]:
        """What the page of a record says about its review, and what may be done."""
        user = request.user
        four_eyes = policy.four_eyes()
        own = record.changed_by_id == user.pk and four_eyes
        may = {action.name.lower(): policy.may(user, action, record) for action in Action}
        waiting = Proposal.objects.filter(
            identity=record.uid, status__in=Proposal.OPEN
        ).select_related("author")
        return {
            "may": may,
            "four_eyes": four_eyes,
            "own_work": own and may["publish"],
            "may_publish_as_seen": may["publish"] and four_eyes and not own,
            "may_take_back": may["take_back"] and (own or not may["publish"]),
            "author": account_name(record.changed_by),
            "published": timeline.published(record),
            "remarks": Remark.objects.filter(identity=record.uid, answered=False).select_related(
                "author"
            ),
            "waiting": [(one, address_of_proposal(one)) for one in waiting[:20]],
            "must_propose": self.must_propose(request, record),
            "move_address": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_move", args=[record.pk]
            ),
        }


DONE = {
    "submit": gettext_lazy("“%(record)s” is with the reviewers."),
    "take_back": gettext_lazy("“%(record)s” is a draft again."),
    "send_back": gettext_lazy("“%(record)s” went back to its author, with your remark."),
    "publish": gettext_lazy("“%(record)s” is public."),
    "withdraw": gettext_lazy("“%(record)s” is withdrawn: the public no longer sees it."),
}


def address_of_proposal(proposal: Proposal | None) -> str:
    if proposal is None:
        return reverse("admin:records_proposal_changelist")
    return reverse("admin:records_proposal_change", args=[proposal.pk])


# The queue of proposals


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


def queue_urls(desk: admin.ModelAdmin) -> list[Any]:
    """The addresses of a queue: its list and the page on which one decides, and no others."""
    kept = {f"{desk.opts.app_label}_{desk.opts.model_name}_{page}" for page in QUEUE_PAGES}
    return [url for url in admin.ModelAdmin.get_urls(desk) if url.name in kept]


QUEUE_PAGES = ("changelist", "change")


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
    for model in changes.tracked():
        if issubclass(model, Record) and model._meta.model_name == identity.kind:
            return model._base_manager.filter(uid=identity.uid).first()
    return None


def address_in_desk(record: models.Model) -> str:
    """The page where an editor changes ``record``."""
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
