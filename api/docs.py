"""The page that documents the API, made on the server from its OpenAPI description."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from .root import described
from .serializers import MAX_PART_ROWS

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
    "documents": "documents/?language=en",
    "passages": "passages/?kind=heading&fields=id,locator,summary",
    "citations": "citations/?kind=meeting&field=date",
    "search": "search/?q=asean",
    "changes": "changes/?page_size=10",
}


@dataclass
class Section:
    """What the page says of one resource."""

    name: str
    path: str
    summary: str = ""
    example: str = ""
    record_path: str = ""
    parameters: list[dict[str, Any]] = field(default_factory=list)
    fields: list[dict[str, str]] = field(default_factory=list)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every resource with its parameters, its fields and an example."""
    description = described(get_language() or "en")
    return render(
        request, "api/docs.html", {"sections": sections(description), "part_rows": MAX_PART_ROWS}
    )


def sections(description: dict[str, Any]) -> list[Section]:
    """The resources in the order of the API."""
    found: dict[str, Section] = {}
    for path, operations in description["paths"].items():
        operation = operations["get"]
        name = operation["tags"][0]
        if "{" in path:
            found[name].record_path = path
            continue
        section = found[name] = Section(name, path)
        section.summary = operation.get("description", "")
        section.example = path.rsplit(f"{name}/", 1)[0] + EXAMPLES[name]
        given = [parameter(one) for one in operation["parameters"]]
        section.parameters = sorted(given, key=lambda one: one["name"] == "format")
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        section.fields = fields_of(answer, description)
    return list(found.values())


def parameter(given: dict[str, Any]) -> dict[str, Any]:
    """One row of the table of parameters."""
    schema = given["schema"]
    return {
        "name": given["name"],
        "description": given.get("description", ""),
        "choices": [str(one) for one in schema.get("enum", [])],
        "default": schema.get("default", ""),
    }


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
