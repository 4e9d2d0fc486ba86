"""Places: the list, and a place's page with the meetings held there."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_page
from explore.lists import list_page
from explore.pages.meetings import listed
from explore.rows import Rows, joined, look_up_countries
from explore.shortcuts import get_public_or_gone
from meetings.models import Place

MEETINGS = 50


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Places by name, with their country."""
    places = joined(Place.objects.public().prefetch_related("names"), "country")
    filters = FILTERSETS["place"]
    return list_page(request, places, filters, main=("q", "country"), complete=look_up_countries)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One place: where it is, and the newest meetings held there."""
    places = joined(Place.objects.prefetch_related("names"), "country")
    place = get_public_or_gone(places, slug)
    look_up_countries([place])
    held = listed().filter(place=place).order_by("-date_order", "-id")
    meetings = Rows(held.convened(), MEETINGS)
    activities = Rows(held.activities(), MEETINGS)
    parts = [*meetings, *activities]
    return detail_page(request, place, parts=parts, meetings=meetings, activities=activities)
