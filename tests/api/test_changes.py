"""The changes of the register, in their order, page by page, and on from the last."""

import pytest

from tests.make import make_mechanism, make_meeting, make_topic

from .conftest import HERE

pytestmark = pytest.mark.django_db


def test_changes_tell_what_changed_and_what_is_gone_in_order(client, get):
    first, second, third = make_meeting(), make_mechanism(), make_meeting()
    first.state = "withdrawn"
    first.save()
    uid = third.uid
    third.delete()
    make_meeting(state="draft")
    lines = get("changes/")["results"]
    assert [(line["id"], line["kind"], line["what"]) for line in lines] == [
        (second.uid, "mechanism", "changed"),
        (first.uid, "meeting", "gone"),
        (uid, "meeting", "gone"),
    ]
    assert [line["changed_at"] for line in lines] == sorted(line["changed_at"] for line in lines)
    assert get(lines[0]["url"].removeprefix(f"{HERE}/"))["id"] == second.uid
    since = lines[1]["changed_at"]
    assert [line["id"] for line in get("changes/", since=since)["results"]] == [first.uid, uid]


def test_changes_can_be_resumed_after_the_last(client, get):
    make_meeting()
    answer = get("changes/", page_size="1")
    assert answer["next"] is None
    assert client.get(answer["resume"]).json()["results"] == []
    later = make_meeting()
    resumed = client.get(answer["resume"]).json()
    assert [line["id"] for line in resumed["results"]] == [later.uid]
    assert client.get(resumed["resume"]).json()["resume"] == resumed["resume"]


def test_changes_page_by_page_come_once_each(client, get):
    made = [make_topic().uid for _ in range(5)]
    page, seen = get("changes/", page_size="2"), []
    while True:
        seen += [line["id"] for line in page["results"]]
        if page["next"] is None:
            break
        page = client.get(page["next"]).json()
    assert seen == made
