"""The desk's pages of evidence: citations that lost their words, values on which sources disagree,
and all that a document supports."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records import policy
from records.admin import address_in_desk, state_badge
from records.admin_forms import field_label
from records.admin_review import MAX_WHY
from records.differences import words_between
from records.models import Proposal, Record
from records.paging import InvalidCursor, Page, paginate
from records.policy import Action

from . import anchoring, disputes
from .admin_forms import find_words
from .captures import newest, newest_first
from .models import SUBJECTS, Anchor, Capture, Citation, Document, Passage
from .using import facts_in, kinds_in, unused

AROUND = 240  # characters shown before and after the words of a citation
NEAR = 3  # passages offered on either side of where the words should be
SHOWN = 600  # characters of an offered passage
NEW_PLACE = "other"

# One citation that lost its words


class PlaceForm(forms.Form):
    """Another place for a citation: a passage of the later copy, and the words in it."""

    near = forms.CharField(required=False, max_length=20)
    number = forms.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, label=gettext_lazy("passage number")
    )
    words = forms.CharField(
        required=False, label=gettext_lazy("exact words"), widget=forms.Textarea(attrs={"rows": 2})
    )
    which = forms.IntegerField(
        required=False, min_value=1, max_value=9999, label=gettext_lazy("which one")
    )

    def __init__(self, *args: Any, capture: Capture, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.capture = capture

    def clean(self) -> dict[str, Any]:
        """Find the passage, and the characters of the words in it; without words, all of it."""
        cleaned = super().clean() or {}
        near = cleaned.get("near", "")
        number = int(near) if near.isdecimal() and len(near) < 10 else cleaned.get("number")
        if self.errors:
            return cleaned
        if not number:
            self.add_error("number", _("Choose a passage, or type its number."))
            return cleaned
        passage = self.capture.passages.filter(number=number).first()
        if passage is None:
            self.add_error("number", _("The later copy has no passage with this number."))
            return cleaned
        words = cleaned["words"].strip()
        found = find_words(passage.text, words) if words else [(0, len(passage.text))]
        which = cleaned.get("which") or 0
        if not found:
            self.add_error(
                "words", _("These words are not in passage %(n)s.") % {"n": passage.number}
            )
        elif (len(found) > 1 and not which) or which > len(found):
            self.add_error(
                "which",
                _("The words occur %(number)s times here: say which, from 1 to %(number)s.")
                % {"number": len(found)},
            )
        else:
            start, end = found[max(0, which - 1)]
            cleaned |= {
                "passage": passage,
                "start": passage.start + start,
                "end": passage.start + end,
            }
        return cleaned


def anchor_view(request: HttpRequest, key: int, site: Any) -> HttpResponse:
    """A citation beside the place that was found for it, and what the editor decides."""
    anchors = Anchor.objects.select_related(
        "citation__passage__capture__document", "capture__document", "passage"
    ).defer("citation__passage__capture__text", "capture__text")
    anchor = get_object_or_404(anchors, pk=key)
    if not policy.may(request.user, Action.VIEW, anchor.citation):
        raise Http404
    form = PlaceForm(request.POST or None, capture=anchor.capture)
    if request.method == "POST":
        answer = _decide(request, anchor, form)
        if answer is not None:
            return answer
    old, new = _words(anchor)
    context = {
        **site.each_context(request),
        "title": _("A citation in a later copy"),
        "anchor": anchor,
        "citation": anchor.citation,
        "subject": anchor.citation.subject,
        "subject_kind": capfirst(str(anchor.citation.subject._meta.verbose_name)),
        "subject_url": address_in_desk(anchor.citation.subject),
        "fields": _fields(anchor.citation),
        "old": old,
        "new": new,
        "difference": words_between(old["words"], new["words"]) if new and old["words"] else [],
        "offered": _offered(anchor),
        "form": form,
        "reader": f"{anchor.capture.document.get_absolute_url()}?capture="
        f"{anchor.capture.sha256[:12]}",
        "may_decide": anchor.decision == Anchor.Decision.OPEN
        and anchoring.may_decide(request.user, anchor),
        "proposed": anchoring.is_proposed(anchor),
        "why": request.POST.get("why", "")[:MAX_WHY],
        "next": next_anchor(anchor),
    }
    return TemplateResponse(request, "admin/evidence/anchor.html", context)


def _decide(request: HttpRequest, anchor: Anchor, form: PlaceForm) -> HttpResponse | None:
    """Do what was sent; ``None`` where the page has to say what is wrong."""
    decision, why = request.POST.get("decision", ""), request.POST.get("why", "")[:MAX_WHY]
    following = next_anchor(anchor) or reverse("admin:work", args=["anchors"])
    if not anchoring.may_decide(request.user, anchor):
        raise PermissionDenied
    if request.POST.get("row_version") != str(anchor.citation.version):
        messages.error(
            request, _("Somebody changed the citation in the meantime: look at it again.")
        )
        return None
    try:
        if decision == "keep":
            anchoring.keep(anchor, by=request.user, why=why)
            messages.success(request, _("The citation stays on the earlier copy."))
            return HttpResponseRedirect(following)
        place = {}
        if decision == NEW_PLACE:
            if not form.is_valid():
                return None
            place = {name: form.cleaned_data[name] for name in ("passage", "start", "end")}
        elif decision != "accept":
            return None
        done = anchoring.accept(anchor, by=request.user, why=why, **place)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
        return None
    if isinstance(done, Proposal):
        messages.success(request, _("The move is proposed: a reviewer has to agree."))
    else:
        messages.success(request, _("The citation stands in the later copy now."))
    return HttpResponseRedirect(following)


def next_anchor(anchor: Anchor) -> str:
    """The address of the next one that waits, or ``""``."""
    following = anchoring.waiting().filter(pk__lt=anchor.pk).order_by("-pk").first()
    return reverse("admin:anchor", args=[following.pk]) if following else ""


def _words(anchor: Anchor) -> tuple[dict[str, str], dict[str, str] | None]:
    """The words as they stood and as they stand, each with what is around them."""
    citation = anchor.citation
    old = _around(citation.passage.capture_id, citation.start, citation.end)
    if not old["words"]:
        old["words"] = citation.quote
    if anchor.start is None or anchor.end is None:
        return old, None
    return old, _around(anchor.capture_id, anchor.start, anchor.end)


def _around(capture: int, start: int, end: int) -> dict[str, str]:
    text = Capture.objects.values_list("text", flat=True).get(pk=capture) or ""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:  # no half words at the edges
        before = "… " + before.partition(" ")[2]
    if end + AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return {"before": before, "words": text[start:end], "after": after}


def _offered(anchor: Anchor) -> list[Passage]:
    """Passages of the later copy near the place that was found, else near where it should be."""
    passages = anchor.capture.passages
    if anchor.passage is not None:
        middle = anchor.passage.number
    else:
        share = anchor.citation.start / max(1, anchor.citation.passage.capture.char_length)
        at = int(share * anchor.capture.char_length)
        found = passages.filter(start__lte=at).order_by("-start").first()
        middle = found.number if found else 1
    near = passages.filter(number__gte=middle - NEAR, number__lte=middle + NEAR)
    return list(near.exclude(kind=Passage.Kind.FURNITURE).order_by("number"))


def _fields(citation: Citation) -> str:
    model = SUBJECTS[citation.subject_name]
    names = [field_label(model, name).lower() for name in citation.fields]
    return ", ".join(names) or _("the whole record")


# One value on which sources disagree


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


def dispute_view(request: HttpRequest, kind: str, key: int, name: str, site: Any) -> HttpResponse:
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
        **site.each_context(request),
        "title": _("Where sources disagree"),
        "record": record,
        "kind": capfirst(str(record._meta.verbose_name)),
        "state": state_badge(record.state),
        "record_url": address_in_desk(record),
        "label": field_label(model, name),
        "sides": [
            {"place": str(place), "side": side, "chosen": str(place) == chosen}
            for place, side in enumerate(dispute.sides)
        ],
        "form": form,
        "may_choose": policy.may_edit(request.user, record),
    }
    return TemplateResponse(request, "admin/evidence/dispute.html", context)


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
        citation.pk: request.POST.get(f"counting-{citation.pk}", "")[:300]
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


# All that a document supports


PER_PAGE = 50


def document_view(request: HttpRequest, key: int, site: Any) -> HttpResponse:
    """Every fact that a document supports or contradicts, and the passages nobody has used."""
    document = get_object_or_404(Document, pk=key)
    kinds = kinds_in(document)
    kind = request.GET.get("kind", "")
    kind = kind if kind in SUBJECTS else next(iter(kinds), "meeting")
    captures = newest_first(document)
    capture = newest(captures)
    passages: Page[Passage] = Page()
    try:
        facts = facts_in(document, kind, cursor=request.GET.get("from", ""), size=PER_PAGE)
        if capture is not None:
            passages = paginate(
                unused(capture),
                ordering=("number", "id"),
                size=PER_PAGE,
                cursor=request.GET.get("unused", ""),
            )
    except InvalidCursor as refusal:
        messages.warning(request, refusal.messages[0])
        return HttpResponseRedirect(request.path)
    context = {
        **site.each_context(request),
        "title": _("What this document supports"),
        "document": document,
        "document_url": address_in_desk(document),
        "kinds": [
            (name, SUBJECTS[name]._meta.verbose_name_plural, number, name == kind)
            for name, number in kinds.items()
        ],
        "kind": kind,
        "facts": facts,
        "capture": capture,
        "captures": [(one, anchoring.outcomes_of(one)) for one in captures[:20]],
        "passages": passages,
    }
    return TemplateResponse(request, "admin/evidence/document.html", context)
