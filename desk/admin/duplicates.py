"""The queue of likely duplicates, the page of a pair, and what a reviewer decides there."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.access import needs
from desk.base import DeskAdmin, ReadOnly
from desk.coming import coming_public, page_of_many, seen_before
from desk.duplicates import NAMED_KINDS, compared, name_of, parts_compared, records_of, side
from desk.forms import RecordSelect
from desk.jobs.asking import to_job
from desk.lists import KeysetChangeList, queue_urls
from desk.pages import address_in_desk, render_page, said
from desk.pair_verdicts import WRITING, carry_out, takes_long
from documents.models import KINDS
from records import policy
from records.accounts import account_name
from records.approval import look_at
from records.keys import is_key
from records.merging import verdicts
from records.merging.checks import needs_second_reviewer, opened_by_merging
from records.merging.duplicates import reason_in_words, side_by_side, to_judge
from records.merging.merge import taken_apart
from records.models import DuplicatePair, NamedRecord, State
from records.policy import Action
from records.shown import ShownRow, shown
from records.words import field_label

MOST_FOUND = 200  # records whose pairs a search of the queue shows


class PairList(KeysetChangeList):
    """The queue, with the names of both records."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        found = records_of(list(self.result_list))
        for pair in self.result_list:
            pair.names = [name_of(pair, uid, found) for uid in pair.uids]


class VerdictFilter(admin.SimpleListFilter):
    """What waits to be judged, unless another verdict is asked for."""

    title = gettext_lazy("verdict")
    parameter_name = "verdict"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", gettext_lazy("waits for a second reviewer")),
            *DuplicatePair.Verdict.choices,
        ]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("to be judged")}, *others]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        there = {"one__ended_at": None, "other__ended_at": None}
        match self.value():
            case None:
                return queryset.filter(verdict__in=DuplicatePair.TO_JUDGE, **there)
            case "waiting":
                return queryset.filter(asked__isnull=False)
            case "open" | "unsure" as verdict:
                return queryset.filter(verdict=verdict, **there)
            case verdict:
                return queryset.filter(verdict=verdict)


class KindFilter(admin.SimpleListFilter):
    """Pairs of one kind of record."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind, capfirst(model._meta.verbose_name)) for kind, model in NAMED_KINDS.items()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(DuplicatePair)
class DuplicatePairAdmin(ReadOnly, DeskAdmin):
    """The queue and the page of a pair; two are put side by side from the page of one."""

    list_display = ("pair", "shown_kind", "likely", "reasons_in_words", "shown_verdict")
    list_display_links = ("pair",)
    list_filter = (VerdictFilter, KindFilter)
    ordering = ("turn", "id")
    search_help_text = gettext_lazy("Any name of one of the two, or a permanent id.")
    actions = ()

    class Media:
        css = {"all": ["admin_fora/duplicates.css"]}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("one", "other")

    def get_changelist(self, request: HttpRequest, **kwargs: Any):
        return PairList

    def has_change_permission(self, request, obj=None):
        return policy.may(request.user, Action.MERGE)

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        uids = [term.upper()]
        for model in NAMED_KINDS.values():
            found = model._default_manager.search(term)
            uids += found.values_list("uid", flat=True)[:MOST_FOUND]
        return queryset.filter(models.Q(one__in=uids) | models.Q(other__in=uids))

    # Columns

    @admin.display(description=gettext_lazy("records"))
    def pair(self, pair: Any) -> SafeString:
        return format_html('{} <span class="versus">–</span> {}', *pair.names)

    @admin.display(description=gettext_lazy("kind"))
    def shown_kind(self, pair: DuplicatePair) -> str:
        return capfirst(KINDS[pair.kind]._meta.verbose_name)

    @admin.display(description=gettext_lazy("likelihood"), ordering="turn")
    def likely(self, pair: DuplicatePair) -> str:
        return f"{pair.score:.0%}"

    @admin.display(description=gettext_lazy("why it is asked"))
    def reasons_in_words(self, pair: DuplicatePair) -> SafeString:
        lines = [(reason_in_words(one),) for one in pair.reasons if one.get("weight", 1) >= 0]
        return format_html_join(" ", "{}", lines)

    @admin.display(description=gettext_lazy("verdict"))
    def shown_verdict(self, pair: DuplicatePair) -> str:
        if pair.asked:
            return _("waits for a second reviewer")
        return pair.get_verdict_display()

    # Pages

    def get_urls(self):
        choose = self.admin_site.admin_view(self.choose_view)
        route = "choose/<str:kind>/<int:key>/"
        return [path(route, choose, name="records_duplicatepair_choose"), *queue_urls(self)]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        pair: Any = self.get_or_404(request, object_id)
        return self.judge(request, pair) if request.method == "POST" else self.show(request, pair)

    def show(self, request: HttpRequest, pair: DuplicatePair, **more: Any) -> TemplateResponse:
        found = records_of([pair])
        sides = [side(found.get(uid), pair, uid) for uid in pair.uids]
        both = [found[uid] for uid in pair.uids if uid in found]
        needs_another = len(both) == 2 and needs_second_reviewer(*both)
        mark, coming = self.coming(request, pair, both, needs_another)
        context = {
            "opts": self.opts,
            "title": _("Are these one?") if pair.batch is None else _("Merged"),
            "subtitle": _("likely duplicates"),
            "pair": pair,
            "sides": sides,
            "kind": self.shown_kind(pair),
            "rows": compared(*both) if len(both) == 2 else [],
            "parts": parts_compared(*both) if len(both) == 2 else [],
            "for_it": [reason_in_words(r) for r in pair.reasons if r.get("weight", 1) >= 0],
            "against_it": [reason_in_words(r) for r in pair.reasons if r.get("weight", 1) < 0],
            "may_judge": policy.may(request.user, Action.MERGE),
            "needs_another": needs_another,
            "asked": self.asked_in_words(request, pair, found),
            "mark": mark,
            "coming": coming,
            "next_pair": self.next_pair(pair),
            "ticked": request.POST.getlist("fields"),
            "why": request.POST.get("why", ""),
            **more,
        }
        return render_page(request, "admin/duplicates/pair.html", context)

    def coming(
        self, request: HttpRequest, pair: DuplicatePair, both: list[Any], needs_another: bool
    ) -> tuple[str, list[ShownRow]]:
        """The mark of the page, and what the public would come to read that it does not yet."""
        if pair.batch is not None:
            found = coming_public(request, taken_apart(pair.batch))
            return found["mark"], found["coming"]
        if not pair.asked and not needs_another:
            return "", []
        mark, readings = look_at(*both)
        pages = page_of_many(request)
        opened = opened_by_merging(both)
        coming = [
            shown(one, pages, opened=one.record in opened)
            for one in readings
            if one.record.state != State.PUBLISHED or one.record in opened
        ]
        return seen_before(request) or mark, coming

    def asked_in_words(
        self, request: HttpRequest, pair: DuplicatePair, found: dict[str, NamedRecord]
    ) -> dict[str, Any]:
        """What waits for a second reviewer, and whether the reader is the one."""
        if not pair.asked:
            return {}
        if pair.asked["do"] == "undo":
            what = _("%(who)s asks to take this merge apart.") % {
                "who": account_name(pair.asked_by)
            }
        else:
            what = _("%(who)s says that the two are the same, and keeps “%(record)s”.") % {
                "who": account_name(pair.asked_by),
                "record": name_of(pair, pair.asked["winner"], found),
            }
        model = KINDS[pair.kind]
        names = pair.asked.get("fields", ())
        return {
            "what": what,
            "why": pair.asked.get("why", ""),
            "fields": ", ".join(field_label(model, name) for name in names),
            "own": pair.asked_by_id == request.user.pk,
        }

    def next_pair(self, pair: DuplicatePair) -> str:
        """The address of what is to be judged after ``pair``, or ``""``."""
        queue = to_judge().filter(asked__isnull=True).exclude(pk=pair.pk).order_by("turn", "id")
        after = queue.filter(turn__gte=pair.turn).first() or queue.first()
        return address_in_desk(after) if after else ""

    # Judging

    def judge(self, request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        given = request.POST.get("version", "")
        version = int(given) if is_key(given) else 0
        try:
            return self.decide(request, pair, version)
        except verdicts.Stale as refusal:
            messages.warning(request, " ".join(refusal.messages))
            still = DuplicatePair.objects.filter(pk=pair.pk).exists()
            return HttpResponseRedirect(request.path if still else self.queue())
        except ValidationError as refusal:
            return self.show(request, pair, refused=refusal.messages)

    def decide(self, request: HttpRequest, pair: DuplicatePair, version: int) -> HttpResponse:
        why = said(request, "why")
        told: dict[str, Any] = {"version": version, "by": request.user}
        match request.POST.get("verdict"):
            case verdict if verdict in WRITING:
                given: dict[str, Any] = {
                    "version": version,
                    "fields": request.POST.getlist("fields"),
                    "why": why,
                    "seen": request.POST.get("seen", ""),
                }
                if takes_long(pair, verdict):
                    found = records_of([pair])
                    names = " – ".join(name_of(pair, uid, found) for uid in pair.uids)
                    what = _("Decide about %(pair)s") % {"pair": names}
                    return to_job(request, "pair", what, pair=pair.pk, verdict=verdict, **given)
                sentence = carry_out(pair, verdict, by=request.user, **given)
            case "decline":
                verdicts.decline(pair, **told)
                sentence = _("Nothing is merged or taken apart.")
            case "not_same":
                verdicts.settle(pair, DuplicatePair.Verdict.NOT_SAME, why=why, **told)
                return self.onwards(request, pair, _("Not the same: nobody is asked again."))
            case "unsure":
                verdicts.settle(pair, DuplicatePair.Verdict.UNSURE, why=why, **told)
                return self.onwards(request, pair, _("Unsure: it waits at the end of the queue."))
            case "reopen":
                verdicts.settle(pair, DuplicatePair.Verdict.OPEN, why=why, **told)
                sentence = _("The pair is asked again.")
            case _other:
                raise ValidationError(_("Choose one of the buttons."))
        messages.success(request, sentence)
        return HttpResponseRedirect(request.path)

    def onwards(self, request: HttpRequest, pair: DuplicatePair, what: str) -> HttpResponse:
        """To the next pair, with a way back to the one just judged."""
        link = format_html('<a href="{}">{}</a>', request.path, _("Look at it again"))
        messages.success(request, format_html("{} {}", what, link))
        return HttpResponseRedirect(self.next_pair(pair) or self.queue())

    def queue(self) -> str:
        return reverse("admin:records_duplicatepair_changelist")

    # Two that an editor chose

    @needs(Action.MERGE)
    def choose_view(self, request: HttpRequest, kind: str, key: int) -> HttpResponse:
        """Choose the other record that a record may be the same as."""
        if kind not in NAMED_KINDS:
            raise Http404
        record: Any = get_object_or_404(NAMED_KINDS[kind], pk=key)
        form = ChooseForm(request.POST or None, record=record, admin_site=self.admin_site)
        if request.method == "POST" and form.is_valid():
            pair = side_by_side(record, form.cleaned_data["other"])
            return HttpResponseRedirect(address_in_desk(pair))
        context = {
            "opts": self.opts,
            "title": _("Merge “%(record)s” with another") % {"record": record},
            "record": record,
            "address": address_in_desk(record),
            "form": form,
            "media": self.media + form.media,
        }
        return render_page(request, "admin/duplicates/choose.html", context)


class ChooseForm(forms.Form):
    """The other of two records."""

    def __init__(
        self, *args: Any, record: NamedRecord, admin_site: admin.AdminSite, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        relation: Any = type(record)._meta.get_field("names")
        self.fields["other"] = forms.ModelChoiceField(
            type(record)._default_manager.all(),
            label=_("The other record"),
            help_text=_("Type any name of it. Nothing happens yet: you see both side by side."),
            widget=RecordSelect(relation.field, admin_site),
        )

    def clean_other(self) -> NamedRecord:
        other = self.cleaned_data["other"]
        if other.pk == self.record.pk:
            raise ValidationError(_("This is the record itself: choose another one."))
        return other
