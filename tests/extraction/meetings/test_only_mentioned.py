"""What a text only mentions is neither the meeting it tells of nor what came out of it."""

import pytest

from tests.extraction.made_up import of_kind, values


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "The three sides have deepened their work since their leaders met at Apia in May 2011.",
            "Meeting of leaders",
        ),
        (
            "The parties had been at odds before their presidents met in Apia in May 2011.",
            "Meeting of presidents",
        ),
        (
            "Trust has grown since the foreign ministers met in Apia in May 2011.",
            "Meeting of the foreign ministers",
        ),
    ],
)
def test_a_clause_is_not_a_name(text, title):
    (meeting,) = of_kind("meeting", text)

    assert values(meeting, "name", "date", "place") == (title, "2011-05", "Apia")


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (
            "A meeting of the officials attending the 7th Lagoon Forum was held on 3 May 2011.",
            ["Meeting of the officials attending the 7th Lagoon Forum"],
        ),
        (
            "A workshop for those who attended the 7th Lagoon Forum took place on 3 May 2011.",
            ["Workshop for those who attended the 7th Lagoon Forum"],
        ),
        (
            "A dinner for those participating in the 7th Lagoon Forum was held on 3 May 2011.",
            [],
        ),
    ],
)
def test_what_is_held_is_the_subject_and_not_what_its_participle_names(text, titles):
    assert [meeting.title for meeting in of_kind("meeting", text)] == titles
    assert not any("ordinal" in meeting.fields for meeting in of_kind("meeting", text))


@pytest.mark.parametrize(
    ("name", "ordinal", "series"),
    [
        ("The VII Lagoon Summit", "7", "Lagoon Summit"),
        ("The XIVth Lagoon Summit", "14", "Lagoon Summit"),
        ("XXI Lagoon Summit", "21", "Lagoon Summit"),
    ],
)
def test_a_roman_number_counts_the_meeting(name, ordinal, series):
    (meeting,) = of_kind("meeting", f"{name} was held in Apia on 3 May 2011.")

    assert values(meeting, "ordinal", "series") == (ordinal, series)


def test_a_roman_number_that_is_no_count_is_no_body():
    (meeting,) = of_kind("meeting", "The Lagoon Track II Seminar was held in Apia on 3 May 2011.")

    assert not {"ordinal", "mechanism"} & set(meeting.fields)


@pytest.mark.parametrize(
    "said",
    [
        "Leaders reaffirmed the Apia Charter and the Lagoon Climate Accord.",
        "Ministers recalled the Apia Convention and their commitment to the Lagoon Agreement.",
        "They were guided by the Apia Charter.",
        "In accordance with the Apia Convention on Wrecks, they reviewed the work.",
    ],
)
def test_an_instrument_that_is_only_referred_to_is_no_outcome(said):
    assert of_kind("outcome", f"The 4th Lagoon Forum was held in Apia on 3 May 2011. {said}") == []


@pytest.mark.parametrize(
    "lead", ["Since the last Lagoon Summit", "Following the 3rd Lagoon Summit"]
)
def test_what_is_done_today_is_no_outcome_of_a_meeting_looked_back_on(lead):
    text = f"{lead} in June 2009, much has changed.\n\nWe signed the Towing Agreement."

    (outcome,) = of_kind("outcome", text)
    assert values(outcome, "title", "action") == ("Towing Agreement", "signed")
    assert not {"meeting", "date"} & set(outcome.fields)
