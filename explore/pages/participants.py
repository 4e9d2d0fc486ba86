"""Participants: the list, and the page of one."""

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_page
from explore.lists import list_page
from explore.outcomes import latest, outcomes_in_context, positions_in_context
from explore.pages.meetings import by_role, listed
from explore.rows import Rows, joined, names_for
from explore.shortcuts import get_public_or_gone
from mechanisms.models import Membership, Participant
from meetings.collectives import taken_through
from meetings.models import Participation

ROLES = 50
MEETINGS = 10
POSITIONS = 10
OTHERS = 20


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Participants by name."""
    return list_page(
        request,
        joined(Participant.objects.public().prefetch_related("names"), "parent"),
        FILTERSETS["participant"],
        main=("q", "kind", "parent", "mechanism", "role"),
    )


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One participant: what it belongs to, its roles, its meetings, its people and its papers."""
    participants = Participant.objects.prefetch_related("names")
    participant = get_public_or_gone(
        joined(participants, "parent", "mechanism", "members_of"), slug
    )
    below = participant.children.public().prefetch_related(*names_for(""))
    children = Rows(below.order_by("name", "id"), OTHERS)
    roles = joined(participant.memberships.public(), "mechanism")
    memberships = Rows(roles.order_by("mechanism__name", "id"), ROLES)
    own, through = participant.participations.public(), taken_through(participant)
    meetings, participations = attended(listed().convened(), own)
    _activities, parts_in_activities = attended(listed().activities(), own)
    # Where a source names it as well, it is not told twice.
    not_itself = listed().convened().exclude(Exists(own.filter(meeting=OuterRef("pk"))))
    meetings_through, participations_through = attended(not_itself, joined(through, "participant"))
    posts = joined(participant.offices.public(), "person")
    offices = Rows(posts.order_by("person__name", "id"), OTHERS)
    papers = participant.publications.public().prefetch_related(*names_for(""))
    publications = Rows(papers.order_by("-published_order", "-id"), OTHERS)
    positions = latest(positions_in_context(participant.positions.public()), POSITIONS)
    outcomes = latest(outcomes_in_context(participant.proposed_outcomes.public()), OTHERS)
    return detail_page(
        request,
        participant,
        by_day=[outcomes, positions],
        parts=[
            *(*children, *memberships, *participations, *parts_in_activities),
            *(*participations_through, *offices, *positions, *outcomes),
        ],
        children=children,
        roles=by_role(memberships, Membership.Role),
        memberships=memberships,
        meetings=by_role(participations, Participation.Role),
        attended=meetings,
        activities=parts_in_activities,
        through=participations_through,
        attended_through=meetings_through,
        offices=offices,
        publications=publications,
        positions=positions,
        outcomes=outcomes,
    )


def attended(among: Any, taken: Any) -> tuple[Rows, list[Participation]]:
    """The newest meetings of ``among`` in which a part was ``taken``, and these parts."""
    attending = among.filter(Exists(taken.filter(meeting=OuterRef("pk"))))
    meetings = Rows(attending.order_by("-date_order", "-id"), MEETINGS)
    parts = defaultdict(list)
    for participation in taken.filter(meeting__in=[meeting.pk for meeting in meetings]):
        parts[participation.meeting_id].append(participation)
    rows = []
    for meeting in meetings:
        for participation in parts[meeting.pk]:
            participation.meeting = meeting
            rows.append(participation)
    return meetings, rows
