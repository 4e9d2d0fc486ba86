"""The editors' pages of offices."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from desk.lists import EvidenceFilter, RelationFilter
from desk.records import PartAdmin
from mechanisms.models import Office


@admin.register(Office)
class OfficeAdmin(PartAdmin):
    list_display = ("title", "person", "participant", "since", "until", "evidence", "shown_state")
    list_filter = (
        "state",
        EvidenceFilter,
        ("person", RelationFilter),
        ("participant", RelationFilter),
    )
    list_select_related = ("person", "participant")
    fieldsets = (
        (None, {"fields": ("person", "title", "participant")}),
        (_("When"), {"fields": (("since", "since_is"), ("until", "until_is"))}),
    )
    found_by = ("person", "participant")
