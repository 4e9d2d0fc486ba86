"""Pages of plain words: what the register is, and how to take its data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from documents.perspective import perspective

TABLES = (
    ("mechanisms", _("Mechanisms"), _("a body, forum, dialogue, process or framework")),
    ("participants", _("Participants"), _("a state, an organization or a body of one")),
    ("people", _("People"), _("a person")),
    ("offices", _("Offices"), _("a post that a person held for a participant")),
    ("memberships", _("Memberships"), _("a participant’s role in a mechanism over a period")),
    ("series", _("Series"), _("a line of meetings counted together")),
    ("meetings", _("Meetings"), _("one occurrence")),
    ("participations", _("Participations"), _("a participant’s role at a meeting")),
    ("delegates", _("Delegates"), _("a person at a meeting, with the office as printed")),
    ("outcomes", _("Outcomes"), _("what a meeting or a mechanism did")),
    ("positions", _("Positions"), _("what one side put forward at a meeting or in a text")),
    ("places", _("Places"), _("a city, a region or a country")),
    ("topics", _("Topics"), _("an area of cooperation")),
    ("documents", _("Documents"), _("a source or an instrument")),
    ("passages", _("Passages"), _("a numbered stretch of a document")),
    ("citations", _("Citations"), _("one passage that supports some values of one record")),
)
"""The tables of the API: name, label, and what one row of it is."""


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the register is and how its sources are read."""
    return render(request, "about.html", {"perspective": perspective()})


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """How to take the data."""
    return render(request, "data.html", {"tables": TABLES})
