"""Participants: the list, and the page of one."""

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from documents.models import Document
from explore.details import detail_context
from explore.lists import list_page
from explore.names import names_for
from explore.pages.meetings import by_role, listed, with_context
from explore.shortcuts import get_public_or_gone
from mechanisms.models import Membership, Office, Participant
from meetings.models import Outcome, Participation

MAIN = ("q", "kind", "parent", "mechanism", "role")
ROLES = 300
MEETINGS = 50
OTHERS = 50


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Participants by name."""
    return list_page(
        request,
        "participants/list.html",
        queryset=Participant.objects.public()
        .select_related("parent")
        .prefetch_related("names", *names_for("parent")),
        filterset=FILTERSETS["participant"],
        resource="participants",
        main=MAIN,
    )


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One participant: what it belongs to, its roles, its meetings, its people and its papers."""
    participant = get_public_or_gone(
        Participant.objects.select_related("parent", "mechanism").prefetch_related(
            "names", *names_for("parent", "mechanism")
        ),
        slug,
    )
    children = list(
        Participant.objects.public()
        .filter(parent=participant)
        .prefetch_related(*names_for(""))
        .order_by("name", "id")[: OTHERS + 1]
    )
    memberships = list(
        Membership.objects.public()
        .filter(participant=participant)
        .select_related("mechanism")
        .prefetch_related(*names_for("mechanism"))
        .order_by("mechanism__name", "id")[: ROLES + 1]
    )
    meetings, participations = attended(participant)
    offices = list(
        Office.objects.public()
        .filter(participant=participant)
        .select_related("person")
        .prefetch_related(*names_for("person"))
        .order_by("person__name", "id")[: OTHERS + 1]
    )
    publications = list(
        Document.objects.public()
        .filter(publisher=participant)
        .prefetch_related(*names_for(""))
        .order_by("-published_order", "-id")[: OTHERS + 1]
    )
    proposals = list(
        with_context(Outcome.objects.public().filter(proposer=participant))[: OTHERS + 1]
    )
    context = detail_context(
        request,
        participant,
        resource="participants",
        parts=[*children, *memberships, *participations, *offices, *proposals],
        children=children[:OTHERS],
        more_children=len(children) > OTHERS,
        roles=by_role(memberships[:ROLES], Membership.Role),
        more_roles=len(memberships) > ROLES,
        meetings=by_role(participations, Participation.Role),
        more_meetings=len(meetings) > MEETINGS,
        offices=offices[:OTHERS],
        more_offices=len(offices) > OTHERS,
        publications=publications[:OTHERS],
        more_publications=len(publications) > OTHERS,
        proposals=proposals[:OTHERS],
        more_proposals=len(proposals) > OTHERS,
    )
    return render(request, "participants/detail.html", context)


def attended(participant: Participant) -> tuple[list[Any], list[Participation]]:
    """The newest meetings of ``participant`` (one more than are shown), and its parts in them."""
    taken = Participation.objects.public().filter(participant=participant)
    meetings = list(
        listed()
        .filter(Exists(taken.filter(meeting=OuterRef("pk"))))
        .order_by("-date_order", "-id")[: MEETINGS + 1]
    )
    parts = defaultdict(list)
    for participation in taken.filter(meeting__in=[m.pk for m in meetings[:MEETINGS]]):
        parts[participation.meeting_id].append(participation)
    rows = []
    for meeting in meetings[:MEETINGS]:
        for participation in parts[meeting.pk]:
            participation.meeting = meeting
            rows.append(participation)
    return meetings, rows
