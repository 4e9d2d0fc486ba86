"""What the API says of itself: its resources, its OpenAPI description, the page made of that."""

import functools
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response

from .addresses import RESOURCES, site
from .serializers import MAX_PART_ROWS
from .views import RegisterView

OTHERS = ("search", "changes", "schema", "docs")

EXAMPLES = {
    "mechanisms": "mechanisms/?kind=forum&expand=memberships",
    "participants": "participants/?kind=state",
    "people": "people/?q=liu",
    "offices": "offices/",
    "memberships": "memberships/?role=member&from=2016&to=2016",
    "topics": "topics/",
    "places": "places/?format=csv",
    "series": "series/?level=leaders",
    "meetings": "meetings/?from=2016&to=2016&level=leaders&expand=participations",
    "participations": "participations/?role=host",
    "delegates": "delegates/",
    "outcomes": "outcomes/?instrument=declaration",
    "positions": "positions/?kind=proposal",
    "documents": "documents/?language=en",
    "passages": "passages/?kind=heading&fields=id,locator,summary",
    "citations": "citations/?kind=meeting&field=date",
    "search": "search/?q=asean",
    "changes": "changes/?page_size=10",
}


class RootView(RegisterView):
    """Every resource and its address."""

    schema = None

    def get(self, request: Request) -> Response:
        here = site(request)
        lists = {name: here + reverse(f"api:{name}-list") for name in RESOURCES.values()}
        others = {name: here + reverse(f"api:{name}") for name in OTHERS}
        return Response({**lists, **others})


class SchemaView(RegisterView):
    """The description of the API in OpenAPI 3.1."""

    schema = None

    def get(self, request: Request) -> Response:
        return Response(described(get_language() or "en"))


@functools.lru_cache(maxsize=4)
def described(language: str) -> dict[str, Any]:
    """The OpenAPI document in a language; made once in each process."""
    return SchemaGenerator().get_schema(request=None, public=True)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every resource with its parameters, its fields and an example."""
    description = described(get_language() or "en")
    return render(
        request, "api/docs.html", {"sections": sections(description), "part_rows": MAX_PART_ROWS}
    )


def sections(description: dict[str, Any]) -> list[dict[str, Any]]:
    """What the page says of each resource, in the order of the API."""
    found: dict[str, dict[str, Any]] = {}
    for path, operations in description["paths"].items():
        operation = operations["get"]
        name = operation["tags"][0]
        if "{" in path:
            found[name]["record_path"] = path
            continue
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        found[name] = {
            "name": name,
            "path": path,
            "summary": operation["description"],
            "example": path.rsplit(f"{name}/", 1)[0] + EXAMPLES[name],
            "parameters": sorted(operation["parameters"], key=lambda one: one["name"] == "format"),
            "fields": fields_of(answer, description),
        }
    return list(found.values())


def fields_of(schema: dict[str, Any], description: dict[str, Any]) -> list[dict[str, str]]:
    """The rows of the table of fields: of one record where the answer is a list of them."""
    properties = resolve(schema, description)["properties"]
    if "count" in properties:
        return fields_of(properties["results"]["items"], description)
    return [
        {
            "name": name,
            "type": type_of(given),
            "description": resolve(given, description).get("description", ""),
        }
        for name, given in properties.items()
    ]


def resolve(schema: dict[str, Any], description: dict[str, Any]) -> dict[str, Any]:
    """``schema``, or the component that it refers to, with what it says of its own."""
    reference = reference_of(schema)
    if not reference:
        return schema
    component = description["components"]["schemas"][reference]
    own = {key: value for key, value in schema.items() if key == "description"}
    return {**component, **own}


def reference_of(schema: dict[str, Any]) -> str:
    """The name of the component that ``schema`` is or may be."""
    parts = (part for key in ("allOf", "oneOf", "anyOf") for part in schema.get(key, []))
    for one in (schema, *parts):
        if "$ref" in one:
            return one["$ref"].rsplit("/", 1)[1]
    return ""


def type_of(schema: dict[str, Any]) -> str:
    """A type in a word or two."""
    if reference := reference_of(schema):
        return reference
    if schema.get("type") == "array":
        return f"[{type_of(schema['items'])}]"
    types = schema.get("type", "")
    return " | ".join(types) if isinstance(types, list) else types
