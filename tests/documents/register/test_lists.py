"""That a list is complete, files say of those who are on it in the files, and of nobody else."""

import pytest

from documents.evidence import supports
from documents.models import Citation
from documents.register.dumping import dump_register
from documents.register.loading import load_register
from mechanisms.models import Participant
from meetings.models import Meeting, Participation
from records.models import State
from records.workflow import withdraw
from tests import make

from .small_register import changes, dumped, edit, everything, problems

pytestmark = pytest.mark.django_db

NAME = "participation_listed"


def call_complete(folder) -> None:
    """Newer files call the list of those present complete, with a citation of its own."""
    say_complete(folder)
    edit(folder, "meetings.yaml", "    end: 30\n", f"    end: 30\n{CITED}")


CITED = f"""\
  - id: "CCCCCCCC19"
    at: paper#3
    start: 35
    end: 45
    fields: [{NAME}]
"""


def say_complete(folder) -> None:
    date = '  date: "2016-09-07"\n'
    edit(folder, "meetings.yaml", date, f"{date}  {NAME}: complete\n")


def add_peru(**values) -> Participation:
    """Somebody adds Peru to the list, here."""
    peru = make.make_participant(name="Peru", slug="peru")
    make.make_citation(peru)
    return make.make_participation(
        meeting=Meeting.objects.get(), participant=peru, role="attendee", **values
    )


def judged() -> dict[str, list]:
    """Who each citation of the meeting was judged to have on its list."""
    slugs = dict(Participant.objects.values_list("pk", "slug"))
    return {
        one.uid: [f"{slugs[key]} {role}" for key, role in one.holds_for[NAME][1]]
        for one in Citation.objects.of([Meeting.objects.get()])
        if (one.holds_for or {}).get(NAME, [""])[0]
    }


def told(name: str, state: str = "") -> str:
    return f"{NAME} would be said here of {name} ({state}) too, who is not on the list in the files"


@pytest.mark.parametrize("options", [{}, {"judged": True}, {"judged": True, "overwrite": True}])
@pytest.mark.parametrize("state", ["draft", "in_review", "published"])
def test_a_list_is_not_called_complete_of_somebody_whom_the_files_do_not_know(
    folder, state, options
):
    load_register(folder)
    peru = add_peru(state=state)
    call_complete(folder)

    (problem,) = problems(folder, **options)

    in_words = "attendee" if state == "published" else f"attendee, {peru.get_state_display()}"
    assert problem.startswith("meetings.yaml:7: meeting first-forum: ")
    assert told("Peru", in_words) in problem
    assert "write under participations what the sources have too (dump_register does)" in problem
    withdraw(peru)
    load_register(folder, **options)
    assert judged()["CCCCCCCC19"] == ["china host"]


def test_nor_by_one_answer_for_all_values(folder):
    load_register(folder)
    peru = add_peru()
    say_complete(folder)

    assert [told("Peru", "attendee") in one for one in problems(folder)] == [True]
    assert [told("Peru", "attendee") in one for one in problems(folder, judged=True)] == [True]
    withdraw(peru)
    load_register(folder, judged=True)
    assert judged() == {"CCCCCCCCC2": ["china host"]}


def test_nor_by_an_answer_in_the_files(folder):
    load_register(folder)
    add_peru()
    say_complete(folder)
    answer = f"    end: 30\n    holds_for:\n      {NAME}: complete\n"
    edit(folder, "meetings.yaml", "    end: 30\n", answer)

    assert [told("Peru", "attendee") in one for one in problems(folder)] == [True]
    Participation.objects.get(participant__slug="peru").delete()
    load_register(folder)
    assert judged() == {"CCCCCCCCC2": ["china host"]}
    assert changes(load_register(folder)) == ({}, {})


def test_one_in_another_role_is_another_on_the_list(folder):
    load_register(folder)
    make.make_participation(
        meeting=Meeting.objects.get(), participant=Participant.objects.get(), role="chair"
    )
    call_complete(folder)

    assert [told("China", "chair") in one for one in problems(folder)] == [True]


PERU = """\
- id: "PPPPPPPPP2"
  slug: peru
  name: Peru
  kind: state
  evidence:
  - id: "CCCCCCCC11"
    at: paper#2
    start: 10
    end: 20

"""
PERU_THERE = """\
  - id: "RRRRRRRRR2"
    participant: peru
    role: attendee
    evidence:
    - id: "CCCCCCCC12"
      at: paper#3
      start: 35
      end: 40
"""


def write_peru(folder, there: str = PERU_THERE) -> None:
    edit(folder, "participants.yaml", '- id: "PPPPPPPPP1"\n', f'{PERU}- id: "PPPPPPPPP1"\n')
    text = (folder / "meetings.yaml").read_text()
    (folder / "meetings.yaml").write_text(text + there)


@pytest.mark.parametrize("options", [{}, {"judged": True}])
def test_who_comes_with_the_files_is_on_their_list(folder, options):
    load_register(folder)
    call_complete(folder)
    write_peru(folder)

    load_register(folder, **options)

    assert judged()["CCCCCCCC19"] == ["china host", "peru attendee"]
    assert not supports([Meeting.objects.public().get()])[0].uncited
    assert changes(load_register(folder, **options)) == ({}, {})


def test_who_comes_later_with_the_files_is_judged_with_those_who_were_there(folder):
    call_complete(folder)
    load_register(folder)
    write_peru(folder)

    assert "CCCCCCCC19 was judged to support another value" in problems(folder)[0]
    load_register(folder, judged=True)
    assert judged()["CCCCCCCC19"] == ["china host", "peru attendee"]


@pytest.mark.parametrize("withdrawn", ["participation", "participant"])
def test_whom_the_files_withdraw_is_on_no_list(folder, withdrawn):
    write_peru(folder)
    load_register(folder)
    call_complete(folder)
    state = "  state: withdrawn\n"
    if withdrawn == "participant":
        edit(folder, "participants.yaml", "  slug: peru\n", f"  slug: peru\n{state}")
    edit(folder, "meetings.yaml", "    participant: peru\n", f"  {state}    participant: peru\n")

    load_register(folder)

    assert judged()["CCCCCCCC19"] == ["china host"]
    assert not supports([Meeting.objects.public().get()])[0].uncited


def test_a_draft_on_the_list_of_the_files_is_judged_once_it_is_published(folder):
    write_peru(folder, PERU_THERE.replace('RRRRRRRRR2"\n', 'RRRRRRRRR2"\n    state: draft\n'))
    call_complete(folder)

    load_register(folder)

    assert judged()["CCCCCCCC19"] == ["china host"]
    assert not supports([Meeting.objects.public().get()])[0].uncited
    assert changes(load_register(folder, judged=True)) == ({}, {})


def test_what_editors_judged_here_stands(folder):
    """The list grew here and its passage was read again: files with fewer on it change nothing."""
    call_complete(folder)
    answer = f"    fields: [{NAME}]\n    holds_for:\n      {NAME}: complete\n"
    edit(folder, "meetings.yaml", f"    fields: [{NAME}]\n", answer)
    load_register(folder)
    meeting = Meeting.objects.get()
    Meeting.objects.update(participation_listed="")
    add_peru()
    Meeting.objects.update(participation_listed="complete")
    for citation in Citation.objects.of([meeting]):
        citation.judge(NAME)
        citation.save()
    before = everything()

    for options in ({}, {"judged": True}):
        assert changes(load_register(folder, **options)) == ({}, {})
    assert everything() == before


def test_a_draft_of_the_desk_on_a_list_that_the_files_do_not_touch_is_left_alone(folder):
    call_complete(folder)
    load_register(folder)
    add_peru(state="draft")

    assert changes(load_register(folder, judged=True)) == ({}, {})
    assert judged()["CCCCCCCC19"] == ["china host"]


@pytest.mark.parametrize("status", ["held", "announced"])
def test_a_list_that_was_complete_without_anybody_comes_back_so(folder, tmp_path, status):
    edit(folder, "meetings.yaml", "status: held", f"status: {status}")
    call_complete(folder)
    text = (folder / "meetings.yaml").read_text()
    (folder / "meetings.yaml").write_text(text.partition("  participations:")[0])
    load_register(folder)
    assert judged()["CCCCCCCC19"] == []
    Meeting.objects.update(state=State.DRAFT)
    add_peru(state="draft")

    here = dumped(tmp_path / "dump")
    Citation.objects.of([Meeting.objects.get()]).delete()
    load_register(tmp_path / "dump", overwrite=True)

    assert judged()["CCCCCCCC19"] == []
    assert dumped(tmp_path / "again") == here


def test_files_hide_nobody_on_a_complete_list_of_the_desk(folder):
    """What comes to depend on something withdrawn leaves the lists as if it were withdrawn."""
    load_register(folder)
    gone = make.make_participant(name="Peru", slug="peru", state="withdrawn")
    meeting = make.make_meeting(participation_listed="complete")
    parts = [
        make.make_participation(meeting=meeting, participant=Participant.objects.get(slug="china")),
        make.make_participation(meeting=meeting),
    ]
    for one in (meeting, *parts, parts[1].participant):
        make.make_citation(one)
    edit(folder, "participants.yaml", "  kind: state\n", "  kind: state\n  parent: peru\n")
    edit(
        folder,
        "participants.yaml",
        "fields: [name, names]\n",
        'fields: [name, names]\n  - id: "CCCCCCCC20"\n    at: paper#3\n    start: 35\n    end: 40\n'
        "    fields: [parent]\n",
    )

    (problem,) = problems(folder)

    assert "or what depends on it: say there first" in problem
    assert gone.state == "withdrawn"


def test_who_was_judged_to_be_on_a_list_and_is_gone_is_nobody_else(folder, tmp_path):
    meeting = make.make_meeting(state="draft", participation_listed="complete")
    rows = [make.make_participation(meeting=meeting, state="draft") for _ in range(2)]
    position = make.make_position(
        meeting=meeting, proposer=rows[1].participant, title="A stand", state="draft"
    )
    for one in (meeting, position, *(row.participant for row in rows)):
        make.make_citation(one)
    gone = rows[1].participant
    Citation.objects.of([gone]).delete()
    rows[1].delete()
    type(position).objects.filter(pk=position.pk).update(proposer=None)
    type(gone).objects.filter(pk=gone.pk).update(state="draft")
    gone.delete()
    records = [Meeting.objects.get(pk=meeting.pk), type(position).objects.get()]
    before = [one.uncited for one in supports(records)]
    assert before == [[NAME], ["title"]]

    dump_register(tmp_path)
    assert "(gone)" in (tmp_path / "meetings.yaml").read_text()
    load_register(tmp_path, overwrite=True)

    assert [one.uncited for one in supports(records)] == before
