"""What is cited for the values of a change is found as if it were written."""

import pytest

from documents.changed_evidence import ChangedEvidence
from documents.evidence import supports
from documents.models import Citation
from meetings.models import Meeting
from records.history.proposals import rehearse
from records.history.rows import RowChange
from tests import make

pytestmark = pytest.mark.django_db


def change_of(changes: list[RowChange], model: type) -> RowChange:
    return next(change for change in changes if change.model is model)


def cited_for(name: str, changes: list[RowChange], model: type = Meeting):
    """The citations beside a value before a change and after it."""
    before, after = ChangedEvidence(changes).beside(change_of(changes, model), name)
    return (
        [one.pk for one in before.citations],
        [one.pk for one in after.citations],
        (before.lacks, after.lacks),
    )


def redate(meeting: Meeting, date: str) -> None:
    held = Meeting.objects.get(pk=meeting.pk)
    held.date = date
    held.save()


def test_a_value_that_changes_leaves_what_was_cited_behind():
    meeting = make.make_meeting(date="2016-09-07")
    citation = make.make_citation(meeting, "date")

    changes = rehearse(lambda: redate(meeting, "2016-09-08"))

    assert cited_for("date", changes) == ([citation.pk], [], (False, True))


def test_what_comes_with_the_change_stands_beside_the_new_value_alone():
    meeting = make.make_meeting(date="2016-09-07")
    old, other = make.make_citation(meeting, "date"), make.make_passage()

    def writing() -> None:
        redate(meeting, "2016-09-08")
        make.make_citation(meeting, "date", passage=other)

    changes = rehearse(writing)
    evidence = ChangedEvidence(changes)
    before, after = evidence.beside(change_of(changes, Meeting), "date")

    assert [one.pk for one in before.citations] == [old.pk]
    (new,) = after.citations
    assert (new.passage, evidence.comes(new)) == (other, "added")
    assert (after.lacks, evidence.comes(old)) == (False, "")


def test_a_passage_that_is_said_to_say_the_new_value_too_stands_beside_both():
    meeting = make.make_meeting(date="2016-09-07")
    citation = make.make_citation(meeting, "date")

    def writing() -> None:
        redate(meeting, "2016-09")
        held = Citation.objects.get(pk=citation.pk)
        held.judge("date")
        held.save()

    changes = rehearse(writing)

    assert cited_for("date", changes) == ([citation.pk], [citation.pk], (False, False))
    assert ChangedEvidence(changes).comes(citation) == "changed"


def test_a_source_that_says_otherwise_from_now_on_stands_there_with_what_it_says():
    meeting = make.make_meeting(date="2016-09-07")
    citation = make.make_citation(meeting, "date")

    def writing() -> None:
        redate(meeting, "2016-09-08")
        held = Citation.objects.get(pk=citation.pk)
        held.stated, held.reason = {"date": "2016-09-07"}, "The host is nearer."
        held.save()

    changes = rehearse(writing)
    before, after = ChangedEvidence(changes).beside(change_of(changes, Meeting), "date")

    assert [one.pk for one in before.citations] == [citation.pk]
    assert [(one.pk, stated) for one, stated in after.otherwise] == [(citation.pk, "2016-09-07")]
    assert after.lacks


def test_a_name_is_a_value_of_its_own():
    meeting = make.make_meeting()
    cited = meeting.names.create(text="Sanya summit", language="en")
    citation = make.make_citation(meeting, "names")

    def writing() -> None:
        name = type(cited).objects.get(pk=cited.pk)
        name.text = "Hainan summit"
        name.save()

    changes = rehearse(writing)

    assert cited_for("text", changes, type(cited)) == ([citation.pk], [], (False, True))


def test_rows_that_come_and_go_have_theirs():
    meeting = make.make_meeting()
    gone = make.make_participation(meeting=meeting, role="host", state="draft")
    citation = make.make_citation(gone, "role", state="draft")
    participant, passage = make.make_participant(), make.make_passage()

    def writing() -> None:
        Citation.objects.get(pk=citation.pk).delete()
        type(gone).objects.get(pk=gone.pk).delete()
        new = make.make_participation(meeting=meeting, participant=participant, role="chair")
        make.make_citation(new, "participant", passage=passage)

    changes = rehearse(writing)
    came, went = (
        next(one for one in changes if one.model is type(gone) and one.kind == kind)
        for kind in ("added", "removed")
    )
    evidence = ChangedEvidence(changes)

    before, after = evidence.beside(went, "role")
    assert ([one.pk for one in before.citations], after.citations) == ([citation.pk], ())
    before, after = evidence.beside(came, "participant_id")
    assert (before.citations, len(after.citations), after.lacks) == ((), 1, False)
    assert evidence.beside(came, "role")[1].lacks


def test_a_summary_needs_no_evidence_and_shows_what_names_it():
    meeting = make.make_meeting(summary="They met.")
    citation = make.make_citation(meeting, "summary")

    def writing() -> None:
        held = Meeting.objects.get(pk=meeting.pk)
        held.summary = "They met at sea."
        held.save()

    assert cited_for("summary", rehearse(writing)) == (
        [citation.pk],
        [citation.pk],
        (False, False),
    )


@pytest.mark.parametrize("judged", [[], ["date"], ["date", "name", "status"]])
@pytest.mark.parametrize("fields", [[], ["date"], ["name", "status"]])
def test_it_is_what_supports_the_record_once_the_change_is_written(judged, fields):
    meeting = make.make_meeting(name="Old", date="2016", status="held")
    make.make_citation(meeting, "name", "date", "status")
    make.make_citation(meeting)
    passage = make.make_passage()

    def writing() -> None:
        held = Meeting.objects.get(pk=meeting.pk)
        held.name, held.date, held.status = "New", "2017", "cancelled"
        held.save()
        for citation in Citation.objects.filter(meeting=meeting):
            if judged:
                citation.judge(*judged)
                citation.save()
        make.make_citation(held, *fields, passage=passage)

    changes = rehearse(writing)
    evidence = ChangedEvidence(changes)
    change = change_of(changes, Meeting)
    found = {name: evidence.beside(change, name)[1] for name in change.fields}
    writing()

    (support,) = supports([Meeting.objects.get(pk=meeting.pk)])
    assert {name: len(one.citations) for name, one in found.items()} == {
        name: len(support.supported.get(name, ())) for name in found
    }
    assert {name for name, one in found.items() if one.lacks} == set(support.uncited)


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_as_often_for_many_changes_as_for_one(rows, django_assert_max_num_queries):
    meetings = [make.make_meeting(date="2016") for _row in range(rows)]
    for meeting in meetings:
        make.make_citation(meeting, "date")
    changes = rehearse(lambda: Meeting.objects.update(date="2017"))

    with django_assert_max_num_queries(5):
        ChangedEvidence(changes)
