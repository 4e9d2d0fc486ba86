"""What a load of plain files makes and changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.models import Capture, Citation, Document
from documents.register.dumping import dump_register
from documents.register.loading import load_register
from mechanisms.models import Participant, Person
from meetings.models import Meeting, Outcome, Participation, Position
from tests import make

from .small_register import changes, dumped, edit, everything, problems, write

pytestmark = pytest.mark.django_db


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


def test_files_change_what_nobody_has_edited_since(folder):
    load_register(folder)
    edit(folder, "meetings.yaml", "2016-09-07", "2016-09-08")
    edit(folder, "meetings.yaml", "topics: [trade]", "topics: [economy]")
    edit(folder, "participants.yaml", "中国", "中华人民共和国")
    edit(folder, "documents/paper.yaml", "number: 3", 'number: 3\n    speaker: "Li Wei"')
    edit(folder, "meetings.yaml", "    end: 30\n", says("date", '"2016-09-08"', "    end: 30\n"))
    names = says("names", '["中华人民共和国 [official]"]', "    fields: [name, names]\n")
    edit(folder, "participants.yaml", "    fields: [name, names]\n", names)

    done = load_register(folder)

    assert changes(done) == ({}, {"meeting": 1, "participant": 1, "passage": 1, "citation": 2})
    meeting = Meeting.objects.get()
    assert (meeting.date, [t.slug for t in meeting.topics.all()]) == ("2016-09-08", ["economy"])
    assert Participant.objects.search("中华人民共和国").exists()
    assert not Participant.objects.get().names.filter(text="中国").exists()
    assert changes(load_register(folder)) == ({}, {})


def says(name: str, value: str, after: str) -> str:
    """The end of a citation's mapping, and that its passage was judged to say ``value``."""
    return f"{after}    holds_for:\n      {name}: {value}\n"


def test_a_changed_value_is_answered_for_on_its_citation(folder, tmp_path):
    load_register(folder)
    edit(folder, "meetings.yaml", "2016-09-07", "2016-09-08")

    (problem,) = problems(folder)
    assert "evidence CCCCCCCCC2 was judged to support another value of date" in problem
    edit(folder, "meetings.yaml", "    end: 30\n", says("date", '"2016-09-09"', "    end: 30\n"))
    assert len(problems(folder)) == 1
    edit(folder, "meetings.yaml", "2016-09-09", "2016-09-08")
    load_register(folder)

    dump_register(tmp_path / "dump")
    assert "holds_for" not in (tmp_path / "dump" / "meetings.yaml").read_text()


def test_files_that_were_read_against_their_sources_answer_for_all_at_once(folder):
    load_register(folder)
    edit(folder, "meetings.yaml", "2016-09-07", "2016-09-08")
    assert len(problems(folder)) == 1

    load_register(folder, judged=True)

    assert Meeting.objects.get().date == "2016-09-08"
    assert (Citation.objects.get(uid="CCCCCCCCC2").holds_for or {})["date"][0] == "2016-09-08"
    assert changes(load_register(folder)) == ({}, {})


def test_what_was_judged_otherwise_comes_back(folder, tmp_path):
    load_register(folder)
    meeting = Meeting.objects.get()
    Meeting.objects.update(state="draft", date="2016-09-08")
    Participation.objects.update(state="draft")
    Citation.objects.filter(participant=None).update(state="draft")

    dump_register(tmp_path / "dump")

    text = (tmp_path / "dump" / "meetings.yaml").read_text()
    assert says("date", '"2016-09-07"', "    end: 30\n") in text
    Citation.objects.filter(meeting=meeting).delete()
    load_register(tmp_path / "dump", overwrite=True)
    assert (Citation.objects.get(meeting=meeting).holds_for or {})["date"][0] == "2016-09-07"


def test_what_a_value_was_said_with_comes_back(folder, tmp_path):
    """A role was judged of another participant, and that a list is complete of one more on it."""
    load_register(folder)
    meeting = Meeting.objects.get()
    other = make.make_participant(name="Macao", slug="macao", state="draft")
    for rows in (Meeting.objects, Participation.objects, Citation.objects.filter(participant=None)):
        rows.update(state="draft")
    (part,) = meeting.participations.all()
    judged = [part.role, meeting.pk, other.pk]
    make.make_citation(part, "role", holds_for={"role": judged}, state="draft")
    Meeting.objects.update(participation_listed="complete")
    on_it = ["complete", [[part.participant_id, part.role], [other.pk, "observer"]]]
    make.make_citation(
        meeting,
        "participation_listed",
        holds_for={"participation_listed": on_it},
        state="draft",
    )

    dump_register(tmp_path / "dump")
    text = (tmp_path / "dump" / "meetings.yaml").read_text()
    assert f'role: ["{part.role}", "{meeting.slug}", "macao"]' in text
    assert f'participation_listed: ["complete", "{part.participant.slug} host", "macao obs' in text
    assert 'participation_listed: [""]' in text  # of which the paper said nothing
    Citation.objects.exclude(participation=None, meeting=None).delete()
    load_register(tmp_path / "dump", overwrite=True)

    assert (part.citations.get(fields=["role"]).holds_for or {})["role"] == judged
    again = meeting.citations.get(fields=["participation_listed"])
    assert (again.holds_for or {})["participation_listed"] == on_it
    paper = meeting.citations.get(fields=[])
    assert (paper.holds_for or {})["participation_listed"] == ["", []]


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


POSITIONS = """\
  outcomes:
  - id: "0000000001"
    title: Start
    action: launched
    takes_up: "PPPPPPPPP9"
    evidence:
    - id: "CCCCCCCCC7"
      at: paper#3
      start: 36
      end: 40
      fields: [title, meeting, action]
    - id: "CCCCCCCCC9"
      at: paper#3
      start: 37
      end: 40
      fields: [takes_up]
  positions:
  - id: "PPPPPPPPP9"
    title: Framework
    kind: proposal
    proposer: china
    audience: all parties
    follows_up: "0000000001"
    topics: [trade]
    summary: A wish.
    evidence:
    - id: "CCCCCCCCC8"
      at: paper#3
      start: 35
      end: 40
"""


def test_an_outcome_and_a_position_may_point_at_each_other(folder):
    with (folder / "meetings.yaml").open("a") as file:
        file.write(POSITIONS)

    load_register(folder)

    outcome, position = Outcome.objects.get(), Position.objects.get()
    assert (outcome.takes_up, position.follows_up) == (position, outcome)
    assert (position.audience, position.kind) == ("all parties", "proposal")
    assert position.is_public
    assert changes(load_register(folder)) == ({}, {})
    assert dumped(folder.parent / "dump")["meetings.yaml"] == (folder / "meetings.yaml").read_text()


def test_what_points_ahead_may_be_added_to_a_record_that_is_here(folder):
    with (folder / "meetings.yaml").open("a") as file:
        file.write(POSITIONS)
    whole = (folder / "meetings.yaml").read_text()
    without = whole.partition('    - id: "CCCCCCCCC9"')[0]
    without = without.replace('    takes_up: "PPPPPPPPP9"\n', "")
    (folder / "meetings.yaml").write_text(without)
    load_register(folder)
    (folder / "meetings.yaml").write_text(whole)

    done = changes(load_register(folder))

    assert done == ({"position": 1, "citation": 2}, {"outcome": 1})
    assert Outcome.objects.get().takes_up == Position.objects.get()
    assert changes(load_register(folder)) == ({}, {})


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


def test_a_load_asks_as_often_for_many_records_as_for_few(tmp_path, django_assert_num_queries):
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


def test_a_collective_takes_the_place_of_a_membership_that_the_files_withdraw(folder):
    (folder / "mechanisms.yaml").write_text(
        '- id: "BBBBBBBBB1"\n  slug: body\n  name: Body\n  kind: forum\n  evidence:\n'
        '  - id: "CCCCCCCCC5"\n    at: paper#2\n    start: 10\n    end: 20\n    fields: [name]\n'
        '  memberships:\n  - id: "BBBBBBBBB2"\n    participant: members\n    role: member\n'
        '    evidence:\n    - id: "CCCCCCCCC6"\n      at: paper#2\n      start: 10\n      end: 20\n'
    )
    group = (folder / "participants.yaml").read_text() + (
        '- id: "PPPPPPPPP2"\n  slug: members\n  name: Members\n  kind: group\n  evidence:\n'
        '  - id: "CCCCCCCCC7"\n    at: paper#2\n    start: 10\n    end: 20\n    fields: [name]\n'
    )
    (folder / "participants.yaml").write_text(group)
    load_register(folder)
    collective = group.replace("kind: group", "kind: collective\n  members_of: body")
    (folder / "participants.yaml").write_text(
        collective.replace("fields: [name]\n", "fields: [name, members_of]\n")
    )
    edit(folder, "mechanisms.yaml", '"BBBBBBBBB2"\n', '"BBBBBBBBB2"\n    state: withdrawn\n')
    edit(folder, "mechanisms.yaml", '"CCCCCCCCC6"\n', '"CCCCCCCCC6"\n      state: withdrawn\n')

    load_register(folder)
    assert changes(load_register(folder)) == ({}, {})

    members = Participant.objects.public().get(slug="members")
    assert (members.kind, members.members_of_id is None) == ("collective", False)
    assert [one.state for one in members.memberships.all()] == ["withdrawn"]


def test_files_withdraw_nothing_on_which_a_record_of_the_desk_rests(folder):
    load_register(folder)
    meeting = make.make_meeting(name="Of the desk")
    make.make_citation(meeting, passage=Citation.objects.get(uid="CCCCCCCCC2").passage)
    withdrawn = (
        ("documents/paper.yaml", "slug: paper", ""),
        ("meetings.yaml", "slug: first-forum", "  "),
        ("participants.yaml", "slug: china", "  "),
    )
    for file, line, indent in withdrawn:
        edit(folder, file, line, f"{line}\n{indent}state: withdrawn")

    told = problems(folder)

    assert any("is public and would have nothing left to show" in one for one in told), told
