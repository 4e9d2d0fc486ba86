"""What lists of documents, passages and citations filter by; and ``document`` for all others."""

from typing import Any

import django_filters as filters
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from documents.models import SUBJECTS, TITLED, Citation, Document, Passage, citable_fields
from mechanisms import filters as mechanism_filters
from mechanisms.models import Participant
from meetings import filters as meeting_filters
from meetings.models import Outcome
from records.filters import (
    ChoiceFilter,
    FromFilter,
    LanguageFilter,
    PlainTextField,
    QueryFilter,
    RecordFilterSet,
    ReferenceFilter,
    ToFilter,
    add_filter,
)
from records.models import Identity, Record, State, merged_into

CITABLE_FIELDS = sorted({name for model in SUBJECTS.values() for name in citable_fields(model)})


class CitedByFilter(ReferenceFilter):
    """Records that a citation of one document speaks of.

    The record and the document are public already, so the citation's own state decides.
    """

    def filter(self, qs: QuerySet, value: Document | None) -> QuerySet:
        if value is None:
            return qs
        model: Any = qs.model
        cited = Citation.objects.filter(
            **{model.kind_name(): OuterRef("pk")},
            passage__capture__document=value,
            state=State.PUBLISHED,
        )
        return qs.filter(Exists(cited))


class DocumentFilter(RecordFilterSet):
    """Filters of documents."""

    q = QueryFilter()
    kind = ChoiceFilter(choices=Document.Kind, label=_("Kind"))
    publisher = ReferenceFilter(of=Participant, label=_("Publisher"))
    language = LanguageFilter()
    rights = ChoiceFilter(choices=Document.Rights, label=_("Who may read the text"))
    part_of = ReferenceFilter(of=Document, label=_("Part of"))
    outcome = ReferenceFilter(of=Outcome, label=_("Text of the outcome"))
    from_ = FromFilter(date="published", latest="published_latest", label=_("Published from"))
    to = ToFilter(date="published", order="published_order", label=_("Published to"))


class PassageFilter(RecordFilterSet):
    """Filters of passages."""

    document = ReferenceFilter(field_name="capture__document", of=Document, label=_("Document"))
    kind = ChoiceFilter(choices=Passage.Kind, label=_("Kind"))


class SubjectField(PlainTextField):
    """The permanent id of anything that a citation can speak of; cleans to the public record."""

    def clean(self, value: Any) -> Any:
        uid = super().clean(value)
        if not uid:
            return None
        uid = uid.upper()
        uid = merged_into([uid]).get(uid, uid)
        identity = Identity.objects.filter(uid=uid, kind__in=SUBJECTS).first()
        record = identity and SUBJECTS[identity.kind].objects.public().filter(uid=uid)
        if not record or not (found := record.first()):
            raise ValidationError(
                _("Nothing that a citation speaks of has the permanent id “%s”.") % uid,
                code="unknown",
            )
        return found


class SubjectFilter(filters.Filter):
    """Citations of one record."""

    field_class = SubjectField

    def filter(self, qs: QuerySet, value: Record | None) -> QuerySet:
        return qs.filter(**{value.kind_name(): value}) if value else qs


class CitationFilter(RecordFilterSet):
    """Filters of citations."""

    about = SubjectFilter(label=_("About the record (permanent id)"))

    document = ReferenceFilter(
        field_name="passage__capture__document", of=Document, label=_("Document")
    )
    kind = ChoiceFilter(
        choices=[(name, model._meta.verbose_name) for name, model in SUBJECTS.items()],
        label=_("About records of the kind"),
        method="about_kind",
    )
    field = ChoiceFilter(
        choices=[(name, name) for name in CITABLE_FIELDS],
        label=_("About the value"),
        method="about_field",
    )

    def about_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(**{f"{value}__isnull": False})

    def about_field(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By the word that the answers about a record have for the value."""
        titled = Q(*((f"{kind}__isnull", False) for kind in TITLED), _connector=Q.OR)
        if value == "name":
            return queryset.filter(~titled, fields__contains=["name"])
        asked = Q(fields__contains=[value])
        if value == "title":
            asked |= titled & Q(fields__contains=["name"])
        return queryset.filter(asked)


FILTERSETS: dict[str, type[RecordFilterSet]] = {
    "mechanism": mechanism_filters.MechanismFilter,
    "participant": mechanism_filters.ParticipantFilter,
    "person": mechanism_filters.PersonFilter,
    "office": mechanism_filters.OfficeFilter,
    "membership": mechanism_filters.MembershipFilter,
    "topic": mechanism_filters.TopicFilter,
    "place": meeting_filters.PlaceFilter,
    "series": meeting_filters.SeriesFilter,
    "meeting": meeting_filters.MeetingFilter,
    "participation": meeting_filters.ParticipationFilter,
    "delegate": meeting_filters.DelegateFilter,
    "outcome": meeting_filters.OutcomeFilter,
    "position": meeting_filters.PositionFilter,
}
"""The filter set of each record that a citation can speak of; each is given ``document``."""

for filterset in FILTERSETS.values():
    cited_by = CitedByFilter(of=Document, label=_("Cited by the document"))
    add_filter(filterset, "document", cited_by)
