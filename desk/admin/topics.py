"""The editors' pages of topics."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from desk.lists import RelationFilter
from desk.records import NamedRecordAdmin
from mechanisms.models import Topic


@admin.register(Topic)
class TopicAdmin(NamedRecordAdmin):
    list_display = ("name", "parent", "shown_state")
    list_filter = ("state", ("parent", RelationFilter))
    list_select_related = ("parent",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "parent")}),
        (_("In a few sentences"), {"fields": ("summary",)}),
    )
    see_also = (("mechanisms_topic", "parent__exact", _("Narrower topics")),)
