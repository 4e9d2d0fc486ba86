"""Those who were there, as texts say it in other ways: lists, "respectively", "we", honorifics."""

import pytest

from tests.extraction.made_up import of_kind, values

NAMED = "The 4th Lagoon Forum was held in Apia on 3 May 2011. "
THREE = ["Chile", "Tonga", "Peru"]


def there(meeting, role: str) -> list[str]:
    fields = [part.fields for part in meeting.parts if part.fields["role"].value == role]
    return [one["participant"].value for one in fields if "participant" in one]


@pytest.mark.parametrize(
    "said",
    [
        "Participants included Chile, Tonga and Peru.",
        "The participants were Chile, Tonga and Peru.",
        "Those present were Chile, Tonga and Peru.",
        "Attending were delegations from Chile, Tonga and Peru.",
        "Taking part were Chile, Tonga and Peru.",
        "The following states took part: Chile, Tonga and Peru.",
        "Participants: Chile, Tonga, Peru.",
        "Representatives from Chile, Tonga and Peru took part.",
        "Delegations from Chile, Tonga and Peru attended.",
    ],
)
def test_a_list_says_who_took_part(said):
    (meeting,) = of_kind("meeting", NAMED + said)

    assert there(meeting, "attendee") == THREE


def test_those_behind_the_meeting_took_part_too():
    said = "The 4th Lagoon Forum was held on 3 May 2011 with the participation of Chile and Peru."

    (meeting,) = of_kind("meeting", said)
    assert there(meeting, "attendee") == ["Chile", "Peru"]


def test_observers_are_listed_as_observers():
    (meeting,) = of_kind("meeting", NAMED + "Observers included Chile and the European Union.")

    assert there(meeting, "observer") == ["Chile", "European Union"]


def test_a_state_in_a_longer_name_is_not_the_one_that_it_ends_with():
    said = "It was attended by the Democratic People's Republic of Korea and Papua New Guinea."

    (meeting,) = of_kind("meeting", NAMED + said)
    assert there(meeting, "attendee") == [
        "Democratic People's Republic of Korea",
        "Papua New Guinea",
    ]


@pytest.mark.parametrize(
    ("text", "role", "expected"),
    [
        (
            "The 4th Lagoon Forum and the 5th Reef Dialogue were hosted by Chile and Peru "
            "respectively in May 2011.",
            "host",
            [["Chile"], ["Peru"]],
        ),
        (
            "The 4th Lagoon Forum and the 5th Reef Dialogue, hosted respectively by Chile and "
            "Peru, were held in May 2011.",
            "host",
            [["Chile"], ["Peru"]],
        ),
        (
            "The 4th Lagoon Forum and the 5th Reef Dialogue were chaired by Ana Dahl of Norway "
            "and Bo Lund of Iceland, respectively, in May 2011.",
            "chair",
            [["Norway"], ["Iceland"]],
        ),
        (
            "The 4th Lagoon Forum and the 5th Reef Dialogue were hosted by Chile, Tonga and Peru "
            "respectively in May 2011.",
            "host",
            [[], []],
        ),
    ],
)
def test_respectively_gives_each_its_own_or_nothing(text, role, expected):
    assert [there(meeting, role) for meeting in of_kind("meeting", text)] == expected


def test_what_the_text_speaks_as_took_place_where_its_dateline_says():
    text = (
        "Perth, 3 May 2011\n\nToday, we, Prime Minister A. Dahl of Norway and President B. Lund "
        "of Iceland, met for the second in-person Lagoon Leaders’ Summit, hosted by Prime "
        "Minister Dahl."
    )

    (meeting,) = of_kind("meeting", text)
    assert values(meeting, "series", "ordinal", "date", "place", "mode") == (
        "Lagoon Leaders’ Summit",
        "2",
        "2011-05-03",
        "Perth",
        "in_person",
    )
    assert there(meeting, "host") == ["Norway"]
    assert there(meeting, "attendee") == ["Norway", "Iceland"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "Tan Sri Dato' Seri (Dr) Omar bin Said, Chief of Defence Forces of Chile",
            ("Omar bin Said", "Chile"),
        ),
        (
            "Admiral Datuk Seri (Dr.) Omar bin Said (Retd), Chief of Navy of Chile",
            ("Omar bin Said", "Chile"),
        ),
        ("the Rt. Hon. Dame Kari Dahl, Minister of Defence of Norway", ("Kari Dahl", "Norway")),
        ("Air Vice-Marshal Dato’ Ali Noor, Chief of Air Staff of Peru", ("Ali Noor", "Peru")),
        (
            "H.E. Ana Dahl, Deputy Prime Minister and Minister of Oceans of Norway",
            ("Ana Dahl", "Norway"),
        ),
    ],
)
def test_titles_are_no_part_of_a_name_and_an_office_is_no_person(said, expected):
    offices = of_kind("office", f"{NAMED}It was chaired by {said}.")

    assert {values(one, "person", "participant") for one in offices} == {expected}
