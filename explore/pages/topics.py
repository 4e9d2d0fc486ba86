"""Topics: the tree, and a topic's page with the bodies, meetings and outcomes sorted under it."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_page
from explore.lists import list_page
from explore.outcomes import latest, outcomes_in_context, positions_in_context
from explore.pages.meetings import listed
from explore.rows import Rows, joined
from explore.shortcuts import get_public_or_gone
from mechanisms.models import Topic

TREE = 500
SHOWN = 25


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """All topics as a tree; once filtered, or beyond what a tree can show, a list by name."""
    topics = Topic.objects.public().prefetch_related("names")
    return list_page(
        request,
        joined(topics, "parent"),
        FILTERSETS["topic"],
        main=("q", "parent"),
        tree=[] if request.GET else tree(list(topics.order_by("name", "id")[: TREE + 1])),
    )


def tree(topics: list[Topic]) -> list[dict[str, Any]]:
    """``topics`` as nested branches; none when there are too many for one page."""
    if len(topics) > TREE:
        return []
    below: dict[int | None, list[Topic]] = defaultdict(list)
    known = {topic.pk for topic in topics}
    for topic in topics:
        below[topic.parent_id if topic.parent_id in known else None].append(topic)

    def branches(parent: int | None) -> list[dict[str, Any]]:
        return [{"topic": topic, "below": branches(topic.pk)} for topic in below[parent]]

    return branches(None)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic: where it stands in the tree, and the newest records under it."""
    topic = get_public_or_gone(joined(Topic.objects.prefetch_related("names"), "parent"), slug)
    children = topic.children.public().prefetch_related("names")
    bodies = topic.mechanisms.public().prefetch_related("names")
    mechanisms = Rows(bodies.order_by("name", "id"), SHOWN)
    sorted_under_it = listed().filter(topics=topic).order_by("-date_order", "-id")
    meetings = Rows(sorted_under_it.convened(), SHOWN)
    activities = Rows(sorted_under_it.activities(), SHOWN)
    outcomes = latest(outcomes_in_context(topic.outcomes.public()), SHOWN)
    positions = latest(positions_in_context(topic.positions.public()), SHOWN)
    return detail_page(
        request,
        topic,
        by_day=[outcomes, positions],
        parts=[*mechanisms, *meetings, *activities, *outcomes, *positions],
        children=children.order_by("name", "id")[:TREE],
        mechanisms=mechanisms,
        meetings=meetings,
        activities=activities,
        outcomes=outcomes,
        positions=positions,
    )
