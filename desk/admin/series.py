"""The editors' pages of series."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from desk.lists import EvidenceFilter, RelationFilter
from desk.records import NamedRecordAdmin
from meetings.models import Series


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
        (
            _("Meetings that a source counts"),
            {"fields": (("count_min", "count_max"), "count_date")},
        ),
        (_("In a few sentences"), {"fields": ("summary",)}),
    )
    see_also = (("meetings_meeting", "series__exact", _("Its meetings")),)
