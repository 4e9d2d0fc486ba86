"""The editors' pages of memberships."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from desk.lists import EvidenceFilter, RelationFilter
from desk.records import PartAdmin
from mechanisms.models import Membership


@admin.register(Membership)
class MembershipAdmin(PartAdmin):
    list_display = (
        "participant",
        "role",
        "mechanism",
        "since",
        "until",
        "evidence",
        "shown_state",
    )
    list_filter = (
        "state",
        EvidenceFilter,
        "role",
        ("mechanism", RelationFilter),
        ("participant", RelationFilter),
    )
    list_select_related = ("mechanism", "participant")
    fieldsets = (
        (None, {"fields": ("mechanism", "participant", "role")}),
        (_("When"), {"fields": (("since", "since_is"), ("until", "until_is"))}),
    )
    found_by = ("mechanism", "participant")
