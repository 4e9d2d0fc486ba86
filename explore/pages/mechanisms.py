"""Mechanisms: the list, and the page of one."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_page
from explore.lists import list_page
from explore.outcomes import of_mechanism, outcomes_in_context, positions_in_context
from explore.pages.meetings import by_role, listed
from explore.rows import Rows, joined, names_for
from explore.shortcuts import get_public_or_gone
from mechanisms.models import Mechanism, Membership, Participant
from meetings.ledger import gaps
from meetings.models import Meeting, Outcome, Position, Series

MEMBERS = 50
BODIES = 50
SERIES = 20
OUTCOMES = 10
MEETINGS = 10
ORDINALS = 2000
"""How many ordinals of its series the page reads; longer ones say only what it read."""


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Mechanisms by name."""
    return list_page(
        request,
        joined(Mechanism.objects.public().prefetch_related("names"), "parent"),
        FILTERSETS["mechanism"],
        main=("q", "kind", "status", "within", "topic"),
    )


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One mechanism: what it is, who belongs to it, its meetings and what came of them."""
    mechanisms = Mechanism.objects.prefetch_related("names")
    mechanism = get_public_or_gone(joined(mechanisms, "parent", "predecessor"), slug)
    bodies = Mechanism.objects.public().order_by("name", "id").prefetch_related(*names_for(""))
    children = Rows(bodies.filter(parent=mechanism), BODIES)
    grandchildren = Rows(bodies.filter(parent__in=[child.pk for child in children]), BODIES)
    successors = list(bodies.filter(predecessor=mechanism)[:BODIES])
    members = joined(mechanism.memberships.public(), "participant")
    memberships = Rows(members.order_by("participant__name", "id"), MEMBERS)
    lines = mechanism.series.public().prefetch_related(*names_for(""))
    series = Rows(lines.order_by("name", "id"), SERIES)
    its_own = listed().filter(mechanism=mechanism).order_by("-date_order", "-id")
    meetings = Rows(its_own.convened(), MEETINGS)
    activities = Rows(its_own.activities(), MEETINGS)
    public = outcomes_in_context(Outcome.objects.public())
    outcomes = of_mechanism(public, mechanism, OUTCOMES)
    public = positions_in_context(Position.objects.public())
    positions = of_mechanism(public, mechanism, OUTCOMES)
    counts = counts_of(series)
    collectives = Rows(joined(mechanism.collectives.public()).order_by("name", "id"), BODIES)
    return detail_page(
        request,
        mechanism,
        by_day=[outcomes, positions],
        parts=[
            *(*children, *grandchildren, *successors, *memberships, *collectives),
            *(*series, *meetings, *activities, *outcomes, *positions),
        ],
        tree=tree(children, grandchildren),
        bodies=children if children.more else grandchildren,
        successors=successors,
        roles=by_role(memberships, Membership.Role),
        memberships=memberships,
        series=series,
        counted=[(one, counts.get(one.pk, [])) for one in series],
        meetings=meetings,
        activities=activities,
        collectives=collectives,
        outcomes=outcomes,
        positions=positions,
        topics=mechanism.topics.public().prefetch_related(*names_for("")),
        participant=Participant.objects.public()
        .filter(mechanism=mechanism)
        .prefetch_related(*names_for(""))
        .first(),
    )


def counts_of(series: Iterable[Series]) -> dict[int, list[dict[str, Any]]]:
    """By series, each of its numberings: what is recorded, and the gaps below the last."""
    rows = (
        Meeting.objects.public()
        .filter(series__in=list(series), ordinal__isnull=False)
        .order_by("series_id", "numbering", "ordinal")
        .only("series_id", "numbering", "ordinal", "slug", "status")[:ORDINALS]
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for (key, numbering), group in groupby(rows, attrgetter("series_id", "numbering")):
        recorded = list(group)
        missing = gaps(meeting.ordinal or 0 for meeting in recorded)
        found[key].append({"numbering": numbering, "recorded": recorded, "gaps": missing})
    return found


def tree(
    children: list[Mechanism], grandchildren: list[Mechanism]
) -> list[tuple[Mechanism, list[Mechanism]]]:
    """The bodies directly under one, each with those under it."""
    return [
        (child, [below for below in grandchildren if below.parent_id == child.pk])
        for child in children
    ]
