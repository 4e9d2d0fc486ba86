"""What is said of a plan says so in the API."""

import csv
from typing import Any

import pytest

from records.plans import plan_behind
from tests.make import make_mechanism, make_meeting, make_outcome, make_position
from tests.planned_register import planned_register

from .conftest import VIEWSETS

pytestmark = pytest.mark.django_db

KINDS = ("participations", "delegates", "outcomes", "positions", "memberships")


def objects(value: Any) -> list[dict[str, Any]]:
    """Every object in an answer, however deep."""
    if isinstance(value, list):
        return [one for item in value for one in objects(item)]
    if isinstance(value, dict):
        return [value, *(one for item in value.values() for one in objects(item))]
    return []


def test_every_object_that_is_said_of_a_plan_says_so_and_no_other(client, get):
    said = planned_register()
    plans = {row.uid for rows in said.values() for row in rows[1:]}
    seen: dict[str, set[bool]] = {}
    for resource, viewset in VIEWSETS.items():
        expand = ",".join(viewset.expandable())
        answers = [get(f"{resource}/", **({"expand": expand} if expand else {}))]
        answers += [get(row["url"].partition("/api/v1/")[2], 200) for row in answers[0]["results"]]
        for one in objects(answers):
            uid = one.get("id")
            names_only = one.keys() == {"kind", "id", "name", "url"}  # whom a citation is about
            if "planned" in one or (uid in plans and not names_only):
                seen.setdefault(uid, set()).add(one.get("planned"))
    assert {uid for uid, told in seen.items() if told == {True}} == plans
    assert {uid for uid, told in seen.items() if told == {False}} == seen.keys() - plans


@pytest.mark.parametrize("resource", KINDS)
def test_a_table_has_a_column_for_it(client, resource):
    said = planned_register()
    plans = {row.uid for rows in said.values() for row in rows[1:]}
    text = client.get(f"/api/v1/{resource}/?format=csv").getvalue().decode()
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["id"] for row in rows if row["planned"] == "True"} == {
        row["id"] for row in rows if row["id"] in plans
    }
    assert {row["planned"] for row in rows if row["id"] not in plans} <= {"False"}


@pytest.mark.parametrize("resource", KINDS)
def test_the_schema_knows_it(client, resource, get):
    schema = get("schema/", format="json")
    path = schema["paths"][f"/api/v1/{resource}/{{id}}/"]["get"]["responses"]["200"]
    name = path["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert schema["components"]["schemas"][name]["properties"]["planned"]["type"] == "boolean"


@pytest.mark.parametrize("make", [make_outcome, make_position])
@pytest.mark.parametrize("body", ["", "active", "proposed", "negotiated"])
@pytest.mark.parametrize("meeting", ["", "held", "announced", "postponed"])
def test_the_meeting_counts_before_the_body(get, make, meeting, body):
    if not meeting and not body:
        return
    row = make(
        meeting=make_meeting(status=meeting) if meeting else None,
        mechanism=make_mechanism(status=body) if body else None,
    )
    planned = meeting != "held" if meeting else body != "active"

    assert (plan_behind(row) is not None) is planned
    answer = get(f"{row.PLURAL}/{row.uid}/", fields="title,planned")
    assert answer == {"title": row.title, "planned": planned}
