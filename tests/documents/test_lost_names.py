"""A name that a source uses goes only where what it supported rests on something else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from documents.evidence import supports
from documents.lost_names import lost_in_batch, relations, relying_on_lost_names
from documents.models import Citation
from documents.register.dumping import dump_register
from documents.register.entries import LoadRefused
from documents.register.loading import load_register
from mechanisms.models import Participant, ParticipantName
from meetings.models import Position
from records import workflow
from records.history import proposals, undoing
from records.history.batches import batch
from records.history.events import tracked
from records.merging.merge import CannotMerge, merge, unmerge
from records.words import describe
from tests import make
from tests.documents.register.small_register import edit
from tests.records.tables.files import as_csv, problems, tried

pytestmark = pytest.mark.django_db

LOST = (
    "participant “Laos” is called “Lao PDR” by a source of position “A fund”, which is public and "
    "would have nothing left to show for title: keep this name, or first cite another passage "
    "there."
)


def make_laos() -> Participant:
    """A state with a further name, cited for both."""
    laos = make.make_participant(name="Laos")
    with batch("request"):
        ParticipantName.objects.create(record=laos, text="Lao PDR", kind="short")
    make.make_citation(laos, "name", "names")
    return laos


def make_fund(by: Participant, called: str = "Lao PDR") -> Position:
    """What ``by`` proposed, as a source says that calls it otherwise."""
    meeting = make.make_meeting()
    make.make_citation(meeting)
    fund = make.make_position(title="A fund", meeting=meeting, proposer=by)
    make.make_citation(fund, "proposer")
    make.make_citation(fund, "meeting", "title", "proposer", stated={"proposer": called})
    return fund


@pytest.fixture
def laos() -> Participant:
    laos = make_laos()
    make_fund(laos)
    return laos


def bare() -> list[list[str]]:
    """The values of public positions that nothing supports."""
    found = supports(list(Position.objects.public()), Citation.objects.public())  # type: ignore[attr-defined]
    return [one.uncited for one in found if one.uncited]


def refusal(act: Callable[[], Any], error: type[Exception] = ValidationError) -> list[str]:
    with pytest.raises(error) as refused:
        act()
    assert bare() == []
    return refused.value.messages  # type: ignore[attr-defined,no-any-return]


def publish_without_name(laos: Participant) -> None:
    with batch("request"):
        laos.names.all().delete()
        workflow.publish(laos)


def test_when_it_is_deleted(laos):
    assert refusal(lambda: publish_without_name(laos)) == [LOST]


def test_when_it_is_spelled_otherwise(laos):
    make.make_citation(laos, "names", holds_for={"names": ["LPDR [en; short]"]})

    def act() -> None:
        with batch("request"):
            laos.names.update(text="LPDR")
            workflow.publish(laos)

    assert refusal(act) == [LOST]


def test_when_the_record_is_named_otherwise():
    laos = make_laos()
    make_fund(laos, called="Laos")

    def act() -> None:
        with batch("request"):
            Participant.objects.filter(pk=laos.pk).update(name="Lao PDR", slug="lao-pdr")
            laos.names.all().delete()
            workflow.publish(laos)

    (line,) = refusal(act)
    assert line.startswith("participant “Lao PDR” is called “Laos” by a source of")


SAYING: dict[str, Callable[[], Any]] = {
    "participant": lambda: make.make_participant(
        kind="collective", members_of=make.make_mechanism(), members_role="member"
    ),
    "office": make.make_office,
    "membership": make.make_membership,
    "place": lambda: make.make_place(country=make.make_participant(), region="Vientiane"),
    "meeting": lambda: make.make_meeting(series=make.make_series(), ordinal=1),
    "participation": make.make_participation,
    "delegate": lambda: make.make_delegate(participant=make.make_participant()),
    "outcome": lambda: make.make_outcome(mechanism=make.make_mechanism()),
    "position": lambda: make.make_position(
        mechanism=make.make_mechanism(), proposer=make.make_participant()
    ),
}
"""A record of each kind that says something with a relation, and has all of these relations."""


@pytest.mark.parametrize(
    "relation",
    [one for one in relations() if one.said_with()],
    ids=lambda one: f"{one.kind}.{one.name}",
)
def test_when_anything_is_said_of_what_is_named_otherwise(relation):
    record = SAYING[relation.kind]()
    if getattr(record, relation.name) is None:
        setattr(record, relation.name, make.make_meeting())
        record.save()
    target = getattr(record, relation.name)
    filled = record.filled_evidential_fields()
    said = [name for name in filled if name in relation.said_with()]
    make.make_citation(record, *(name for name in filled if name not in said))
    make.make_citation(record, *said, stated={relation.name: target.name})

    def act() -> None:
        with batch("request"):
            type(target).objects.filter(pk=target.pk).update(name="Another", slug="another")
            make.make_citation(target)
            workflow.publish(target)

    for writes in ({"name": "Another"}, {"slug": "another"}):
        with pytest.raises(IntegrityError, match="named_by_source"), transaction.atomic():
            type(target).objects.filter(pk=target.pk).update(**writes)
    lines = refusal(act)
    called, noun = describe(target).replace(target.name, "Another"), record._meta.verbose_name
    start = f"{called} is called “{target.name}” by a source of {noun} "
    assert [line for line in lines if line.startswith(start)]


def test_when_a_batch_ends_in_which_nobody_publishes(laos):
    def act() -> None:
        with batch("command"):
            laos.names.all().delete()

    assert refusal(act) == [LOST]


@pytest.mark.parametrize("change", [{"text": "LPDR"}, {"record": None}, None])
def test_when_no_batch_is_open(laos, change):
    """As in a shell: nothing would ask what rests on the name."""
    if change == {"record": None}:
        change = {"record": make.make_participant()}
    with pytest.raises(IntegrityError, match="named_by_source"), transaction.atomic():
        laos.names.update(**change) if change else laos.names.all().delete()
    laos.names.update(kind="alias", since="1975")
    other = make.make_participant(name="Another state")
    Participant.objects.filter(pk=other.pk).update(name="Yet another")


def test_when_a_proposal_is_accepted(laos, admin_user):
    wanted = proposals.rehearse(lambda: laos.names.all().delete())
    proposal = proposals.propose(wanted, by=admin_user, record=laos, what="Laos")

    def act() -> None:
        proposals.accept(proposal, by=admin_user, version=1, seen=proposals.mark(proposal))

    assert refusal(act) == [LOST]


def test_when_a_table_has_it_no_longer(laos, admin_user):
    data = as_csv(["id", "names"], [laos.uid, "LPDR [en; short]"])
    make.make_citation(laos, "names", holds_for={"names": ["LPDR [en; short]"]})

    plan = tried(Participant, data, by=admin_user)

    (line,) = problems(plan)
    assert LOST in line


def test_when_files_have_it_no_longer(tmp_path):
    laos = make_laos()
    dump_register(tmp_path)
    make_fund(laos)
    edit(tmp_path, "participants.yaml", "text: Lao PDR", "text: LPDR")
    assert bare() == []

    with pytest.raises(LoadRefused) as refused:
        load_register(tmp_path, overwrite=True, judged=True)

    assert LOST in str(refused.value.problems[0])
    assert bare() == []


def test_when_the_batch_that_added_it_is_undone(laos, admin_user):
    added = tracked()[ParticipantName].objects.get(text="Lao PDR", pgh_label="insert")

    assert refusal(lambda: undoing.undo(added.pgh_context_id, by=admin_user)) == [LOST]
    key = f"mechanisms.participantname:{added.pgh_id}"
    assert refusal(lambda: undoing.revert(laos, key, by=admin_user)) == [LOST]


def test_when_it_goes_back_to_the_record_that_it_was_merged_from():
    laos, other = make_laos(), make.make_participant(name="Laotian republic")
    make.make_citation(other, "name")
    key = merge(other, laos)
    make_fund(laos, called="Laotian republic")

    (line,) = refusal(lambda: unmerge(key))
    assert line.startswith("participant “Laos” is called “Laotian republic” by a source of")


def test_when_it_is_merged_into_one_without_it():
    """A merge keeps all names; what a record is called by its address goes."""
    laos, other = make_laos(), make.make_participant(name="Laotian republic", slug="lao-republic")
    make.make_citation(other, "name")
    make_fund(other, called="lao-republic")

    (line,) = refusal(lambda: merge(other, laos), CannotMerge)
    assert line.startswith("participant “Laos” is called “lao-republic” by a source of")


def test_a_merge_keeps_what_rests_on_the_names_of_both(laos):
    other = make.make_participant(name="Laotian republic")
    make.make_citation(other, "name")

    key = merge(laos, other)
    assert bare() == []
    unmerge(key)
    assert bare() == []


# What may go


def test_what_has_another_citation_may_lose_one(laos):
    make.make_citation(Position.objects.get(), "title", "proposer")

    publish_without_name(laos)

    assert bare() == []
    ((citation, name),) = relying_on_lost_names(laos)
    assert (citation.stated, name) == ({"proposer": "Lao PDR"}, "Lao PDR")


def test_what_nobody_reads_may_lose_its_evidence(laos):
    fund = Position.objects.get()
    workflow.withdraw(fund)

    publish_without_name(laos)

    with pytest.raises(ValidationError, match="no public document is cited for title"):
        workflow.publish(fund)


def test_another_spelling_of_the_same_words_takes_nothing_away(laos):
    with batch("request"):
        laos.names.update(text="LAO PDR", kind="alias")
        make.make_citation(laos, "names")
        assert lost_in_batch().known == {}
        workflow.publish(laos)

    assert bare() == []


def test_a_name_may_become_the_preferred_one(laos):
    with batch("request"):
        Participant.objects.filter(pk=laos.pk).update(name="Lao PDR")
        laos.names.update(text="Laos", kind="alias")
        workflow.publish(laos)

    assert bare() == []


def test_undoing_brings_a_name_and_its_evidence_back(laos, admin_user):
    make.make_citation(fund := Position.objects.get(), "title", "proposer")
    with batch("request") as key:
        laos.names.all().delete()
        workflow.publish(laos)
    with batch("request"):
        Participant.objects.filter(pk=laos.pk).update(summary="A state.")
        workflow.publish(laos)

    undoing.undo(key, by=admin_user)

    assert supports([fund])[0].contradicted == {}


def test_what_came_with_a_name_goes_with_it(admin_user):
    laos = make.make_participant(name="Laos")
    make.make_citation(laos, "name")
    with batch("request") as key:
        ParticipantName.objects.create(record=laos, text="Lao PDR")
        make.make_citation(laos, "names")
        make_fund(laos)

    undoing.undo(key, by=admin_user)

    assert not Position.objects.public().exists()  # type: ignore[attr-defined]


def test_what_lacks_evidence_for_other_reasons_stands_in_nobodys_way(laos):
    """As a register of earlier days may have it."""
    Position.objects.update(date="2016")
    make.make_citation(Position.objects.get(), "title", "proposer")

    publish_without_name(laos)

    assert bare() == [["date"]]


# What it costs


def test_where_no_name_changes_one_query_finds_that(laos, django_assert_num_queries):
    with batch("request"):
        Participant.objects.filter(pk=laos.pk).update(summary="A state.")
        laos.names.update(kind="alias")
        with django_assert_num_queries(2):  # the batch; all tables
            assert lost_in_batch().known == {}


def test_of_many_values_some_are_named(laos):
    for _each in range(12):
        make_fund(laos)

    lines = refusal(lambda: publish_without_name(laos))

    assert len(lines) == 11
    assert lines[-1] == "and 3 more"
