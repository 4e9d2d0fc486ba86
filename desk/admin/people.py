"""The editors' pages of people, with the offices they held."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from desk.base import PartInline
from desk.lists import EvidenceFilter
from desk.records import NamedRecordAdmin
from mechanisms.models import Office, Person


class OfficeInline(PartInline):
    model = Office
    fields = ("title", "participant", "since", "since_is", "until", "until_is")
    select = ("participant",)


@admin.register(Person)
class PersonAdmin(NamedRecordAdmin):
    list_display = ("name", "evidence", "shown_state")
    list_filter = ("state", EvidenceFilter)
    fieldsets = (
        (None, {"fields": ("name", "slug")}),
        (_("In a few sentences"), {"fields": ("summary",)}),
    )
    inlines = (OfficeInline,)
    see_also = (("meetings_delegate", "person__exact", _("Meetings attended")),)
