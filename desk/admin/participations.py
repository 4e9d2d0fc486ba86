"""The editors' pages of participations."""

from django.contrib import admin

from desk.lists import EvidenceFilter, RelationFilter
from desk.records import PartAdmin
from meetings.models import Participation


@admin.register(Participation)
class ParticipationAdmin(PartAdmin):
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
