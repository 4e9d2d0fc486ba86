"""What the API answers: records, lists, pages, tables, changes, search."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api import serializers
from meetings.models import Meeting
from records.models import Identity
from tests.make import (
    make_citation,
    make_delegate,
    make_mechanism,
    make_meeting,
    make_membership,
    make_outcome,
    make_participant,
    make_participation,
    make_passage,
    make_person,
    make_place,
    make_series,
    make_topic,
)

from .conftest import RESOURCES, make_world

pytestmark = pytest.mark.django_db

HERE = "http://testserver/api/v1"


def reference(record, resource) -> dict[str, str]:
    address = f"{HERE}/{resource}/{record.uid}/"
    return {"id": record.uid, "slug": record.slug, "name": record.name, "url": address}


def test_a_meeting_is_told_whole(get):
    laos, china = make_participant(name="Laos"), make_participant(name="China")
    mechanism = make_mechanism(name="China-ASEAN Cooperation")
    series = make_series(name="China-ASEAN Summit", mechanism=mechanism)
    place = make_place(
        name="Vientiane", country=laos, latitude="17.96667", longitude="102.6",
        coordinates_from="GeoNames 1651944",
    )  # fmt: skip
    meeting = make_meeting(
        name="19th China-ASEAN Summit",
        slug="19th-china-asean-summit",
        mechanism=mechanism,
        series=series,
        ordinal=19,
        level="leaders",
        kind="summit",
        date="2016-09-07",
        place=place,
    )
    topic = make_topic(name="Political dialogue")
    meeting.topics.add(topic)
    meeting.names.create(text="第19次中国－东盟领导人会议", language="zh-Hans", kind="official")
    participation = make_participation(meeting=meeting, participant=china)
    person = make_person(name="Li Keqiang")
    delegate = make_delegate(meeting=meeting, person=person, office="Premier")
    outcome = make_outcome(meeting=meeting, title="A plan", action="proposed", proposer=china)
    passage = make_passage(summary="It says so.")
    citation = make_citation(meeting, "date", passage=passage, stated={"date": "2016-09-08"})
    meeting.refresh_from_db()

    answer = get("meetings/19th-china-asean-summit/")

    document = passage.capture.document
    assert answer == {
        "id": meeting.uid,
        "url": f"{HERE}/meetings/{meeting.uid}/",
        "permalink": f"http://testserver/id/{meeting.uid}",
        "slug": "19th-china-asean-summit",
        "title": "19th China-ASEAN Summit",
        "names": [
            {
                "text": "第19次中国－东盟领导人会议",
                "language": "zh-Hans",
                "kind": "official",
                "since": None,
                "until": None,
            }
        ],
        "mechanism": reference(mechanism, "mechanisms"),
        "series": reference(series, "series"),
        "ordinal": 19,
        "numbering": None,
        "level": "leaders",
        "track": None,
        "kind": "summit",
        "mode": None,
        "status": "held",
        "date": "2016-09-07",
        "earliest": "2016-09-07",
        "latest": "2016-09-07",
        "place": {
            "id": place.uid,
            "slug": place.slug,
            "name": "Vientiane",
            "country": reference(laos, "participants"),
            "region": None,
            "latitude": 17.96667,
            "longitude": 102.6,
            "url": f"{HERE}/places/{place.uid}/",
        },
        "summary": None,
        "topics": [reference(topic, "topics")],
        "version": meeting.version,
        "updated_at": meeting.updated_at.isoformat().replace("+00:00", "Z"),
        "participations": [
            {
                "id": participation.uid,
                "url": f"{HERE}/participations/{participation.uid}/",
                "participant": reference(china, "participants"),
                "role": "attendee",
                "citations": [],
            }
        ],
        "delegates": [
            {
                "id": delegate.uid,
                "url": f"{HERE}/delegates/{delegate.uid}/",
                "person": reference(person, "people"),
                "participant": None,
                "role": "attendee",
                "office": "Premier",
                "citations": [],
            }
        ],
        "outcomes": [
            {
                "id": outcome.uid,
                "url": f"{HERE}/outcomes/{outcome.uid}/",
                "title": "A plan",
                "action": "proposed",
                "instrument": None,
                "date": None,
                "earliest": None,
                "latest": None,
                "proposer": reference(china, "participants"),
                "follows_up": None,
                "summary": None,
                "topics": [],
                "citations": [],
            }
        ],
        "citations": [
            {
                "id": citation.uid,
                "url": f"{HERE}/citations/{citation.uid}/",
                "document": reference(document, "documents"),
                "passage": f"{HERE}/passages/{passage.capture.sha256[:16]}-1/",
                "locator": "¶1",
                "says": "It says so.",
                "quote": "First paragraph.\n\nSecond one.",
                "fields": ["date"],
                "stated": {"date": "2016-09-08"},
                "counting": None,
                "reason": None,
                "capture": passage.capture.sha256,
                "start": 0,
                "end": 29,
            }
        ],
    }


def test_every_record_is_found_by_its_id_and_says_the_same_in_the_list(get):
    world = make_world()
    for resource in RESOURCES:
        rows = get(f"{resource}/")["results"]
        assert rows, resource
        for row in rows:
            one = get(row["url"].removeprefix(f"{HERE}/"))
            assert {name: one[name] for name in row} == row
    for resource, row in world.items():
        if hasattr(row, "slug"):
            assert get(f"{resource}/{row.slug}/")["id"] == row.uid
            assert get(f"{resource}/{row.uid.lower()}/")["id"] == row.uid


def test_lists_inside_records_are_shown_in_a_list_where_they_are_asked_for(get):
    world = make_world()
    (plain,) = get("meetings/")["results"]
    (expanded,) = get("meetings/", expand="participations,citations")["results"]
    assert {*expanded} - {*plain} == {"participations", "citations"}
    assert expanded["participations"][0]["id"] == world["participations"].uid
    (sparse,) = get("meetings/", fields="id,outcomes")["results"]
    assert [*sparse] == ["id", "outcomes"]


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


def test_what_an_end_is_stands_only_beside_an_end(get):
    make_membership(since="2016-06", since_is="first_seen")
    (row,) = get("memberships/", fields="since,since_is,until,until_is")["results"]
    expected = {"since": "2016-06", "since_is": "first_seen", "until": None, "until_is": None}
    assert row == expected


# Where a record has gone


def test_an_old_slug_leads_to_the_record(client):
    meeting = make_meeting(slug="old")
    meeting.slug = "new"
    meeting.save()
    response = client.get("/api/v1/meetings/old/?fields=id")
    assert response.status_code == 301
    assert response["Location"] == f"/api/v1/meetings/{meeting.uid}/?fields=id"


def test_a_merged_record_leads_to_the_one_that_stayed(client):
    kept, merged = make_meeting(), make_meeting()
    uid = merged.uid
    merged.delete()
    Identity.objects.filter(uid=uid).update(merged_into=kept.uid)
    response = client.get(f"/api/v1/meetings/{uid}/")
    assert (response.status_code, response["Location"]) == (301, f"/api/v1/meetings/{kept.uid}/")


def test_what_was_public_and_is_not_any_more_is_gone(get):
    withdrawn, ended, draft = make_meeting(), make_meeting(name="Ended"), make_meeting()
    withdrawn.state = "withdrawn"
    withdrawn.save()
    uid = ended.uid
    ended.delete()
    draft_uid = make_meeting(state="draft").uid
    for key in (withdrawn.uid, withdrawn.slug):
        error = get(f"meetings/{key}/", status=410)["error"]
        assert error["was"] == {"id": withdrawn.uid, "kind": "meeting", "name": withdrawn.name}
    assert get(f"meetings/{uid}/", status=410)["error"]["was"]["name"] == "Ended"
    assert get(f"meetings/{draft_uid}/", 404) == get("meetings/0000000000/", 404)
    assert get(f"mechanisms/{draft.uid}/", 404)  # the id of another kind


# Formats


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
    (row,) = csv.DictReader(io.StringIO(client.get("/api/v1/places/?format=csv").content.decode()))
    assert row["latitude"] == "-8.65"


def test_lines_hold_one_record_each(client, get):
    make_world()
    response = client.get("/api/v1/citations/", headers={"accept": "application/x-ndjson"})
    rows = [json.loads(line) for line in response.content.splitlines()]
    assert response["Content-Type"] == "application/x-ndjson; charset=utf-8"
    assert rows == get("citations/")["results"]


def test_every_resource_makes_a_table(client):
    make_world()
    for resource in RESOURCES:
        text = client.get(f"/api/v1/{resource}/?format=csv").content.decode()
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


# Headers


def test_an_unchanged_answer_is_not_sent_again(client):
    meeting = make_meeting(slug="here")
    first = client.get("/api/v1/meetings/here/")
    tag = first["ETag"]
    assert tag.startswith('W/"')
    again = client.get("/api/v1/meetings/here/", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    meeting.level = "leaders"
    meeting.save()
    changed = client.get("/api/v1/meetings/here/", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag


def test_scripts_of_any_site_may_ask(client):
    for path in ("meetings/", "nothing/", "meetings/?x=1", "changes/"):
        response = client.get(f"/api/v1/{path}", headers={"origin": "https://example.org"})
        assert response["Access-Control-Allow-Origin"] == "*"
    for path in ("meetings/", "meetings/?level=leaders&format=csv", "changes/?page_size=9"):
        ask = client.options(f"/api/v1/{path}", headers={"origin": "https://example.org"})
        assert ask.status_code == 204
        assert ask["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_no_answer_depends_on_a_session(client, admin_user):
    make_meeting(state="draft")
    client.force_login(admin_user)
    response = client.get("/api/v1/meetings/")
    assert response.json()["count"] == 0
    assert "Cookie" not in response["Vary"]
    assert not response.cookies


def test_head_is_get_without_a_body(client):
    make_meeting()
    response = client.head("/api/v1/meetings/")
    assert (response.status_code, response.content) == (200, b"")


# Changes and search


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


def test_search_finds_names_in_any_language_grouped_and_bounded(get):
    forum = make_mechanism(name="ASEAN Regional Forum")
    forum.names.create(text="东盟地区论坛", language="zh-Hans", kind="official")
    for number in range(3):
        make_meeting(name=f"ASEAN meeting {number}")
    make_meeting(name="ASEAN")

    answer = get("search/", q="asean", limit="2")

    assert answer["q"] == "asean"
    assert [row["name"] for row in answer["results"]["mechanisms"]["results"]] == [forum.name]
    meetings = answer["results"]["meetings"]
    assert [row["name"] for row in meetings["results"]] == ["ASEAN", "ASEAN meeting 0"]
    assert meetings["more"] is True
    assert meetings["url"] == f"{HERE}/meetings/?q=asean"
    assert list(get("search/", q="地区", kind="mechanisms")["results"]) == ["mechanisms"]
    assert get("search/", q="地区")["results"]["mechanisms"]["results"] == [
        reference(forum, "mechanisms")
    ]


def test_search_finds_what_the_page_finds_in_the_same_order(client, get):
    for name in ("The ASEAN Way", "ASEAN Plus Three", "China–ASEAN Summit", "ASEAN"):
        make_mechanism(name=name)
    groups = client.get("/search/?q=asean").context["groups"]
    page = {group.namespace: [record.name for record, _matched in group.hits] for group in groups}
    answer = {
        kind: [row["name"] for row in found["results"]]
        for kind, found in get("search/", q="asean")["results"].items()
        if found["results"]
    }
    assert answer == page
    assert page["mechanisms"][:2] == ["ASEAN", "ASEAN Plus Three"]


def test_a_list_inside_a_record_is_bounded(get, monkeypatch):
    monkeypatch.setattr(serializers, "MAX_PART_ROWS", 2)
    meeting = make_meeting()
    for _ in range(3):
        make_participation(meeting=meeting)
    assert len(get(f"meetings/{meeting.slug}/")["participations"]) == 2
    assert get("participations/", meeting=meeting.slug)["count"] == 3


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
