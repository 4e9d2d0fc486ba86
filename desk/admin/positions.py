"""The editors' pages of positions."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from desk.lists import EvidenceFilter, RelationFilter, period_filter
from desk.records import TitledPartAdmin
from meetings.models import Position
from records.words import choice_label


@admin.register(Position)
class PositionAdmin(TitledPartAdmin):
    list_display = (
        "title",
        "kind",
        "proposer",
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
        "kind",
    )
    list_select_related = ("meeting", "mechanism", "proposer")
    fieldsets = (
        (None, {"fields": ("title", "kind", "date")}),
        (_("From whom to whom"), {"fields": ("proposer", "audience")}),
        (_("Where it comes from"), {"fields": ("meeting", "mechanism", "follows_up", "continues")}),
        (_("In a few sentences"), {"fields": ("summary", "topics")}),
    )

    def choice_label(self, record: Position, searched: bool = False) -> str:
        return f"{choice_label(record)} {(record.date or '')[:4]}".rstrip()
