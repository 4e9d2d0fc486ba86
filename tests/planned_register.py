"""A register of plans: a meeting that is announced, one that is cancelled, a proposed body."""

from typing import Any

from tests.make import (
    make_capture,
    make_citation,
    make_delegate,
    make_document,
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

STATUSES = ("announced", "cancelled", "proposed")


def planned_register() -> dict[str, list[Any]]:
    """By the status of a plan: the plan, and all that is said of it; public and cited.

    Among the names and titles is none of these words. Something follows from each that came about.
    """
    forum = make_mechanism(slug="forum", name="The Forum", status="active")
    body = make_mechanism(
        slug="body",
        name="The Body",
        status="proposed",
        parent=forum,
        predecessor=forum,
        founded="2030",
        founding="By treaty.",
        membership_listed="complete",
    )
    laos = make_participant(slug="laos", name="Laos", mechanism=body)
    person = make_person(slug="person", name="Ms X")
    place = make_place(slug="port-amber", name="Port Amber", country=laos)
    topic = make_topic(slug="rivers", name="Rivers")
    series = make_series(slug="sum", name="The Sum", mechanism=forum)
    held = make_meeting(
        name="Third Sum", date="2029", mechanism=forum, series=series, ordinal=3, place=place
    )
    members = make_participant(name="Those of the Body", kind="collective", members_of=body)
    make_participation(meeting=held, participant=members)
    make_meeting(name="Conference on it", mechanism=body, place=place)
    make_mechanism(name="Part of it", parent=body, slug="part")
    make_series(name="Talks on it", mechanism=body, slug="talks")
    topic.mechanisms.add(body)

    said: dict[str, list[Any]] = {"proposed": [body]}
    for ordinal, status in enumerate(STATUSES[:2], start=1):
        meeting = make_meeting(
            name=f"Sum of {2030 + ordinal}",
            status=status,
            date=f"{2030 + ordinal}",
            mechanism=forum,
            series=series,
            ordinal=ordinal,
            place=place,
            attendance_min=41,
            participation_listed="complete",
        )
        topic.meetings.add(meeting)
        said[status] = [
            meeting,
            make_participation(meeting=meeting, participant=laos, role="host"),
            make_participation(meeting=meeting, participant=members),
            make_delegate(meeting=meeting, person=person, participant=laos, office="Minister"),
            *_came_of(f"of {2030 + ordinal}", topic, meeting=meeting, proposer=laos),
        ]
    said["proposed"] += [
        make_membership(mechanism=body, participant=laos, since="2030"),
        *_came_of("of the body", topic, mechanism=body, proposer=laos),
    ]
    passage = make_passage(capture=make_capture("Words.", document=make_document(slug="paper")))
    for rows in said.values():
        for row in rows:
            make_citation(row, passage=passage)
        outcome = next(row for row in rows if row.kind_name() == "outcome")
        make_document(name=f"Text of {outcome}", outcome=outcome, publisher=laos)
        for late in (
            make_outcome(meeting=held, title="Charter", follows_up=outcome, proposer=laos),
            make_position(meeting=held, title="Wish", follows_up=outcome, proposer=laos),
        ):
            make_citation(late, passage=passage)
    return said


def _came_of(words: str, topic: Any, **owner: Any) -> list[Any]:
    """Outcomes and positions of a plan, of which one takes up, continues or follows up another."""
    pact = make_outcome(title=f"Pact {words}", action="signed", date="2030-05-04", **owner)
    fund = make_position(title=f"Fund {words}", **owner)
    made = [
        pact,
        fund,
        make_outcome(title=f"Bank {words}", takes_up=fund, follows_up=pact, **owner),
        make_position(title=f"More {words}", continues=fund, follows_up=pact, **owner),
    ]
    for row in made:
        row.topics.add(topic)
    return made
