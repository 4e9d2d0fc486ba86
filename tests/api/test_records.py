"""What the API tells of a record, by its id or slug, and in a list."""

import pytest

from api import shapes
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
    make_position,
    make_series,
    make_topic,
)

from .conftest import HERE, RESOURCES, make_world, reference

pytestmark = pytest.mark.django_db


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
    outcome = make_outcome(meeting=meeting, title="A plan", proposer=china)
    position = make_position(meeting=meeting, title="More of it", proposer=china, audience="all")
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
            "reference": {
                "country": "LAO",
                "latitude": 17.96667,
                "longitude": 102.6,
                "source": "GeoNames 1651944",
            },
            "url": f"{HERE}/places/{place.uid}/",
        },
        "attendance_min": None,
        "attendance_max": None,
        "participation_listed": "named",
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
                "planned": False,
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
                "planned": False,
                "citations": [],
            }
        ],
        "outcomes": [
            {
                "id": outcome.uid,
                "url": f"{HERE}/outcomes/{outcome.uid}/",
                "title": "A plan",
                "action": "adopted",
                "planned": False,
                "instrument": None,
                "date": None,
                "earliest": None,
                "latest": None,
                "proposer": reference(china, "participants"),
                "follows_up": None,
                "takes_up": None,
                "summary": None,
                "topics": [],
                "citations": [],
            }
        ],
        "positions": [
            {
                "id": position.uid,
                "url": f"{HERE}/positions/{position.uid}/",
                "title": "More of it",
                "kind": "proposal",
                "planned": False,
                "date": None,
                "earliest": None,
                "latest": None,
                "proposer": reference(china, "participants"),
                "audience": "all",
                "follows_up": None,
                "continues": None,
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
                "supports": [],
                "stated": {"date": "2016-09-08"},
                "counting": None,
                "reason": None,
                "capture": passage.capture.sha256,
                "start": 0,
                "end": 29,
            }
        ],
        "more": {},
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
    assert {*expanded} - {*plain} == {"participations", "citations", "more"}
    assert expanded["participations"][0]["id"] == world["participations"].uid
    (sparse,) = get("meetings/", fields="id,outcomes")["results"]
    assert [*sparse] == ["id", "outcomes", "more"]


def test_a_list_inside_a_record_is_bounded(get, monkeypatch):
    monkeypatch.setattr(shapes, "MAX_PART_ROWS", 2)
    shapes.statement.cache_clear()
    meeting = make_meeting()
    for _ in range(3):
        make_participation(meeting=meeting)
    assert len(get(f"meetings/{meeting.slug}/")["participations"]) == 2
    assert get("participations/", meeting=meeting.slug)["count"] == 3
    shapes.statement.cache_clear()


def test_what_an_end_is_stands_only_beside_an_end(get):
    make_membership(since="2016-06", since_is="first_seen")
    (row,) = get("memberships/", fields="since,since_is,until,until_is")["results"]
    expected = {"since": "2016-06", "since_is": "first_seen", "until": None, "until_is": None}
    assert row == expected
