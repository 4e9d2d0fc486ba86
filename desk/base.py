"""What every page of the desk shares, on Django's own admin.

Relations are chosen by typing, lists are paged by keyset, and an account may do what
``records.policy`` says.
"""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms import Media, ModelForm
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Citation
from records import policy
from records.keys import is_key
from records.models import NamedRecord, Proposal, Record
from records.policy import Action
from records.words import choice_label

from .dates_read import tell_of_dates
from .forms import RecordFormSet, RecordSelect, RecordSelectMultiple, RowForm
from .lists import MAX_QUERY, KeysetChangeList, count_of
from .pages import address_in_desk, route_name, said, sentences
from .saving import NoLongerFits, NothingToPropose, Saving, record_about, save, saving_of


class RolePermissions:
    """What the account's role allows, as ``records.policy`` says.

    Of a row in a list inside a form, the page's record decides.
    """

    model: Any

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policy.may(request.user, Action.VIEW, self.model)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policy.may(request.user, Action.VIEW, obj or self.model)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policy.may_edit(request.user, obj or self.model)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None:
            return policy.may_edit(request.user, obj)
        return policy.may(request.user, Action.ADD, self.model)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and not isinstance(obj, self.model):
            return policy.may_edit(request.user, obj)
        return policy.may(request.user, Action.DELETE, obj or self.model)


class Desk(RolePermissions, BaseModelAdmin):
    """Every relation of a form is chosen by typing, in pages and rows alike."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["widget"] = self.record_select(RecordSelect, db_field)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = self.record_select(RecordSelectMultiple, db_field)
        kwargs["help_text"] = db_field.help_text or _("Type to find; as many as apply.")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, models.TextField) and field is not None:
            field.widget.attrs["rows"] = 3
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Fewer buttons between two fields; a row has only the one that adds.
            field.widget.can_delete_related = field.widget.can_view_related = False
            field.widget.can_change_related &= isinstance(self, admin.ModelAdmin)
        return field

    def record_select(self, widget: Any, db_field: models.Field) -> Any:
        """A box that calls the records of a relation as the pages of their kind do."""
        select = widget(db_field, self.admin_site)
        select.label = self.admin_site.get_model_admin(db_field.remote_field.model).choice_label
        return select


class ReadOnly:
    """Nothing here is added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NameInline(Desk, admin.TabularInline):
    """The other names of a record; each kind keeps them in a table of its own."""

    form = RowForm
    formset = RecordFormSet
    fields = ("text", "language", "kind", "since", "until")
    extra = 1
    verbose_name = gettext_lazy("other name")
    verbose_name_plural = gettext_lazy("other names")

    def __init__(self, parent_model: type[NamedRecord], admin_site: admin.AdminSite) -> None:
        names: Any = parent_model._meta.get_field("names")
        self.model = names.related_model
        super().__init__(parent_model, admin_site)


class PartInline(Desk, admin.TabularInline):
    """Records that live on another record's page: participations, memberships, outcomes."""

    form = RowForm
    formset = RecordFormSet
    extra = 1
    show_change_link = True
    view_on_site = False
    select: ClassVar[tuple[str, ...]] = ()  # relations that a row shows

    def get_fields(self, request, obj=None):
        return [*super().get_fields(request, obj), "row_version"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request).select_related(*self.select)
        if request.method == "POST":
            return rows.select_for_update(of=("self",))
        return rows.annotate(evidence_count=count_of(Citation, self.model._meta.model_name))


class DeskAdmin(Desk, admin.ModelAdmin):
    """Lists of any size: found by words, paged by keyset, never counted or listed whole."""

    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("pk",)  # how a row is found is decided in ``find``
    sortable_by: tuple[str, ...] = ()  # what has an index

    @property
    def media(self) -> Media:
        """Lists too have boxes to choose a record in: their filters."""
        return super().media + RecordSelect(None, self.admin_site).media

    def get_changelist(self, request: HttpRequest, **kwargs: Any):
        return KeysetChangeList

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        if "evidence" in self.list_display and self.is_list(request):
            rows = rows.annotate(evidence_count=self.evidence_count())
        return rows

    def is_list(self, request: HttpRequest) -> bool:
        return route_name(request).endswith("_changelist")

    def evidence_count(self) -> Any:
        """How many citations a row of the list has."""
        return count_of(Citation, self.model._meta.model_name)

    def get_search_results(self, request, queryset, search_term):
        term = search_term[:MAX_QUERY].strip()
        return (self.find(queryset, term) if term else self.at_first(request, queryset)), False

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        """The rows that ``term`` finds."""
        raise NotImplementedError

    def at_first(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """The rows to show before anything is typed."""
        return queryset

    def choice_label(self, record: Any, searched: bool = False) -> str:
        """How a row reads among the choices of a relation."""
        return choice_label(record)

    def get_object(self, request, object_id, from_field=None):
        """The row; locked while a form of it is being saved, so that its version holds."""
        if not is_key(object_id):
            return None
        rows = self.get_queryset(request)
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            rows = rows.select_for_update(of=("self",))
        return rows.filter(pk=int(object_id)).first()

    def get_or_404(self, request: HttpRequest, object_id: str) -> models.Model:
        """The row that an address of one of our own pages names."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        return row

    # Saving

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form of a row; what it may only propose is kept as a proposal (``desk.saving``)."""
        if "_saveasnew" in request.POST:  # Django would heed it here, though nothing offers it
            raise PermissionDenied
        record = self.get_object(request, unquote(object_id)) if object_id else None
        saving = request.saving = self.saving(request, record)
        form = partial(super().changeform_view, request, object_id, form_url, extra_context)
        try:
            done = save(saving, form, self.models_on_page(request))
        except NoLongerFits as refusal:
            assert saving.earlier is not None
            sentence = _("This proposal no longer fits what is public:")
            messages.error(request, format_html("{} {}", sentence, sentences(refusal)))
            return HttpResponseRedirect(address_in_desk(saving.earlier))
        except NothingToPropose as refusal:
            messages.warning(request, sentences(refusal))
            return HttpResponseRedirect(request.get_full_path())
        if not isinstance(done, Proposal):
            return done
        sentence = _("Your change of “%(record)s” is kept: a reviewer will look at it.")
        messages.success(request, sentence % {"record": record})
        return HttpResponseRedirect(address_in_desk(done))

    def saving(self, request: HttpRequest, record: models.Model | None) -> Saving:
        """What ``request`` asks of a row, or of one that is to be added."""
        proposing = self.must_propose(request, record)
        name = str(record) if isinstance(record, Record) else ""
        typed = said(request, "name") or said(request, "title")
        return Saving(
            by=request.user,
            what=name or typed or str(self.opts.verbose_name),
            why=said(request, "why"),
            record=record,
            is_sent=request.method == "POST",
            proposing=proposing,
            earlier=self.proposal_asked_for(request, record) if proposing else None,
            seen=request.POST.get("seen", ""),
        )

    def must_propose(self, request: HttpRequest, record: models.Model | None) -> bool:
        """Whether what this account saves here waits for somebody to agree."""
        return (
            record is not None
            and not policy.may(request.user, Action.CHANGE, record)
            and policy.may(request.user, Action.PROPOSE, record)
        )

    def proposal_asked_for(self, request: HttpRequest, record: Any) -> Proposal | None:
        """One's own open proposal that ``?proposal=`` names, to go on with it."""
        asked = request.GET.get("proposal", "")
        if not asked:
            return None
        if not is_key(asked):
            raise Http404
        return get_object_or_404(
            Proposal,
            pk=int(asked),
            author=request.user.pk,
            identity=record_about(record).uid,
            status__in=Proposal.OPEN,
        )

    def models_on_page(self, request: HttpRequest) -> list[type[models.Model]]:
        return [self.model, *(inline.model for inline in self.get_inline_instances(request))]

    def save_model(self, request, obj: models.Model, form: ModelForm, change: bool) -> None:
        """Write the row only where something in it changed: a version is a change."""
        # What is only proposed is written too, to see what it changes.
        proposing = saving_of(request).proposing
        if change and not proposing and not policy.may(request.user, Action.CHANGE, obj):
            raise PermissionDenied
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_related(self, request, form: ModelForm, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        tell_of_dates(request, [form, *(row for formset in formsets for row in formset.forms)])

    def response_change(self, request, obj):
        saving = saving_of(request)
        if saving.proposing:
            saving.is_saved = True
            return HttpResponseRedirect(request.path)
        return super().response_change(request, obj)

    @admin.display(description=gettext_lazy("evidence"))
    def evidence(self, record: Any) -> str | SafeString:
        if record.evidence_count:
            return str(record.evidence_count)
        return format_html('<span class="lacks">{}</span>', _("none yet"))
