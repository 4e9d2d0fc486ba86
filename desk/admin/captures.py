"""The editors' pages of captures, and their list on the page of a document."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.base import DeskAdmin, ReadOnly
from desk.lists import RelationFilter, count_of, query_string
from documents.copies import without_texts
from documents.models import Capture, Document, Passage
from records.words import NOTHING


class CaptureInline(ReadOnly, admin.TabularInline):
    """The copies of a document that were retrieved."""

    model = Capture
    extra = 0
    view_on_site = False
    fields = ("retrieved", "length", "is_text_held", "hash", "passages_link", "agreement")
    readonly_fields = fields
    verbose_name_plural = gettext_lazy("captures: the copies that were retrieved")
    template = "admin/edit_inline/captures.html"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return without_texts(super().get_queryset(request)).annotate(
            passage_count=count_of(Passage, "capture")
        )

    @admin.display(description=gettext_lazy("state"))
    def agreement(self, capture: Capture) -> str:
        """Whether it stands for the document, or somebody has yet to agree to it."""
        if not capture.waits:
            return "–"
        address = reverse("admin:copy", args=[capture.pk])
        return format_html('<a href="{}">{}</a>', address, _("waits for another reviewer"))

    @admin.display(description=gettext_lazy("length"))
    def length(self, capture: Capture) -> str:
        if capture.char_length is None:  # the empty row below those that are there
            return NOTHING
        return _("%(number)s characters") % {"number": f"{capture.char_length:,}"}

    @admin.display(description=gettext_lazy("text held"), boolean=True)
    def is_text_held(self, capture: Any) -> bool:
        return getattr(capture, "held", False)

    @admin.display(description=gettext_lazy("SHA-256 of the file"))
    def hash(self, capture: Capture) -> str:
        return format_html("<code>{}…</code>", capture.sha256[:12])

    @admin.display(description=gettext_lazy("passages"))
    def passages_link(self, capture: Any) -> str:
        if capture.pk is None:
            return NOTHING
        address = reverse("admin:documents_passage_changelist")
        number = getattr(capture, "passage_count", 0)
        label = ngettext("%(n)s passage", "%(n)s passages", number) % {"n": f"{number:,}"}
        return format_html(
            '<a href="{}">{}</a>', address + query_string(capture__exact=capture.pk), label
        )


@admin.register(Capture)
class CaptureAdmin(ReadOnly, DeskAdmin):
    list_display = ("document", "retrieved", "length", "is_text_held", "hash", "agreement")
    list_filter = (("document", RelationFilter),)
    ordering = ("-id",)
    fields = (
        "document",
        "retrieved",
        "source_url",
        "media_type",
        "encoding",
        "extractor",
        "byte_length",
        "length",
        "is_text_held",
        "sha256",
        "agreement",
    )
    search_help_text = gettext_lazy("Any title of the document.")

    length = CaptureInline.length
    is_text_held = CaptureInline.is_text_held
    hash = CaptureInline.hash
    agreement = CaptureInline.agreement

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return without_texts(super().get_queryset(request).select_related("document"))

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        return queryset.filter(document__in=Document.objects.search(term).values("pk"))
