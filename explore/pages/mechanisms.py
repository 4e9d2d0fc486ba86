"""Mechanisms: the list, and the page of one."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_context
from explore.ledger import counts
from explore.lists import list_page
from explore.pages.meetings import by_role, listed, with_context
from explore.shortcuts import get_public_or_gone
from explore.values import names_for
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
        title=_("Mechanisms"),
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
    below = list(
        Mechanism.objects.public()
        .filter(Q(parent=mechanism) | Q(parent__parent=mechanism))
        .order_by("name", "id")
        .prefetch_related(*names_for(""))[: BODIES + 1]
    )
    successors = list(
        Mechanism.objects.public()
        .filter(predecessor=mechanism)
        .order_by("name", "id")
        .prefetch_related(*names_for(""))[:BODIES]
    )
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
    outcomes = list(
        with_context(
            Outcome.objects.public().filter(
                Q(mechanism=mechanism) | Q(meeting__mechanism=mechanism)
            )
        )[: OUTCOMES + 1]
    )
    ordinals = counts(series)
    context = detail_context(
        request,
        mechanism,
        resource="mechanisms",
        parts=[*below, *successors, *memberships, *series, *meetings, *outcomes],
        tree=tree(mechanism, below[:BODIES]),
        more_bodies=len(below) > BODIES,
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


def tree(top: Mechanism, below: list[Mechanism]) -> list[tuple[Mechanism, list[Mechanism]]]:
    """The bodies directly under ``top``, each with those under it."""
    return [
        (child, [grandchild for grandchild in below if grandchild.parent_id == child.pk])
        for child in below
        if child.parent_id == top.pk
    ]
