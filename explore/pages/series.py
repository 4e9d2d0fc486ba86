"""Series: the list, and a series' page, which is its ledger of numbered meetings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_context
from explore.lists import list_page
from explore.names import names_for
from explore.pages.meetings import listed
from explore.shortcuts import get_public_or_gone
from meetings.ledger import ledger
from meetings.models import Series

MEETINGS = 500


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Series by name, with their mechanism."""
    return list_page(
        request,
        "series/list.html",
        queryset=Series.objects.public()
        .select_related("mechanism")
        .prefetch_related("names", *names_for("mechanism")),
        filterset=FILTERSETS["series"],
        resource="series",
        main=("q", "within", "level"),
    )


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One series: its meetings by ordinal, with what the numbers say is missing."""
    series = get_public_or_gone(
        Series.objects.select_related("mechanism").prefetch_related(
            "names", *names_for("mechanism")
        ),
        slug,
    )
    meetings = list(
        listed()
        .filter(series=series)
        .order_by("numbering", "ordinal", "date_order", "id")[: MEETINGS + 1]
    )
    return render(
        request,
        "series/detail.html",
        detail_context(
            request,
            series,
            resource="series",
            parts=meetings[:MEETINGS],
            ledger=ledger(meetings[:MEETINGS]),
            meetings=meetings[:MEETINGS],
            more_meetings=len(meetings) > MEETINGS,
        ),
    )
