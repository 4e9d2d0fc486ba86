"""The citations on a record's page, and which of its values still need one."""

from collections import defaultdict
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.base import Desk
from desk.pages import address_in_desk, state_badge
from documents.evidence import supports
from documents.models import Citation
from documents.needs_work import relying_on_lost_names
from records.models import NamedRecord, Record, State
from records.words import field_names

from .forms import CitationForm
from .parts import PART_LISTS, CitationFormSet, part_label


class CitationInline(Desk, admin.StackedInline):
    """The evidence of a record."""

    model = Citation
    form = CitationForm
    formset = CitationFormSet
    fk_name: str
    extra = 1
    verbose_name = gettext_lazy("citation")
    verbose_name_plural = gettext_lazy("evidence: which passages say so")
    template = "admin/edit_inline/citations.html"
    view_on_site = False
    fieldsets = (
        (None, {"fields": ("passage", "quote", "which", "fields", "also", "row_version")}),
        (
            gettext_lazy("Where sources differ"),
            {"fields": (("stated", "reason"), "counting"), "classes": ("collapse",)},
        ),
    )

    def __init__(self, parent_model: type[Record], admin_site: admin.AdminSite) -> None:
        super().__init__(parent_model, admin_site)
        self.fk_name = parent_model.kind_name()  # a citation has a key for each kind

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = with_passages(super().get_queryset(request)).order_by("passage_id", "start", "id")
        return rows.select_for_update(of=("self",)) if request.method == "POST" else rows

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = super().get_fieldsets(request, obj)
        if self.parent_model in PART_LISTS:
            return sets
        (title, first), *rest = sets
        fields = [name for name in first["fields"] if name != "also"]
        return [(title, {**first, "fields": fields}), *rest]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.subject_model = self.parent_model
        return formset


def with_passages(citations: models.QuerySet) -> models.QuerySet:
    """With passage and document, without the long text of the capture."""
    return citations.select_related("passage__capture__document").defer("passage__capture__text")


def evidence_of_parts(parts: list[Record]) -> list[dict[str, Any]]:
    """The parts of a page with their citations, and the values that still need one."""
    cited: dict[tuple[str, int], list[Citation]] = defaultdict(list)
    for citation in Citation.objects.of(parts).for_display():
        name = citation.subject_name
        cited[name, getattr(citation, f"{name}_id")].append(citation)
    rows = []
    for found in supports(parts):
        part = found.record
        rows.append(
            {
                "kind": capfirst(part._meta.verbose_name),
                "label": part_label(part),
                "url": address_in_desk(part),
                "state": state_badge(part.state),
                "citations": [
                    {
                        "label": str(citation.passage),
                        "url": address_in_desk(citation),
                        "withdrawn": citation.state == State.WITHDRAWN,
                    }
                    for citation in cited[part.kind_name(), part.pk]
                ],
                "lacks": field_names(type(part), found.uncited),
            }
        )
    return rows


def tell_of_lost_names(request: HttpRequest, record: Record) -> None:
    """Say which sources now contradict because the record gave up the name that they use."""
    if not isinstance(record, NamedRecord):
        return
    for citation, name in relying_on_lost_names(record)[:5]:
        sentence = _(
            "A source calls this “%(name)s”, a name it has no longer, so it now contradicts "
            "%(subject)s: keep the name, or say why on the citation."
        ) % {"name": name, "subject": citation.subject}
        link = format_html('<a href="{}">{}</a>', address_in_desk(citation), citation.passage)
        messages.warning(request, format_html("{} {}", sentence, link))
