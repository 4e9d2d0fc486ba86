"""Places: the list, and a place's page with the meetings held there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_context
from explore.lists import list_page
from explore.names import names_for
from explore.pages.meetings import listed
from explore.shortcuts import get_public_or_gone
from meetings.models import Place

MEETINGS = 50


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Places by name, with their country."""
    return list_page(
        request,
        "places/list.html",
        queryset=Place.objects.public()
        .select_related("country")
        .prefetch_related("names", *names_for("country")),
        filterset=FILTERSETS["place"],
        resource="places",
        main=("q", "country"),
    )


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One place: where it is, and the newest meetings held there."""
    place = get_public_or_gone(
        Place.objects.select_related("country").prefetch_related("names", *names_for("country")),
        slug,
    )
    meetings = list(listed().filter(place=place).order_by("-date_order", "-id")[: MEETINGS + 1])
    return render(
        request,
        "places/detail.html",
        detail_context(
            request,
            place,
            resource="places",
            parts=meetings[:MEETINGS],
            meetings=meetings[:MEETINGS],
            more_meetings=len(meetings) > MEETINGS,
        ),
    )
