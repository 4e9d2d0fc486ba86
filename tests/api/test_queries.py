"""The number of queries is the same for one record and for three, whatever is asked for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import (
    make_citation,
    make_delegate,
    make_meeting,
    make_outcome,
    make_participation,
    make_position,
)

from .conftest import VIEWSETS, make_world

pytestmark = pytest.mark.django_db


def lists(exhaustive: bool) -> list[str]:
    """Every list, plain and with all that can be put into it; with each by itself as well."""
    paths = []
    for prefix, viewset in VIEWSETS.items():
        each = viewset.expandable()
        for expand in dict.fromkeys(["", *(each if exhaustive else ()), ",".join(each)]):
            paths.append(f"/api/v1/{prefix}/" + (f"?expand={expand}" if expand else ""))
    return paths


def count(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200, response.content
    return len(captured)


def test_a_list_asks_as_often_for_three_rows_as_for_one(client, exhaustive):
    paths = lists(exhaustive)
    make_world()
    asked_for_one = {path: count(client, path) for path in paths}
    make_world()
    make_world()
    assert {path: count(client, path) for path in paths} == asked_for_one


@pytest.mark.parametrize("query", ["", "?fields=id,title,date", "?expand=participations"])
def test_a_list_is_chosen_counted_and_written(client, django_assert_num_queries, query):
    make_world()
    with django_assert_num_queries(3):  # the register's version, keys, count; then it is written
        client.get(f"/api/v1/meetings/{query}")


def test_a_record_is_found_and_written_by_one_statement(client, django_assert_num_queries):
    world = make_world()
    for name in (world["meetings"].slug, world["meetings"].uid, world["meetings"].uid.lower()):
        with django_assert_num_queries(1):  # the register's version
            assert client.get(f"/api/v1/meetings/{name}/").json()["id"] == world["meetings"].uid


def test_a_record_whose_slug_is_the_id_of_another_is_the_one_that_is_called_so(client):
    first, second = make_meeting(), make_meeting()
    type(second).objects.filter(pk=second.pk).update(slug=first.uid.lower())
    answers = [
        client.get(f"/api/v1/meetings/{name}/").json() for name in (first.uid.lower(), first.uid)
    ]
    assert [one["id"] for one in answers] == [second.uid, first.uid]


def test_a_record_asks_as_often_with_three_parts_as_with_one(client):
    world = make_world()
    path = f"/api/v1/meetings/{world['meetings'].uid}/"
    first = count(client, path)
    for _ in range(2):
        for make in (make_participation, make_delegate, make_outcome, make_position):
            make_citation(make(meeting=world["meetings"]), passage=world["passages"])
    assert count(client, path) == first


def test_what_citations_state_in_their_own_words_is_asked_only_where_some_do(client):
    world = make_world()
    path = f"/api/v1/meetings/{world['meetings'].uid}/"
    plain = count(client, path)
    make_citation(world["meetings"], "date", stated={"date": "2016-09"})
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    assert len(captured) > plain
    read = " ".join(query["sql"] for query in captured)
    assert "documents_citation" in read  # but no words of sources, which may be long
    assert '"quote"' not in read
    assert '"text"' not in read.replace('"meetings_meetingname"."text"', "")


def test_search_and_changes_ask_as_often_for_many_as_for_few(client):
    paths = ["/api/v1/search/?q=open", "/api/v1/changes/"]
    make_world()
    first = {path: count(client, path) for path in paths}
    make_world()
    assert {path: count(client, path) for path in paths} == first
