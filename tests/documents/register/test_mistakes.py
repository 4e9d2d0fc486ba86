"""What is wrong in the files: where, and what to do; and the database stays as it was."""

import pytest

from tests.make import make_document, make_topic

from .small_register import REGISTER, edit, problems, write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            "meetings.yaml", "  status: held", "  state_of: held",
            "meetings.yaml:5: a meeting has no key “state_of”; did you mean state?",
        ),
        (
            "meetings.yaml", "status: held", "status: hold",
            "meetings.yaml:5: meeting first-forum: status: “hold” is not a choice; choose from "
            "proposed, announced, held, postponed, cancelled",
        ),
        (
            "meetings.yaml", '"2016-09-07"', "2016-13",
            "meetings.yaml:6: meeting first-forum: date: “2016-13” has month 13; months run from "
            "01 to 12.",
        ),
        (
            "meetings.yaml", "participant: china", "participant: chian",
            "meetings.yaml:15: participation RRRRRRRRR1: participant: there is no participant "
            "“chian”; did you mean china?",
        ),
        (
            "meetings.yaml", "topics: [trade]", "topics: [fishing]",
            "meetings.yaml:7: meeting first-forum: there is no topic “fishing”; record it first",
        ),
        (
            "meetings.yaml", "end: 40", "end: 90",
            "meetings.yaml:20: citation CCCCCCCCC3: characters 35 to 90 are outside paper#3, "
            "which runs from 34 to 60",
        ),
        (
            "meetings.yaml", "at: paper#3", "at: paper#4",
            "meetings.yaml:19: citation CCCCCCCCC3: paper has no passage 4; its last is 3",
        ),
        (
            "meetings.yaml", "at: paper#3", "at: papers#3",
            "meetings.yaml:19: citation CCCCCCCCC3: no capture of “papers” is recorded with "
            "passages; did you mean paper?",
        ),
        (
            "meetings.yaml", "at: paper#3", "at: paper",
            "meetings.yaml:19: citation CCCCCCCCC3: “paper” is no place; write <document slug>"
            "#<passage number>",
        ),
        (
            "meetings.yaml", "participant, role]", "participants, role]",
            "meetings.yaml:22: citation CCCCCCCCC3: a participation has no value called "
            "“participants”; did you mean participant?",
        ),
        (
            "meetings.yaml", "start: 35", "start: many",
            "meetings.yaml:20: citation CCCCCCCCC3: start: “many” is not a number",
        ),
        (
            "meetings.yaml", '"RRRRRRRRR1"', '"RRRRRRRRRI"',
            "meetings.yaml:14: participation RRRRRRRRRI: the id “RRRRRRRRRI” is not one; an id "
            "has ten of 0-9 and A-Z without I, L, O, U",
        ),
        (
            "meetings.yaml", '"RRRRRRRRR1"', '"PPPPPPPPP1"',
            "meetings.yaml:14: the id PPPPPPPPP1 is taken by participant china "
            "(participants.yaml:1); make a new one",
        ),
        (
            "topics.yaml", "slug: trade", "slug: economy",
            "topics.yaml:6: the slug economy is taken by another topic (topics.yaml:2); choose "
            "another one",
        ),
        (
            "topics.yaml", "slug: trade", "slug: Trade and more",
            "topics.yaml:6: topic TTTTTTTTT2: “Trade and more” is no slug; write small letters, "
            "digits and hyphens",
        ),
        (
            "topics.yaml", "name: Economy", "name: Economy\n  parent: trade",
            "topics.yaml:4: topic economy: stands above itself along parent; break the ring",
        ),
        (
            "topics.yaml", "name: Economy", "name: Economy\n  name: Economics",
            "topics.yaml:4: name stands twice in one mapping (first in line 3); keep one",
        ),
        (
            "topics.yaml", "name: Economy", "name: Economy: of states",
            "topics.yaml:3: is not YAML here: mapping values are not allowed in this context; "
            "texts with a colon or # need double quotes",
        ),
        (
            "topics.yaml", "name: Economy", "name:",
            "topics.yaml:1: topic economy: name is missing",
        ),
        (
            "topics.yaml", "name: Economy", f"name: {'long ' * 120}",
            "topics.yaml:3: topic economy: name: Ensure this value has at most 500 characters "
            "(it has 599).",
        ),
        (
            "participants.yaml", "kind: state", "kind: company",
            "participants.yaml:1: participant china: Only states and territories have ISO 3166 "
            "codes.",
        ),
        (
            "participants.yaml", "  - text: 中国", "  - text: China\n  - text: 中国",
            "participants.yaml:5: name China: kind is missing; choose from official, short, "
            "acronym, former, alias, as_printed",
        ),
        (
            "participants.yaml", "fields: [name, names]", "fields: [kind]",
            "participants.yaml:1: participant china: nothing is cited for name, other "
            "names (“中国 [zh-Hans; official]”) (name, names); "
            "add evidence or leave the values out",
        ),
        (
            "documents/paper.yaml", "slug: paper", "slug: papers",
            "documents/paper.yaml:2: the slug is papers: name the file papers.yaml",
        ),
        (
            "documents/paper.yaml", "start: 34", "start: 31",
            "documents/paper.yaml:29: passage ¶2: passage 3 runs from 31 to 60; it must begin at "
            "32 or later, after the one before it, and end at 60 or earlier, where the text ends",
        ),
        (
            "documents/paper.yaml", "number: 3", "number: 2",
            "documents/paper.yaml:26: passage ¶2: numbers must rise from 1",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_file_line_and_remedy(folder, name, old, new, expected):
    edit(folder, name, old, new)

    assert expected in problems(folder)


def test_all_mistakes_are_told_at_once(folder):
    edit(folder, "meetings.yaml", "status: held", "status: hold")
    edit(folder, "meetings.yaml", "role: host", "role: guest")
    edit(folder, "topics.yaml", "parent: economy", "parent: none")

    assert [line.partition(": ")[0] for line in problems(folder)] == [
        "meetings.yaml:5", "meetings.yaml:16", "topics.yaml:8",
    ]  # fmt: skip


def test_a_part_that_overlaps_another_is_named(tmp_path):
    rows = "".join(
        f'  - id: "BBBBBBBBB{number}"\n    participant: china\n    role: member\n'
        f'    since: "{since}"\n'
        for number, since in ((1, "2001"), (2, "2005"))
    )
    mechanisms = (
        f'- id: "NNNNNNNNN1"\n  slug: forum\n  name: Forum\n  kind: forum\n  memberships:\n{rows}'
    )

    register = {**REGISTER, "mechanisms.yaml": mechanisms}

    assert problems(write(tmp_path, **register)) == [
        "mechanisms.yaml:10: membership BBBBBBBBB2: This participant already has this role here "
        "in an overlapping period."
    ]


def test_a_slug_that_an_editor_took_is_named(folder):
    make_document(slug="paper")

    assert problems(folder) == [
        "documents/paper.yaml:1: document paper: another document here has this slug; choose "
        "another one"
    ]


def test_what_the_database_refuses_is_told_of_all_that_are_written_apart(folder, monkeypatch):
    monkeypatch.setattr("records.keys.AT_ONCE", 1)
    topics = "topics.yaml"
    edit(
        folder,
        topics,
        "parent: economy",
        "parent: economy\n- id: XXXXXXXXX7\n  slug: old\n  name: Old",
    )
    make_topic(slug="economy")
    make_topic(slug="old")

    assert problems(folder) == [
        f"{topics}:{line}: topic {slug}: another topic here has this slug; choose another one"
        for line, slug in ((1, "economy"), (9, "old"))
    ]


def test_a_folder_that_is_missing_or_empty_is_refused(tmp_path):
    assert problems(tmp_path / "none") == [f"{tmp_path / 'none'}: there is no such folder"]
    assert problems(tmp_path)[0].startswith(f"{tmp_path}: holds no file of the register; expected")
