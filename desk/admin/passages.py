"""The editors' pages of passages."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Case, Q, When
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.base import DeskAdmin
from desk.forms import PageForm
from desk.lists import RelationFilter
from desk.pages import address_in_desk, route_name
from documents.models import Capture, Document, Passage
from records.models import State

NEWEST = 200  # captures whose words are searched where no document is named


class PassageForm(PageForm):
    """How a passage is called and summed up; stale where another has changed it meanwhile."""

    class Meta:
        widgets: ClassVar = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "locator": forms.TextInput(attrs={"class": "vTextField"}),
        }


@admin.register(Passage)
class PassageAdmin(DeskAdmin):
    """Where a passage stands never changes; how it is called and summed up may."""

    form = PassageForm
    list_display = ("locator", "document", "kind", "shown_text", "evidence")
    list_filter = ("kind", ("capture", RelationFilter))
    ordering = ("-id",)
    readonly_fields = ("document", "number", "shown_stretch", "whole_text")
    fieldsets = (
        (None, {"fields": ("document", ("number", "shown_stretch"), "whole_text")}),
        (
            gettext_lazy("How it is called and what it says"),
            {"fields": ("locator", "kind", "speaker", "summary")},
        ),
    )
    search_help_text = gettext_lazy(
        "Words of the document's title, of the locator, or of the passage."
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["must_propose"] = self.must_propose(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return lookup == "capture__document__exact" or super().lookup_allowed(
            lookup, value, request
        )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        if route_name(request) == "autocomplete":  # what is chosen there is cited
            rows = rows.agreed()
        return rows.select_related("capture__document").defer("capture__text")

    @admin.display(description=gettext_lazy("document"))
    def document(self, passage: Passage) -> str:
        document = passage.capture.document
        return format_html('<a href="{}">{}</a>', address_in_desk(document), document)

    @admin.display(description=gettext_lazy("what it says"))
    def shown_text(self, passage: Passage) -> str:
        return Truncator(passage.summary or passage.text).chars(120) or "–"

    @admin.display(description=gettext_lazy("characters"))
    def shown_stretch(self, passage: Passage) -> str:
        return f"{passage.start:,} – {passage.end:,}"

    @admin.display(description=gettext_lazy("text"))
    def whole_text(self, passage: Passage) -> str:
        if not passage.text:
            return _("The text is not held.")
        return format_html('<div class="source-text" dir="auto">{}</div>', passage.text)

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        """Passages with each word in the document's title, the locator, the summary or text.

        Looked for in the documents that the words name and in the newest captures: the words
        of all passages have no index here.
        """
        words = term.split()[:8]
        named = {
            word: list(
                Document.objects.search(word).order_by().values_list("pk", flat=True)[:NEWEST]
            )
            for word in words
        }
        newest = Capture.objects.order_by("-pk").values("pk")[:NEWEST]
        among = Q(capture__in=newest)
        if documents := {key for keys in named.values() for key in keys}:
            among |= Q(capture__in=Capture.objects.filter(document__in=documents).values("pk"))
        wanted = among
        for word in words:
            inside = Q(locator__icontains=word) | Q(summary__icontains=word)
            inside |= Q(text__icontains=word)
            if named[word]:
                inside |= Q(capture__document__in=named[word])
            wanted &= inside
        exactly = Case(
            *(When(locator__iexact=word, then=0) for word in words),
            *(When(locator__iendswith=f" {word}", then=1) for word in words),
            default=2,
            output_field=models.IntegerField(),
        )
        return queryset.filter(wanted).order_by(exactly, "-capture_id", "number")

    def at_first(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Where the editor cited last, and what follows there."""
        last = Passage.objects.filter(pk=request.session.get("last_passage")).first()
        if last is None or route_name(request) != "autocomplete":
            return queryset
        rows = queryset.filter(capture=last.capture_id, number__gte=last.number)
        return rows.exclude(kind=Passage.Kind.FURNITURE).order_by("number")

    def choice_label(self, record: Passage, searched: bool = False) -> str:
        words = Truncator(record.summary or record.text).chars(110)
        document = record.capture.document
        state = "" if document.state == State.PUBLISHED else f" ({State(document.state).label})"
        return f"{document}{state}, {record.locator}: {words}"
