"""The editors' pages of documents, with the copies that were retrieved."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from desk.access import needs
from desk.base import NameInline
from desk.importing.views import ImportViews
from desk.lists import RelationFilter, count_of, period_filter
from desk.old_addresses import leads_on
from desk.pages import address_of_reading
from desk.reading.views import read_view
from desk.records import NamedRecordAdmin
from documents.models import Citation, Document
from records import policy
from records.policy import Action

from .captures import CaptureInline


class TitleInline(NameInline):
    verbose_name = gettext_lazy("other title")
    verbose_name_plural = gettext_lazy("other titles")


@admin.register(Document)
class DocumentAdmin(ImportViews, NamedRecordAdmin):
    list_display = ("name", "kind", "publisher", "shown_date", "rights", "evidence", "shown_state")
    list_filter = (
        "state",
        "kind",
        "rights",
        ("publisher", RelationFilter),
        period_filter("published_earliest", "published_latest", gettext_lazy("date published")),
        ("part_of", RelationFilter),
    )
    list_select_related = ("publisher",)
    ordering = ("-published_order", "-id")
    sortable_by = ("name", "shown_date")
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "publisher", "published")}),
        (
            gettext_lazy("Where it is found"),
            {"fields": ("url", ("identifier", "language"), "rights")},
        ),
        (
            gettext_lazy("What it belongs to"),
            {
                "fields": (
                    "part_of",
                    ("version_of", "version_label"),
                    "expression_of",
                    "outcome",
                )
            },
        ),
        (gettext_lazy("In a few sentences"), {"fields": ("summary",)}),
    )
    names_inline = TitleInline
    inlines = (CaptureInline,)
    see_also = (
        ("documents_passage", "capture__document__exact", gettext_lazy("Its passages")),
        ("documents_document", "part_of__exact", gettext_lazy("Its parts")),
    )

    def get_urls(self):
        view = self.admin_site.admin_view(self.read_view)
        return [
            path("<path:object_id>/read/", view, name="documents_document_read"),
            *super().get_urls(),
        ]

    @needs(Action.ADD)
    @leads_on
    def read_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The reading desk: the text of a document, and what was read in it."""
        return read_view(self, request, object_id)

    def links(self, request: HttpRequest, record: Document) -> list[dict[str, Any]]:
        links = super().links(request, record)
        if policy.may(request.user, Action.ADD, Document):
            links.append({"label": _("Read this document"), "url": address_of_reading(record.pk)})
        return links

    def evidence_count(self) -> Any:
        """How many citations point into a document."""
        return count_of(Citation, "passage__capture__document")

    @admin.display(description=pgettext_lazy("date", "published"), ordering="published_order")
    def shown_date(self, document: Document) -> str:
        return document.published or "–"

    @admin.display(description=gettext_lazy("cited"))
    def evidence(self, record: Any) -> str:
        return str(record.evidence_count or "–")

    def choice_label(self, record: Document, searched: bool = False) -> str:
        label = super().choice_label(record, searched)
        return f"{label}, {record.published}" if record.published else label
