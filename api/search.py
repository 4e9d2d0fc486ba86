"""Search over all names, grouped by kind of record."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mechanisms.models import Mechanism
from records.filters import QueryFilter, RecordFilterSet
from records.models import NamedRecord
from records.search import Matches, best_matches

from .addresses import RESOURCES, list_path, site
from .params import Parameters
from .schema import ViewSchema, one_of, text, whole
from .serializers import Reference
from .views import RegisterView

SEARCHED = {name: model for model, name in RESOURCES.items() if issubclass(model, NamedRecord)}
KINDS = list(SEARCHED)
LIMIT, MOST = 10, 50


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
    """Search all names of mechanisms, participants, people, topics, places, series, meetings
    and documents; records of that very name first, then the shortest names.
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

    def read(self, asked: Parameters) -> None:
        if "q" not in asked.given:
            asked.refuse("q", str(_("Say what to look for: q=.")))
        asked.filtered(QueryFilterSet(asked.given, Mechanism.objects.none()))
        self.query = asked.text("q")
        self.kind = asked.choice("kind", KINDS, "")
        self.limit = asked.number("limit", LIMIT, MOST)

    def get(self, request: Request) -> Response:
        kinds = [self.kind] if self.kind else KINDS
        found = best_matches([SEARCHED[kind] for kind in kinds], self.query, self.limit)
        here = site(request)
        groups = {
            kind: group(here, SEARCHED[kind], self.query, self.limit, found[SEARCHED[kind]])
            for kind in kinds
        }
        return Response({"q": self.query, "results": groups})


def group(
    here: str, model: type[NamedRecord], query: str, limit: int, found: Matches
) -> dict[str, Any]:
    """The public records of one kind that are found, and where the rest is."""
    path = f"{here}{list_path(model)}"
    return {
        "more": found.total > limit,
        "url": f"{path}?{urlencode({'q': query})}",
        "results": [
            {"id": hit.uid, "slug": hit.slug, "name": hit.name, "url": f"{path}{hit.uid}/"}
            for hit in found.hits
        ],
    }
