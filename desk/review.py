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
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records import policy, workflow
from records.accounts import account_name
from records.history import changes, proposals, timeline
from records.history.batches import batch
from records.history.rows import RowChange
from records.keys import is_key
from records.models import Proposal, Record, Remark
from records.policy import Action
from records.refusals import Refused, refusal_of

from .access import needs
from .pages import address_of_proposal, said, sentences

MOVES = {
    "submit": Action.SUBMIT,
    "take_back": Action.TAKE_BACK,
    "send_back": Action.RETURN,
    "publish": Action.PUBLISH,
    "withdraw": Action.WITHDRAW,
}
"""What a record's page may do with it, and what that asks of an account."""


class _Rehearsed(Exception):
    """The form was sound and is saved, for nothing: here is what it would have changed."""

    def __init__(self, changes: list[RowChange]) -> None:
        super().__init__()
        self.changes = changes


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
                    workflow.lock()
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
                workflow.lock()
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
