"""The editors' pages of mechanisms, participants, people, memberships, offices and topics."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from desk.base import NameInline, PartInline
from desk.lists import EvidenceFilter, RelationFilter, period_filter
from desk.records import NamedRecordAdmin, PartAdmin, RecordAdmin
from mechanisms.models import (
    Mechanism,
    MechanismName,
    Membership,
    Office,
    Participant,
    ParticipantName,
    Person,
    PersonName,
    Topic,
    TopicName,
)
from records.refusals import ERRORS_AT

ERRORS_AT |= {
    "participant_iso_alpha2_once": "iso_alpha2",
    "participant_iso_alpha3_once": "iso_alpha3",
    "participant_only_states_have_iso_codes": "iso_alpha2",
    "mechanism_ends_after_founding": "ended",
    "membership_no_overlap": "since",
    "office_once": "title",
}


class TopicNameInline(NameInline):
    model = TopicName


@admin.register(Topic)
class TopicAdmin(NamedRecordAdmin):
    list_display = ("name", "parent", "shown_state")
    list_filter = ("state", ("parent", RelationFilter))
    list_select_related = ("parent",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "parent")}),
        (_("In a few sentences"), {"fields": ("summary",)}),
    )
    inlines = (TopicNameInline,)


class ParticipantNameInline(NameInline):
    model = ParticipantName


@admin.register(Participant)
class ParticipantAdmin(NamedRecordAdmin):
    list_display = ("name", "kind", "parent", "iso_alpha3", "evidence", "shown_state")
    list_filter = ("state", EvidenceFilter, "kind", ("parent", RelationFilter))
    list_select_related = ("parent",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "parent", "mechanism")}),
        (_("For states and territories"), {"fields": (("iso_alpha2", "iso_alpha3"),)}),
        (_("In a few sentences"), {"fields": ("summary",)}),
    )
    inlines = (ParticipantNameInline,)


class PersonNameInline(NameInline):
    model = PersonName


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
    inlines = (PersonNameInline, OfficeInline)


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


class MechanismNameInline(NameInline):
    model = MechanismName


class MembershipInline(PartInline):
    model = Membership
    fields = ("participant", "role", "since", "since_is", "until", "until_is")
    select = ("participant",)


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
        (_("In a few sentences"), {"fields": ("summary", "topics")}),
    )
    inlines: ClassVar = (MechanismNameInline, MembershipInline)


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


RecordAdmin.see_also |= {
    Mechanism: [("mechanisms_mechanism", "parent__exact", _("Bodies under it"))],
    Participant: [
        ("mechanisms_membership", "participant__exact", _("Its memberships")),
        ("mechanisms_participant", "parent__exact", _("Bodies that belong to it")),
        ("mechanisms_office", "participant__exact", _("Offices held for it")),
    ],
    Topic: [("mechanisms_topic", "parent__exact", _("Narrower topics"))],
}
