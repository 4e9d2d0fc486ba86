"""The editors' pages of citations."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.evidence.citations import with_passages
from desk.evidence.forms import CitationPageForm
from desk.pages import address_in_desk
from desk.records import RecordAdmin
from documents.models import SUBJECTS, Citation, Document
from records.words import field_names


@admin.register(Citation)
class CitationAdmin(RecordAdmin):
    form = CitationPageForm
    list_display = ("passage_label", "about", "about_fields", "shown_quote", "shown_state")
    list_display_links = ("passage_label",)
    list_filter = ("state",)
    ordering = ("-id",)
    readonly_fields = ("about",)
    fieldsets = (
        (None, {"fields": ("about", "passage", "quote", "which", "fields")}),
        (gettext_lazy("Where sources differ"), {"fields": ("stated", "counting", "reason")}),
    )
    search_help_text = gettext_lazy("Words of the document's title.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A citation is added on the page of what it is about."""
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = with_passages(super().get_queryset(request))
        if self.is_list(request):
            rows = rows.prefetch_related(
                *SUBJECTS,
                "participation__participant",
                "participation__meeting",
                "delegate__person",
                "delegate__meeting",
                "membership__participant",
                "membership__mechanism",
                "office__person",
            )
        return rows

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        documents = Document.objects.search(term).values("pk")
        return queryset.filter(passage__capture__document__in=documents)

    @admin.display(description=gettext_lazy("passage"))
    def passage_label(self, citation: Citation) -> str:
        return str(citation.passage)

    @admin.display(description=gettext_lazy("about"))
    def about(self, citation: Citation) -> str:
        subject = citation.subject
        kind = capfirst(subject._meta.verbose_name)
        return format_html('{}: <a href="{}">{}</a>', kind, address_in_desk(subject), subject)

    @admin.display(description=gettext_lazy("supports"))
    def about_fields(self, citation: Citation) -> str:
        names = field_names(SUBJECTS[citation.subject_name], citation.fields)
        return names or _("the whole record")

    @admin.display(description=gettext_lazy("words"))
    def shown_quote(self, citation: Citation) -> str:
        return Truncator(citation.quote or citation.passage.summary).chars(100) or "–"
