"""People: the list, and a person's page with offices held and meetings attended."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents.filters import FILTERSETS
from explore.details import detail_page
from explore.lists import list_page
from explore.rows import Rows, joined
from explore.shortcuts import get_public_or_gone
from mechanisms.models import Office, Person

OFFICES = 100
MEETINGS = 50


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """People by name, with the offices they are recorded in."""
    offices = joined(Office.objects.public(), "participant").order_by("person", "-term", "-id")
    people = Person.objects.public().prefetch_related(
        "names", Prefetch("offices", offices, to_attr="public_offices")
    )
    return list_page(request, people, FILTERSETS["person"], main=("q", "participant"))


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: offices with their periods, and the meetings where they are recorded."""
    person = get_public_or_gone(Person.objects.prefetch_related("names"), slug)
    held = joined(person.offices.public(), "participant")
    offices = Rows(held.order_by("-term", "-id"), OFFICES)
    attended = joined(person.attendances.public(), "meeting__place", "participant")
    attendances = Rows(
        attended.prefetch_related("meeting__names").order_by(
            "-meeting__date_order", "-meeting_id", "-id"
        ),
        MEETINGS,
    )
    parts = [*offices, *attendances]
    return detail_page(request, person, parts=parts, offices=offices, attendances=attendances)
