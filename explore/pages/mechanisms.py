"""Mechanisms: the list, and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_context
from explore.ledger import counts
from explore.lists import list_page
from explore.names import names_for
from explore.pages.meetings import by_role, listed, with_context
from explore.shortcuts import get_public_or_gone
from mechanisms.models import Mechanism, Membership, Participant, Topic
from meetings.models import Outcome, Series

MAIN = ("q", "kind", "status", "within", "topic")
MEMBERS = 500
BODIES = 200
SERIES = 100
OUTCOMES = 50
MEETINGS = 20


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Mechanisms by name."""
    return list_page(
        request,
        "mechanisms/list.html",
        queryset=Mechanism.objects.public()
        .select_related("parent")
        .prefetch_related("names", *names_for("parent")),
        filterset=FILTERSETS["mechanism"],
        resource="mechanisms",
        main=MAIN,
    )


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One mechanism: what it is, who belongs to it, its meetings and what came of them."""
    mechanism = get_public_or_gone(
        Mechanism.objects.select_related("parent", "predecessor").prefetch_related(
            "names", *names_for("parent", "predecessor")
        ),
        slug,
    )
    bodies = Mechanism.objects.public().order_by("name", "id").prefetch_related(*names_for(""))
    children = list(bodies.filter(parent=mechanism)[: BODIES + 1])
    grandchildren = list(
        bodies.filter(parent__in=[child.pk for child in children[:BODIES]])[: BODIES + 1]
    )
    successors = list(bodies.filter(predecessor=mechanism)[:BODIES])
    memberships = list(
        Membership.objects.public()
        .filter(mechanism=mechanism)
        .select_related("participant")
        .prefetch_related(*names_for("participant"))
        .order_by("participant__name", "id")[: MEMBERS + 1]
    )
    series = list(
        Series.objects.public()
        .filter(mechanism=mechanism)
        .prefetch_related(*names_for(""))
        .order_by("name", "id")[: SERIES + 1]
    )
    meetings = list(
        listed().filter(mechanism=mechanism).order_by("-date_order", "-id")[: MEETINGS + 1]
    )
    outcomes = outcomes_of(mechanism)
    ordinals = counts(series)
    context = detail_context(
        request,
        mechanism,
        resource="mechanisms",
        parts=[*children, *grandchildren, *successors, *memberships, *series, *meetings, *outcomes],
        tree=tree(children[:BODIES], grandchildren[:BODIES]),
        more_bodies=max(len(children), len(grandchildren)) > BODIES,
        successors=successors,
        roles=by_role(memberships[:MEMBERS], Membership.Role),
        more_members=len(memberships) > MEMBERS,
        series=[(one, ordinals.get(one.pk, [])) for one in series[:SERIES]],
        more_series=len(series) > SERIES,
        meetings=meetings[:MEETINGS],
        more_meetings=len(meetings) > MEETINGS,
        outcomes=outcomes[:OUTCOMES],
        more_outcomes=len(outcomes) > OUTCOMES,
        topics=Topic.objects.public().filter(mechanisms=mechanism).prefetch_related(*names_for("")),
        participant=Participant.objects.public()
        .filter(mechanism=mechanism)
        .prefetch_related(*names_for(""))
        .first(),
    )
    return render(request, "mechanisms/detail.html", context)


def outcomes_of(mechanism: Mechanism) -> list[Outcome]:
    """The oldest outcomes of a mechanism and of its meetings, one more than are shown.

    Asked in two: one condition on either would read the whole table to find a few rows.
    """
    public = Outcome.objects.public()
    own = with_context(public.filter(mechanism=mechanism))[: OUTCOMES + 1]
    at_meetings = with_context(
        public.filter(meeting__mechanism=mechanism).exclude(mechanism=mechanism)
    )[: OUTCOMES + 1]
    both = sorted([*own, *at_meetings], key=lambda outcome: (outcome.date_order, outcome.pk))
    return both[: OUTCOMES + 1]


def tree(
    children: list[Mechanism], grandchildren: list[Mechanism]
) -> list[tuple[Mechanism, list[Mechanism]]]:
    """The bodies directly under one, each with those under it."""
    return [
        (child, [below for below in grandchildren if below.parent_id == child.pk])
        for child in children
    ]
