"""Instruments in made-up sentences that no capitals name, or that are named more than once."""

import pytest

from tests.extraction.made_up import of_kind, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The foreign ministers of Fiji and Chile signed a declaration on the mapping of reefs.",
            ("Declaration on the mapping of reefs", "signed", "declaration"),
        ),
        (
            "The nine governments issued a statement welcoming the rescue.",
            ("Statement", "issued", "statement"),
        ),
        (
            "A protocol on towing was agreed.",
            ("Protocol on towing", "agreed", "protocol"),
        ),
        (
            "Fiji and Norway initialled a tuna patrol agreement.",
            ("Tuna patrol agreement", "signed", "agreement"),
        ),
        (
            "Delegates adopted a decision on pilots.",
            ("Decision on pilots", "adopted", "resolution"),
        ),
        (
            "They took note of Assembly resolution 12/7.",
            ("Assembly resolution 12/7", "", "resolution"),
        ),
    ],
)
def test_a_description_names_an_instrument_that_several_agreed_on(text, expected):
    (outcome,) = of_kind("outcome", text)

    assert values(outcome, "title", "action", "instrument") == expected


@pytest.mark.parametrize(
    "text",
    [
        "The parliament adopted a resolution on fisheries.",
        "The cabinet approved a plan for new piers.",
        "The ministry issued a statement on the weather.",
        "The two sides reached agreement on the agenda.",
        "The leaders addressed the issue of a treaty on nets.",
        "The Council adopted the following decision on the Reef:",
    ],
)
def test_what_one_alone_says_or_is_only_wished_is_no_instrument(text):
    assert of_kind("outcome", text) == []


def test_what_is_said_of_a_list_holds_for_each_of_its_texts():
    text = (
        "The ministers signed three documents: the Suva Declaration, which deals with reefs; "
        "a final communiqué; and a protocol on the end of an older treaty. Nobody spoke."
    )

    found = of_kind("outcome", text)

    assert [values(one, "title", "action") for one in found] == [
        ("Suva Declaration", "signed"),
        ("Final communiqué", "signed"),
        ("Protocol on the end of an older treaty", "signed"),
    ]


def test_a_list_goes_on_in_the_items_below_and_behind_among_them():
    text = (
        "The leaders adopted the following documents:\n\n- the Work Plan on Ports;\n"
        "- a roadmap for the Reef Protocol.\n\nThe ministers signed several papers. "
        "Among them is a statement on wrecks."
    )

    found = of_kind("outcome", text)

    assert [values(one, "title", "action") for one in found] == [
        ("Work Plan on Ports", "adopted"),
        ("Roadmap for the Reef Protocol", "adopted"),
        ("Reef Protocol", ""),
        ("Statement on wrecks", "signed"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The Treaty Banning Nets in the Lagoon (Lagoon Treaty) was signed in Suva in May 1991.",
        "The Lagoon Treaty, also known as the Net Pact, was signed in Suva in May 1991.",
        "The Lagoon Treaty is a treaty signed in Suva in May 1991.",
        "They met in May 1991 and signed a treaty, the Lagoon Treaty.",
        "The Lagoon Treaty bans nets. The treaty was signed in Suva in May 1991.",
        "1991: The Lagoon Treaty was signed.",
    ],
)
def test_a_second_name_is_no_second_instrument(text):
    (outcome,) = of_kind("outcome", text)

    assert values(outcome, "action", "date")[0] == "signed"
    assert values(outcome, "date")[0].startswith("1991")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("On 3 May 1991\n\nThe Reef Pact was signed.", "1991-05-03"),
        ("In 1991, the Reef Pact was adopted.", "1991"),
        ("The Reef Pact, much praised, was signed at Suva on 3 May 1991.", "1991-05-03"),
        ("They recalled the Reef Pact (1991).", "1991"),
        ("The talks led in 1991 to nine states signing the Reef Pact.", "1991"),
        ("They implement the Reef Pact in 1991.", ""),
    ],
)
def test_the_day_of_an_instrument_is_that_of_its_verb_entry_or_sentence(text, date):
    (outcome,) = of_kind("outcome", text)

    assert values(outcome, "date") == (date,)


def test_what_was_negotiated_and_signed_is_signed():
    (outcome,) = of_kind("outcome", "The Reef Pact was negotiated and signed last year.")

    assert values(outcome, "action") == ("signed",)


def test_a_chinese_text_is_told_of_behind_its_verb():
    text = "2018年5月4日，第三届珊瑚海论坛峰会在苏瓦举行。会议发表了关于海上救援的联合声明。"

    (outcome,) = of_kind("outcome", text, language="zh")

    assert values(outcome, "title", "action", "instrument") == (
        "关于海上救援的联合声明",
        "issued",
        "statement",
    )
