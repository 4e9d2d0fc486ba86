"""The pages of one kind of record: its form, its list, publishing and withdrawing."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.db.models.deletion import CASCADE
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from documents.models import SUBJECTS
from records import policy, workflow
from records.history.batches import batch
from records.models import UID_LENGTH, NamedRecord, Record, State
from records.policy import Action, was_published
from records.refusals import Refused, refusal_of
from records.words import choice_label, describe, field_names

from .base import DeskAdmin, PartInline
from .duplicates import link_to_merge, say_if_it_stands_twice
from .evidence.citations import (
    CitationInline,
    evidence_of_parts,
    tell_of_lost_names,
    uncited_fields,
)
from .forms import PageForm
from .history import HistoryDesk
from .lists import query_string
from .pages import address_in_desk, state_badge
from .review import ReviewDesk
from .tables import TableViews

SHOWN_WHEN_DELETING = 10


MOST_AT_ONCE = 200  # records that one action touches


class RecordAdmin(HistoryDesk, ReviewDesk, TableViews, DeskAdmin):
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
        form.refused = getattr(request, "refused", None)
        return form

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        for formset in formsets:
            formset.refused = getattr(request, "refused", None)
        return formsets, inlines

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form; when saving it breaks a rule, all is rolled back and the form says why."""
        record = self.get_object(request, unquote(object_id)) if object_id else None
        if isinstance(record, Record) and self.must_propose(request, record):
            return self.propose_change(request, record, str(object_id), form_url, extra_context)
        try:
            with self.batch_of(request, str(record or "")):
                if request.method == "POST":
                    workflow.lock()
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            request.refused = refused
        except IntegrityError as error:
            request.refused = refusal_of(error, self.models_on_page(request))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj: models.Model, form: ModelForm, change: bool) -> None:
        """Write the row only where something in it changed: a version is a change."""
        if change and not self.may_write(request, obj):
            raise PermissionDenied
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change) -> None:
        """Save the rows; rows that cite may also cite the parts that were saved before them."""
        formset.save()
        parts = request.__dict__.setdefault("parts_just_added", [])
        if hasattr(formset, "cite_parts"):
            formset.cite_parts(request, parts)
        parts += [row for row in formset.new_objects if isinstance(row, Record)]

    def save_related(self, request, form: ModelForm, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record = form.instance
        record.refresh_from_db(fields=["state", "version"])
        removed = [row for formset in formsets for row in getattr(formset, "to_withdraw", ())]
        self.keep_promise(request, record, removed)
        say_if_it_stands_twice(request, record)
        if not getattr(request, "proposing", False):
            tell_of_lost_names(request, record)

    def keep_promise(self, request: HttpRequest, record: Record, removed: list[Record]) -> None:
        """Publish what was added to a public record, or refuse the whole change.

        Rows taken away come last: what replaces them is public by then.
        """
        # What is only proposed is written in nobody's name, and taken back.
        by = None if getattr(request, "proposing", False) else request.user
        try:
            if record.state == State.PUBLISHED:
                workflow.publish(record, by=by)
            for row in removed:
                workflow.withdraw(row, by=by)
        except ValidationError as refusal:
            errors = {"": list(refusal.messages)}
            for found, fields in self.lacking(record):
                if found == record:
                    sentence = _("No public document is cited for this.")
                    errors |= {name: [sentence] for name in fields}
            raise Refused(errors) from refusal

    def lacking(self, record: Record) -> list[tuple[Record, list[str]]]:
        """Which values of the record and its parts no public document is cited for."""
        return uncited_fields([record, *workflow.parts_of(record)])

    # Publishing and withdrawing

    def response_add(self, request, obj, post_url_continue=None):
        if "_publish" in request.POST and policy.may(request.user, Action.PUBLISH, obj):
            return self.publish_and_stay(request, obj)
        if "_submit" in request.POST:
            return self.submit_and_stay(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if getattr(request, "proposing", False):
            return super().response_change(request, obj)
        if "_submit" in request.POST:
            return self.submit_and_stay(request, obj)
        if "_publish" in request.POST:
            return self.publish_and_stay(request, obj)
        if "_withdraw" in request.POST:
            if self.try_to_withdraw(request, obj):
                sentence = _("“%(record)s” is saved and withdrawn: the public no longer sees it.")
                messages.success(request, sentence % {"record": obj})
            return HttpResponseRedirect(self.address_of(obj))
        return super().response_change(request, obj)

    def publish_and_stay(self, request: HttpRequest, record: Record) -> HttpResponse:
        refusal = self.try_to_publish(request, record)
        if refusal is None:
            sentence = _("“%(record)s” is saved and published.")
            messages.success(request, sentence % {"record": record})
        else:
            sentence = _("“%(record)s” is saved, but cannot be published yet:")
            messages.warning(request, format_html("{} {}", sentence % {"record": record}, refusal))
        return HttpResponseRedirect(self.address_of(record))

    def submit_and_stay(self, request: HttpRequest, record: Record) -> HttpResponse:
        if policy.may(request.user, Action.SUBMIT, record):
            workflow.submit(record, by=request.user)
            sentence = _("“%(record)s” is saved, and with the reviewers.")
            messages.success(request, sentence % {"record": record})
        return HttpResponseRedirect(self.address_of(record))

    def try_to_publish(
        self, request: HttpRequest, record: Record, *, as_seen: bool = False
    ) -> SafeString | None:
        """Publish, or return what is lacking as a list."""
        try:
            with batch("request", by=request.user, what=str(record)):
                if as_seen:
                    self.as_seen(request, record)
                workflow.publish(record, by=request.user)
        except ValidationError as refusal:
            return self.explain(refusal, record)
        return None

    def try_to_withdraw(
        self, request: HttpRequest, record: Record, *, as_seen: bool = False
    ) -> bool:
        try:
            with batch("request", by=request.user, what=str(record)):
                if as_seen:
                    self.as_seen(request, record)
                workflow.withdraw(record, by=request.user)
        except ValidationError as refusal:
            sentence = _("“%(record)s” cannot be withdrawn:") % {"record": record}
            messages.error(request, format_html("{} {}", sentence, self.explain(refusal)))
            return False
        return True

    def explain(self, refusal: ValidationError, record: Record | None = None) -> SafeString:
        """The refusal as a list; each record that lacks evidence is a link to its page."""
        rows: list[Any] = []
        sentences = list(dict.fromkeys(refusal.messages))
        for found, fields in self.lacking(record) if record else ():
            what = describe(found)
            sentences = [one for one in sentences if not one.startswith(f"{what}: ")]
            labels = field_names(type(found), fields)
            lacks = _("no public document is cited for %(fields)s.") % {"fields": labels}
            address = address_in_desk(found)
            if found != record:
                lacks += " " + _("Tick it under “and of its parts” of a citation on this page.")
            rows.append(format_html('<a href="{}">{}</a>: {}', address, capfirst(what), lacks))
        rows += [capfirst(one) for one in sentences]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((r,) for r in rows)))

    def action_checkbox(self, obj: Record) -> SafeString:
        """The box that chooses a row, and the version of it that the list shows."""
        box = super().action_checkbox(obj)
        seen = f"{obj.pk}:{obj.version}"
        return format_html('{}<input type="hidden" name="row_version" value="{}">', box, seen)

    def as_seen(self, request: HttpRequest, record: Record) -> Record:
        """``record`` held, if it is still as the list showed it; else ``ValidationError``."""
        workflow.lock()
        row = self.model._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
        if f"{row.pk}:{row.version}" not in request.POST.getlist("row_version"):
            raise ValidationError(
                _("Somebody changed it while you were looking: look again, then decide."),
                code="stale",
            )
        return row

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        done, refused = 0, []
        for record in queryset[:MOST_AT_ONCE]:
            reason = self.try_to_publish(request, record, as_seen=True)
            if reason is None:
                done += 1
            else:
                refused.append((self.address_of(record), str(record), reason))
        if done:
            self.say(request, done, ngettext("%(n)s is now public.", "%(n)s are now public.", done))
        for address, name, reason in refused:
            lacks = _("is not published:")
            message = format_html('<a href="{}">{}</a> {} {}', address, name, lacks, reason)
            messages.warning(request, message)

    @admin.action(description=gettext_lazy("Withdraw from the public"), permissions=["publish"])
    def withdraw_selected(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        public = queryset.filter(state=State.PUBLISHED)[:MOST_AT_ONCE]
        number = sum(self.try_to_withdraw(request, record, as_seen=True) for record in public)
        if number:
            sentence = ngettext("%(n)s is withdrawn.", "%(n)s are withdrawn.", number)
            self.say(request, number, sentence)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return policy.may(request.user, Action.PUBLISH)

    def say(self, request: HttpRequest, number: int, sentence: str) -> None:
        noun = self.opts.verbose_name if number == 1 else self.opts.verbose_name_plural
        messages.success(request, sentence % {"n": f"{number} {noun}"})

    # Addresses

    def address_of(self, record: Record) -> str:
        return address_in_desk(record)

    def get_view_on_site_url(self, obj=None):
        """The public page, only of what is public: a draft's address is nobody's to see."""
        if obj is None or not hasattr(obj, "get_absolute_url") or not obj.is_public:
            return None
        try:
            return obj.get_absolute_url()
        except NoReverseMatch:
            return None

    # The page of one record

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= {"title": str(obj), "subtitle": capfirst(self.opts.verbose_name)}
            published_before = was_published(obj)
            public = self.get_view_on_site_url(obj)
            context |= {
                "record_state": state_badge(obj.state),
                "public_address": public,
                "may_withdraw": policy.may(request.user, Action.WITHDRAW, obj),
                "was_published": published_before,
                "see_also": self.links(request, obj),
                "parts": self.parts_with_evidence(context),
                **self.review_context(request, obj),
            }
            # With four eyes, one publishes what one sees, not what one is just writing.
            context["may_publish"] = context["may"]["publish"] and not context["four_eyes"]
            if published_before:
                context["show_delete"] = False
        else:
            context["may_publish"] = (
                policy.may(request.user, Action.PUBLISH) and not policy.four_eyes()
            )
        context["why"] = request.POST.get("why", "")
        context["may_submit"] = not context["may_publish"] and (
            policy.may(request.user, Action.SUBMIT, obj or self.model)
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def links(self, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
        """Where else a record's page leads."""
        links = []
        for route, parameter, label in self.see_also:
            app, model = route.split("_")
            if request.user.has_perm(f"{app}.view_{model}"):
                query = query_string(**{parameter: record.pk})
                links.append({"label": label, "url": reverse(f"admin:{route}_changelist") + query})
        return [*links, *link_to_merge(request, record)]

    def parts_with_evidence(self, context: dict[str, Any]) -> list[dict[str, Any]]:
        parts = [
            form.instance
            for inline in context["inline_admin_formsets"]
            if isinstance(inline.opts, PartInline)
            for form in inline.formset.initial_forms
            if form.instance.pk
        ]
        return evidence_of_parts(parts)

    # Deleting

    def delete_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, unquote(object_id))
        if not policy.may(request.user, Action.DELETE):
            raise PermissionDenied
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
            return HttpResponseRedirect(self.address_of(record))
        if record is None or request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with self.batch_of(request, str(record)):
            workflow.lock()
            held = self.get_object(request, unquote(object_id))
            if held is not None and request.POST.get("row_version") != str(held.version):
                sentence = _("Somebody changed it while you were looking: look again, then decide.")
                messages.error(request, sentence)
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

    prepopulated_fields: ClassVar = {"slug": ("name",)}
    ordering = ("name", "id")
    sortable_by = ("name",)

    def choice_label(self, record: NamedRecord, searched: bool = False) -> str:
        label = choice_label(record)
        if searched:
            acronym = record.acronym
            if acronym and acronym not in record.name:
                return f"{acronym}: {label}"
        return label


class PartAdmin(RecordAdmin):
    """The pages of records that live on another record's page; found by the names around them."""

    ordering = ("-id",)
    found_by: ClassVar[tuple[str, ...]] = ()  # relations whose names find the row
    search_help_text = gettext_lazy("Any name of what it belongs to; words may be begun only.")

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        wanted = models.Q(uid=term.upper()) if len(term) == 10 else models.Q(pk__in=[])
        for relation in self.found_by:
            target = self.model._meta.get_field(relation).related_model
            found = target._default_manager.search(term).order_by().values("pk")
            wanted |= models.Q(**{f"{relation}__in": found})
        return queryset.filter(wanted)
