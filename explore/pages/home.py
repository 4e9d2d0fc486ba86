"""The home page: what the register is, how much it holds, and ways into it."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from documents.models import Citation, Document
from documents.perspective import perspective
from explore.evidence import Evidence
from explore.pages.meetings import listed
from explore.rows import joined
from explore.shortcuts import register_version
from mechanisms.models import Mechanism, Participant, Person
from meetings.models import Meeting, Outcome, Position
from records.models import State
from records.paging import COUNT_CAP, counted

ROWS = 6
LOOKED_AT = 1000
"""Among how many of the newest citations the home page looks for its example."""
CITATIONS = 2000
"""How far public citations are counted: each is asked for all that it depends on."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is and how big, coming and newest meetings, ways in, a fact with its source."""
    today = timezone.localdate().isoformat()  # an order begins with the earliest day
    coming = (
        listed()
        .convened()
        .filter(date_order__gte=today)
        .exclude(status=Meeting.Status.CANCELLED)
        .order_by("date_order", "id")[:ROWS]
    )
    newest = (
        listed()
        .convened()
        .filter(date_order__lt=today, earliest__isnull=False, status=Meeting.Status.HELD)
        .order_by("-date_order", "-id")[:ROWS]
    )
    example = example_meeting()
    version = register_version(request)
    sizes = [
        (label, route, counted(rows, version, CITATIONS if rows.model is Citation else COUNT_CAP))
        for label, route, rows in (
            (_("mechanisms"), "mechanisms:list", Mechanism.objects.public()),
            (_("participants"), "participants:list", Participant.objects.public()),
            (_("people"), "people:list", Person.objects.public()),
            (_("meetings"), "meetings:list", Meeting.objects.public().convened()),
            (_("outcomes"), "api:outcomes-list", Outcome.objects.public()),
            (_("positions"), "api:positions-list", Position.objects.public()),
            (_("documents"), "documents:list", Document.objects.public()),
            (_("citations"), "coverage", Citation.objects.public()),
        )
    ]
    return render(
        request,
        "home.html",
        {
            "sizes": sizes,
            "perspective": perspective(),
            "coming": coming,
            "newest": newest,
            "example": example,
            "evidence": Evidence([example] if example else []),
        },
    )


def example_meeting() -> Meeting | None:
    """A meeting whose date and place rest on a passage: the fact that the home page shows."""
    newest = (
        Citation.objects.filter(meeting__isnull=False, state=State.PUBLISHED)
        .order_by("-id")
        .values("pk")[:LOOKED_AT]
    )
    meeting = (
        Citation.objects.public()
        .filter(pk__in=newest, fields__contains=["date", "place"], stated={})
        .filter(meeting__place__isnull=False, meeting__earliest=F("meeting__latest"))
        .order_by("-id")
        .values_list("meeting", flat=True)
        .first()
    )
    if meeting is None:
        return None
    meetings = Meeting.objects.public().filter(pk=meeting).prefetch_related("names")
    return joined(meetings, "series", "mechanism", "place").first()
