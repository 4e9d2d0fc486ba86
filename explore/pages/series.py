"""Series: the list, and a series' page, which is its ledger of numbered meetings."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_page
from explore.lists import list_page
from explore.pages.meetings import listed
from explore.rows import Rows, joined
from explore.shortcuts import get_public_or_gone
from meetings.ledger import ledger
from meetings.models import Series

MEETINGS = 500


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Series by name, with their mechanism."""
    series = joined(Series.objects.public().prefetch_related("names"), "mechanism")
    return list_page(request, series, FILTERSETS["series"], main=("q", "within", "level"))


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One series: its meetings by ordinal, with what the numbers say is missing."""
    every = joined(Series.objects.prefetch_related("names"), "mechanism")
    series = get_public_or_gone(every, slug)
    meetings = Rows(
        listed().filter(series=series).order_by("numbering", "ordinal", "date_order", "id"),
        MEETINGS,
    )
    return detail_page(request, series, parts=meetings, ledger=ledger(meetings), meetings=meetings)
