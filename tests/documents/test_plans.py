"""What is said of a plan is no evidence for what came of it: `Record.AS_PLANNED`."""

from typing import Any

import pytest

from documents.evidence import every_value_is_cited
from documents.rejudging import lapsed_among, says_this_too
from mechanisms.models import Mechanism
from meetings.models import Meeting
from records.models import Record
from tests import make
from tests.documents.test_judgements import uncited

pytestmark = pytest.mark.django_db


def announced(**values: Any) -> Meeting:
    return make.make_meeting(status="announced", **values)


def proposed(**values: Any) -> Mechanism:
    return make.make_mechanism(status="proposed", **values)


PLANS = {  # of what is said of a plan: how it is made, and the values that are asked about
    "list": (
        lambda: announced(participation_listed="complete"),
        ["status", "participation_listed"],
    ),
    "participation": (lambda: make.make_participation(meeting=announced()), ["role"]),
    "delegate": (
        lambda: make.make_delegate(meeting=announced(), office="Minister"),
        ["role", "office"],
    ),
    "outcome": (lambda: make.make_outcome(meeting=announced(), action="signed"), ["action"]),
    "position": (lambda: make.make_position(meeting=announced()), ["title"]),
    "outcome of a body": (
        lambda: make.make_outcome(meeting=None, mechanism=proposed(), action="signed"),
        ["action"],
    ),
    "position on a body": (
        lambda: make.make_position(meeting=None, mechanism=proposed()),
        ["title"],
    ),
    "founding": (
        lambda: proposed(founded="2030", founding="By treaty."),
        ["status", "founded", "founding"],
    ),
    "membership": (
        lambda: make.make_membership(mechanism=proposed(), since="2030"),
        ["role", "since"],
    ),
}
CAME: dict[type, str] = {Meeting: "held", Mechanism: "active"}


def plan_of(record: Any) -> Any:
    """The record that is a plan: itself, or the one of which it is said."""
    relations = next(iter(record.AS_PLANNED.values()))
    return next(filter(None, (getattr(record, one) for one in relations)), record)


def come(plan: Record, status: str = "") -> None:
    rows: Any = type(plan)._default_manager.filter(pk=plan.pk)
    rows.update(status=status or CAME[type(plan)])


@pytest.mark.parametrize("said", PLANS)
def test_what_is_said_of_a_plan_is_asked_about_once_it_came_to_pass(said):
    record, asked = PLANS[said][0](), PLANS[said][1]
    plan, whole = plan_of(record), make.make_citation(record)
    assert uncited(record) == []

    come(plan)
    assert [name for name in uncited(record) if name in asked] == asked

    come(plan, plan.status)
    assert uncited(record) == []

    come(plan)
    whole.refresh_from_db()
    whole.judge()
    whole.save()
    assert uncited(record) == []
    come(plan, plan.status)  # what was held is cancelled, and the other way round
    assert [name for name in uncited(record) if name in asked] == asked


@pytest.mark.parametrize("said", PLANS)
def test_from_plan_to_plan_nothing_that_is_said_of_it_is_another(said):
    record = PLANS[said][0]()
    make.make_citation(record)
    come(plan_of(record), {Meeting: "postponed", Mechanism: "negotiated"}[type(plan_of(record))])

    assert {*uncited(record)} <= {"status", "date"}


def test_a_plan_that_came_to_pass_is_published_with_all_that_is_said_of_it_in_view():
    meeting = announced()
    parts = [
        make.make_participation(meeting=meeting),
        make.make_delegate(meeting=meeting, office="Minister"),
        make.make_outcome(meeting=meeting, action="signed"),
        make.make_position(meeting=meeting),
    ]
    for one in (meeting, *parts):
        make.make_citation(one)
    assert every_value_is_cited([meeting]) == []

    come(meeting)
    make.make_citation(meeting, "name", "status", "date")
    problems = every_value_is_cited([Meeting.objects.get()])

    assert len(problems) == len(parts)


def test_one_passage_answers_for_all_that_it_says_of_a_plan():
    meeting = announced(mode="video", date="", participation_listed="complete")
    parts = [make.make_participation(meeting=meeting) for _ in range(3)]
    passage = make.make_passage()
    for one in (meeting, *parts):
        make.make_citation(one, passage=passage)
    other = make.make_outcome(meeting=meeting, action="signed")
    make.make_citation(other)
    come(meeting)

    records = [Meeting.objects.get(), *parts, other]
    first, second = lapsed_among(records)

    assert (first.name, second.name, second.record) == ("status", "action", other)
    assert [(one.record, one.name) for one in first.along] == [
        (meeting, "mode"),
        (meeting, "participation_listed"),
        *((part, "role") for part in parts),
    ]
    says_this_too(first)
    assert [uncited(one) for one in records] == [[], [], [], [], ["action"]]
    assert second.passed_in_words == "signed, as planned"
    assert second.now_in_words == "signed"


def test_a_source_that_states_a_value_of_a_plan_says_nothing_of_what_came_of_it():
    membership = make.make_membership(mechanism=proposed(), since="2030")
    make.make_citation(membership, stated={"role": "member", "since": "2030"})
    assert uncited(membership) == []

    come(membership.mechanism)

    assert uncited(membership) == ["role", "since"]
