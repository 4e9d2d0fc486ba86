"""The desk's page of one value on which sources disagree, and the editor's choice."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.access import needs
from desk.pages import address_in_desk, render_page, said
from documents import disputes
from documents.models import SUBJECTS
from records import policy
from records.models import Proposal, Record
from records.policy import Action
from records.words import field_label

MAX_COUNTING = 300  # characters of the rule by which a source counts


class ChoiceForm(forms.Form):
    """Which value the record follows, and why."""

    side = forms.IntegerField(min_value=0, max_value=1000)
    reason = forms.CharField(
        label=gettext_lazy("reason for the choice"),
        max_length=disputes.MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Readers see it beside both values."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


@needs(Action.VIEW, to_write=(Action.CHANGE, Action.PROPOSE))
def dispute_view(request: HttpRequest, kind: str, key: int, name: str) -> HttpResponse:
    """One value with all that sources say of it, and the editor's choice."""
    model = SUBJECTS.get(kind)
    if model is None or name not in {column.name for column in model._meta.concrete_fields}:
        raise Http404
    record: Record = get_object_or_404(model, pk=key)
    dispute = disputes.dispute_of(record, name)
    if dispute is None:
        messages.info(request, _("The sources agree on this value now."))
        return HttpResponseRedirect(address_in_desk(record))
    form = ChoiceForm(
        request.POST or None,
        initial={"seen": dispute.seen, "reason": "\n".join(dispute.reasons)},
    )
    if request.method == "POST" and form.is_valid():
        answer = _choose(request, dispute, form)
        if answer is not None:
            return answer
    chosen = form.data.get("side", "0") if form.is_bound else "0"
    context = {
        "title": _("Where sources disagree"),
        "record": record,
        "kind": capfirst(str(record._meta.verbose_name)),
        "label": field_label(model, name),
        "sides": [
            {"place": str(place), "side": side, "chosen": str(place) == chosen}
            for place, side in enumerate(dispute.sides)
        ],
        "form": form,
        "may_choose": policy.may_edit(request.user, record),
    }
    return render_page(request, "admin/evidence/dispute.html", context)


def _choose(
    request: HttpRequest, dispute: disputes.Dispute, form: ChoiceForm
) -> HttpResponse | None:
    given = form.cleaned_data
    if given["seen"] != dispute.seen:
        form.add_error(None, disputes.meanwhile())
        return None
    if given["side"] >= len(dispute.sides):
        form.add_error("side", _("Choose one of the values."))
        return None
    side = dispute.sides[given["side"]]
    counting = {
        citation.pk: said(request, f"counting-{citation.pk}", most=MAX_COUNTING)
        for one in dispute.sides
        for citation in one.citations
    }
    try:
        done = disputes.choose(
            dispute,
            None if side.is_recorded else side.stated,
            reason=given["reason"],
            by=request.user,
            counting=counting,
        )
    except ValidationError as refusal:
        known = getattr(refusal, "error_dict", {})
        for field, errors in known.items():
            form.add_error(field if field in form.fields else None, errors)
        if not known:
            form.add_error(None, refusal.messages)
        return None
    if isinstance(done, Proposal):
        messages.success(request, _("Your choice is proposed: a reviewer has to agree."))
    else:
        messages.success(request, _("The choice is kept, and the page shows both values."))
    return HttpResponseRedirect(address_in_desk(dispute.record))
