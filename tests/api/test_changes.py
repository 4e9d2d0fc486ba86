"""The changes of the register, in the order of commits, page by page, and on from the last."""

import datetime

import pytest
from django.db import connection, transaction

from records.models import PublicChange
from tests.make import make_mechanism, make_meeting, make_participation, make_topic

from .conftest import HERE

pytestmark = pytest.mark.django_db(transaction=True)


def told(answer) -> list[tuple[str, str]]:
    return [(line["id"], line["what"]) for line in answer["results"]]


def test_changes_tell_what_changed_and_what_is_gone_in_order(client, get):
    first, second, third = make_meeting(), make_mechanism(), make_meeting()
    first.state = "withdrawn"
    first.save()
    uid = third.uid
    third.delete()
    make_meeting(state="draft")
    lines = get("changes/")["results"]
    assert [(line["id"], line["kind"], line["what"], line["version"]) for line in lines] == [
        (second.uid, "mechanism", "changed", 1),
        (first.uid, "meeting", "gone", None),
        (uid, "meeting", "gone", None),
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


def test_the_records_of_one_change_are_paged_too(client, get):
    with transaction.atomic():
        made = {make_topic().uid for _ in range(5)}
    page, seen = get("changes/", page_size="2"), []
    while True:
        seen += [line["id"] for line in page["results"]]
        if page["next"] is None:
            break
        page = client.get(page["next"]).json()
    assert len(seen) == 5
    assert {*seen} == made


def test_a_record_that_changed_often_comes_once_on_a_page(get):
    topic, other = make_topic(), make_topic()
    for number in range(3):
        topic.summary = f"area {number}"
        topic.save()
    assert told(get("changes/")) == [(other.uid, "changed"), (topic.uid, "changed")]


def test_a_position_to_start_from(client, get):
    make_topic()
    start = get("changes/", since="now")
    assert (start["results"], start["next"]) == ([], None)
    topic = make_topic()
    assert told(client.get(start["resume"]).json()) == [(topic.uid, "changed")]


def test_what_commits_last_comes_last_whoever_began_first(client, get):
    make_topic()
    start = get("changes/", since="now")["resume"]
    other = connection.copy()
    try:
        with transaction.atomic():
            late = make_topic()
            with other.cursor() as cursor:  # a second writer, who commits meanwhile
                cursor.execute(
                    "INSERT INTO mechanisms_topic (uid, state, version, name, slug)"
                    " VALUES ('0000000009', 'published', 1, 'Early', 'early')"
                )
            first = client.get(start).json()
            assert told(first) == [("0000000009", "changed")]
        assert told(client.get(first["resume"]).json()) == [(late.uid, "changed")]
    finally:
        other.close()


def test_what_hides_with_a_record_is_told_and_comes_back_with_it(client, get):
    meeting = make_meeting()
    part = make_participation(meeting=meeting)
    start = get("changes/", since="now")["resume"]
    meeting.state = "withdrawn"
    meeting.save()
    answer = client.get(start).json()
    assert set(told(answer)) == {(meeting.uid, "gone"), (part.uid, "gone")}
    meeting.state = "published"
    meeting.save()
    answer = client.get(answer["resume"]).json()
    assert set(told(answer)) == {(meeting.uid, "changed"), (part.uid, "changed")}


def test_what_is_written_of_hidden_records_is_not_told(client, get):
    meeting = make_meeting()
    part = make_participation(meeting=meeting)
    meeting.state = "withdrawn"
    meeting.save()
    start = get("changes/", since="now")["resume"]
    part.role = "chair"
    part.save()
    meeting.summary = "Revised."
    meeting.save()
    make_participation(meeting=meeting, participant=part.participant)
    assert client.get(start).json()["results"] == []


def test_a_position_of_a_register_that_was_put_back_is_refused(client, get):
    make_topic()
    answer = get("changes/")
    PublicChange.objects.update(at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    refused = client.get(answer["resume"])
    assert refused.status_code == 400
    (problem,) = refused.json()["error"]["parameters"]
    assert problem["name"] == "cursor"
    assert "since=now" in problem["message"]
