"""A mechanism, a participant and a meeting, and rows of everything that their pages show."""

from tests.make import (
    make_citation,
    make_delegate,
    make_document,
    make_mechanism,
    make_meeting,
    make_membership,
    make_office,
    make_outcome,
    make_participant,
    make_participation,
    make_person,
    make_place,
    make_position,
    make_series,
    make_topic,
)

PAGES = [
    "/",
    "/mechanisms/",
    "/participants/",
    "/meetings/",
    "/mechanisms/forum/",
    "/participants/laos/",
    "/meetings/19th-summit/",
]


def three() -> tuple:
    """A mechanism, a participant and a meeting that hang together, each cited."""
    mechanism = make_mechanism(slug="forum", name="The Forum", founded="1994")
    participant = make_participant(slug="laos", name="Laos", kind="state", iso_alpha3="LAO")
    place = make_place(
        slug="vientiane",
        name="Vientiane",
        country=participant,
        latitude="17.966",
        longitude="102.6",
        coordinates_from="GeoNames 1651944",
    )
    meeting = make_meeting(
        slug="19th-summit",
        name="19th Summit",
        mechanism=mechanism,
        series=make_series(slug="summit", name="Summit", mechanism=mechanism),
        ordinal=19,
        place=place,
        date="2016-09-07/2016-09-08",
        level="leaders",
    )
    make_membership(mechanism=mechanism, participant=participant, since="2000")
    for record in (mechanism, participant, meeting):
        make_citation(record)
    return mechanism, participant, meeting


def fill(mechanism, participant, meeting, *, rows: int, **values) -> None:
    """``rows`` of everything that the three pages show, each with a citation."""
    for _row in range(rows):
        series = make_series(mechanism=mechanism, **values)
        parts = [
            make_mechanism(parent=mechanism, **values),
            make_mechanism(predecessor=mechanism, **values),
            make_membership(
                mechanism=mechanism, participant=make_participant(**values), **state(values)
            ),
            make_membership(
                mechanism=make_mechanism(**values), participant=participant, **state(values)
            ),
            series,
            make_meeting(mechanism=mechanism, series=series, ordinal=2, **values),
            make_participation(
                meeting=meeting, participant=make_participant(**values), **state(values)
            ),
            make_participation(
                meeting=make_meeting(**values), participant=participant, **state(values)
            ),
            make_delegate(meeting=meeting, person=make_person(**values), **state(values)),
            make_outcome(meeting=meeting, proposer=participant, **title(values), **state(values)),
            make_outcome(mechanism=mechanism, **title(values), **state(values)),
            make_position(meeting=meeting, proposer=participant, **title(values), **state(values)),
            make_position(mechanism=mechanism, **title(values), **state(values)),
            make_participant(parent=participant, **values),
            collective := make_participant(kind="collective", members_of=mechanism, **values),
            make_participation(meeting=meeting, participant=collective, **state(values)),
            make_participation(
                meeting=make_meeting(**values), participant=collective, **state(values)
            ),
            make_meeting(mechanism=mechanism, kind="observance", **values),
            make_office(participant=participant, person=make_person(**values), **state(values)),
        ]
        for part in parts:
            make_citation(part, **state(values))
        make_document(publisher=participant, outcome=parts[9], **values)
        topic = make_topic(**values)
        mechanism.topics.add(topic)
        meeting.topics.add(topic)


def state(values) -> dict:
    return {"state": values["state"]} if "state" in values else {}


def title(values) -> dict:
    return {"title": values["name"]} if "name" in values else {}
