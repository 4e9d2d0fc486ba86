"""What lists of mechanisms, participants, people, offices, memberships and topics filter by."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Mechanism, Membership, Office, Participant, Person, Topic
from records.filters import (
    AsOfFilter,
    ChoiceFilter,
    FromFilter,
    QueryFilter,
    RecordFilterSet,
    ReferenceFilter,
    TermFilter,
    ToFilter,
    at_or_below,
    days_of,
)
from records.models import held_during


def bodies_within(top: Mechanism) -> Any:
    """The keys of ``top`` and of every public body under it, as a subquery."""
    return at_or_below(Mechanism._meta.db_table, "parent_id", top.pk)


class WithinFilter(ReferenceFilter):
    """Records of one mechanism or of any body under it."""

    def __init__(self, *, field_name: str = "mechanism", **kwargs: Any):
        kwargs.setdefault("label", _("Mechanism, with the bodies under it"))
        super().__init__(field_name=field_name, of=Mechanism, **kwargs)

    def filter(self, qs: QuerySet, value: Mechanism | None) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__in": bodies_within(value)}) if value else qs


class TopicFilter(RecordFilterSet):
    """Filters of topics."""

    q = QueryFilter()
    parent = ReferenceFilter(of=Topic, label=_("Under the topic"))


class RoleFilterSet(RecordFilterSet):
    """Base of those that ask for a role in a mechanism, and as of when."""

    def in_role(self, memberships: QuerySet) -> QuerySet:
        """Those of ``memberships`` with the role that is asked for, as of the day asked for."""
        if role := self.given("role"):
            memberships = memberships.filter(role=role)
        if day := self.given("as_of"):
            memberships = memberships.filter(held_during(days_of(day)))
        return memberships


class ParticipantFilter(RoleFilterSet):
    """Filters of participants."""

    q = QueryFilter()
    kind = ChoiceFilter(choices=Participant.Kind, label=_("Kind"))
    parent = ReferenceFilter(of=Participant, label=_("Belongs to"))
    mechanism = ReferenceFilter(
        of=Mechanism, label=_("Has a role in the mechanism"), method="in_mechanism"
    )
    role = ChoiceFilter(choices=Membership.Role, label=_("With the role"), method="with_another")
    as_of = AsOfFilter(label=_("Had that role as of"), method="with_another")

    def in_mechanism(self, queryset: QuerySet, name: str, value: Mechanism) -> QuerySet:
        held = Membership.objects.public().filter(participant=OuterRef("pk"), mechanism=value)
        return queryset.filter(Exists(self.in_role(held)))


class PersonFilter(RecordFilterSet):
    """Filters of people."""

    q = QueryFilter()
    participant = ReferenceFilter(
        of=Participant, label=_("Holds or held an office for"), method="office_for"
    )

    def office_for(self, queryset: QuerySet, name: str, value: Participant) -> QuerySet:
        held = Office.objects.public().filter(person=OuterRef("pk"), participant=value)
        return queryset.filter(Exists(held))


class OfficeFilter(RecordFilterSet):
    """Filters of offices."""

    person = ReferenceFilter(of=Person, label=_("Person"))
    participant = ReferenceFilter(of=Participant, label=_("For the participant"))
    from_ = TermFilter(since=True)
    to = TermFilter(since=False)
    as_of = AsOfFilter()


class MechanismFilter(RoleFilterSet):
    """Filters of mechanisms."""

    q = QueryFilter()
    kind = ChoiceFilter(choices=Mechanism.Kind, label=_("Kind"))
    status = ChoiceFilter(choices=Mechanism.Status, label=_("Status"))
    parent = ReferenceFilter(of=Mechanism, label=_("Directly under"))
    within = WithinFilter(field_name="pk")
    topic = ReferenceFilter(field_name="topics", of=Topic, label=_("Topic"))
    participant = ReferenceFilter(
        of=Participant, label=_("Has the participant"), method="with_participant"
    )
    role = ChoiceFilter(choices=Membership.Role, label=_("In the role"), method="with_another")
    as_of = AsOfFilter(label=_("Had that role as of"), method="with_another")
    from_ = FromFilter(date="founded", latest="founded_latest", label=_("Founded from"))
    to = ToFilter(date="founded", order="founded_order", label=_("Founded to"))

    def with_participant(self, queryset: QuerySet, name: str, value: Participant) -> QuerySet:
        held = Membership.objects.public().filter(mechanism=OuterRef("pk"), participant=value)
        return queryset.filter(Exists(self.in_role(held)))


class MembershipFilter(RecordFilterSet):
    """Filters of memberships."""

    mechanism = ReferenceFilter(of=Mechanism, label=_("Mechanism"))
    within = WithinFilter()
    participant = ReferenceFilter(of=Participant, label=_("Participant"))
    role = ChoiceFilter(choices=Membership.Role, label=_("Role"))
    from_ = TermFilter(since=True)
    to = TermFilter(since=False)
    as_of = AsOfFilter()
