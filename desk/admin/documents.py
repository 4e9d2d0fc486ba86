"""The editors' pages of documents, captures, passages and citations; evidence on every page."""

from collections import defaultdict
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models import Case, Q, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from desk.base import Desk, DeskAdmin, NameInline, state_badge
from desk.evidence.forms import (
    PART_LISTS,
    CitationForm,
    CitationFormSet,
    CitationPageForm,
    part_label,
)
from desk.importing.views import ImportViews
from desk.lists import RelationFilter, count_of, period_filter, query_string
from desk.reading.admin import CandidateAdmin, ReadingDesk
from desk.records import NamedRecordAdmin, RecordAdmin
from desk.review import ProposingDesk, address_in_desk
from documents.copies import without_texts
from documents.evidence import supports
from documents.models import SUBJECTS, Candidate, Capture, Citation, Document, DocumentName, Passage
from documents.needs_work import relying_on_lost_names
from records.models import NamedRecord, Record, State
from records.refusals import ERRORS_AT
from records.words import choice_label, field_label

ERRORS_AT |= {
    "citation_has_length": "quote",
    "citation_is_no_book": "quote",
    "citation_quote_has_its_length": "quote",
    "citation_inside_passage": "quote",
    "copy_waits": "passage",
}

NEWEST = 200  # captures whose words are searched where no document is named

# Citations on every record's page


class CitationInline(Desk, admin.StackedInline):
    """The evidence of a record."""

    model = Citation
    form = CitationForm
    formset = CitationFormSet
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

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = with_passages(super().get_queryset(request)).order_by("passage_id", "start", "id")
        return rows.select_for_update(of=("self",)) if request.method == "POST" else rows

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = super().get_fieldsets(request, obj)
        if SUBJECTS[self.fk_name] in PART_LISTS:
            return sets
        (title, first), *rest = sets
        fields = [name for name in first["fields"] if name != "also"]
        return [(title, {**first, "fields": fields}), *rest]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.subject_model = SUBJECTS[self.fk_name]
        return formset


def with_passages(citations: models.QuerySet) -> models.QuerySet:
    """With passage and document, without the long text of the capture."""
    return citations.select_related("passage__capture__document").defer("passage__capture__text")


for _name, _model in SUBJECTS.items():
    RecordAdmin.added_inlines.setdefault(_model, []).append(
        type(f"{_model.__name__}CitationInline", (CitationInline,), {"fk_name": _name})
    )


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
                "lacks": ", ".join(field_label(type(part), name).lower() for name in found.uncited),
            }
        )
    return rows


def uncited_fields(records: list[Record]) -> list[tuple[Record, list[str]]]:
    """The records with filled values that no citation of a public document supports."""
    shown = Document.objects.public().values("pk")
    citations = Citation.objects.exclude(state=State.WITHDRAWN).filter(
        passage__capture__document__in=shown
    )
    evidential = [record for record in records if record.EVIDENTIAL]
    return [
        (found.record, found.uncited) for found in supports(evidential, citations) if found.uncited
    ]


def tell_of_lost_names(request: HttpRequest, record: Record) -> None:
    """Say which sources now contradict because the record gave up the name that they use."""
    if not isinstance(record, NamedRecord) or getattr(request, "proposing", False):
        return
    for citation, name in relying_on_lost_names(record)[:5]:
        sentence = _(
            "A source calls this “%(name)s”, a name it has no longer, so it now contradicts "
            "%(subject)s: keep the name, or say why on the citation."
        ) % {"name": name, "subject": citation.subject}
        link = format_html('<a href="{}">{}</a>', address_in_desk(citation), citation.passage)
        messages.warning(request, format_html("{} {}", sentence, link))


RecordAdmin.after_saving.append(tell_of_lost_names)
RecordAdmin.evidence_of_parts = staticmethod(evidence_of_parts)
RecordAdmin.uncited_fields = staticmethod(uncited_fields)

# Documents


class DocumentNameInline(NameInline):
    model = DocumentName
    verbose_name = gettext_lazy("other title")
    verbose_name_plural = gettext_lazy("other titles")


class ReadOnly:
    """Nothing here is added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
            passage_count=count_of("passages", Capture)
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
        return _("%(number)s characters") % {"number": f"{capture.char_length:,}"}

    @admin.display(description=gettext_lazy("text held"), boolean=True)
    def is_text_held(self, capture: Any) -> bool:
        return capture.held

    @admin.display(description=gettext_lazy("SHA-256 of the file"))
    def hash(self, capture: Capture) -> str:
        return format_html("<code>{}…</code>", capture.sha256[:12])

    @admin.display(description=gettext_lazy("passages"))
    def passages_link(self, capture: Any) -> str:
        address = reverse("admin:documents_passage_changelist")
        number = capture.passage_count
        label = ngettext("%(n)s passage", "%(n)s passages", number) % {"n": f"{number:,}"}
        return format_html(
            '<a href="{}">{}</a>', address + query_string(capture__exact=capture.pk), label
        )


@admin.register(Document)
class DocumentAdmin(ReadingDesk, ImportViews, NamedRecordAdmin):
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
    inlines = (DocumentNameInline, CaptureInline)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == "documents_document_changelist":
            rows = rows.annotate(evidence_count=cited_in())
        return rows

    @admin.display(description=pgettext_lazy("date", "published"), ordering="published_order")
    def shown_date(self, document: Document) -> str:
        return document.published or "–"

    @admin.display(description=gettext_lazy("cited"))
    def evidence(self, record: Any) -> str:
        return str(record.evidence_count or "–")

    def choice_label(self, record: Document, searched: bool = False) -> str:
        label = super().choice_label(record, searched)
        return f"{label}, {record.published}" if record.published else label


def cited_in() -> Any:
    """How many citations point into a document."""
    rows = (
        Citation._base_manager.filter(passage__capture__document=models.OuterRef("pk"))
        .order_by()
        .values("passage__capture__document")
        .annotate(n=models.Count("pk"))
        .values("n")
    )
    return models.functions.Coalesce(models.Subquery(rows), 0)


RecordAdmin.see_also[Document] = [
    ("documents_passage", "capture__document__exact", gettext_lazy("Its passages")),
    ("documents_document", "part_of__exact", gettext_lazy("Its parts")),
]

admin.site.register(Candidate, CandidateAdmin)

# Captures and passages


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
        return without_texts(
            admin.ModelAdmin.get_queryset(self, request).select_related("document")
        )

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        return queryset.filter(document__in=Document.objects.search(term).values("pk"))


class PassageForm(forms.ModelForm):
    class Meta:
        widgets: ClassVar = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "locator": forms.TextInput(attrs={"class": "vTextField"}),
        }


@admin.register(Passage)
class PassageAdmin(ProposingDesk, DeskAdmin):
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

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form; what it says is public with its document, so it may have to be proposed."""
        passage = self.get_object(request, unquote(object_id)) if object_id else None
        if passage is not None and self.must_propose(request, passage):
            return self.propose_change(request, passage, object_id, form_url, extra_context)
        return super().changeform_view(request, object_id, form_url, extra_context)

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
        match = request.resolver_match
        if match and match.url_name == "autocomplete":  # what is chosen there is cited
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
        match = request.resolver_match
        if last is None or not match or match.url_name != "autocomplete":
            return queryset
        rows = queryset.filter(capture=last.capture_id, number__gte=last.number)
        return rows.exclude(kind=Passage.Kind.FURNITURE).order_by("number")

    def choice_label(self, record: Passage, searched: bool = False) -> str:
        words = Truncator(record.summary or record.text).chars(110)
        document = record.capture.document
        state = "" if document.state == State.PUBLISHED else f" ({State(document.state).label})"
        return f"{document}{state}, {record.locator}: {words}"


# Citations


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
        rows = with_passages(admin.ModelAdmin.get_queryset(self, request))
        match = request.resolver_match
        if match and match.url_name == "documents_citation_changelist":
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
        model = SUBJECTS[citation.subject_name]
        names = [field_label(model, name).lower() for name in citation.fields]
        return ", ".join(names) or _("the whole record")

    @admin.display(description=gettext_lazy("words"))
    def shown_quote(self, citation: Citation) -> str:
        return Truncator(citation.quote or citation.passage.summary).chars(100) or "–"

    def choice_label(self, record: Citation, searched: bool = False) -> str:
        return choice_label(record)
