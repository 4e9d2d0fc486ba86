"""Meetings of people who are named with their states, and of one day in a yearly series."""

import pytest

from tests.extraction.made_up import of_kind, values


@pytest.mark.parametrize(
    ("text", "title", "people"),
    [
        (
            "Defence Minister Kari Dahl of Norway met with Defence Minister Bo Lund of Iceland and "
            "Foreign Minister Cy Berg of Finland in Oslo on 3 May 2011.",
            "Meeting of Norway, Iceland and Finland",
            ["Kari Dahl", "Bo Lund", "Cy Berg"],
        ),
        (
            "Security Advisor Kari Dahl of Norway, Security Advisor Bo Lund of Iceland, and "
            "Security Advisor Cy Berg of Finland gathered on 3 May 2011 in Oslo to talk.",
            "Meeting of Norway, Iceland and Finland",
            ["Kari Dahl", "Bo Lund", "Cy Berg"],
        ),
        (
            "Minister Kari Dahl of Norway met with Minister Bo Lund of Iceland in Oslo "
            "on 3 May 2011.",
            "Meeting of Norway and Iceland",
            ["Kari Dahl", "Bo Lund"],
        ),
    ],
)
def test_people_who_met_make_a_meeting_of_their_states(text, title, people):
    (meeting,) = of_kind("meeting", text)

    assert values(meeting, "name", "date", "place") == (title, "2011-05-03", "Oslo")
    assert [part.title for part in meeting.parts] == people
    assert meeting.score < 0.9


@pytest.mark.parametrize(
    "text",
    [
        "Minister Kari Dahl of Norway met the press on 3 May 2011 in Oslo.",
        "Minister Kari Dahl of Norway met with Minister Bo Lund of Iceland on 3 May 2011.",
        "Minister Kari Dahl of Norway has met with Minister Bo Lund of Iceland in Oslo.",
    ],
)
def test_a_talk_of_two_without_day_and_place_is_no_meeting(text):
    assert of_kind("meeting", text) == []


def test_a_yearly_meeting_on_a_day_is_one_that_was_held():
    text = "President Dahl today joined leaders during the annual Lagoon Summit, where they spoke."

    (meeting,) = of_kind("meeting", text, date="2011-05-03")
    assert values(meeting, "name", "date") == ("Lagoon Summit", "2011-05-03")
    assert of_kind("meeting", "Leaders take part in the annual Lagoon Summit.") == []


def test_a_number_before_a_state_counts_no_meeting():
    assert of_kind("meeting", "It was the first U.S. embassy in Suva in May 2011.") == []
