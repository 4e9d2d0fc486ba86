"""A citation holds for a value: for which it was judged, and whether it still is that one."""

from typing import Any

import pytest
from django.db import connection

from documents import judgements, needs_work
from documents.evidence import supports
from documents.models import SUBJECTS, Citation
from documents.rejudging import lapsed_among, says_otherwise
from mechanisms.models import MechanismName, Membership
from meetings.models import Meeting
from records import workflow
from records.history import changes
from records.history.batches import batch
from records.history.events import changes_of_batch
from records.merging.merge import merge, unmerge
from records.models import Record
from tests import make

pytestmark = pytest.mark.django_db


def uncited(record: Record) -> list[str]:
    """What nothing supports, which the search in the database must say too."""
    record = type(record).objects.get(pk=record.pk)
    (found,) = supports([record])
    rows = type(record).objects.filter(pk=record.pk)
    unsure = rows.filter(needs_work.with_reserve(type(record))).exists()
    assert needs_work.lacking(rows).exists() == bool(found.uncited) or unsure
    return found.uncited


def whole(record: Record, **values) -> Citation:
    return make.make_citation(record, **values)


def test_the_database_notes_the_values_of_every_kind():
    records = {
        "mechanism": make.make_mechanism(founded="1994"),
        "participant": make.make_participant(),
        "person": make.make_person(),
        "office": make.make_office(since="2003", since_is="first_seen"),
        "membership": make.make_membership(since="1996"),
        "topic": make.make_topic(),
        "place": make.make_place(),
        "series": make.make_series(),
        "meeting": make.make_meeting(series=make.make_series(), ordinal=3),
        "participation": make.make_participation(),
        "delegate": make.make_delegate(),
        "outcome": make.make_outcome(),
        "position": make.make_position(),
        "document": make.make_document(),
    }
    MechanismName.objects.create(record=records["mechanism"], text="ARF", kind="acronym")
    MechanismName.objects.create(record=records["mechanism"], text="Forum", until="1996")

    for kind in SUBJECTS:
        citation = whole(records[kind])
        citation.refresh_from_db()
        record = SUBJECTS[kind].objects.get(pk=records[kind].pk)
        assert citation.holds_for == judgements.values_of(record), kind
    names = (Citation.objects.get(mechanism=records["mechanism"]).holds_for or {})["names"]
    assert names == ["ARF [en; acronym]", "Forum [en; alias; /1996]"]


def test_a_changed_value_has_lost_its_evidence_and_changed_back_has_it_again():
    meeting = make.make_meeting(date="2016-09-08")
    whole(meeting)

    Meeting.objects.filter(pk=meeting.pk).update(date="2019-01-01")
    assert uncited(meeting) == ["date"]
    Meeting.objects.filter(pk=meeting.pk).update(date="2016-09-08")
    assert uncited(meeting) == []


@pytest.mark.parametrize("how", ["since", "since_is"])
def test_how_a_date_is_meant_is_part_of_its_value(how):
    membership = make.make_membership(since="1996", since_is="began")
    whole(membership)

    setattr(membership, how, {"since": "1997", "since_is": "first_seen"}[how])
    membership.save()

    assert uncited(membership) == ["since"]


TOGETHER = {  # what is changed of a record, by whose maker: the values that are others then
    ("membership", "participant"): ["participant", "role", "since"],
    ("membership", "mechanism"): ["mechanism", "role", "since"],
    ("membership", "role"): ["role", "since"],
    ("office", "person"): ["person", "title", "since"],
    ("office", "participant"): ["participant", "title", "since"],
    ("office", "title"): ["title", "since"],
    ("participation", "participant"): ["participant", "role"],
    ("delegate", "person"): ["person", "participant", "role", "office"],
    ("delegate", "participant"): ["participant", "role", "office"],
    ("delegate", "role"): ["role"],
    ("outcome", "title"): ["title", "action", "date", "proposer"],
    ("outcome", "meeting"): ["meeting", "action", "date"],
    ("outcome", "action"): ["action", "date"],
    ("position", "title"): ["title", "proposer", "audience", "date"],
    ("position", "proposer"): ["title", "proposer", "audience", "date"],
    ("position", "meeting"): ["title", "meeting"],
    ("series", "count_date"): ["count_min", "count_date"],
    ("meeting", "series"): ["series", "ordinal", "numbering"],
    ("meeting", "numbering"): ["ordinal", "numbering"],
    ("meeting", "ordinal"): ["ordinal"],
    ("meeting", "status"): ["mode", "status", "date", "place", "attendance_min"],
    ("place", "country"): ["country", "region"],
}


OTHERS = {
    **{"role": "chair", "title": "Premier", "action": "signed", "count_date": "2018"},
    **{"ordinal": 4, "numbering": "again", "status": "postponed"},
}
MAKERS = {"proposer": "participant", "country": "participant"}


@pytest.mark.parametrize(("kind", "changed"), TOGETHER, ids="-".join)
def test_a_value_is_judged_with_those_that_it_says_nothing_without(kind, changed):
    record: Any = {
        "membership": lambda: make.make_membership(since="1996", role="observer"),
        "office": lambda: make.make_office(since="2003", title="Minister"),
        "participation": lambda: make.make_participation(role="host"),
        "delegate": lambda: make.make_delegate(
            participant=make.make_participant(), office="Minister"
        ),
        "outcome": lambda: make.make_outcome(
            action="adopted", date="2016", proposer=make.make_participant()
        ),
        "position": lambda: make.make_position(
            proposer=make.make_participant(), audience="all states", date="2016"
        ),
        "place": lambda: make.make_place(country=make.make_participant(), region="North"),
        "series": lambda: make.make_series(count_min=3, count_date="2016-11"),
        "meeting": lambda: make.make_meeting(
            series=make.make_series(),
            ordinal=3,
            numbering="anew",
            mode="video",
            attendance_min=40,
            date="2016",
            place=make.make_place(),
        ),
    }[kind]()
    before = getattr(record, changed)
    whole(record)
    for name in TOGETHER[kind, changed]:  # of which a passage each says one
        make.make_citation(record, name)
    assert uncited(record) == []

    value: Any = OTHERS.get(changed)
    if value is None:
        value = getattr(make, f"make_{MAKERS.get(changed, changed)}")()
    type(record).objects.filter(pk=record.pk).update(**{changed: value})
    assert uncited(record) == TOGETHER[kind, changed]

    type(record).objects.filter(pk=record.pk).update(**{changed: before})
    assert uncited(record) == []


def test_what_a_source_states_agrees_only_with_what_it_is_said_of():
    membership = make.make_membership(since="1996")
    citation = make.make_citation(membership, stated={"since": "1996"})
    assert uncited(membership) == []

    Membership.objects.filter(pk=membership.pk).update(participant=make.make_participant())

    assert uncited(membership) == ["participant", "role", "since"]
    citation.refresh_from_db()
    citation.judge()
    citation.save()
    assert uncited(membership) == []


def test_no_words_agree_with_a_relation_for_several_may_be_called_so():
    here, there = (make.make_series(name="Summit") for _ in range(2))
    meeting = make.make_meeting(series=here)
    whole(meeting, stated={"series": "Summit"})
    assert "series" in uncited(meeting)
    make.make_citation(meeting, "series")
    assert uncited(meeting) == []

    Meeting.objects.filter(pk=meeting.pk).update(series=there)
    assert "series" in uncited(meeting)


def test_a_relation_is_a_value():
    place = make.make_place()
    meeting = make.make_meeting(place=place)
    whole(meeting)

    Meeting.objects.filter(pk=meeting.pk).update(place=make.make_place())
    assert uncited(meeting) == ["place"]


def test_a_citation_that_is_edited_holds_for_what_it_held_for():
    meeting = make.make_meeting(date="2016-09-08")
    citation = whole(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(date="2019-01-01")

    citation.refresh_from_db()
    citation.reason = "Another word."
    citation.save()
    assert uncited(meeting) == ["date"]

    citation.judge("date")
    citation.save()
    assert uncited(meeting) == []


def test_a_field_that_is_added_is_judged_when_it_is_added():
    meeting = make.make_meeting(date="2016-09-08")
    citation = make.make_citation(meeting, "name")
    Meeting.objects.filter(pk=meeting.pk).update(name="Another name")

    Citation.objects.filter(pk=citation.pk).update(fields=["name", "date", "status"])

    assert uncited(meeting) == ["name"]


def test_what_is_no_longer_stated_otherwise_is_judged_then():
    meeting = make.make_meeting(date="2016-09-08")
    citation = whole(meeting, stated={"date": "2016-09-07"})
    citation.refresh_from_db()
    assert (citation.holds_for or {})["date"] == [{}, "held"]  # it is noted of what

    Meeting.objects.filter(pk=meeting.pk).update(date="2016-09-07")
    assert uncited(meeting) == []
    citation.stated = {}
    citation.save()
    citation.refresh_from_db()
    assert (citation.holds_for or {})["date"] == ["2016-09-07", "held"]


def test_only_of_what_it_speaks_is_noted():
    meeting = make.make_meeting()
    given = {"date": ["1999", "held"]}
    citation = make.make_citation(meeting, "date", holds_for={**given, "place": [7, "held"]})
    citation.refresh_from_db()

    assert citation.holds_for == given
    assert "date" in uncited(meeting)


def test_undoing_and_reverting_bring_evidence_back_without_asking():
    meeting = make.make_meeting(date="2016-09-08")
    citation = whole(meeting)
    with batch("request", what="an edit") as key:
        Meeting.objects.filter(pk=meeting.pk).update(date="2016-09-09")
        citation.refresh_from_db()
        citation.judge("date")
        citation.save()
    Meeting.objects.filter(pk=meeting.pk).update(date="2016-09-10")
    assert uncited(meeting) == ["date"]
    Meeting.objects.filter(pk=meeting.pk).update(date="2016-09-09")

    changes.write([one.inverted() for one in changes_of_batch(key)])

    citation.refresh_from_db()
    assert (
        (citation.holds_for or {})["date"][0]
        == Meeting.objects.get(pk=meeting.pk).date
        == "2016-09-08"
    )
    assert uncited(meeting) == []


def test_nothing_is_published_on_evidence_of_another_value():
    meeting = make.make_meeting(date="2016-09-08", state="draft")
    whole(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(date="2019-01-01")

    with pytest.raises(Exception, match="judged to support another value"):
        workflow.publish(meeting)


def test_what_was_judged_to_be_a_merged_record_is_the_one_it_became():
    loser, winner = (make.make_participant(name=name) for name in ("Laos", "Lao PDR"))
    for one in (loser, winner):
        whole(one)
    membership = make.make_membership(participant=loser)
    whole(membership.mechanism)
    citation = whole(membership)

    key = merge(loser, winner)

    assert uncited(membership) == []
    assert Membership.objects.get().participant == winner
    unmerge(key)
    citation.refresh_from_db()
    assert (citation.holds_for or {})["participant"] == loser.pk
    assert uncited(membership) == []


def test_rows_of_raw_sql_are_judged_too():
    meeting = make.make_meeting()
    citation = whole(meeting)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE meetings_meeting SET status = 'postponed'")
        cursor.execute("UPDATE documents_citation SET fields = '{status,date}'")

    citation.refresh_from_db()
    assert set(citation.holds_for or {}) == {"status", "date"}
    assert "status" in uncited(meeting)


def test_what_was_judged_since_is_told_in_words():
    meeting = make.make_meeting(date="2016-09-08")
    citation = whole(meeting)
    with batch("request", what="an edit") as key:
        Meeting.objects.filter(pk=meeting.pk).update(date="2016-09-09")
        citation.refresh_from_db()
        citation.judge("date")
        citation.save()
    citation.judge("date")
    Meeting.objects.filter(pk=meeting.pk).update(status="postponed")
    citation.save()

    with pytest.raises(Exception, match="has since become") as refused:
        changes.write([one.inverted() for one in changes_of_batch(key)])
    assert "[" not in str(refused.value.messages[0])  # type: ignore[attr-defined]


EMPTIED = {
    "membership since": lambda: make.make_membership(since="2030", since_is="planned"),
    "membership until": lambda: make.make_membership(since="1990", until="1999"),
    "office until": lambda: make.make_office(since="2003", until="2012"),
    "participant members_role": lambda: make.make_participant(
        kind="collective", members_of=make.make_mechanism(), members_role="observer"
    ),
    "mechanism ended": lambda: make.make_mechanism(ended="2012"),
    "mechanism status": lambda: make.make_mechanism(status="proposed"),
}


@pytest.mark.parametrize("case", EMPTIED)
def test_what_says_something_by_being_empty_needs_evidence_once_it_is_emptied(case):
    record: Any = EMPTIED[case]()
    name = case.partition(" ")[2]
    before = getattr(record, name)
    citation = whole(record)
    assert uncited(record) == []

    type(record).objects.filter(pk=record.pk).update(**{name: ""})
    assert name in uncited(record)
    (lapsed,) = [
        one for one in lapsed_among([type(record).objects.get(pk=record.pk)]) if one.name == name
    ]
    says_otherwise(lapsed, "Another source says that it goes on.")
    assert name not in uncited(record)
    citation.refresh_from_db()
    citation.stated = {}
    citation.save()

    assert uncited(record) == []
    type(record).objects.filter(pk=record.pk).update(**{name: before})
    assert name in uncited(record)
