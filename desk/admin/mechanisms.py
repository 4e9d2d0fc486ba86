"""The editors' pages of mechanisms, with their members, and what belongs to no meeting."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from desk.base import PartInline
from desk.lists import EvidenceFilter, RelationFilter, period_filter
from desk.records import NamedRecordAdmin
from mechanisms.models import Mechanism, Membership

from .meetings import OutcomeInline, PositionInline


class MembershipInline(PartInline):
    model = Membership
    fields = ("participant", "role", "since", "since_is", "until", "until_is")
    select = ("participant",)


class MechanismOutcomeInline(OutcomeInline):
    """Outcomes of a body itself; those of its meetings stand on the meetings' pages."""

    fk_name = "mechanism"
    verbose_name_plural = _("outcomes that belong to no meeting")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).filter(meeting=None)


class MechanismPositionInline(PositionInline):
    """Positions on a body itself; those put forward at its meetings stand on their pages."""

    fk_name = "mechanism"
    verbose_name_plural = _("positions that belong to no meeting")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).filter(meeting=None)


@admin.register(Mechanism)
class MechanismAdmin(NamedRecordAdmin):
    list_display = ("name", "kind", "parent", "status", "founded", "evidence", "shown_state")
    list_filter = (
        "state",
        EvidenceFilter,
        "kind",
        "status",
        ("parent", RelationFilter),
        period_filter("founded_earliest", "founded_latest", _("date of founding")),
    )
    list_select_related = ("parent",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "parent", "predecessor")}),
        (
            _("Beginning and end"),
            {"fields": ("status", ("founded", "ended"), "founding")},
        ),
        (_("Members"), {"fields": ("membership_listed",)}),
        (_("In a few sentences"), {"fields": ("summary", "topics")}),
    )
    inlines = (MembershipInline, MechanismOutcomeInline, MechanismPositionInline)
    see_also = (
        ("mechanisms_mechanism", "parent__exact", _("Bodies under it")),
        ("meetings_meeting", "mechanism__exact", _("Its meetings")),
        ("meetings_series", "mechanism__exact", _("Its series")),
        ("meetings_outcome", "mechanism__exact", _("All outcomes")),
        ("meetings_position", "mechanism__exact", _("All positions")),
    )
