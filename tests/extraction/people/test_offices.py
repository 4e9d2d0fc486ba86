"""People in office in made-up sentences: who holds which post, and for whom."""

import pytest

from extraction.names.gazetteer import Entry, Gazetteer
from extraction.reader import read
from tests.extraction.made_up import of_kind, values

FORMS = [
    (
        "Norwegian Foreign Minister Kari Dahl spoke first.",
        [("Kari Dahl", "Foreign Minister", "Norway")],
    ),
    (
        "Ana Duarte, Deputy Minister of Fisheries of Chile, took the chair.",
        [("Ana Duarte", "Deputy Minister of Fisheries", "Chile")],
    ),
    (
        "The Secretary General of the CSF, Dr. Josefa Tui, thanked all.",
        [("Josefa Tui", "Secretary General", "CSF")],
    ),
    (
        "They heard Rear Admiral Tom Vik, Chief of Staff of the Coastal Guard, and left.",
        [("Tom Vik", "Chief of Staff", "Coastal Guard")],
    ),
    (
        "It drew Presidents Ana Duarte of Chile, Ratu Mele of Fiji and Kari Dahl of Norway.",
        [
            ("Ana Duarte", "President", "Chile"),
            ("Ratu Mele", "President", "Fiji"),
            ("Kari Dahl", "President", "Norway"),
        ],
    ),
    (
        "Ms. Kari Dahl, spokesperson for the Ministry of Oceans of Chile, said so.",
        [("Kari Dahl", "spokesperson", "Ministry of Oceans of Chile")],
    ),
    (
        "Fiji was represented by its Minister for Reefs, Ratu Mele.",
        [("Ratu Mele", "Minister for Reefs", "Fiji")],
    ),
    (
        "The Secretary General of the CSF, Josefa Tui\n            and all ministers met.",
        [("Josefa Tui", "Secretary General", "CSF")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_a_person_is_read_with_the_post_and_for_whom_it_is_held(text, expected):
    found = of_kind("office", text)

    assert [values(one, "person", "title", "participant") for one in found] == expected
    for office in found:
        person = office.fields["person"]
        assert text[person.start : person.end] == person.value


def test_a_known_person_is_linked():
    (office,) = of_kind("office", "President Ana Duarte opened the session.")

    assert office.fields["person"].uid == "PERS000001"


def test_a_known_name_is_read_however_long_it_is():
    person = f"Ana {'Maria ' * 14}Duarte"
    body = f"Standing Committee {'of the Coasts and Harbours ' * 5}of Fiji"
    gazetteer = Gazetteer([Entry("P", "person", person), Entry("B", "participant", body)])

    reading = read(
        f"President {person} spoke. Minister {body} spoke.", gazetteer=gazetteer, language="en"
    )

    (office,) = reading.candidates
    assert (office.kind, office.fields["person"].value) == ("office", person)


@pytest.mark.parametrize(
    "text",
    [
        "The former President Ratu Mele wrote a book.",
        "The President of the Council will decide.",
        "Foreign ministers met in Suva.",
        "General Kari Dahl spoke.",
    ],
)
def test_no_post_is_made_up(text):
    assert of_kind("office", text) == []


def test_a_name_cut_short_belongs_to_the_full_one():
    text = "Premier Kari Dahl arrived on Monday. Premier Dahl left on Friday."

    assert [values(one, "person") for one in of_kind("office", text)] == [("Kari Dahl",)]


def test_chinese_posts_stand_before_the_name():
    (office,) = of_kind("office", "中国外交部副部长李明华出席会议。", language="zh")

    assert values(office, "person", "title") == ("李明华", "外交部副部长")
