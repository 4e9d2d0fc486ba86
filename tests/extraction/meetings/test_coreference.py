"""Several mentions of one meeting; all sentences are our own."""

import pytest

from .meetings_read import meetings


def test_mentions_of_one_meeting_are_one_candidate():
    text = (
        "Third Lena Summit opens\n\n"
        "The Third Lena Summit was held in Yakutsk. The summit was chaired by Fiji. "
        "It was on 4 May 2018 that the Third Lena Summit adopted its plan."
    )

    (one,) = meetings(text)

    assert one.title == "Third Lena Summit"
    assert len(one.mentions) == 4
    assert one.fields["place"].value == "Yakutsk"
    assert [(p.fields["participant"].value, p.fields["role"].value) for p in one.parts] == [
        ("Fiji", "chair")
    ]


def test_one_meeting_under_a_long_and_a_short_name():
    text = (
        "The First LAC Leaders' Meeting was held on 3 May 2018. All praised the declaration of the "
        "First Lena-Amur Cooperation Leaders' Meeting."
    )

    assert len(meetings(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        # the same name in another spelling, spelled out, or with its words in another order
        "The Defense Ministers' Meeting of the Tundra Pact was held in Narvik on 3 May 2018.\n\n"
        "The Tundra Pact Defence Ministers' Meeting was chaired by Norway.",
        # the same number under another name
        "The 48th Ordinary Session of the Tundra Assembly was held in Narvik on 3 May 2018.\n\n"
        "The 48th Summit agreed to meet again.",
        # called after the city
        "The First Conference of Ice States was held in Narvik on 3 May 2018.\n\nThe Narvik "
        "Conference was attended by nine states.",
        # told of by a verb, and by a name
        "On 3 May 2018 nine states held a summit in Narvik.\n\nThe leaders of the nine states met "
        "in Narvik on 3 May 2018.",
        # told of again in apposition
        "The pact's interior ministers met in Narvik on 3 May 2018, a meeting that ended late.",
    ],
)
def test_one_meeting_under_several_names(text):
    assert len(meetings(text)) == 1


def test_the_same_number_of_another_series():
    text = (
        "The 6th Tundra Pact Foreign Ministers' Meeting was held on 3 May 2018.\n\n"
        "The 6th Tundra Pact Summit was held on 9 June 2018."
    )

    assert len(meetings(text)) == 2
