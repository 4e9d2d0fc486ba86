"""Lists of the API: their order and their pages, however far in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import Meeting
from tests.make import make_mechanism, make_meeting

from .conftest import HERE

pytestmark = pytest.mark.django_db


def test_pages_lead_through_the_whole_list_and_back(client, get):
    for number in range(5):
        make_meeting(date="2016", name=f"Meeting {number}")
    page = get("meetings/", page_size="2", ordering="name")
    names, pages = [], []
    while True:
        pages.append(page["results"])
        names += [row["title"] for row in page["results"]]
        if page["next"] is None:
            break
        response = client.get(page["next"])
        page = response.json()
        assert f'<{page["previous"]}>; rel="prev"' in response["Link"]
    assert names == [f"Meeting {number}" for number in range(5)]
    assert page["previous"]
    assert client.get(page["previous"]).json()["results"] == pages[1]
    assert client.get(f"{HERE}/meetings/?page_size=2")["Link"].endswith('rel="next"')


def test_meetings_come_newest_first_and_mechanisms_by_name(get):
    make_meeting(name="Old", date="1994")
    make_meeting(name="New", date="2016")
    make_mechanism(name="B")
    make_mechanism(name="A")
    assert [row["title"] for row in get("meetings/")["results"]] == ["New", "Old"]
    assert [row["title"] for row in get("meetings/", ordering="date")["results"]] == ["Old", "New"]
    assert [row["name"] for row in get("mechanisms/")["results"]] == ["A", "B"]


def test_a_list_far_in_is_read_from_the_index(client):
    Meeting.objects.bulk_create(
        Meeting(name=f"M{n}", slug=f"m{n}", date=f"{1900 + n % 120}", state="published")
        for n in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE meetings_meeting")
    page = client.get("/api/v1/meetings/?page_size=500").json()
    with CaptureQueriesContext(connection) as captured:
        client.get(page["next"])
    sql = next(query["sql"] for query in captured if " < (" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(row for (row,) in cursor.fetchall())
    assert "Seq Scan on meetings_meeting" not in plan
