"""Topics: the tree, and a topic's page with the bodies, meetings and outcomes sorted under it."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_context
from explore.lists import list_page
from explore.names import names_for
from explore.pages.meetings import listed, with_context
from explore.shortcuts import get_public_or_gone
from mechanisms.models import Mechanism, Topic
from meetings.models import Outcome

TREE = 500
SHOWN = 25


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """All topics as a tree; once filtered, or beyond what a tree can show, a list by name."""
    topics = Topic.objects.public().prefetch_related("names")
    return list_page(
        request,
        "topics/list.html",
        queryset=topics.select_related("parent").prefetch_related(*names_for("parent")),
        filterset=FILTERSETS["topic"],
        resource="topics",
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
    topic = get_public_or_gone(
        Topic.objects.select_related("parent").prefetch_related("names", *names_for("parent")),
        slug,
    )
    mechanisms = list(
        Mechanism.objects.public()
        .filter(topics=topic)
        .prefetch_related("names")
        .order_by("name", "id")[: SHOWN + 1]
    )
    meetings = list(listed().filter(topics=topic).order_by("-date_order", "-id")[: SHOWN + 1])
    outcomes = list(
        with_context(Outcome.objects.public().filter(topics=topic)).order_by("-date_order", "-id")[
            : SHOWN + 1
        ]
    )
    children = Topic.objects.public().filter(parent=topic).prefetch_related("names")
    return render(
        request,
        "topics/detail.html",
        detail_context(
            request,
            topic,
            resource="topics",
            parts=[*mechanisms[:SHOWN], *meetings[:SHOWN], *outcomes[:SHOWN]],
            children=children.order_by("name", "id")[:TREE],
            mechanisms=mechanisms[:SHOWN],
            more_mechanisms=len(mechanisms) > SHOWN,
            meetings=meetings[:SHOWN],
            more_meetings=len(meetings) > SHOWN,
            outcomes=outcomes[:SHOWN],
            more_outcomes=len(outcomes) > SHOWN,
        ),
    )
