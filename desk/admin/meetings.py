"""The editors' pages of meetings and their parts, of series, places and outcomes."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from desk.base import NameInline, PartInline
from desk.lists import EvidenceFilter, RelationFilter, period_filter
from desk.records import NamedRecordAdmin, PartAdmin, RecordAdmin
from mechanisms.models import Mechanism, Participant, Person
from meetings.models import (
    Delegate,
    Meeting,
    MeetingName,
    Outcome,
    Participation,
    Place,
    PlaceName,
    Series,
    SeriesName,
)
from records.refusals import ERRORS_AT
from records.words import choice_label

ERRORS_AT |= {
    "meeting_ordinal_once_in_series": "ordinal",
    "meeting_ordinal_from_one": "ordinal",
    "meeting_ordinal_belongs_to_series": "series",
    "place_coordinates_in_range": "latitude",
    "place_coordinates_say_where_from": "coordinates_from",
    "participation_once": "participant",
    "delegate_once": "person",
    "outcome_of_a_meeting_or_a_mechanism": "meeting",
}


class PlaceNameInline(NameInline):
    model = PlaceName


@admin.register(Place)
class PlaceAdmin(NamedRecordAdmin):
    list_display = ("name", "country", "region", "evidence", "shown_state")
    list_filter = ("state", EvidenceFilter, ("country", RelationFilter))
    list_select_related = ("country",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "country", "region")}),
        (_("On the map"), {"fields": (("latitude", "longitude"), "coordinates_from")}),
        (_("In a few sentences"), {"fields": ("summary",)}),
    )
    inlines = (PlaceNameInline,)


class SeriesNameInline(NameInline):
    model = SeriesName


@admin.register(Series)
class SeriesAdmin(NamedRecordAdmin):
    list_display = ("name", "mechanism", "level", "kind", "evidence", "shown_state")
    list_filter = (
        "state",
        EvidenceFilter,
        "level",
        "track",
        "kind",
        ("mechanism", RelationFilter),
    )
    list_select_related = ("mechanism",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "mechanism")}),
        (_("What its meetings are"), {"fields": (("level", "track"), "kind")}),
        (_("In a few sentences"), {"fields": ("summary",)}),
    )
    inlines = (SeriesNameInline,)


class MeetingNameInline(NameInline):
    model = MeetingName


class ParticipationInline(PartInline):
    model = Participation
    fields = ("participant", "role")
    select = ("participant",)
    extra = 2
    verbose_name = _("participant")
    verbose_name_plural = _("participants and their roles")


class DelegateInline(PartInline):
    model = Delegate
    fields = ("person", "participant", "role", "office")
    select = ("person", "participant")
    verbose_name = _("delegate")
    verbose_name_plural = _("delegates: the people who were there")


class OutcomeInline(PartInline):
    model = Outcome
    fk_name = "meeting"
    fields = ("title", "action", "instrument", "date", "proposer")
    select = ("proposer",)
    verbose_name = _("outcome")
    verbose_name_plural = _("outcomes: what came out of it")


class MechanismOutcomeInline(OutcomeInline):
    """Outcomes of a body itself; those of its meetings stand on the meetings' pages."""

    fk_name = "mechanism"
    verbose_name_plural = _("outcomes that belong to no meeting")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).filter(meeting=None)


@admin.register(Meeting)
class MeetingAdmin(NamedRecordAdmin):
    list_display = (
        "name",
        "shown_date",
        "ordinal",
        "mechanism",
        "level",
        "place",
        "evidence",
        "shown_state",
    )
    list_filter = (
        "state",
        EvidenceFilter,
        period_filter("earliest", "latest", _("date held")),
        ("mechanism", RelationFilter),
        ("series", RelationFilter),
        ("place", RelationFilter),
        "level",
        "track",
        "kind",
        "mode",
        "status",
    )
    list_select_related = ("mechanism", "series", "place")
    ordering = ("-date_order", "-id")
    sortable_by = ("name", "shown_date")
    fieldsets = (
        (None, {"fields": ("name", "slug", "mechanism", "series", ("ordinal", "numbering"))}),
        (_("When and where"), {"fields": ("date", "place", ("status", "mode"))}),
        (_("What kind of meeting"), {"fields": (("level", "track"), "kind")}),
        (_("In a few sentences"), {"fields": ("summary", "topics")}),
    )
    inlines = (MeetingNameInline, ParticipationInline, DelegateInline, OutcomeInline)

    @admin.display(description=_("date held"), ordering="date_order")
    def shown_date(self, meeting: Meeting) -> str:
        return meeting.date or "–"

    def choice_label(self, record: Meeting, searched: bool = False) -> str:
        date = record.date or _("no date")
        return f"{date}: {super().choice_label(record, searched)}"


class RowOfMeetingAdmin(PartAdmin):
    """What participations and delegates share."""


@admin.register(Participation)
class ParticipationAdmin(RowOfMeetingAdmin):
    list_display = ("participant", "role", "meeting", "evidence", "shown_state")
    list_filter = (
        "state",
        EvidenceFilter,
        "role",
        ("meeting", RelationFilter),
        ("participant", RelationFilter),
    )
    list_select_related = ("participant", "meeting")
    fieldsets = ((None, {"fields": ("meeting", "participant", "role")}),)
    found_by = ("meeting", "participant")


@admin.register(Delegate)
class DelegateAdmin(RowOfMeetingAdmin):
    list_display = ("person", "participant", "role", "office", "meeting", "evidence", "shown_state")
    list_filter = (
        "state",
        EvidenceFilter,
        "role",
        ("meeting", RelationFilter),
        ("person", RelationFilter),
        ("participant", RelationFilter),
    )
    list_select_related = ("person", "participant", "meeting")
    fieldsets = ((None, {"fields": ("meeting", "person", "participant", ("role", "office"))}),)
    found_by = ("meeting", "person", "participant")


@admin.register(Outcome)
class OutcomeAdmin(PartAdmin):
    list_display = (
        "title",
        "action",
        "shown_date",
        "meeting",
        "mechanism",
        "evidence",
        "shown_state",
    )
    list_filter = (
        "state",
        EvidenceFilter,
        period_filter("earliest", "latest", _("date")),
        ("meeting", RelationFilter),
        ("mechanism", RelationFilter),
        ("proposer", RelationFilter),
        "action",
        "instrument",
    )
    list_select_related = ("meeting", "mechanism")
    ordering = ("-date_order", "-id")
    sortable_by = ("shown_date",)
    fieldsets = (
        (None, {"fields": ("title", ("action", "instrument"), "date")}),
        (_("Where it comes from"), {"fields": ("meeting", "mechanism", "proposer", "follows_up")}),
        (_("In a few sentences"), {"fields": ("summary", "topics")}),
    )
    found_by = ("meeting", "mechanism")
    search_help_text = _("Words of its title, or any name of its meeting or mechanism.")

    @admin.display(description=_("date"), ordering="date_order")
    def shown_date(self, outcome: Outcome) -> str:
        return outcome.date or "–"

    def find(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        titled = models.Q()
        for word in term.split()[:10]:
            titled &= models.Q(title__icontains=word)
        named = super().find(queryset.model._default_manager.all(), term)
        return queryset.filter(titled | models.Q(pk__in=named.order_by().values("pk")))

    def choice_label(self, record: Outcome, searched: bool = False) -> str:
        year = (record.date or "")[:4]
        label = choice_label(record)
        return f"{label}, {record.get_action_display()} {year}".rstrip()


RecordAdmin.added_inlines.setdefault(Mechanism, []).append(MechanismOutcomeInline)

RecordAdmin.see_also.setdefault(Mechanism, []).extend(
    [
        ("meetings_meeting", "mechanism__exact", _("Its meetings")),
        ("meetings_series", "mechanism__exact", _("Its series")),
        ("meetings_outcome", "mechanism__exact", _("All outcomes")),
    ]
)
RecordAdmin.see_also.setdefault(Participant, []).append(
    ("meetings_participation", "participant__exact", _("Its participations"))
)
RecordAdmin.see_also.setdefault(Person, []).append(
    ("meetings_delegate", "person__exact", _("Meetings attended"))
)
RecordAdmin.see_also[Series] = [("meetings_meeting", "series__exact", _("Its meetings"))]
RecordAdmin.see_also[Place] = [("meetings_meeting", "place__exact", _("Meetings held here"))]
