"""Loading and dumping plain files, on small registers made by hand."""

import re
from io import StringIO
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from documents.models import Capture, Citation, Document, Passage
from documents.register.dumping import dump_register
from documents.register.entries import LoadRefused
from documents.register.formatting import FILES, KEYS, NESTED, records_text
from documents.register.loading import load_register
from documents.register.parsing import read_folder
from mechanisms.models import Mechanism, Participant, Person
from meetings.models import Meeting, Participation
from records.models import Identity
from records.workflow import withdraw
from tests.make import make_document

pytestmark = pytest.mark.django_db

PARTICIPANTS = """\
- id: "PPPPPPPPP1"
  slug: china
  name: China
  names:
  - text: 中国
    language: zh-Hans
    kind: official
  kind: state
  iso_alpha2: CN
  evidence:
  - id: "CCCCCCCCC1"
    at: paper#2
    start: 10
    end: 20
    fields: [name]
"""
MEETINGS = """\
- id: "MMMMMMMMM1"
  slug: first-forum
  name: First Forum
  kind: forum
  status: held
  date: "2016-09-07"
  topics: [trade]
  evidence:
  - id: "CCCCCCCCC2"
    at: paper#2
    start: 10
    end: 30
  participations:
  - id: "RRRRRRRRR1"
    participant: china
    role: host
    evidence:
    - id: "CCCCCCCCC3"
      at: paper#3
      start: 35
      end: 40
      fields: [meeting, participant, role]
"""
TOPICS = """\
- id: "TTTTTTTTT1"
  slug: economy
  name: Economy

- id: "TTTTTTTTT2"
  slug: trade
  name: Trade
  parent: economy
"""
PAPER = """\
id: "DDDDDDDDD1"
slug: paper
name: Paper
kind: white_paper
published: "2017-01-11"
language: en
rights: not_held
captures:
- sha256: "%s"
  byte_length: 60
  char_length: 60
  media_type: text/plain
  encoding: utf-8
  passages:
  - number: 1
    kind: heading
    locator: title
    start: 0
    end: 5
  - number: 2
    kind: paragraph
    locator: "¶1"
    start: 7
    end: 32
    summary: It tells of a forum.
  - number: 3
    kind: paragraph
    locator: "¶2"
    start: 34
    end: 60
""" % ("ab" * 32)
REGISTER = {
    "topics.yaml": TOPICS,
    "participants.yaml": PARTICIPANTS,
    "meetings.yaml": MEETINGS,
    "documents/paper.yaml": PAPER,
}
EMPTY = dict.fromkeys(("places.yaml", "people.yaml", "mechanisms.yaml", "series.yaml"), "[]\n")


@pytest.fixture
def folder(tmp_path) -> Path:
    """A small register as files, that loads as it is."""
    return write(tmp_path / "register", **REGISTER)


def write(folder: Path, **texts: str) -> Path:
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {name}"
    (folder / name).write_text(text.replace(old, new))


def problems(folder: Path, **options) -> list[str]:
    """What a load says; it must leave the database as it was."""
    before = everything()
    with pytest.raises(LoadRefused) as refused:
        load_register(folder, **options)
    assert everything() == before
    return [str(problem) for problem in refused.value.problems]


def everything() -> list:
    models = (Mechanism, Participant, Meeting, Participation, Document, Citation)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return [*rows, list(Passage.objects.order_by("pk").values()), Capture.objects.count()]


def changes(done) -> tuple[dict, dict]:
    return dict(+done.created), dict(+done.changed)


def dumped(folder: Path) -> dict[str, str]:
    dump_register(folder)
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.yaml")
    }


# Loading


def test_a_load_makes_every_record_public_with_its_parts_and_evidence(folder):
    done = load_register(folder)

    assert changes(done) == (
        {
            "topic": 2, "participant": 1, "meeting": 1, "participation": 1, "document": 1,
            "citation": 3, "capture": 1, "passage": 3,
        },
        {},
    )  # fmt: skip
    meeting = Meeting.objects.public().get()
    participation = meeting.participations.public().get()
    citation = participation.citations.public().get()
    assert (meeting.uid, meeting.date, [t.slug for t in meeting.topics.all()]) == (
        "MMMMMMMMM1", "2016-09-07", ["trade"],
    )  # fmt: skip
    assert (participation.participant.slug, participation.role) == ("china", "host")
    assert (citation.uid, citation.passage.number, citation.fields, citation.quote) == (
        "CCCCCCCCC3", 3, ["meeting", "participant", "role"], "",
    )  # fmt: skip
    assert Participant.objects.search("中国").get().slug == "china"


def test_a_second_load_changes_nothing(folder):
    load_register(folder)
    before = everything()

    done = load_register(folder)

    assert changes(done) == ({}, {})
    assert everything() == before


def test_what_was_loaded_is_dumped_byte_for_byte(folder, tmp_path):
    load_register(folder)

    assert dumped(tmp_path / "dump") == {**REGISTER, **EMPTY}


def test_a_dump_loads_as_the_register_it_came_from(folder, tmp_path):
    load_register(folder)
    dump_register(tmp_path / "dump")

    assert changes(load_register(tmp_path / "dump")) == ({}, {})


def test_files_change_what_nobody_has_edited_since(folder):
    load_register(folder)
    edit(folder, "meetings.yaml", "2016-09-07", "2016-09-08")
    edit(folder, "meetings.yaml", "topics: [trade]", "topics: [economy]")
    edit(folder, "participants.yaml", "中国", "中华人民共和国")
    edit(folder, "documents/paper.yaml", "number: 3", 'number: 3\n    speaker: "Li Wei"')

    done = load_register(folder)

    assert changes(done) == ({}, {"meeting": 1, "participant": 1, "passage": 1})
    meeting = Meeting.objects.get()
    assert (meeting.date, [t.slug for t in meeting.topics.all()]) == ("2016-09-08", ["economy"])
    assert Participant.objects.search("中华人民共和国").exists()
    assert not Participant.objects.get().names.filter(text="中国").exists()
    assert changes(load_register(folder)) == ({}, {})


def test_records_that_the_files_no_longer_mention_are_kept(folder):
    load_register(folder)
    (folder / "meetings.yaml").write_text("[]\n")

    done = load_register(folder)

    assert done.not_in_files["meeting"] == done.not_in_files["participation"] == 1
    assert Meeting.objects.public().exists()


def test_parents_may_stand_below_their_children_in_the_file(tmp_path):
    rows = "".join(
        f'- id: "TTTTTTTTT{number}"\n  slug: {slug}\n  name: {slug}\n{parent}'
        for number, slug, parent in (
            (1, "a", "  parent: b\n"),
            (2, "b", "  parent: c\n"),
            (3, "c", ""),
        )
    )

    assert changes(load_register(write(tmp_path, **{"topics.yaml": rows}))) == ({"topic": 3}, {})


def test_drafts_and_withdrawn_records_keep_their_state(folder):
    edit(folder, "meetings.yaml", "slug: first-forum", "slug: first-forum\n  state: withdrawn")
    edit(folder, "participants.yaml", "slug: china", "slug: china\n  state: draft")
    edit(folder, "meetings.yaml", 'id: "RRRRRRRRR1"', 'id: "RRRRRRRRR1"\n    state: draft')
    for name in ("CCCCCCCCC2", "CCCCCCCCC3"):
        edit(
            folder,
            "meetings.yaml",
            f'"{name}"',
            f'"{name}"\n    state: in_review'.replace(
                "    state", "      state" if name.endswith("3") else "    state"
            ),
        )
    edit(folder, "participants.yaml", '"CCCCCCCCC1"', '"CCCCCCCCC1"\n    state: draft')

    load_register(folder)

    assert Meeting.objects.get().state == "withdrawn"
    assert Participant.objects.get().state == Participation.objects.get().state == "draft"
    assert Citation.objects.filter(state="in_review").count() == 2


def test_citations_of_a_text_that_is_held_get_their_quotes_at_once(folder):
    edit(folder, "documents/paper.yaml", "rights: not_held", "rights: editors")
    load_register(folder)
    Capture.objects.update(text="x" * 20 + "The parties" + "y" * 29)
    edit(
        folder, "meetings.yaml", "    - id: \"CCCCCCCCC3\"",
        '    - id: "CCCCCCCCC4"\n      at: paper#2\n      start: 20\n      end: 31\n'
        '    - id: "CCCCCCCCC3"',
    )  # fmt: skip

    load_register(folder)

    citation = Citation.objects.get(uid="CCCCCCCCC4")
    assert (citation.prefix, citation.quote, citation.suffix) == (
        "x" * 20, "The parties", "y" * 29,
    )  # fmt: skip


def test_that_a_text_is_held_here_is_no_difference_from_the_files(folder):
    load_register(folder)
    Capture.objects.update(text="x" * 60)
    document = Document.objects.get()
    document.rights = "editors"
    document.save()

    assert changes(load_register(folder)) == ({}, {})


def test_a_number_that_a_source_states_is_text_in_the_files(folder):
    load_register(folder)
    citation = Citation.objects.get(uid="CCCCCCCCC2")
    citation.stated = {"ordinal": 2}
    citation.save()
    edit(folder, "meetings.yaml", "    end: 30\n", '    end: 30\n    stated:\n      ordinal: "2"\n')

    assert changes(load_register(folder)) == ({}, {})


# Editors come first


def test_an_edit_is_not_overwritten_unless_asked(folder):
    load_register(folder)
    meeting = Meeting.objects.get()
    meeting.date = "2016-09-09"
    meeting.save()

    assert problems(folder) == [
        "meetings.yaml:1: meeting first-forum: was edited here since it was loaded (date would "
        "change); take the edits over with dump_register, or give --overwrite to lose them"
    ]
    assert changes(load_register(folder, overwrite=True)) == ({}, {"meeting": 1})
    assert Meeting.objects.get().date == "2016-09-07"


def test_an_edit_that_the_files_agree_with_is_no_conflict(folder):
    load_register(folder)
    meeting = Meeting.objects.get()
    meeting.date = "2016-09-09"
    meeting.save()
    edit(folder, "meetings.yaml", "2016-09-07", "2016-09-09")

    assert changes(load_register(folder)) == ({}, {})


def test_a_name_that_an_editor_added_stays(folder):
    load_register(folder)
    Participant.objects.get().names.create(text="PRC", kind="acronym")

    assert "was edited here since it was loaded (names would change)" in problems(folder)[0]


def test_a_withdrawn_record_stays_withdrawn_unless_asked(folder):
    load_register(folder)
    withdraw(Meeting.objects.get())

    assert "was withdrawn here since it was loaded (state would change)" in problems(folder)[0]

    load_register(folder, overwrite=True)
    assert Meeting.objects.public().exists()


def test_a_deleted_record_comes_back_only_when_asked_and_under_its_id(folder):
    load_register(folder)
    Participation.objects.get().delete()

    assert problems(folder) == [
        f"meetings.yaml:{line}: {what}: was deleted here; take it out of the files, or give "
        "--overwrite to restore it"
        for line, what in ((14, "participation RRRRRRRRR1"), (18, "citation CCCCCCCCC3"))
    ]

    load_register(folder, overwrite=True)
    assert Participation.objects.public().get().uid == "RRRRRRRRR1"
    assert Identity.objects.get(uid="RRRRRRRRR1").ended_at is None


def test_a_summary_that_an_editor_rewrote_stays_unless_asked(folder):
    load_register(folder)
    Passage.objects.filter(number=2).update(summary="Of a forum.")

    assert problems(folder) == [
        "documents/paper.yaml:20: passage ¶1: passage 2 has another summary here; give "
        "--overwrite to take over what the files say"
    ]

    load_register(folder, overwrite=True)
    assert Passage.objects.get(number=2).summary == "It tells of a forum."


# What is wrong, where, and what to do


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
            "participants.yaml", "fields: [name]", "fields: [kind]",
            "participants.yaml:1: participant china: nothing is cited for name (name); add "
            "evidence or leave the values out",
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


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("topics.yaml", b"\xff\xfe\x00", "topics.yaml:1: is not UTF-8 here; save"),
        ("topics.yaml", b"- name: \x00", "topics.yaml:1: is not YAML here"),
        ("topics.yaml", b'- name: "a\\0b"', "topics.yaml:1: holds a character that no text may"),
        ("topics.yaml", b"- &a [x]\n- *a\n", "topics.yaml:1: uses an anchor or alias"),
        ("topics.yaml", b"- !!python/object:os.system {}", "topics.yaml:1: uses the tag"),
        ("topics.yaml", b"- name: !!binary aGk=", "topics.yaml:1: uses the tag"),
        ("topics.yaml", b"[" * 50, "topics.yaml:1: is nested too deeply for a register"),
        ("topics.yaml", b"{" * 100_000, "topics.yaml:1: is nested too deeply for a register"),
        ("topics.yaml", b"a: 1\n", "topics.yaml:1: must be a list: each record begins with"),
        ("topics.yaml", b"- a\n", "topics.yaml:1: a topic must be a mapping"),
        ("topics.yaml", b"- ? [a]\n  : b\n", "topics.yaml:1: a key must be a word"),
        ("topics.yaml", b"- name: [a]\n", "topics.yaml:1: name must be one value"),
        ("topics.yaml", b"- names: [a]\n", "topics.yaml:1: each of names must be a mapping"),
        ("topics.yaml", b"- a: b\n---\n- a: b\n", "topics.yaml:2: holds a second YAML document"),
        ("topic.yaml", b"[]", "topic.yaml: is no file of the register, which has topics.yaml"),
        ("topics.yml", b"[]", "topics.yml: is no file of the register, which has topics.yaml"),
        ("documents/a.yaml", b"- a\n", "documents/a.yaml:1: must be one mapping"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused(tmp_path, name, data, expected):
    (tmp_path / "documents").mkdir()
    (tmp_path / name).write_bytes(data)

    (message,) = problems(tmp_path)
    assert message.startswith(expected)


def test_a_number_beyond_measure_is_refused(tmp_path):
    place = f"- id: 7ZZZZZZZZ1\n  slug: abc\n  name: Abc\n  latitude: {'9' * 400}\n"

    found = problems(write(tmp_path, **{"places.yaml": place}))

    assert found[0].startswith("places.yaml:4: place abc: latitude:")


def test_an_alias_bomb_is_refused_at_its_first_anchor(tmp_path):
    lines = (f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefghi"))
    bomb = "a: &a [x, x]\n" + "".join(lines)

    assert problems(write(tmp_path, **{"topics.yaml": bomb})) == [
        "topics.yaml:1: uses an anchor or alias (& or *); write the value out"
    ]


def test_a_file_without_measure_is_refused_unread(folder, monkeypatch):
    monkeypatch.setattr("documents.register.parsing.MAX_BYTES", 100)

    assert problems(folder)[0] == ("documents/paper.yaml: is larger than 0 MB; split the register")


def test_a_folder_that_is_missing_or_empty_is_refused(tmp_path):
    assert problems(tmp_path / "none") == [f"{tmp_path / 'none'}: there is no such folder"]
    assert problems(tmp_path)[0].startswith(f"{tmp_path}: holds no file of the register; expected")


# Writing


def test_a_dump_leaves_what_is_not_its_own(folder, tmp_path):
    load_register(folder)
    target = tmp_path / "dump"
    write(target, **{"README.md": "Read me.", "documents/notes.yaml": "mine: true\n"})
    write(target, **{"documents/old-slug.yaml": PAPER})

    dump_register(target)

    assert (target / "README.md").read_text() == "Read me."
    assert sorted(path.name for path in (target / "documents").iterdir()) == [
        "notes.yaml", "paper.yaml",
    ]  # fmt: skip


def test_a_dump_never_holds_the_text_of_a_document(folder, tmp_path):
    load_register(folder)
    Capture.objects.update(text="secretword " + "x" * 49)
    Passage.objects.filter(number=1).update(text="secre")
    Citation.objects.filter(uid="CCCCCCCCC1").update(quote="secretword")

    assert "secre" not in "".join(dumped(tmp_path / "dump").values())


def test_places_in_a_document_with_two_captures_name_the_capture(folder, tmp_path):
    second = PAPER[PAPER.index("- sha256") :].replace("ab" * 32, "cd" * 32)
    write(folder, **{"documents/paper.yaml": PAPER + second})

    (message, *_others) = problems(folder)
    assert message == (
        "meetings.yaml:10: citation CCCCCCCCC2: “paper” has 2 captures; write paper@<first 12 "
        "characters of the hash>#2"
    )

    for name in ("meetings.yaml", "participants.yaml"):
        text = (folder / name).read_text()
        (folder / name).write_text(text.replace("paper#", "paper@abababababab#"))
    load_register(folder)
    assert dumped(tmp_path / "dump")["meetings.yaml"] == (folder / "meetings.yaml").read_text()


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40
)


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_any_text_survives_writing_and_reading(tmp_path_factory, names, summary):
    record = {
        "id": "TTTTTTTTT1",
        "slug": "a",
        "name": names[0],
        "names": [{"text": name, "language": "en", "kind": "alias"} for name in sorted({*names})],
        "summary": summary,
    }
    text = records_text("topics", [record])
    folder = write(tmp_path_factory.mktemp("register"), **{"topics.yaml": text})

    files = read_folder(folder)

    assert (files.problems, files.entries["topic"]) == ([], [record])
    assert records_text("topics", files.entries["topic"]) == text


def test_what_yaml_would_take_for_something_else_stays_text():
    record = {"id": "TTTTTTTTT1", "slug": "no", "name": "2016", "summary": "yes"}

    assert records_text("topics", [record]) == dedent(
        """\
        - id: "TTTTTTTTT1"
          slug: "no"
          name: "2016"
          summary: "yes"
        """
    )


# The commands


def run(*arguments) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue().strip()


def test_the_commands_say_what_they_did(folder, tmp_path):
    assert run("load_register", folder) == "13 created, 0 changed, 0 unchanged"
    assert run("load_register", folder) == "0 created, 0 changed, 13 unchanged"
    assert run("dump_register", tmp_path / "dump") == (
        "Wrote 2 topics, 0 places, 1 participants, 0 people, 0 mechanisms, 0 series, 1 meetings, "
        f"1 documents to {tmp_path / 'dump'}."
    )


def test_the_load_command_fails_with_the_list(folder):
    edit(folder, "meetings.yaml", "status: held", "status: hold")

    with pytest.raises(CommandError) as failed:
        run("load_register", folder)

    assert str(failed.value).splitlines()[0] == f"nothing was loaded from {folder}: 1 problem"


def test_the_dump_command_fails_where_it_cannot_write(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(CommandError, match="give another folder"):
        run("dump_register", tmp_path / "file")


def test_a_load_asks_as_often_for_many_records_as_for_few(tmp_path, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def people(count: int) -> str:
        return "".join(
            f'- id: "{number:010}"\n  slug: person-{number}\n  state: draft\n'
            f"  name: Person {number}\n"
            for number in range(count)
        )

    few = write(tmp_path / "few", **{"people.yaml": people(1)})
    many = write(tmp_path / "many", **{"people.yaml": people(200)})
    with CaptureQueriesContext(connection) as queries:
        load_register(few)
    Person.objects.all().delete()
    (many / "people.yaml").write_text(people(200).replace('"0000000', '"0000001'))

    with django_assert_num_queries(len(queries)):
        load_register(many)

    assert Person.objects.count() == 200


# The page that describes the format


def test_the_page_on_the_format_names_every_key_in_its_order():
    page = (Path(__file__).resolve().parents[2] / "docs" / "register-format.md").read_text()
    rows = {
        cells[1].strip(): re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", cells[2]))
        for line in page.splitlines()
        if line.startswith("| ") and len(cells := line.split("|")) == 4
    }
    head = rows["all with a page"][:5]
    tail = rows["all with a page"][5:]

    for kind, keys in KEYS.items():
        row = rows["a name" if kind == "name" else kind]
        if kind in FILES.values():
            parts = [key for key in row if key in NESTED]
            row = [*head, *(key for key in row if key not in NESTED), *tail, *parts]
        assert row == list(keys), kind
