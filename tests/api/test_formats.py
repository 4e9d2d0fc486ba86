"""The forms of an answer: JSON, tables without formulas, and lines."""

import csv
import io
import json

import pytest

from tests.make import make_meeting, make_participant, make_place, make_topic

from .conftest import RESOURCES, make_world

pytestmark = pytest.mark.django_db


def test_a_table_has_a_column_for_each_value_and_no_formulas(client):
    place = make_place(name="=Sanya", country=make_participant(name="@Country"))
    meeting = make_meeting(name="+1", date="2016-09", place=place, summary='=HYPERLINK("x")')
    meeting.topics.add(make_topic(slug="relief"), make_topic(slug="trade"))
    make_meeting(name="'=quoted", date="2015", summary="a\nb, c")

    response = client.get("/api/v1/meetings/?format=csv&page_size=1")
    (row,) = csv.DictReader(io.StringIO(response.content.decode()))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert row["title"] == "'+1"
    assert row["summary"] == """'=HYPERLINK("x")"""
    assert row["place.name"] == "'=Sanya"
    assert row["place.country.name"] == "'@Country"
    assert row["topics"] == "relief; trade"
    assert (row["date"], row["earliest"], row["latest"]) == ("2016-09", "2016-09-01", "2016-09-30")
    assert row["mechanism.slug"] == ""
    following = client.get(response["Link"].split(">")[0][1:])
    (second,) = csv.DictReader(io.StringIO(following.content.decode()))
    assert (second["title"], second["summary"]) == ("''=quoted", "a\nb, c")
    assert list(second) == list(row)
    assert "Link" in following.headers
    assert 'rel="next"' not in following["Link"]


def test_a_negative_number_stays_a_number_in_a_table(client):
    make_place(latitude="-8.65", longitude="115.2", coordinates_from="GeoNames 1645528")
    (row,) = csv.DictReader(
        io.StringIO(client.get("/api/v1/places/?format=csv").getvalue().decode())
    )
    assert row["latitude"] == "-8.65"


def test_lines_hold_one_record_each(client, get):
    make_world()
    response = client.get("/api/v1/citations/", headers={"accept": "application/x-ndjson"})
    rows = [json.loads(line) for line in response.getvalue().splitlines()]
    assert response["Content-Type"] == "application/x-ndjson; charset=utf-8"
    assert rows == get("citations/")["results"]


def test_every_resource_makes_a_table(client):
    make_world()
    for resource in RESOURCES:
        text = client.get(f"/api/v1/{resource}/?format=csv").getvalue().decode()
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) >= 2
        assert {len(row) for row in rows} == {len(rows[0])}


def test_the_header_accept_is_honoured(client):
    make_meeting()
    for accept, expected in (
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
    ):
        response = client.get("/api/v1/meetings/", headers={"accept": accept})
        assert response["Content-Type"] == expected
    refused = client.get("/api/v1/meetings/", headers={"accept": "text/html"})
    assert (refused.status_code, refused["Content-Type"]) == (406, "application/json")
    assert refused.json()["error"]["code"] == "not_acceptable"


def test_an_error_is_json_whatever_was_asked_for(client):
    response = client.get("/api/v1/meetings/?format=csv&nothing=1")
    assert (response.status_code, response["Content-Type"]) == (400, "application/json")
    assert response.json()["error"]["parameters"][0]["name"] == "nothing"
