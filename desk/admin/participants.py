"""The editors' pages of participants."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from desk.lists import EvidenceFilter, RelationFilter
from desk.records import NamedRecordAdmin
from desk.reference import ReferenceDesk
from mechanisms.models import Participant


@admin.register(Participant)
class ParticipantAdmin(ReferenceDesk, NamedRecordAdmin):
    list_display = ("name", "kind", "parent", "iso_alpha3", "evidence", "shown_state")
    list_filter = ("state", EvidenceFilter, "kind", ("parent", RelationFilter))
    list_select_related = ("parent",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "parent", "mechanism")}),
        (_("For a collective"), {"fields": (("members_of", "members_role"),)}),
        (_("For states and territories"), {"fields": (("iso_alpha2", "iso_alpha3"),)}),
        (_("In a few sentences"), {"fields": ("summary",)}),
    )
    see_also = (
        ("mechanisms_membership", "participant__exact", _("Its memberships")),
        ("mechanisms_participant", "parent__exact", _("Bodies that belong to it")),
        ("mechanisms_office", "participant__exact", _("Offices held for it")),
        ("meetings_participation", "participant__exact", _("Its participations")),
    )
