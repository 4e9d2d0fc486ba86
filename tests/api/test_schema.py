"""The API's description of itself, its page, its handbook: all three say what it does."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from api.docs import EXAMPLES, described
from api.schema import NAMED

from .conftest import RESOURCES, VIEWSETS, make_world

pytestmark = pytest.mark.django_db

HANDBOOK = Path(__file__).parents[2] / "docs" / "api.md"


def test_the_description_is_valid_openapi_without_a_warning(tmp_path):
    call_command(
        "spectacular",
        "--validate",
        "--fail-on-warn",
        "--api-version=v1",
        "--format=openapi-json",
        f"--file={tmp_path / 'schema.json'}",
    )
    written = json.loads((tmp_path / "schema.json").read_text())
    assert written["openapi"].startswith("3.1")
    assert len(written["paths"]) == 2 * len(RESOURCES) + 2


def test_the_description_is_served(get):
    assert get("schema/")["paths"].keys() == described("en")["paths"].keys()


def test_every_operation_documents_its_refusals():
    for path, operations in described("en")["paths"].items():
        documented = {*operations["get"]["responses"]}
        assert {"200", "304", "400", "405", "406"} <= documented
        assert ({"301", "404", "410"} <= documented) == ("{id}" in path)


def test_every_parameter_that_is_taken_is_documented():
    for prefix, viewset in VIEWSETS.items():
        operation = described("en")["paths"][f"/api/v1/{prefix}/"]["get"]
        documented = [one["name"] for one in operation["parameters"] if one["in"] == "query"]
        taken = viewset(action="list").known_parameters()
        assert sorted(documented) == sorted(taken)
        assert all(parameter["description"] for parameter in operation["parameters"])


def test_every_answer_fits_the_description(client, get):
    make_world()
    for path, operations in described("en")["paths"].items():
        if "{id}" not in path:
            query = "?q=open" if "search" in path else ""
            answer = get(path.removeprefix("/api/v1/") + query)
            fits(answer, operations, "200")
            for row in answer["results"] if path.count("/") == 4 and "search" not in path else []:
                one = described("en")["paths"].get(f"{path}{{id}}/")
                if one:
                    fits(get(row["url"].split("/api/v1/")[1]), one, "200")
        refusal = client.get(path.replace("{id}", "0") + "?nothing=1").json()
        fits(refusal, operations, "400")


def fits(answer, operations, status: str) -> None:
    """Fail unless ``answer`` is what the description says it is, to the last field."""
    schema = operations["get"]["responses"][status]["content"]["application/json"]["schema"]
    document = strictly({**schema, "components": described("en")["components"]})
    problems = [error.message for error in Draft202012Validator(document).iter_errors(answer)]
    assert problems == []


def strictly(schema):
    """The same schema, in which an object has no fields besides those it names."""
    if isinstance(schema, list):
        return [strictly(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strictly(value) for key, value in schema.items()}
    if "properties" in schema and schema.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


ODD = st.one_of(
    st.text(max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["\0", "\ud800", "💥", "%", "'", "0000", "9999-12-31", "1" * 400, "../"]),
)


def encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"))


@pytest.fixture(scope="module")
def parameters() -> dict[str, list[str]]:
    """The parameters of every path."""
    return {
        path: [one["name"] for one in operations["get"]["parameters"] if one["in"] == "query"]
        for path, operations in described("en")["paths"].items()
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_that_is_sent_breaks_the_api(client, parameters, data):
    path = data.draw(st.sampled_from(sorted(parameters)))
    names = st.one_of(st.sampled_from(parameters[path]), st.text(max_size=5))
    query = data.draw(st.lists(st.tuples(names, ODD), max_size=3))
    key = encoded(data.draw(ODD)) or "0"
    text = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in query)

    response = client.get(f"{path.replace('{id}', key)}?{text}")

    assert response.status_code in {200, 301, 400, 404}, (path, query)
    if response.status_code >= 400:
        assert response.json()["error"]["status"] == response.status_code


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_the_description_allows_is_answered_or_refused_by_name(client, data):
    """Values made from each parameter's own schema: never a refusal that names another one."""
    path = data.draw(st.sampled_from([f"/api/v1/{name}/" for name in RESOURCES]))
    parameters = described("en")["paths"][path]["get"]["parameters"]
    offered = [one for one in parameters if one["in"] == "query"]
    chosen = data.draw(
        st.lists(st.sampled_from(offered), max_size=3, unique_by=lambda one: one["name"])
    )
    query = {one["name"]: data.draw(value_of(one["schema"])) for one in chosen}
    response = client.get(path, query)
    assert response.status_code in {200, 400}
    if response.status_code == 400:
        named = {problem["name"] for problem in response.json()["error"]["parameters"]}
        assert named <= {*query}


def value_of(schema):
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "integer":
        return st.integers(schema["minimum"], schema["maximum"])
    if "pattern" in schema:
        return st.from_regex(re.compile(schema["pattern"], re.ASCII), fullmatch=True)
    if "examples" in schema:
        return st.sampled_from(schema["examples"])
    return st.text(min_size=1, max_size=12)


# What is not looked up in the register: generated by the description, it is taken
OPEN = {"cursor", "to", "updated_since", "sure"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_the_description_says_of_words_is_what_the_server_takes(client, data):
    path = data.draw(st.sampled_from([f"/api/v1/{name}/" for name in RESOURCES]))
    said = ("enum", "pattern", "examples", "minimum")
    offered = [
        one
        for one in described("en")["paths"][path]["get"]["parameters"]
        if one["in"] == "query" and one["name"] not in OPEN
        if any(word in one["schema"] for word in said) and one["schema"].get("pattern") != NAMED
    ]
    one = data.draw(st.sampled_from(offered))
    value = data.draw(value_of(one["schema"]))
    response = client.get(path, {one["name"]: value})
    twice = (
        one["name"] in ("fields", "expand") and len(set(value.split(","))) < value.count(",") + 1
    )
    assert response.status_code == (400 if twice else 200), (path, one["name"], value)


# The page and the handbook


def test_the_page_documents_every_resource_with_its_parameters_and_fields(client):
    response = client.get("/api/v1/docs/")
    text = response.content.decode()
    assert response.status_code == 200
    assert "<script" not in text
    assert " style=" not in text
    for prefix, viewset in VIEWSETS.items():
        assert f'id="{prefix}"' in text
        for name in [*viewset.filterset_class.base_filters, *viewset.field_names()]:
            assert f"<code>{name}</code>" in text


@pytest.mark.parametrize("example", EXAMPLES.values())
def test_every_example_of_the_page_works(client, example):
    assert client.get(f"/api/v1/{example}").status_code == 200


def test_the_handbook_names_every_resource_and_every_filter():
    text = HANDBOOK.read_text()
    for prefix, viewset in VIEWSETS.items():
        section = re.search(rf"^### {prefix}\n(.*?)(?=^##|\Z)", text, re.DOTALL | re.MULTILINE)
        assert section, prefix
        for name in viewset.filterset_class.base_filters:
            assert f"`{name}`" in section[1], f"{prefix}: {name}"
        for name in viewset.expandable():
            assert f"`{name}`" in section[1], f"{prefix}: {name}"
