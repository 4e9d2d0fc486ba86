"""The citations on a record's page and of its parts there, and which values still need one."""

from collections import defaultdict
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.base import Desk
from desk.forms import RecordFormSet
from desk.pages import address_in_desk
from documents.evidence import supports
from documents.judgements import holds, values_of
from documents.lost_names import relying_on_lost_names
from documents.models import Citation, Passage
from mechanisms.models import Mechanism, Membership, Office, Person
from meetings.models import Delegate, Meeting, Outcome, Participation, Position
from records.models import NamedRecord, Record, State
from records.words import field_names

from .forms import CitationForm, labels_of

# The parts of a record, which a row of its page can support too

ADDED = "added"

PART_LISTS: dict[type[Record], dict[type[Record], tuple[str, ...]]] = {
    Meeting: {
        Participation: ("participant",),
        Delegate: ("person", "participant"),
        Outcome: (),
        Position: (),
    },
    Mechanism: {Membership: ("participant",), Outcome: (), Position: ()},
    Person: {Office: ("participant",)},
}
"""The parts that stand on a record's page, and the relations that their labels name."""


def part_label(part: Record) -> str:
    """A part as its owner's page calls it: without the owner's name."""
    if isinstance(part, Participation | Membership):
        return f"{part.participant}, {part.get_role_display()}"
    if isinstance(part, Delegate):
        return f"{part.person}, {part.get_role_display()}"
    if isinstance(part, Outcome):
        return f"{part.title} ({part.get_action_display()})"
    if isinstance(part, Position):
        return f"{part.title} ({part.get_kind_display()})"
    if isinstance(part, Office):
        return part.title
    return str(part)


def parts_on_page(record: Record) -> list[Record]:
    """The parts that an editor sees on the page of ``record``."""
    parts: list[Record] = []
    for model, labels in PART_LISTS.get(type(record), {}).items():
        rows = model._default_manager.filter(**{record.kind_name(): record})
        if isinstance(record, Mechanism) and model in (Outcome, Position):
            rows = rows.filter(meeting=None)
        rows = rows.exclude(state=State.WITHDRAWN).select_related(*labels)
        parts += rows.order_by("pk")[:500]
    return parts


class CitationFormSet(RecordFormSet):
    """The citations of one record; each may be repeated for its parts."""

    @cached_property
    def parts(self) -> dict[str, Record]:
        parts = parts_on_page(self.instance) if self.instance.pk else []
        return {f"{part.kind_name()}-{part.pk}": part for part in parts}

    @cached_property
    def names(self) -> list[str]:
        return labels_of(self.instance) if self.instance.pk else []

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.offer_names(self.names)
        if type(self.instance) in PART_LISTS:
            form.fields["also"].choices = [
                *(
                    (key, f"{capfirst(part._meta.verbose_name)}: {part_label(part)}")
                    for key, part in self.parts.items()
                ),
                (ADDED, _("all that is being added on this page now")),
            ]

    def save_new(self, form: Any, commit: bool = True) -> Any:
        return None if form.only_parts else super().save_new(form, commit)

    def save_new_objects(self, commit: bool = True) -> list[Any]:
        self.new_objects = [row for row in super().save_new_objects(commit) if row is not None]
        return self.new_objects

    def cite_parts(self, added: list[Record]) -> list[Passage]:
        """Make a citation like the row's for each part that the row supports.

        ``added`` are the parts that are saved with it. Returns the passages that were cited now.
        """
        cited = []
        for form in self.forms:
            if not form.has_changed() or form in self.deleted_forms:
                continue
            wanted = form.cleaned_data.get("also") or []
            parts = [self.parts[key] for key in wanted if key in self.parts]
            for part in [*parts, *(added if ADDED in wanted else [])]:
                cite_like(form.instance, part)
            cited.append(form.cleaned_data["passage"])
        return cited


def cite_like(citation: Citation, part: Record) -> None:
    """Cite the same words for every value that ``part`` has now."""
    name = part.kind_name()
    fields = part.filled_evidential_fields()
    same = (
        Citation.objects.filter(
            **{name: part}, passage=citation.passage, start=citation.start, end=citation.end
        )
        .exclude(state=State.WITHDRAWN)
        .first()
    )
    if same is None:
        Citation.objects.create(
            **{name: part},
            passage=citation.passage,
            start=citation.start,
            end=citation.end,
            quote=citation.quote,
            prefix=citation.prefix,
            suffix=citation.suffix,
            fields=fields,
        )
        return
    values = values_of(part)
    if passed := [name for name in fields if not holds(same.holds_for or {}, name, values)]:
        if same.fields:
            same.fields = list(dict.fromkeys([*same.fields, *fields]))
        same.judge(*passed)
        same.save(update_fields=["fields", "holds_for"])


# The list on the page


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
    return [
        {
            "record": found.record,
            "kind": capfirst(found.record._meta.verbose_name),
            "label": part_label(found.record),
            "citations": cited[found.record.kind_name(), found.record.pk],
            "lacks": field_names(type(found.record), found.uncited),
        }
        for found in supports(parts)
    ]


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
