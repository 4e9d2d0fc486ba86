"""Who was there, in made-up sentences: participations and delegates of a meeting."""

import pytest

from tests.extraction.made_up import assert_in_its_place, of_kind, values

NAMED = "The Third Coral Sea Forum Summit was held in Suva on 4 May 2018. "

DELEGATES = [
    (
        NAMED + "The meeting was chaired by Ana Duarte of Chile.",
        [("Ana Duarte", "chair", "Chile")],
    ),
    (
        "The Third Coral Sea Forum Summit was held in Suva on 4 May 2018 under the chairmanship "
        "of the Prime Minister of Norway, Kari Dahl.",
        [("Kari Dahl", "chair", "Norway")],
    ),
    (
        NAMED + "It was attended by Presidents Ana Duarte of Chile and Ratu Mele of Fiji.",
        [("Ana Duarte", "attendee", "Chile"), ("Ratu Mele", "attendee", "Fiji")],
    ),
    (
        "At the Third Coral Sea Forum Summit held in Suva on 4 May 2018, "
        "Premier Kari Dahl made two offers.",
        [("Kari Dahl", "attendee", "")],
    ),
    (
        "A fund was put forward by Premier Kari Dahl at the Third Coral Sea Forum Summit "
        "in May 2018.",
        [("Kari Dahl", "attendee", "")],
    ),
    (
        "In May 2018 Ana Duarte, the President of Chile, was elected chairperson of "
        "the Third Coral Sea Forum Summit in Suva.",
        [("Ana Duarte", "chair", "Chile")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DELEGATES)
def test_delegates_are_read_with_their_role_and_state(text, expected):
    (meeting,) = of_kind("meeting", text)

    parts = [one for one in meeting.parts if one.kind == "delegate"]
    assert [values(one, "person", "role", "participant") for one in parts] == expected
    for part in parts:
        assert_in_its_place(part, text)


PARTICIPATIONS = [
    ("Fiji hosted the Third Coral Sea Forum Summit in May 2018.", [("Fiji", "host")]),
    (
        "Fiji, which is due to host the Third Coral Sea Forum Summit in May 2020, agreed.",
        [("Fiji", "host")],
    ),
    (
        "Norway has led work on ice. In May 2018 it hosted the Third Coral Sea Forum Summit.",
        [("Norway", "host")],
    ),
    (
        "The Third Coral Sea Workshop on Reefs was held in May 2018. It was hosted by Chile.",
        [("Chile", "host")],
    ),
    (
        "The Third Coral Sea Workshop on Reefs was held in May 2018. A dinner was hosted by Chile.",
        [],
    ),
    (
        "In 2018 Chile held several events, including the Third Coral Sea Workshop on Reefs.",
        [("Chile", "organizer")],
    ),
    (
        "The Third Coral Sea Workshop on Reefs was organized by Chile in May 2018.",
        [("Chile", "organizer")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PARTICIPATIONS)
def test_participants_are_read_with_their_role(text, expected):
    (meeting,) = of_kind("meeting", text)

    parts = [one for one in meeting.parts if one.kind == "participation"]
    assert [values(one, "participant", "role") for one in parts] == expected


@pytest.mark.parametrize(
    "text",
    [
        NAMED + "From 2019 Fiji will chair the Committee on Nets.",
        "Chile joined the Forum at the Third Coral Sea Forum Summit in May 2018.",
    ],
)
def test_who_chairs_or_joins_something_else_was_not_therefore_there(text):
    (meeting,) = of_kind("meeting", text)

    assert [one for one in meeting.parts if one.fields["role"].value != "attendee"] == []
