"""A meeting does not become another one with what is public of the first."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from documents.models import Citation
from documents.register.dumping import dump_register
from documents.register.entries import LoadRefused
from documents.register.loading import load_register
from documents.rejudging import lapsed_among, says_this_too
from meetings.models import Meeting, Outcome
from records import workflow
from records.history import changes, proposals
from records.history.batches import batch
from records.history.events import changes_of_batch
from records.merging.merge import CannotMerge, merge
from tests import make
from tests.documents.register.small_register import edit
from tests.records.tables.files import as_csv, problems, tried

pytestmark = pytest.mark.django_db

TWELFTH = {"name": "12th Summit", "ordinal": 12, "date": "2017-11-14"}


def make_eleventh(**values: Any) -> Meeting:
    series = make.make_series(name="Summit")
    made = {"name": "11th Summit", "ordinal": 11, "date": "2016-09-08", "series": series}
    meeting = make.make_meeting(**{**made, **values}, place=make.make_place(name="Vientiane"))
    make.make_citation(series)
    make.make_citation(meeting.place)
    make.make_citation(meeting, *meeting.filled_evidential_fields())
    return meeting


PARTS: dict[str, Callable[[Meeting], Any]] = {
    "participation": lambda meeting: make.make_participation(meeting=meeting),
    "delegate": lambda meeting: make.make_delegate(meeting=meeting),
    "outcome": lambda meeting: make.make_outcome(meeting=meeting),
    "position": lambda meeting: make.make_position(
        meeting=meeting, proposer=make.make_participant()
    ),
}


def cite(record: Any) -> None:
    make.make_citation(record, *record.filled_evidential_fields())


@pytest.fixture
def eleventh() -> Meeting:
    meeting = make_eleventh()
    cite(PARTS["outcome"](meeting))
    return meeting


def become(meeting: Meeting, **values: Any) -> None:
    """Change a public meeting, and answer of all that is asked: the passage says this too."""
    with batch("request"):
        write(meeting, values)
        workflow.publish(Meeting.objects.get(pk=meeting.pk))


def write(meeting: Meeting, values: dict[str, Any]) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(**values)
    for one in lapsed_among([Meeting.objects.get(pk=meeting.pk)]):
        says_this_too(one)


def refusal(act: Callable[[], Any], error: type[Exception] = ValidationError) -> list[str]:
    with pytest.raises(error) as refused:
        act()
    told: list[str] = refused.value.messages  # type: ignore[attr-defined]
    return [line for line in told if "was another meeting, at another time" in line]


@pytest.mark.parametrize("kind", PARTS)
def test_what_belongs_to_it_was_judged_of_the_other(kind):
    meeting = make_eleventh()
    part = PARTS[kind](meeting)
    cite(part)

    lines = refusal(lambda: become(meeting, **TWELFTH))

    noun = part._meta.verbose_name
    assert [line for line in lines if f"when the sources of {noun} " in line]
    assert Meeting.objects.get(pk=meeting.pk).ordinal == 11


def test_so_was_what_it_says_itself():
    meeting = make_eleventh()

    (line,) = refusal(lambda: become(meeting, **TWELFTH))

    assert "when the sources of meeting “12th Summit” were judged to support" in line
    assert "place" in line


@pytest.mark.parametrize(
    "values",
    [
        {"ordinal": 12, "date": "2017-11-14"},
        {"name": "Forum", "date": "2017"},
        {"ordinal": 12, "name": "12th Summit", "date": ""},
        {"name": "12th Summit", "ordinal": 12, "date": "2017/2018"},
    ],
)
def test_it_is_another_by_its_number_or_its_name(eleventh, values):
    assert refusal(lambda: become(eleventh, **values))


def test_it_is_another_elsewhere_at_another_time(eleventh):
    manila = make.make_place(name="Manila")
    cite(manila)

    assert refusal(lambda: become(eleventh, place=manila, date="2017-11-14"))
    become(eleventh, place=manila)


@pytest.mark.parametrize(
    "values",
    [
        {"date": "2017-11-14"},  # when it was
        {"ordinal": 12, "name": "12th Summit"},  # its number was wrong
        {"ordinal": 12, "name": "12th Summit", "date": "2016-09"},
        {"name": "11TH SUMMIT", "date": "2017"},
        {"ordinal": None, "date": "2017"},
    ],
)
def test_what_is_put_right_asks_no_more(eleventh, values):
    become(eleventh, **values)

    assert Meeting.objects.filter(pk=eleventh.pk, **values).exists()


@pytest.mark.parametrize(
    "steps",
    [
        [{"ordinal": 12, "name": "12th Summit"}, {"date": "2017-11-14"}],
        [{"date": "2017-11-14"}, {"ordinal": 12}],
        [{"ordinal": None}, {"date": ""}, TWELFTH],
        [{"date": "2016/2017"}, {"ordinal": 12, "name": "12th Summit"}, {"date": "2017"}],
    ],
)
def test_nor_does_it_become_another_in_steps(eleventh, steps):
    for values in steps[:-1]:
        become(eleventh, **values)

    assert refusal(lambda: become(eleventh, **steps[-1]))


@pytest.mark.parametrize("hidden", ["meeting", "part"])
def test_nor_while_it_is_not_public(hidden):
    meeting = make_eleventh()
    outcome = PARTS["outcome"](meeting)
    cite(outcome)
    gone = meeting if hidden == "meeting" else outcome
    workflow.withdraw(gone)
    if hidden == "part":  # what it says itself is read anew
        Citation.objects.filter(meeting=meeting).update(state="withdrawn")
    with batch("request"):
        write(meeting, TWELFTH)
        if hidden == "part":
            cite(Meeting.objects.get(pk=meeting.pk))

    assert refusal(lambda: workflow.publish(type(gone).objects.get(pk=gone.pk)))


def test_it_may_where_all_is_cited_anew(eleventh):
    with batch("request"):
        Citation.objects.filter(meeting=eleventh).update(state="withdrawn")
        Citation.objects.filter(outcome__meeting=eleventh).update(state="withdrawn")
        write(eleventh, TWELFTH)
        meeting = Meeting.objects.get(pk=eleventh.pk)
        for record in (meeting, Outcome.objects.get()):
            cite(record)
        workflow.publish(meeting)
    become(eleventh, place=None)

    assert Meeting.objects.get(pk=eleventh.pk).ordinal == 12


def test_going_back_brings_the_evidence_back(eleventh):
    with batch("command", judged=True) as key:
        write(eleventh, TWELFTH)
    with batch("revert"):
        changes.write([one.inverted() for one in changes_of_batch(key)])
        workflow.publish(Meeting.objects.get(pk=eleventh.pk))

    assert Meeting.objects.get(pk=eleventh.pk).ordinal == 11


def test_nor_by_going_back_with_what_was_judged_since(eleventh):
    with batch("command", judged=True):
        write(eleventh, TWELFTH)
    cite(PARTS["outcome"](eleventh))
    last = Outcome.objects.latest("pk")

    lines = refusal(lambda: become(eleventh, name="11th Summit", ordinal=11, date="2016-09-08"))

    assert len(lines) == 1
    assert f"when the sources of outcome “{last.title}” were" in lines[0]


@pytest.mark.parametrize("judged", [False, True])
def test_files_have_it_where_they_were_read_anew(eleventh, tmp_path, judged):
    dump_register(tmp_path)
    edit(tmp_path, "meetings.yaml", "ordinal: 11", "ordinal: 12")
    edit(tmp_path, "meetings.yaml", "11th Summit", "12th Summit")
    edit(tmp_path, "meetings.yaml", "2016-09-08", "2017-11-14")

    if judged:
        load_register(tmp_path, overwrite=True, judged=True)
        become(Meeting.objects.get(), place=None)
    else:
        with pytest.raises(LoadRefused):
            load_register(tmp_path, overwrite=True)

    assert Meeting.objects.get().ordinal == (12 if judged else 11)


def test_nobody_proposes_it(eleventh):
    assert refusal(lambda: proposals.rehearse(lambda: become(eleventh, **TWELFTH)))


def test_when_a_batch_ends_in_which_nobody_publishes(eleventh):
    def act() -> None:
        with batch("command"):
            write(eleventh, TWELFTH)

    assert refusal(act)


def test_no_table_has_it(eleventh, admin_user):
    data = as_csv(
        ["id", "name", "ordinal", "date"], [eleventh.uid, "12th Summit", "12", "2017-11-14"]
    )

    plan = tried(Meeting, data, by=admin_user)

    assert problems(plan)


def test_no_merge_has_it(eleventh):
    series = make.make_series(name="Another summit")
    make.make_citation(series)
    other = make.make_meeting(name="12th Summit", series=series, ordinal=12, date="2017-11-14")
    cite(other)

    def act() -> None:
        merge(other, eleventh, fields=["series", "ordinal", "date", "name"])

    assert refusal(act, CannotMerge)
    assert Meeting.objects.count() == 2


def test_a_merge_of_its_place_makes_it_no_other(eleventh):
    again = make.make_place(name="Viangchan")
    cite(again)
    become(eleventh, date="2017-11-14")

    merge(eleventh.place, again)

    assert Meeting.objects.get(pk=eleventh.pk).place == again


STEP = st.fixed_dictionaries(
    {},
    optional={
        "ordinal": st.sampled_from([None, 11, 12]),
        "date": st.sampled_from(["", "2016-09-08", "2016", "2016/2017", "2017-11-14"]),
        "name": st.sampled_from(["11th Summit", "12th Summit"]),
    },
)


class AnyEdits(TestCase):
    """Whatever order a meeting is edited in, and whatever is answered."""

    @given(st.lists(STEP, min_size=1, max_size=5))
    def test_no_edits_make_it_another(self, steps):
        meeting = make_eleventh()
        cite(PARTS["outcome"](meeting))
        for values in steps:
            try:
                become(meeting, **values)
            except ValidationError:
                continue
        now = Meeting.objects.get(pk=meeting.pk)
        apart = now.date in ("", "2017-11-14")
        assert not (apart and (now.ordinal == 12 or now.name == "12th Summit"))
