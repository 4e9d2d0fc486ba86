"""The list of candidates; they are decided at the reading desk."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy

from desk.base import DeskAdmin, ReadOnly
from desk.pages import address_of_reading
from documents.models import SUBJECTS, Candidate, Document


@admin.register(Candidate)
class CandidateAdmin(ReadOnly, DeskAdmin):
    """What was read in documents; it is decided at the reading desk, and only looked at here."""

    list_display = ("shown_title", "shown_kind", "document", "decision", "decided_by")
    list_display_links = None
    list_filter = ("decision",)
    ordering = ("-id",)
    fields = (
        *("shown_title", "shown_kind", "document", "score", "reader"),
        *("decision", "decided_by", "decided_at", "made"),
    )
    readonly_fields = fields
    search_help_text = gettext_lazy("Any title of the document.")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request).select_related("capture__document", "decided_by")
        return rows.defer("capture__text", "reading")

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        documents = Document.objects.search(term).order_by().values("pk")
        return queryset.filter(capture__document__in=documents)

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
