"""Collectives at meetings: "the SCO member states" stand for whoever were members on the day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce, NullIf
from psycopg.types.range import DateRange

from mechanisms.models import MemberRole, Membership, Participant
from meetings.models import Participation
from records.models import held_during


def memberships_meant(
    collectives: Iterable[Participant], first: date | None, last: date | None
) -> Any:
    """The public memberships for which ``collectives`` stand between two days, in any order."""
    wanted = Q(pk__in=[])
    for one in collectives:
        wanted |= Q(mechanism=one.members_of_id, role=role_meant(one))
    others = ~Q(participant__kind=Participant.Kind.COLLECTIVE)
    days = DateRange(first, last, "[]")
    return Membership.objects.public().filter(wanted, held_during(days), others)


def by_collective(
    collectives: Iterable[Participant], memberships: Iterable[Membership]
) -> dict[int, list[Membership]]:
    """The memberships that each of ``collectives`` means, by its key."""
    found: dict[tuple[int, str], list[Membership]] = defaultdict(list)
    for membership in memberships:
        found[membership.mechanism_id, membership.role].append(membership)
    return {one.pk: found[one.members_of_id or 0, role_meant(one)] for one in collectives}


def role_meant(collective: Participant) -> str:
    """The role of those for whom a collective stands: members, unless it says another."""
    return collective.members_role or MemberRole.MEMBER


def taken_through(participant: Participant) -> Any:
    """The public participations of collectives among whom ``participant`` was on the day.

    Each names its collective: whose member it was, and through whom it took part.
    """
    held = Membership.objects.public().filter(participant=participant)
    day = Func(
        OuterRef("meeting__earliest"),
        OuterRef("meeting__latest"),
        Value("[]"),
        function="daterange",
        output_field=DateRangeField(),
    )
    role = Coalesce(
        NullIf(OuterRef("participant__members_role"), Value("")), Value(MemberRole.MEMBER.value)
    )
    then = held.filter(
        held_during(day),
        mechanism=OuterRef("participant__members_of"),
        role=role,
    )
    return Participation.objects.public().filter(
        Exists(then), participant__members_of__in=held.order_by().values("mechanism")
    )
