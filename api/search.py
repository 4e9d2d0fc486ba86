"""Search over all names, grouped by kind of record."""

import heapq
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from documents.models import Document
from mechanisms.models import Mechanism, Participant, Person, Topic
from meetings.models import Meeting, Place, Series
from records.filters import QueryFilter, RecordFilterSet
from records.models import NamedRecord

from . import params
from .addresses import RESOURCES, list_path, path_of, site
from .errors import ParameterError, Problem
from .schema import ViewSchema, one_of, text, whole
from .serializers import Reference
from .views import RegisterView
from .viewsets import filter_problems

SEARCHED: list[type[NamedRecord]] = [
    Mechanism,
    Participant,
    Person,
    Series,
    Meeting,
    Place,
    Topic,
    Document,
]
KINDS = [RESOURCES[model] for model in SEARCHED]
LIMIT, MOST = 10, 50
CONSIDERED = 2000
"""How many matches of a kind are put in order; more would be read only to be thrown away."""


class QueryFilterSet(RecordFilterSet):
    """Checks the words that are looked for."""

    q = QueryFilter()


class GroupSerializer(serializers.Serializer):
    """What was found of one kind."""

    more = serializers.BooleanField(help_text="Whether there are more than shown.")
    url = serializers.URLField(help_text="The list that has them all.")
    results = Reference(many=True)


class SearchSerializer(serializers.Serializer):
    """What was found, by kind."""

    q = serializers.CharField(help_text="What was looked for.")
    results = serializers.DictField(child=GroupSerializer(), help_text="By resource.")


class SearchView(RegisterView):
    """Search all names of mechanisms, participants, people, series, meetings, places, topics
    and documents; the shortest names first.
    """

    TAG = "search"
    PARAMETERS = ("q", "kind", "limit")
    DOCS = (
        text("q", _("Every word, in any order; the last may be begun. Needed.")),
        one_of("kind", _("Only this resource."), KINDS),
        whole("limit", _("How many of each kind."), MOST, LIMIT),
    )
    ANSWER = SearchSerializer
    schema = ViewSchema()

    def get(self, request: Request) -> Response:
        if "q" not in request.query_params:
            raise ParameterError(Problem("q", str(_("Say what to look for: q=."))))
        checked = QueryFilterSet(request.query_params, Mechanism.objects.none())
        if not checked.is_valid():
            raise ParameterError(*filter_problems(checked, request))
        query = request.query_params["q"]
        limit = params.number(request, "limit", LIMIT, MOST)
        kinds = KINDS
        if kind := request.query_params.get("kind"):
            kinds = [params.choice(request, "kind", KINDS, kind)]
        groups = {
            RESOURCES[model]: group(request, model, query, limit)
            for model in SEARCHED
            if RESOURCES[model] in kinds
        }
        return Response({"q": query, "results": groups})


def group(request: Request, model: type[NamedRecord], query: str, limit: int) -> dict[str, Any]:
    """The public records of one kind that are found, and where the rest is."""
    found = best(model, query, limit + 1)
    here = site(request)
    return {
        "more": len(found) > limit,
        "url": f"{here}{list_path(model, q=query)}",
        "results": [
            {
                "id": record.uid,
                "slug": record.slug,
                "name": record.name,
                "url": f"{here}{path_of(record)}",
            }
            for record in found[:limit]
        ],
    }


def best(model: type[NamedRecord], query: str, limit: int) -> list[NamedRecord]:
    """Matches, those whose name says least besides the query first.

    Put in order here: asked to sort a part of the matches, PostgreSQL sorts the whole table.
    """
    rows: Any = model._default_manager.all()
    considered = rows.search(query).public().only("uid", "slug", "name").order_by()[:CONSIDERED]
    return heapq.nsmallest(limit, considered, key=lambda row: (len(row.name), row.name, row.pk))
