"""The desk's pages of later copies: of one that waits, and of a citation that lost its words."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.access import needs
from desk.coming import page_of_many, seen_before
from desk.evidence import same_words
from desk.pages import address_in_desk, render_page, said
from documents import waiting_copies
from documents.anchor_decisions import (
    accept_place,
    is_move_proposed,
    keep_on_earlier_copy,
    may_decide_anchor,
    read_with,
    undecided_anchors,
)
from documents.comparing_copies import compare, differing_words
from documents.copies import newest_text
from documents.models import Anchor, Capture, Passage
from documents.summaries import Summaries
from records import policy
from records.accounts import account_name
from records.history.differences import words_between
from records.keys import is_key
from records.models import Proposal
from records.policy import Action
from records.shown_many import ManyRows, shown_many
from records.words import field_label
from texts.copied_words import find_words

# A copy that waits for another reviewer

SUMMARIES = 100  # that are listed by themselves; all stand with their passages


@needs(Action.VIEW, to_write=(Action.IMPORT,))
def copy_view(request: HttpRequest, key: int) -> HttpResponse:
    """A waiting copy beside the newest that was agreed to."""
    rows = Capture.objects.waiting().select_related("document", "brought_by").defer("text")
    capture = get_object_or_404(rows, pk=key)
    if request.method == "POST":
        answer = _decide_copy(request, capture)
        if answer is not None:
            return answer
    mark, summaries = waiting_copies.look_at_copy(capture)  # before all that it is a mark of
    newest = newest_text(capture.document)
    whole = shown_many(
        Passage,
        capture.pk,
        page=page_of_many(request).get(f"passage-{capture.pk}", ""),
        with_text=True,
    )
    _show_with_passages(summaries, whole)
    context = {
        "title": _("A copy that waits"),
        "capture": capture,
        "document": capture.document,
        "brought_by": account_name(capture.brought_by) or _("a command"),
        "is_known": Capture.objects.agreed().filter(sha256=capture.sha256).exists(),
        "newest": newest,
        "found": compare(newest, capture),
        "whole": whole,
        "is_open": bool(page_of_many(request)),
        "may_decide": waiting_copies.may_decide_copy(request.user, capture),
        "is_own": waiting_copies.is_own_copy(request.user, capture),
        "mark": seen_before(request) or mark,
        "taken": summaries.taken[:SUMMARIES],
        "left": summaries.left[:SUMMARIES],
        "more_taken": max(0, len(summaries.taken) - SUMMARIES),
        "more_left": max(0, len(summaries.left) - SUMMARIES),
        "why": said(request, "why"),
    }
    return render_page(request, "admin/evidence/copy.html", context)


def _show_with_passages(summaries: Summaries, whole: ManyRows) -> None:
    """Let each passage of the copy be shown with the summary that would stand there."""
    taken = {passage.pk: summary for passage, summary in summaries.taken}
    label = field_label(Passage, "summary")
    for one in (one for stretch in whole.stretches for one in stretch.rows):
        if one.row.pk in taken:
            one.said.append((label, taken[one.row.pk]))


def _decide_copy(request: HttpRequest, capture: Capture) -> HttpResponse | None:
    """Do what was sent; ``None`` where the page has to say what is wrong."""
    decision, why = request.POST.get("decision", ""), said(request, "why")
    home = HttpResponseRedirect(address_in_desk(capture.document))
    try:
        if decision == "agree":
            seen = request.POST.get("seen", "")
            done = waiting_copies.accept_copy(capture, by=request.user, seen=seen, why=why)
            sentence = _("The copy stands for “%(name)s” now.") % {"name": capture.document}
            said_of_it = f"{sentence} {done}".strip()
            link = same_words.link_to(capture)
            messages.success(
                request, format_html("{} {}", said_of_it, link) if link else said_of_it
            )
            return home
        if decision == "refuse":
            waiting_copies.refuse_copy(capture, by=request.user, why=why)
            messages.success(request, _("The copy is taken away; nothing of it is kept."))
            return home
    except ValidationError as refusal:
        for line in refusal.messages:
            messages.error(request, line)
        if any(error.code == "stale" for error in refusal.error_list):
            return home
    return None


# A citation that lost its words in a later copy

AROUND = 240  # characters shown before and after the words of a citation
NEAR = 3  # passages offered on either side of where the words should be
NEW_PLACE = "other"


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
        number = int(near) if is_key(near) else cleaned.get("number")
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


@needs(Action.VIEW, to_write=(Action.CHANGE, Action.PROPOSE))
def anchor_view(request: HttpRequest, key: int) -> HttpResponse:
    """A citation beside the place that was found for it, and what the editor decides."""
    anchors = Anchor.objects.select_related(
        "citation__passage__capture__document", "capture__document", "passage"
    ).defer("citation__passage__capture__text", "capture__text")
    anchor = get_object_or_404(anchors, pk=key)
    if not policy.may(request.user, Action.VIEW, anchor.citation):
        raise Http404
    form = PlaceForm(request.POST or None, capture=anchor.capture)
    if request.method == "POST":
        answer = _decide_place(request, anchor, form)
        if answer is not None:
            return answer
    old, new = _words(anchor)
    difference, is_cut = _difference(anchor, old, new)
    context = {
        "title": _("A citation in a later copy"),
        "anchor": anchor,
        "citation": anchor.citation,
        "subject_kind": capfirst(str(anchor.citation.subject._meta.verbose_name)),
        "old": old,
        "new": new,
        "difference": difference,
        "is_cut": is_cut,
        "together": same_words.link_to(anchor.capture)
        if anchor.decision == Anchor.Decision.OPEN and anchor.why == Anchor.Why.AROUND
        else "",
        "offered": _offered(anchor),
        "form": form,
        "reader": f"{anchor.capture.document.get_absolute_url()}?capture="
        f"{anchor.capture.sha256[:12]}",
        "may_decide": anchor.decision == Anchor.Decision.OPEN
        and may_decide_anchor(request.user, anchor),
        "proposed": is_move_proposed(anchor),
        "why": said(request, "why"),
        "next": next_anchor(anchor),
    }
    return render_page(request, "admin/evidence/anchor.html", context)


def _decide_place(request: HttpRequest, anchor: Anchor, form: PlaceForm) -> HttpResponse | None:
    """Do what was sent; ``None`` where the page has to say what is wrong."""
    decision, why = request.POST.get("decision", ""), said(request, "why")
    following = next_anchor(anchor) or reverse("admin:work", args=["anchors"])
    if not may_decide_anchor(request.user, anchor):
        raise PermissionDenied
    if request.POST.get("row_version") != str(anchor.citation.version):
        messages.error(
            request, _("Somebody changed the citation in the meantime: look at it again.")
        )
        return None
    try:
        if decision == "keep":
            keep_on_earlier_copy(anchor, by=request.user, why=why)
            messages.success(request, _("The citation stays on the earlier copy."))
            return HttpResponseRedirect(following)
        place = {}
        if decision == NEW_PLACE:
            if not form.is_valid():
                return None
            place = {name: form.cleaned_data[name] for name in ("passage", "start", "end")}
        elif decision != "accept":
            return None
        done = accept_place(anchor, by=request.user, why=why, **place)
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
    following = undecided_anchors().filter(pk__lt=anchor.pk).order_by("-pk").first()
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


def _difference(
    anchor: Anchor, old: dict[str, str], new: dict[str, str] | None
) -> tuple[list[tuple[str, str]], bool]:
    """What the two say otherwise: in the words, else in what is read with them; if it is cut."""
    if not new or not old["words"]:
        return [], False
    if anchor.why == Anchor.Why.AROUND:
        return differing_words(*read_with(anchor))
    return words_between(old["words"], new["words"]), False


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
