"""The editors' pages of outcomes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from desk.lists import EvidenceFilter, RelationFilter, period_filter
from desk.records import TitledPartAdmin
from meetings.models import Outcome
from records.words import choice_label


@admin.register(Outcome)
class OutcomeAdmin(TitledPartAdmin):
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
    fieldsets = (
        (None, {"fields": ("title", ("action", "instrument"), "date")}),
        (_("Where it comes from"), {"fields": ("meeting", "mechanism", "proposer")}),
        (_("Before it"), {"fields": ("follows_up", "takes_up")}),
        (_("In a few sentences"), {"fields": ("summary", "topics")}),
    )

    def choice_label(self, record: Outcome, searched: bool = False) -> str:
        year = (record.date or "")[:4]
        label = choice_label(record)
        return f"{label}, {record.get_action_display()} {year}".rstrip()
