"""What keeps a copy without a request for each record: records in the feed, ids, changed since."""

import pytest
from django.db import connection

from api import serializers, shapes
from records.models import PublicChange
from tests.make import make_citation, make_mechanism, make_meeting, make_membership, make_topic

from .conftest import HERE, make_world
from .mirror import Mirror, differences, downloaded

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_of_changes_carries_the_records(client, get):
    meeting, topic = make_meeting(), make_topic()
    topic.state = "withdrawn"
    topic.save()
    lines = get("changes/", expand="record")["results"]
    assert [line["record"] for line in lines] == [get(f"meetings/{meeting.uid}/"), None]
    assert "record" not in get("changes/")["results"][0]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_with_records_asks_once_for_each_kind(
    client, django_assert_max_num_queries, get, rows
):
    for _row in range(rows):
        make_world()
    get("changes/", expand="record", page_size="100")
    with django_assert_max_num_queries(40):
        answer = get("changes/", expand="record", page_size="100", kind="meeting,outcome")
    assert {line["kind"] for line in answer["results"]} == {"meeting", "outcome"}


def test_a_copy_can_be_made_of_the_feed_alone(client):
    make_world()
    mirror = Mirror(client)
    mirror.place += "&expand=record"
    mirror.follow()
    assert mirror.copy
    assert differences(mirror.copy, downloaded(client)) == {}


def test_changes_of_some_kinds(get):
    meeting, topic = make_meeting(), make_topic()
    make_mechanism()
    answer = get("changes/", kind="topic,meeting")
    assert [line["id"] for line in answer["results"]] == [meeting.uid, topic.uid]


def test_records_by_their_ids(get, client):
    some = [make_meeting() for _each in range(3)]
    hidden = make_meeting(state="draft")
    asked = f"{some[0].uid},{some[2].uid.lower()},{hidden.uid},0000000000"
    found = [one["id"] for one in get("meetings/", id=asked)["results"]]
    assert sorted(found) == sorted([some[0].uid, some[2].uid])
    table = client.get("/api/v1/meetings/", {"id": asked, "format": "csv"}).getvalue()
    assert len(table.splitlines()) == 3


def test_records_that_changed_since(get):
    mechanism = make_mechanism()
    kept = make_mechanism()
    member = make_membership(mechanism=mechanism)
    moment = PublicChange.objects.latest("number").at.isoformat()
    mechanism.name = "Renamed"
    mechanism.save()

    def since(resource: str) -> list[str]:
        return [one["id"] for one in get(f"{resource}/", updated_since=moment)["results"]]

    assert mechanism.uid in since("mechanisms")
    assert kept.uid not in since("mechanisms")
    assert since("memberships") == [member.uid]  # its answer shows the name


def test_a_list_that_ends_says_so_and_where_the_rest_is(get, monkeypatch):
    for module in (serializers, shapes):
        monkeypatch.setattr(module, "MAX_PART_ROWS", 2)
    shapes.statement.cache_clear()
    mechanism = make_mechanism()
    for _each in range(3):
        make_membership(mechanism=mechanism)
    make_citation(mechanism)
    answer = get(f"mechanisms/{mechanism.uid}/")
    assert len(answer["memberships"]) == 2
    address = f"{HERE}/memberships/?mechanism={mechanism.uid}"
    assert answer["more"] == {"memberships": address}
    assert get(address.removeprefix(f"{HERE}/"))["count"] == 3
    (line,) = get("mechanisms/", expand="memberships")["results"]
    assert line["more"] == {"memberships": address}
    assert "more" not in get("mechanisms/")["results"][0]
    (line,) = get("mechanisms/", expand="citations")["results"]
    assert line["more"] == {}
    shapes.statement.cache_clear()
    connection.close()
