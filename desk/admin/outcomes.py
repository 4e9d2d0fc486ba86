"""The editors' pages of outcomes."""

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.lists import EvidenceFilter, RelationFilter, period_filter
from desk.records import PartAdmin
from meetings.models import Outcome
from records.words import choice_label


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
