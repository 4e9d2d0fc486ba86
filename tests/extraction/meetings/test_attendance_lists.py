"""Rolls of attendance in made-up texts, and those who are represented."""

import pytest

from tests.extraction.made_up import of_kind, values

HELD = "The Third Coral Sea Forum Summit was held in Suva on 4 May 2018. "


def those_at(text):
    (meeting,) = of_kind("meeting", text)
    return sorted(
        (part.kind, *values(part, "person", "participant", "role")) for part in meeting.parts
    )


def test_each_line_of_a_roll_is_a_delegate_until_the_text_goes_on():
    text = (
        f"{HELD}It was attended by the following Heads of Government:\n"
        "H. E. Mr Joeli Tavua, Prime Minister of Fiji\n"
        "- Rt. Hon. Ingrid Dahl, Prime Minister of Norway\n"
        "Chile: Hon. Pablo Reyes, Minister of Oceans\n\n"
        "The ministers welcomed Mr Lee Chan, President of Palau.\n"
    )

    assert those_at(text) == [
        ("delegate", "Ingrid Dahl", "Norway", "attendee"),
        ("delegate", "Joeli Tavua", "Fiji", "attendee"),
        ("delegate", "Pablo Reyes", "Chile", "attendee"),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Fiji was represented by Joeli Tavua, Minister of Fisheries.",
            [("delegate", "Joeli Tavua", "Fiji", "attendee")],
        ),
        (
            "Fiji and Norway were represented by their ambassadors.",
            [
                ("participation", "", "Fiji", "attendee"),
                ("participation", "", "Norway", "attendee"),
            ],
        ),
        ("Chile attended as an observer.", [("participation", "", "Chile", "observer")]),
    ],
)
def test_who_is_represented_or_observes(sentence, expected):
    assert those_at(HELD + sentence) == expected
