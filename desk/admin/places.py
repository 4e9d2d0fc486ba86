"""The editors' pages of places."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from desk.lists import EvidenceFilter, RelationFilter
from desk.records import NamedRecordAdmin
from desk.reference import ReferenceDesk
from meetings.models import Place


@admin.register(Place)
class PlaceAdmin(ReferenceDesk, NamedRecordAdmin):
    list_display = ("name", "country", "region", "evidence", "shown_state")
    list_filter = ("state", EvidenceFilter, ("country", RelationFilter))
    list_select_related = ("country",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "country", "region")}),
        (_("On the map"), {"fields": (("latitude", "longitude"), "coordinates_from")}),
        (_("In a few sentences"), {"fields": ("summary",)}),
    )
    see_also = (("meetings_meeting", "place__exact", _("Meetings here")),)
