"""Meetings: the list, and the page of one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from documents.models import Document
from explore.details import detail_context
from explore.lists import list_page
from explore.names import names_for
from explore.shortcuts import get_public_or_gone
from mechanisms.models import Topic
from meetings.models import Delegate, Meeting, Outcome, Participation

PARTS = 500
"""How many participations, delegates or outcomes one page shows at most; more is said so."""

SORTS = {
    "newest": (_("Newest first"), ("-date_order", "-id")),
    "oldest": (_("Oldest first"), ("date_order", "id")),
    "name": (_("Name"), ("name", "id")),
}
MAIN = ("q", "mechanism", "level", "status", "from", "to")


def listed() -> Any:
    """Public meetings with what a row shows of them."""
    return (
        Meeting.objects.public()
        .select_related("mechanism", "series", "place")
        .prefetch_related(*names_for("", "mechanism", "series", "place"))
    )


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Meetings, newest first."""
    return list_page(
        request,
        "meetings/list.html",
        queryset=listed(),
        filterset=FILTERSETS["meeting"],
        resource="meetings",
        sorts=SORTS,
        main=MAIN,
    )


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting: when, where, who, and what came out of it."""
    meeting = get_public_or_gone(
        Meeting.objects.select_related("mechanism", "series", "place__country").prefetch_related(
            "names", *names_for("mechanism", "series", "place", "place__country")
        ),
        slug,
    )
    participations = list(
        Participation.objects.public()
        .filter(meeting=meeting)
        .select_related("participant")
        .prefetch_related(*names_for("participant"))
        .order_by("participant__name", "id")[: PARTS + 1]
    )
    delegates = list(
        Delegate.objects.public()
        .filter(meeting=meeting)
        .select_related("person", "participant")
        .prefetch_related(*names_for("person", "participant"))
        .order_by("id")[: PARTS + 1]
    )
    outcomes = list(with_context(Outcome.objects.public().filter(meeting=meeting))[: PARTS + 1])
    before, after = neighbours(meeting)
    context = detail_context(
        request,
        meeting,
        resource="meetings",
        parts=[
            *participations,
            *delegates,
            *outcomes,
            *([meeting.place] if meeting.place else []),
        ],
        roles=by_role(participations[:PARTS], Participation.Role),
        delegates=delegates[:PARTS],
        outcomes=outcomes[:PARTS],
        cut=max(len(participations), len(delegates), len(outcomes)) > PARTS,
        topics=Topic.objects.public().filter(meetings=meeting).prefetch_related(*names_for("")),
        before=before,
        after=after,
    )
    return render(request, "meetings/detail.html", context)


def with_context(outcomes: Any) -> Any:
    """Outcomes with what their rows show: proposer, earlier and later ones, texts."""
    return (
        outcomes.select_related("meeting", "mechanism", "proposer")
        .prefetch_related(
            Prefetch("follows_up", Outcome.objects.public().select_related("meeting", "mechanism")),
            Prefetch(
                "followed_up_by",
                Outcome.objects.public().select_related("meeting", "mechanism"),
                to_attr="public_follow_ups",
            ),
            Prefetch(
                "texts",
                Document.objects.public().prefetch_related(*names_for("")),
                to_attr="public_texts",
            ),
            *names_for("meeting", "mechanism", "proposer"),
        )
        .order_by("date_order", "id")
    )


def by_role(rows: Iterable[Any], roles: Any) -> list[tuple[str, list[Any]]]:
    """Rows under the name of their role, roles in the order in which the model declares them."""
    groups: dict[str, list[Any]] = {value: [] for value in roles.values}
    for row in rows:
        groups[row.role].append(row)
    return [(roles(value).label, group) for value, group in groups.items() if group]


def neighbours(meeting: Meeting) -> tuple[Any, Any]:
    """The meetings recorded before and after this one in its series, by ordinal or by date.

    Each is ``None`` or a mapping: the meeting, and the ordinals between that are not recorded.
    """
    if meeting.series is None:
        return None, None
    same = Meeting.objects.public().filter(series=meeting.series).prefetch_related(*names_for(""))
    if meeting.ordinal is None:
        if not meeting.date_order:
            return None, None
        earlier = same.filter(date_order__lt=meeting.date_order).order_by("-date_order", "-id")
        later = same.filter(date_order__gt=meeting.date_order).order_by("date_order", "id")
    else:
        same = same.filter(numbering=meeting.numbering)
        earlier = same.filter(ordinal__lt=meeting.ordinal).order_by("-ordinal")
        later = same.filter(ordinal__gt=meeting.ordinal).order_by("ordinal")
    before, after = _neighbour(meeting, earlier.first()), _neighbour(meeting, later.first())
    if before is None and meeting.ordinal and meeting.ordinal > 1:
        before = {"meeting": None, "gap": (1, meeting.ordinal - 1)}
    return before, after


def _neighbour(meeting: Meeting, other: Meeting | None) -> dict[str, Any] | None:
    if other is None:
        return None
    if meeting.ordinal is None or other.ordinal is None:
        return {"meeting": other, "gap": None}
    low, high = sorted([meeting.ordinal, other.ordinal])
    return {"meeting": other, "gap": (low + 1, high - 1) if high - low > 1 else None}
