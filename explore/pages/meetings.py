"""Meetings: the list, and the page of one."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_page
from explore.lists import list_page
from explore.outcomes import of_record, outcomes_in_context, positions_in_context
from explore.rows import Rows, joined, look_up_countries, names_for
from explore.shortcuts import get_public_or_gone
from mechanisms.models import Participant
from meetings.collectives import by_collective, memberships_meant
from meetings.models import Meeting, Participation

PARTS = 500
"""How many rows of each kind of part one page shows at most; more is said so."""

SORTS = {
    "newest": (_("Newest first"), ("-date_order", "-id")),
    "oldest": (_("Oldest first"), ("date_order", "id")),
    "name": (_("Name"), ("name", "id")),
}


IN_A_ROW = (
    *("slug", "name", "date", "date_order", "ordinal", "level", "kind", "mode", "status"),
    *("mechanism__slug", "mechanism__name", "mechanism__status"),
    *("series__name", "place__slug", "place__name"),
)
"""The columns of which a row of the list is made: a sixth of those that are joined."""


def listed() -> Any:
    """Public meetings, and what is recorded like them, with what a row shows of them."""
    meetings = Meeting.objects.public().prefetch_related(*names_for(""))
    return joined(meetings, "mechanism", "series", "place")


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Meetings, newest first."""
    return list_page(
        request,
        listed().only(*IN_A_ROW),
        FILTERSETS["meeting"],
        sorts=SORTS,
        main=("q", "mechanism", "level", "status", "from", "to"),
    )


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting: when, where, who, what came out of it, and what was put forward there."""
    meetings = Meeting.objects.prefetch_related("names")
    meeting = get_public_or_gone(
        joined(meetings, "mechanism", "series", "place", "place__country"), slug
    )
    present = joined(meeting.participations.public(), "participant")
    participations = Rows(present.order_by("participant__name", "id"), PARTS)
    people = joined(meeting.delegates.public(), "person", "participant")
    delegates = Rows(people.order_by("id"), PARTS)
    outcomes = of_record(outcomes_in_context(meeting.outcomes.public()), PARTS)
    positions = of_record(positions_in_context(meeting.positions.public()), PARTS)
    before, after = neighbours(meeting)
    expand(participations, meeting)
    place = [meeting.place] if meeting.place else []
    look_up_countries(place)
    return detail_page(
        request,
        meeting,
        parts=[*participations, *delegates, *outcomes, *positions, *place],
        roles=by_role(participations, Participation.Role),
        delegates=delegates,
        outcomes=outcomes,
        positions=positions,
        cut=any(rows.more for rows in (participations, delegates, outcomes, positions)),
        topics=meeting.topics.public().prefetch_related(*names_for("")),
        before=before,
        after=after,
    )


def expand(participations: Iterable[Participation], meeting: Meeting) -> None:
    """Give each collective that took part the memberships for which it stood that day."""
    collectives = [
        row.participant
        for row in participations
        if row.participant.kind == Participant.Kind.COLLECTIVE
    ]
    meant = joined(
        memberships_meant(collectives, meeting.earliest, meeting.latest),
        *("participant", "mechanism"),
    )
    found = by_collective(collectives, meant.order_by("participant__name", "id")[:PARTS])
    for collective in collectives:
        collective.meant = found[collective.pk]  # type: ignore[attr-defined]


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
