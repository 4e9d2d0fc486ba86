"""The editors' pages of delegates."""

from django.contrib import admin

from desk.lists import EvidenceFilter, RelationFilter
from desk.records import PartAdmin
from meetings.models import Delegate


@admin.register(Delegate)
class DelegateAdmin(PartAdmin):
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
