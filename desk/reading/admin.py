"""The desk's places in the admin: its page for each document, and the list of candidates."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.access import needs
from desk.base import DeskAdmin
from desk.records import RecordAdmin
from documents.models import SUBJECTS, Candidate, Document
from records import policy
from records.policy import Action

from .addresses import address_of_reading
from .views import read_view


class ReadingDesk(admin.ModelAdmin):
    """Gives each document its reading desk."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.read_view)
        return [
            path("<path:object_id>/read/", view, name="documents_document_read"),
            *super().get_urls(),
        ]

    @needs(Action.ADD)
    def read_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The text of a document, and what was read in it."""
        return read_view(self, request, object_id)


def link_to_reading(request: HttpRequest, record: models.Model) -> list[dict[str, Any]]:
    """The link on the page of a document."""
    if not isinstance(record, Document) or not policy.may(request.user, Action.ADD, Document):
        return []
    return [{"label": _("Read this document"), "url": address_of_reading(record.pk)}]


RecordAdmin.added_links.append(link_to_reading)


class CandidateAdmin(DeskAdmin):
    """What was read in documents; it is decided at the reading desk, and only looked at here."""

    list_display = ("shown_title", "shown_kind", "document", "decision", "decided_by")
    list_display_links = None
    list_filter = ("decision",)
    list_select_related = ("capture__document", "decided_by")
    ordering = ("-id",)
    fields = (
        *("shown_title", "shown_kind", "document", "score", "reader"),
        *("decision", "decided_by", "decided_at", "made"),
    )
    readonly_fields = fields
    search_help_text: ClassVar[Any] = gettext_lazy("Any title of the document.")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = admin.ModelAdmin.get_queryset(self, request)
        return rows.select_related("capture__document").defer("capture__text", "reading")

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        documents = Document.objects.search(term).order_by().values("pk")
        return queryset.filter(capture__document__in=documents)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("candidate"))
    def shown_title(self, row: Candidate) -> str:
        address = address_of_reading(row.capture.document_id, row.pk)
        return format_html('<a href="{}">{}</a>', address, Truncator(row.title).chars(120))

    @admin.display(description=gettext_lazy("kind"))
    def shown_kind(self, row: Candidate) -> str:
        model = SUBJECTS.get(row.kind)
        return capfirst(str(model._meta.verbose_name)) if model else row.kind

    @admin.display(description=gettext_lazy("document"))
    def document(self, row: Candidate) -> str:
        return str(row.capture.document)
