"""Memberships in made-up sentences: who, in what, in which role, since when."""

import pytest

from tests.extraction.made_up import of_kind, values

FORMS = [
    ("Fiji joined the Coral Sea Forum in March 2001.", [("Fiji", "member", "2001-03", "")]),
    ("Chile and Norway became observers of the CSF in 2004.",
     [("Chile", "observer", "2004", ""), ("Norway", "observer", "2004", "")]),
    ("In 1998 Norway withdrew from the Coral Sea Forum.", [("Norway", "member", "", "1998")]),
    ("Chile was granted the status of dialogue partner of the Coral Sea Forum in 2010.",
     [("Chile", "dialogue_partner", "2010", "")]),
    ("The Coral Sea Forum comprises Fiji, Chile and Norway.",
     [("Fiji", "member", "", ""), ("Chile", "member", "", ""), ("Norway", "member", "", "")]),
    ("Fiji took over as chair of the Coral Sea Forum on 1 January 2012.",
     [("Fiji", "chair", "2012-01-01", "")]),
    ("From 2013 to 2015 Fiji and Chile will co-chair the Northern Straits Dialogue.",
     [("Fiji", "co_chair", "2013", "2015"), ("Chile", "co_chair", "2013", "2015")]),
    ("Norway applied for membership of the Coral Sea Forum in 2003.",
     [("Norway", "applicant", "2003", "")]),
    ("The Coral Sea Forum was founded by Fiji and Chile.",
     [("Fiji", "founder", "", ""), ("Chile", "founder", "", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_a_membership_is_read_with_its_role_and_its_ends(text, expected):
    found = of_kind("membership", text)

    assert [values(one, "participant", "role", "since", "until") for one in found] == expected
    assert {one.fields["mechanism"].uid for one in found} <= {"MECH000001", "MECH000002"}


@pytest.mark.parametrize(
    "text",
    [
        "Norway may join the Coral Sea Forum.",
        "If Fiji joined the Coral Sea Forum, others would follow.",
        "Norway has not joined the Coral Sea Forum.",
        "Two ministers joined the dinner, and Fiji left the table.",
    ],
)
def test_a_wish_a_doubt_or_a_denial_is_no_membership(text):
    assert of_kind("membership", text) == []


def test_a_verb_of_one_has_only_the_last_for_its_subject():
    text = "It marks ten years of trade with Chile, and Norway is holding the chair of the NSD."

    assert [values(one, "participant", "role") for one in of_kind("membership", text)] == [
        ("Norway", "chair")
    ]


def test_its_members_are_those_of_the_body_spoken_of_before():
    text = "The Coral Sea Forum meets each year. Its members are Fiji, Chile and Norway."

    found = of_kind("membership", text)

    assert [values(one, "participant", "role") for one in found] == [
        ("Fiji", "member"),
        ("Chile", "member"),
        ("Norway", "member"),
    ]
    assert {one.fields["mechanism"].uid for one in found} == {"MECH000001"}


def test_the_body_may_be_the_one_spoken_of_before():
    text = "The Coral Sea Forum met twice. In 2006 Chile joined the organization."

    (membership,) = of_kind("membership", text)

    assert values(membership, "participant", "since") == ("Chile", "2006")
    assert membership.fields["mechanism"].uid == "MECH000001"


def test_a_country_that_the_register_does_not_know_keeps_its_name_and_has_no_id():
    (membership,) = of_kind("membership", "Tonga joined the Coral Sea Forum.")

    assert membership.fields["participant"].value == "Tonga"
    assert membership.fields["participant"].uid == ""
