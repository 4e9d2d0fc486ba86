"""Instruments in made-up sentences: their titles, what was done with them, and where and when."""

import pytest

from tests.extraction.made_up import of_kind, values

ACTS = [
    (
        "The two sides signed the Suva Agreement on Tuna Patrols.",
        ("Suva Agreement on Tuna Patrols", "signed", "agreement"),
    ),
    (
        "The Reef Pact was signed by nine governments.",
        ("Reef Pact", "signed", "treaty"),
    ),
    (
        "Delegates left after the adoption of the Lagoon Declaration.",
        ("Lagoon Declaration", "adopted", "declaration"),
    ),
    (
        "Chile proposed a text, and all took note of the Atoll Convention on Wrecks.",
        ("Atoll Convention on Wrecks", "", "treaty"),
    ),
    (
        "They will sign the Fjord Protocol on Towing.",
        ("Fjord Protocol on Towing", "announced", "protocol"),
    ),
    (
        "Work to implement the Kelp Action Plan 2011-2015 goes on.",
        ("Kelp Action Plan 2011-2015", "implemented", "plan"),
    ),
    (
        "Officials are negotiating the Code of Conduct.",
        ("Code of Conduct", "under_negotiation", "code"),
    ),
    (
        "The Buoy Guidelines for Rescue at Sea proposed and drafted by Fiji were adopted in June.",
        ("Buoy Guidelines for Rescue at Sea", "adopted", "guidelines"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), ACTS)
def test_what_was_done_with_an_instrument_is_said_by_its_verb(text, expected):
    (outcome,) = of_kind("outcome", text)

    assert values(outcome, "title", "action", "instrument") == expected
    title = outcome.fields["title"]
    assert text[title.start : title.end] == title.value


def test_who_proposed_an_instrument_is_read_where_the_text_says_so():
    (outcome,) = of_kind("outcome", ACTS[-1][0])

    assert outcome.fields["proposer"].uid == "PART000001"


def test_who_puts_an_initiative_forward_is_its_proposer():
    text = "At the Third Coral Sea Forum Summit in May 2018 Fiji put forward an initiative on nets."

    (position,) = of_kind("position", text)

    assert values(position, "kind", "proposer", "date") == ("proposal", "Fiji", "2018-05")
    assert of_kind("outcome", text) == []


def test_what_was_only_asked_for_is_a_position_and_no_outcome():
    text = "Norway urged all parties to sign the Fjord Protocol on Towing."

    (position,) = of_kind("position", text)

    assert values(position, "title", "kind") == ("Fjord Protocol on Towing", "proposal")
    assert not {"action", "instrument"} & set(position.fields)
    assert of_kind("outcome", text) == []


def test_what_is_negotiated_needs_no_title_beside_it():
    text = "The two lead negotiations on tuna, on ports and on wrecks under the Northern Straits."

    found = of_kind("outcome", text)

    assert [values(one, "title", "action") for one in found] == [
        ("Tuna", "under_negotiation"),
        ("On ports", "under_negotiation"),
        ("On wrecks", "under_negotiation"),
    ]


def test_what_is_negotiated_belongs_to_no_meeting():
    text = (
        "The Third Coral Sea Forum Summit was held in Suva on 4 May 2018. "
        "The parties continued negotiations on a Free Trade Area."
    )

    (outcome,) = of_kind("outcome", text)

    assert values(outcome, "title", "action", "meeting") == (
        "Free Trade Area",
        "under_negotiation",
        "",
    )


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (
            "They signed the Treaty on Safe Passage, Salvage and Rescue and the Reef Protocol.",
            ["Treaty on Safe Passage, Salvage and Rescue", "Reef Protocol"],
        ),
        (
            "They approved the Work Plan on Ports and issued the Joint Statement of the Ministers "
            "of Coastal States on Ice.",
            [
                "Work Plan on Ports",
                "Joint Statement of the Ministers of Coastal States on Ice",
            ],
        ),
        (
            "Fiji welcomed the Memorandum of Understanding between the Bureau of the CSF and "
            "the Bureau of the NSD, signed in Suva.",
            ["Memorandum of Understanding between the Bureau of the CSF and the Bureau of the NSD"],
        ),
        (
            "They adopted the Memorandums on the Accession of the Republic of Palau and "
            "the Kingdom of Tonga to the CSF.",
            [
                "Memorandum on the Accession of the Kingdom of Tonga to the CSF",
                "Memorandum on the Accession of the Republic of Palau to the CSF",
            ],
        ),
        (
            "They extended the Plan of Action to Further the Suva Declaration on Reefs to 2020.",
            [
                "Plan of Action to Further the Suva Declaration on Reefs",
                "Suva Declaration on Reefs",
            ],
        ),
        (
            "The ministers adopted a joint list of reefs to be charted in fields such as tides.",
            ["Joint list of reefs to be charted"],
        ),
        (
            "The ministers signed the Suva Declaration in Suva.",
            ["Suva Declaration"],
        ),
    ],
)
def test_a_title_ends_where_the_sentence_goes_on(text, titles):
    assert [one.title for one in of_kind("outcome", text)] == titles


@pytest.mark.parametrize(
    "text",
    [
        "In agreement with its neighbours, the island will report next year.",
        "The Treaty Organization moved its offices.",
        "Such a plan was never adopted, and no treaty was signed.",
        "Each Party may propose an amendment to this Agreement.",
        "The Training Program was well attended.",
    ],
)
def test_words_for_instruments_that_name_none_are_left_alone(text):
    assert of_kind("outcome", text) == []


def test_an_instrument_belongs_to_the_meeting_its_sentence_names():
    text = (
        "The Third Coral Sea Forum Summit was held in Suva on 4 May 2018. "
        "The meeting issued the Suva Declaration on Reefs."
    )

    (outcome,) = of_kind("outcome", text)

    assert values(outcome, "action", "meeting", "date") == (
        "issued",
        "Third Coral Sea Forum Summit",
        "2018-05-04",
    )
    assert outcome.fields["mechanism"].uid == "MECH000001"


def test_the_date_printed_with_an_instrument_is_its_own():
    text = (
        "The Third Coral Sea Forum Summit was held in Suva on 4 May 2018. "
        "The meeting recalled the Reef Treaty on Salvage, signed in Suva on 2 March 1999."
    )

    (outcome,) = of_kind("outcome", text)

    assert values(outcome, "action", "date") == ("signed", "1999-03-02")


def test_one_instrument_named_twice_is_one_candidate_with_both_mentions():
    text = (
        "The Reef Protocol on Wrecks matters to all. "
        "In May 2018 they signed the Reef Protocol on Wrecks."
    )

    (outcome,) = of_kind("outcome", text)

    assert values(outcome, "action", "date") == ("signed", "2018-05")
    assert [text[start:end] for start, end in outcome.mentions] == ["Reef Protocol on Wrecks"] * 2


def test_a_communiqué_of_which_nothing_was_done_is_named_by_the_next_sentence():
    text = (
        "The Third Coral Sea Forum Summit was held in Suva on 4 May 2018. "
        "The Final Communiqué was long. The Suva Communiqué on Tuna followed."
    )

    (outcome,) = of_kind("outcome", text)

    assert values(outcome, "title", "action") == ("Suva Communiqué on Tuna", "")


def test_chinese_titles_stand_between_their_marks():
    text = (
        "2018年5月4日，第三届珊瑚海论坛峰会在苏瓦举行。"
        "会议通过了《苏瓦宣言》，签署了《珊瑚海救援合作谅解备忘录》。"
    )

    found = of_kind("outcome", text, language="zh")

    assert [values(one, "title", "action", "instrument") for one in found] == [
        ("苏瓦宣言", "adopted", "declaration"),
        ("珊瑚海救援合作谅解备忘录", "signed", "memorandum"),
    ]
