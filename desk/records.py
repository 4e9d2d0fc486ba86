"""The pages of one kind of record: its form, its list, publishing and withdrawing."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models.deletion import CASCADE
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import SUBJECTS
from records import policy, workflow
from records.history.batches import batch
from records.models import UID_LENGTH, NamedRecord, Record, State
from records.policy import Action, was_published
from records.words import choice_label

from .base import DeskAdmin, NameInline, PartInline
from .duplicates import warn_of_duplicates
from .evidence.citations import (
    CitationFormSet,
    CitationInline,
    evidence_of_parts,
    parts_on_page,
    tell_of_lost_names,
)
from .evidence.questions import questions_on_page, tell_of_questions, write_answers
from .forms import PageForm
from .history import HistoryDesk
from .lists import query_string
from .old_addresses import lead_on
from .pages import address_in_desk, said, state_badge
from .review import LOOK_AGAIN
from .saving import saving_of, settle
from .tables.views import TableViews
from .withdrawing import WithdrawDesk

SHOWN_WHEN_DELETING = 10


class RecordAdmin(HistoryDesk, WithdrawDesk, TableViews, DeskAdmin):
    """The pages of one kind of record."""

    see_also: ClassVar[tuple[tuple[str, str, Any], ...]] = ()
    """Lists that a record's page leads to: the kind, the filter that names the record, a label."""

    form = PageForm
    actions = ("publish_selected", "withdraw_selected")
    search_help_text = gettext_lazy(
        "Any name in any language, or an acronym; words may be begun only."
    )

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        if len(term) == UID_LENGTH and (exact := queryset.filter(uid=term.upper())).exists():
            return exact
        return queryset.search(term)

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, record: Record) -> SafeString:
        return state_badge(record.state)

    # Forms

    def get_inlines(self, request: HttpRequest, obj: models.Model | None):
        cited = [CitationInline] if self.model.kind_name() in SUBJECTS else []
        return [*super().get_inlines(request, obj), *cited]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refused = saving_of(request).refused
        return form

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        for formset in formsets:
            formset.refused = saving_of(request).refused
        return formsets, inlines

    def save_formset(self, request, form, formset, change) -> None:
        """Save the rows; rows that cite may also cite the parts that were saved before them."""
        formset.save()
        added = saving_of(request).added
        if isinstance(formset, CitationFormSet):
            for passage in formset.cite_parts(added):
                request.session["last_passage"] = passage.pk
        added += [row for row in formset.new_objects if isinstance(row, Record)]

    def save_related(self, request, form: ModelForm, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        saving = saving_of(request)
        removed = [row for formset in formsets for row in getattr(formset, "to_withdraw", ())]
        record = form.instance
        saving.questions = questions_on_page(record, parts_on_page(record), request)
        left = write_answers(saving.questions)
        settle(form.instance, removed=removed, by=saving.writer)
        warn_of_duplicates(request, form.instance)
        if not saving.proposing:
            tell_of_lost_names(request, form.instance)
            tell_of_questions(request, record, left)

    # Publishing and withdrawing

    def response_add(self, request, obj, post_url_continue=None):
        if "_publish" in request.POST and policy.may(request.user, Action.PUBLISH, obj):
            return self.publish_and_stay(request, obj)
        if "_submit" in request.POST:
            return self.submit_and_stay(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if saving_of(request).proposing:
            return super().response_change(request, obj)
        if "_submit" in request.POST:
            return self.submit_and_stay(request, obj)
        if "_publish" in request.POST:
            return self.publish_and_stay(request, obj)
        if "_withdraw" in request.POST:
            return self.withdraw_and_stay(request, obj)
        return super().response_change(request, obj)

    def get_view_on_site_url(self, obj=None):
        """The public page, only of what is public: a draft has none to show."""
        if obj is None or not hasattr(obj, "get_absolute_url"):
            return None
        if obj.state != State.PUBLISHED or not obj.is_public:
            return None
        return obj.get_absolute_url()

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Django's answer where a row is not there: first, where its address leads by now."""
        return lead_on(request, self.model, unquote(object_id)) or (
            super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        )

    # The page of one record

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        four_eyes, on = policy.four_eyes(), obj or self.model
        # With four eyes, one publishes what one sees, not what one is just writing.
        may_publish = policy.may(request.user, Action.PUBLISH, on) and not four_eyes
        context |= {
            "why": request.POST.get("why", ""),
            "may_publish": may_publish,
            "may_submit": policy.may(request.user, Action.SUBMIT, on) and not may_publish,
        }
        if obj is not None:
            published_before = was_published(obj)
            context |= {
                "title": str(obj),
                "subtitle": capfirst(self.opts.verbose_name),
                "record_state": state_badge(obj.state),
                "public_address": self.get_view_on_site_url(obj),
                "was_published": published_before,
                "see_also": self.links(request, obj),
                **self.evidence_context(request, obj, context),
                **self.review_context(request, obj, four_eyes),
            }
            if published_before:
                context["show_delete"] = False
        return super().render_change_form(request, context, add, change, form_url, obj)

    def links(self, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
        """Where else a record's page leads."""
        lists = [
            {
                "label": label,
                "url": reverse(f"admin:{route}_changelist") + query_string(**{name: record.pk}),
            }
            for route, name, label in self.see_also
        ]
        return [*lists, *self.way_out(request, record)]

    def evidence_context(
        self, request: HttpRequest, record: Record, context: dict[str, Any]
    ) -> dict[str, Any]:
        """The parts with their evidence, and what is asked of evidence that no longer holds."""
        parts = [
            form.instance
            for inline in context["inline_admin_formsets"]
            if isinstance(inline.opts, PartInline)
            for form in inline.formset.initial_forms
            if form.instance.pk
        ]
        saving = saving_of(request)
        questions = (
            saving.questions if saving.is_sent else questions_on_page(record, parts, request)
        )
        return {"parts": evidence_of_parts(parts), "questions": questions}

    # Deleting

    def delete_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, unquote(object_id))
        if record is not None and was_published(record):
            messages.error(
                request,
                _(
                    "“%(record)s” has been public, so others may have cited it: it cannot be "
                    "deleted. Withdraw it instead: the public no longer sees it, and its "
                    "permanent id says that it was withdrawn."
                )
                % {"record": record},
            )
            return HttpResponseRedirect(address_in_desk(record))
        if record is None or request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with batch("request", by=request.user, what=str(record), why=said(request, "why")):
            workflow.lock()
            held = self.get_object(request, unquote(object_id))
            if held is not None and request.POST.get("row_version") != str(held.version):
                messages.error(request, LOOK_AGAIN)
                return HttpResponseRedirect(request.path)
            return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(self, objs, request):
        """What would go with the records, and what stands in the way; never a whole table."""
        gone: list[Any] = []
        counts: dict[str, int] = {}
        protected: list[Any] = []
        for record in objs:
            gone.append(f"{capfirst(record._meta.verbose_name)}: {record}")
            for relation in record._meta.related_objects:
                rows = relation.related_model._base_manager.filter(**{relation.field.name: record})
                shown = list(rows[: SHOWN_WHEN_DELETING + 1])
                if not shown:
                    continue
                names = [
                    f"{capfirst(row._meta.verbose_name)}: {row}"
                    for row in shown[:SHOWN_WHEN_DELETING]
                ]
                if len(shown) > SHOWN_WHEN_DELETING:
                    names.append(_("… and more"))
                if relation.on_delete is CASCADE:
                    gone.append(names)
                    counts[str(relation.related_model._meta.verbose_name_plural)] = len(shown)
                else:
                    protected += names
        return gone, counts, set(), protected


class NamedRecordAdmin(RecordAdmin):
    """The pages of records that have a name, a slug and pages of their own."""

    names_inline = NameInline
    prepopulated_fields: ClassVar = {"slug": ("name",)}
    ordering = ("name", "id")
    sortable_by = ("name",)

    def get_inlines(self, request: HttpRequest, obj: models.Model | None):
        return [self.names_inline, *super().get_inlines(request, obj)]

    def links(self, request: HttpRequest, record: NamedRecord) -> list[dict[str, Any]]:
        links = super().links(request, record)
        if policy.may(request.user, Action.MERGE, record):
            address = reverse(
                "admin:records_duplicatepair_choose", args=[record.kind_name(), record.pk]
            )
            links.append({"label": _("Merge with another"), "url": address})
        return links

    def choice_label(self, record: NamedRecord, searched: bool = False) -> str:
        label = choice_label(record)
        acronym = record.acronym if searched else ""
        return f"{acronym}: {label}" if acronym and acronym not in record.name else label


class PartAdmin(RecordAdmin):
    """The pages of records that live on another record's page; found by the names around them."""

    ordering = ("-id",)
    found_by: ClassVar[tuple[str, ...]] = ()  # relations whose names find the row
    search_help_text = gettext_lazy("Any name of what it belongs to; words may be begun only.")

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        wanted = models.Q(uid=term.upper())
        for relation in self.found_by:
            target = self.model._meta.get_field(relation).related_model
            found = target._default_manager.search(term).order_by().values("pk")
            wanted |= models.Q(**{f"{relation}__in": found})
        return queryset.filter(wanted)


class TitledPartAdmin(PartAdmin):
    """The pages of parts that have a title and a date: outcomes, positions."""

    ordering = ("-date_order", "-id")
    sortable_by = ("shown_date",)
    found_by = ("meeting", "mechanism")
    search_help_text = gettext_lazy("Words of its title, or any name of its meeting or mechanism.")

    @admin.display(description=gettext_lazy("date"), ordering="date_order")
    def shown_date(self, record: Any) -> str:
        return record.date or "–"

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        titled = models.Q()
        for word in term.split()[:10]:
            titled &= models.Q(title__icontains=word)
        named = super().find(queryset.model._default_manager.all(), term)
        return queryset.filter(titled | models.Q(pk__in=named.order_by().values("pk")))
