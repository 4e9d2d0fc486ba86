"""Days and places by where they stand; all sentences are our own."""

from .meetings_read import told


def test_the_day_on_which_a_report_was_filed_is_not_that_of_the_meeting():
    text = "BERGEN, May 18 (Wire) -- The 4th Lena Summit, held on 3 May in Oslo, was a success."

    assert told(text, "date", "place") == [("4th Lena Summit", "2019-05-03", "Oslo")]


def test_a_title_with_day_and_place_under_it():
    text = (
        "COMMUNIQUE OF THE SPECIAL SUMMIT OF THE TUNDRA PACT\n\nNarvik, 3-4 May 2018\n\n"
        "1. Leaders reviewed the ice.\n"
    )

    assert told(text, "date", "place") == [
        ("SPECIAL SUMMIT OF THE TUNDRA PACT", "2018-05-03/2018-05-04", "Narvik")
    ]
