"""The editors' pages of meetings: who was there, what came of it, what was put forward."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from desk.base import PartInline
from desk.lists import EvidenceFilter, RelationFilter, period_filter
from desk.records import NamedRecordAdmin
from meetings.models import Delegate, Meeting, Outcome, Participation, Position


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


class PositionInline(PartInline):
    model = Position
    fk_name = "meeting"
    fields = ("title", "kind", "proposer", "audience", "date")
    select = ("proposer",)
    verbose_name = _("position")
    verbose_name_plural = _("positions: what one side put forward")


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
        (
            _("Who was there"),
            {"fields": ("participation_listed", ("attendance_min", "attendance_max"))},
        ),
        (_("What kind of meeting"), {"fields": (("level", "track"), "kind")}),
        (_("In a few sentences"), {"fields": ("summary", "topics")}),
    )
    inlines = (ParticipationInline, DelegateInline, OutcomeInline, PositionInline)

    @admin.display(description=_("date held"), ordering="date_order")
    def shown_date(self, meeting: Meeting) -> str:
        return meeting.date or "–"

    def choice_label(self, record: Meeting, searched: bool = False) -> str:
        date = record.date or _("no date")
        return f"{date}: {super().choice_label(record, searched)}"
