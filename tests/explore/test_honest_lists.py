"""Lists that say how far they go, numbers that a source gives as bounds, and what is no meeting."""

import pytest
from django.utils.translation import override

from meetings.models import Meeting
from records.display import show_bounds
from tests.html import main_text
from tests.make import (
    make_citation,
    make_delegate,
    make_mechanism,
    make_meeting,
    make_membership,
    make_participant,
    make_participation,
    make_person,
    make_place,
    make_series,
    make_topic,
)

pytestmark = pytest.mark.django_db

NAMED = "Named in the sources; there may be others."
COMPLETE = "The list is complete, as the source says."


def test_members_are_those_named_unless_a_source_says_that_they_are_all(client):
    body = make_mechanism(slug="arf")
    make_membership(mechanism=body, participant=make_participant(name="China"))

    before = client.get("/mechanisms/arf/")
    listed = client.get("/api/v1/mechanisms/arf/").json()["membership_listed"]
    body.membership_listed = "complete"
    body.save()
    make_citation(body, "membership_listed")
    after = client.get("/mechanisms/arf/")

    assert (NAMED in main_text(before), COMPLETE in main_text(before)) == (True, False)
    assert (NAMED in main_text(after), COMPLETE in main_text(after)) == (False, True)
    assert listed == "named"
    assert client.get("/api/v1/mechanisms/arf/").json()["membership_listed"] == "complete"
    assert "Member China" in " ".join(main_text(before).split())  # and no number of them


def test_that_a_list_is_complete_needs_evidence_and_that_it_is_not_needs_none():
    named, complete = make_meeting(), make_meeting(participation_listed="complete")

    assert "participation_listed" not in named.filled_evidential_fields()
    assert "participation_listed" in complete.filled_evidential_fields()


def test_who_took_part_are_those_named_unless_a_source_says_that_they_are_all(client):
    meeting = make_meeting(slug="summit")
    make_participation(meeting=meeting, participant=make_participant(name="China"))
    before = main_text(client.get("/meetings/summit/"))
    meeting.participation_listed = "complete"
    meeting.save()

    assert NAMED in before
    assert COMPLETE in main_text(client.get("/meetings/summit/"))


def test_no_list_of_a_participant_is_counted_as_if_it_were_the_whole(client):
    china = make_participant(slug="china")
    for _row in range(2):
        make_membership(participant=china)
        make_participation(participant=china)

    text = main_text(client.get("/participants/china/"))

    assert "Member 2" not in text
    assert "Attendee 2" not in text
    assert text.count("Those that the sources name; there may be others.") == 2


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (41, None, "more than 40"),
        (40, None, "at least 40"),
        (None, 49, "fewer than 50"),
        (None, 50, "at most 50"),
        (30, 40, "30 to 40"),
        (12, 12, "12"),
        (1, None, "at least 1"),
        (None, None, ""),
    ],
)
def test_bounds_are_said_as_a_source_says_them(low, high, words):
    with override("en"):
        assert show_bounds(low, high) == words


def test_how_many_were_present_is_a_value_with_its_source(client):
    meeting = make_meeting(slug="workshop", attendance_min=41)
    make_citation(meeting, "attendance_min")

    page = client.get("/meetings/workshop/")
    told = client.get("/api/v1/meetings/workshop/").json()

    assert "How many came more than 40 Source:" in main_text(page)
    assert (told["attendance_min"], told["attendance_max"]) == (41, None)
    assert "attendance_min" in meeting.filled_evidential_fields()


def test_meetings_that_a_source_only_counts_stand_on_their_series(client):
    series = make_series(
        slug="som", mechanism=make_mechanism(), count_min=3, count_max=3, count_date="2016-11"
    )
    make_citation(series, "count_min", "count_max", "count_date")

    told = client.get("/api/v1/series/som/").json()

    assert "3 by November 2016, named or not" in main_text(client.get("/series/som/"))
    body = main_text(client.get(series.mechanism.get_absolute_url()))
    assert "Counted by a source: 3 by November 2016, named or not" in body
    assert (told["count_min"], told["count_max"], told["count_date"]) == (3, 3, "2016-11")


def test_a_programme_or_observance_is_no_meeting(client):
    topic, place, china = make_topic(slug="t"), make_place(slug="p"), make_participant(slug="c")
    body = make_mechanism(slug="m")
    for kind in ("summit", "observance", "programme", ""):
        meeting = make_meeting(
            slug=f"a-{kind}", kind=kind, mechanism=body, place=place, date="2016", status="held"
        )
        meeting.topics.add(topic)
        make_participation(meeting=meeting, participant=china)
    proper, others = {"a-summit", "a-"}, {"a-observance", "a-programme"}

    def slugs(rows) -> set[str]:
        return {getattr(row, "meeting", row).slug for row in rows}

    home = client.get("/").context
    sizes = {str(label): number[0] for label, _route, number in home["sizes"]}
    assert sizes["meetings"] == 2
    assert slugs(home["newest"]) == proper
    assert slugs(client.get("/meetings/").context["page"]) == proper
    assert client.get("/meetings/").context["total"] == 2
    assert slugs(client.get("/meetings/?kind=observance").context["page"]) == {"a-observance"}
    assert slugs(client.get("/meetings/?activities=only").context["page"]) == others
    assert slugs(client.get("/meetings/?activities=with").context["page"]) == proper | others
    assert client.get("/api/v1/meetings/").json()["count"] == 2
    assert client.get("/api/v1/meetings/?activities=with").json()["count"] == 4
    for address in ("/topics/t/", "/places/p/", "/mechanisms/m/"):
        page = client.get(address).context
        assert (slugs(page["meetings"]), slugs(page["activities"])) == (proper, others), address
    page = client.get("/participants/c/").context
    assert slugs(row for _role, rows in page["meetings"] for row in rows) == proper
    assert slugs(page["activities"]) == others
    assert client.get("/meetings/a-observance/").status_code == 200


@pytest.mark.parametrize("status", ["proposed", "announced", "postponed", "cancelled"])
def test_a_role_at_a_meeting_that_was_not_held_says_so(client, status):
    china, liu = make_participant(slug="c"), make_person(slug="l")
    members = make_participant(kind="collective", members_of=make_mechanism())
    make_membership(mechanism=members.members_of, participant=china)
    for number, state_of_it in enumerate(("held", status)):
        meeting = make_meeting(status=state_of_it, name=f"Round {number}", date="2016")
        make_participation(meeting=meeting, participant=china, role="host")
        make_delegate(meeting=meeting, person=liu)
    through = make_meeting(status=status, name="Forum", date="2016")
    make_participation(meeting=through, participant=members)
    word = str(Meeting.Status(status).label)

    def told(address: str) -> str:
        return " ".join(main_text(client.get(address)).split())

    participant, person = told("/participants/c/"), told("/people/l/")
    assert (participant.count(word), person.count(word)) == (2, 1)
    assert f"Round 1 2016 {word}" in participant
    assert f"Forum 2016 {word}" in participant
    assert f"Round 1 {word}" in person
