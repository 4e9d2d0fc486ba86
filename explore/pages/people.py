"""People: the list, and a person's page with offices held and meetings attended."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_context
from explore.lists import list_page
from explore.names import names_for
from explore.shortcuts import get_public_or_gone
from mechanisms.models import Office, Person
from meetings.models import Delegate

OFFICES = 100
MEETINGS = 50


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """People by name, with the offices they are recorded in."""
    offices = (
        Office.objects.public()
        .select_related("participant")
        .prefetch_related(*names_for("participant"))
        .order_by("person", "-term", "-id")
    )
    return list_page(
        request,
        "people/list.html",
        queryset=Person.objects.public().prefetch_related(
            "names", Prefetch("offices", offices, to_attr="public_offices")
        ),
        filterset=FILTERSETS["person"],
        resource="people",
        main=("q", "participant"),
    )


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: offices with their periods, and the meetings where they are recorded."""
    person = get_public_or_gone(Person.objects.prefetch_related("names"), slug)
    offices = list(
        Office.objects.public()
        .filter(person=person)
        .select_related("participant")
        .prefetch_related(*names_for("participant"))
        .order_by("-term", "-id")[: OFFICES + 1]
    )
    attendances = list(
        Delegate.objects.public()
        .filter(person=person)
        .select_related("meeting__place", "participant")
        .prefetch_related("meeting__names", *names_for("meeting__place", "participant"))
        .order_by("-meeting__date_order", "-meeting_id", "-id")[: MEETINGS + 1]
    )
    return render(
        request,
        "people/detail.html",
        detail_context(
            request,
            person,
            resource="people",
            parts=[*offices, *attendances],
            offices=offices[:OFFICES],
            more_offices=len(offices) > OFFICES,
            attendances=attendances[:MEETINGS],
            more_attendances=len(attendances) > MEETINGS,
        ),
    )
