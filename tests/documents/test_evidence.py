"""Promise 1: what supports a value, what contradicts it, and the proof for the whole register."""

import json
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils.translation import override

from documents.coverage import store, survey
from documents.evidence import supports
from documents.models import Citation, Coverage
from documents.stated import contradictions
from mechanisms.models import ParticipantName
from meetings.models import Meeting, Participation
from records import workflow
from tests.make import (
    make_capture,
    make_citation,
    make_document,
    make_mechanism,
    make_meeting,
    make_participant,
    make_participation,
    make_passage,
    make_place,
    make_series,
)

pytestmark = pytest.mark.django_db


def against(record, **stated) -> list[str]:
    return contradictions(make_citation(record, stated=stated), record)


# What a citation states


@pytest.mark.parametrize("stated", ["2016-09-07", " 2016-09-07 "])
def test_a_date_agrees_only_with_itself(stated):
    assert against(make_meeting(date="2016-09-07"), date=stated) == []


@pytest.mark.parametrize("stated", ["2016-09-08", "2016-09", "2016-09-07~", ""])
def test_another_date_contradicts(stated):
    assert against(make_meeting(date="2016-09-07"), date=stated) == ["date"]


@pytest.mark.parametrize("stated", ["senior_officials", "senior officials", "Senior Officials"])
def test_a_choice_agrees_with_its_value_and_its_label(stated):
    assert against(make_meeting(level="senior_officials"), level=stated) == []


def test_a_choice_agrees_with_its_label_in_english_whatever_the_reader_speaks():
    with override("zh-hans"):
        assert against(make_meeting(level="leaders"), level="leaders") == []


@pytest.mark.parametrize("reader", ["en", "zh-hans"])
@pytest.mark.parametrize("stated", ["chair", "Chair", "主席"])
def test_a_choice_agrees_with_its_label_in_any_language_whatever_the_reader_speaks(stated, reader):
    part = make_participation(role="chair")
    make_citation(part, stated={"role": stated})

    with override(reader):
        (support,) = supports([part])

    assert (support.contradicted, support.uncited) == ({}, [])


def test_another_choice_contradicts():
    assert against(make_meeting(level="leaders"), level="ministers") == ["level"]


@pytest.mark.parametrize("stated", ["lao-pdr", "Laos", "laos", "LAO PDR", "老挝"])
def test_a_relation_agrees_with_any_name_of_what_it_points_at(stated):
    laos = make_participant(name="Laos", slug="lao-pdr")
    ParticipantName.objects.create(record=laos, text="Lao PDR", kind="short")
    ParticipantName.objects.create(record=laos, text="老挝", language="zh-Hans")
    place = make_place(country=laos)

    assert against(place, country=stated) == []
    assert against(place, country="Thailand") == ["country"]


def test_a_number_agrees_with_its_digits():
    meeting = make_meeting(series=make_series(), ordinal=19)

    assert against(meeting, ordinal=19) == against(meeting, ordinal="19") == []
    assert against(meeting, ordinal="18") == ["ordinal"]


def test_a_value_that_the_record_lacks_contradicts_it():
    assert against(make_meeting(), ordinal="18", mode="video") == ["ordinal", "mode"]


def test_one_more_name_or_topic_is_no_contradiction():
    assert against(make_meeting(), names="Round of talks", topics=["trade"]) == []


def test_a_source_may_support_one_value_and_contradict_another():
    meeting = make_meeting(date="2016-09-07")
    citation = make_citation(meeting, "name", "status", "date", stated={"date": "2016-09-08"})

    (support,) = supports([meeting])

    assert support.supported == {"name": [citation], "status": [citation]}
    assert support.contradicted == {"date": [citation]}
    assert support.uncited == ["date"]


def test_sources_that_disagree_stand_side_by_side():
    meeting = make_meeting(date="2016-09-07")
    agrees = make_citation(meeting)
    differs = make_citation(meeting, "date", stated={"date": "2016-09-08"}, reason="A slip.")

    (support,) = supports([meeting])

    assert support.supported["date"] == [agrees]
    assert support.contradicted == {"date": [differs]}
    assert support.uncited == []


def test_a_value_rests_on_one_source_if_only_one_document_speaks_for_it():
    meeting = make_meeting()
    capture = make_capture()
    for number in (1, 2):
        make_citation(meeting, "name", passage=make_passage(capture=capture, number=number))
    make_citation(meeting, "date", passage=make_passage(capture=capture, number=3))
    make_citation(meeting, "date")

    (support,) = supports([meeting])

    assert support.single_source() == ["name"]


def test_a_withdrawn_citation_supports_nothing():
    meeting = make_meeting()
    make_citation(meeting, state="withdrawn")

    assert supports([meeting])[0].uncited == ["name", "status", "date"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_records(django_assert_num_queries, rows):
    for _ in range(rows):
        meeting = make_meeting(mechanism=make_mechanism(), series=make_series(), ordinal=1)
        make_citation(meeting, stated={"mechanism": "Another forum", "series": "Another line"})
        participation = make_participation(meeting=meeting)
        make_citation(participation, stated={"participant": "Nobody"})
    records = [
        *Meeting.objects.order_by("pk"),
        *(m.participations.get() for m in Meeting.objects.all()),
    ]

    with django_assert_num_queries(8):  # citations; mechanisms, series, participants with names
        found = supports(records)

    assert [list(support.contradicted) for support in found] == [
        *[["mechanism", "series"]] * rows,
        *[["participant"]] * rows,
    ]


# The whole register


def check() -> str:
    out = StringIO()
    call_command("check_evidence", stdout=out)
    return out.getvalue()


def test_a_register_in_which_all_is_cited_passes_with_its_coverage():
    meeting = make_meeting(date="2016")
    make_citation(meeting)
    make_citation(meeting, "name")
    make_meeting(state="draft")

    report = check()

    lines = [line.split() for line in report.splitlines() if line.startswith("meeting")]
    assert lines == [
        ["meeting", "1", "3", "3", "100.0%", "2", "66.7%", "0"],
        ["meeting.name", "1", "1", "1", "100.0%", "0", "0.0%", "0"],
        ["meeting.status", "1", "1", "1", "100.0%", "1", "100.0%", "0"],
        ["meeting.date", "1", "1", "1", "100.0%", "1", "100.0%", "0"],
    ]


def test_a_published_value_without_support_fails_and_is_listed():
    meeting = make_meeting(name="Round 2")
    make_citation(meeting, "name", "date")

    with pytest.raises(CommandError) as failed:
        check()

    assert str(failed.value).splitlines()[1:] == [f"meeting {meeting.uid} (Round 2): status"]


def test_support_that_the_public_cannot_see_does_not_count():
    hidden = make_capture(document=make_document(state="draft"))
    make_citation(make_meeting(), passage=make_passage(capture=hidden))
    make_citation(make_meeting(), state="draft")

    with pytest.raises(CommandError, match="2 published records"):
        check()


def test_every_kind_of_record_with_evidential_values_is_checked():
    kinds = set(survey().kinds)

    assert kinds == {
        "mechanism", "participant", "person", "office", "membership", "place", "series",
        "meeting", "participation", "delegate", "outcome", "position",
    }  # fmt: skip


def test_the_check_asks_as_often_for_three_records_as_for_one(django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_citation(make_meeting())
    with CaptureQueriesContext(connection) as one:
        survey()
    make_citation(make_meeting())
    make_citation(make_meeting())

    with django_assert_num_queries(len(one)):
        survey()

    assert Citation.objects.count() == 3


def test_another_value_of_a_source_fails_until_somebody_says_why():
    meeting = make_meeting(name="Round 2", date="2016-09-07")
    make_citation(meeting)
    other = make_citation(meeting, "date", stated={"date": "2016-09-08"})

    with pytest.raises(CommandError) as failed:
        check()
    assert f"citation {other.uid}" in str(failed.value)
    assert "date held: the source says 2016-09-08" in str(failed.value)

    other.reason = "The host gives the day of the opening."
    other.save()
    assert "meeting" in check()


def test_what_the_public_does_not_see_is_no_disagreement():
    meeting = make_meeting(date="2016-09-07")
    make_citation(meeting)
    make_citation(meeting, "date", stated={"date": "2016-09-08"}, state="draft")

    assert survey().undeclared == []
    assert survey().whole.disputed == 0


def test_each_mechanism_is_counted_with_what_hangs_on_it():
    mechanism = make_mechanism(name="Ocean Forum")
    meeting = make_meeting(mechanism=mechanism)
    participation = make_participation(meeting=meeting)
    for record in (mechanism, meeting):
        make_citation(record)

    found = survey().mechanisms

    needed = sum(len(one.filled_evidential_fields()) for one in (mechanism, meeting, participation))
    assert set(found) == {mechanism.pk}
    assert (found[mechanism.pk].records, found[mechanism.pk].filled) == (3, needed)
    assert found[mechanism.pk].evidenced < needed


def test_the_shares_are_printed_as_json_and_stored_once():
    mechanism = make_mechanism(name="Ocean Forum")
    make_citation(mechanism)
    for _time in range(2):
        store(survey())
    out = StringIO()

    call_command("check_evidence", "--json", stdout=out)

    figures = json.loads(out.getvalue())
    whole = Coverage.objects.get(scope="register")
    assert figures["register"]["share"] == 1
    assert (whole.records, whole.evidenced) == (
        figures["register"]["records"],
        figures["register"]["evidenced"],
    )
    assert [row.mechanism for row in Coverage.objects.filter(scope="mechanism")] == [mechanism]
    assert figures["mechanisms"] == [{"name": "Ocean Forum", **figures["register"]}]


def test_what_a_withdrawn_record_hid_is_asked_for_evidence_once_it_is_public_again():
    part = make_participation(role="host")
    for record in (part.meeting, part.participant, part):
        make_citation(record)
    workflow.withdraw(part.participant)
    Participation.objects.update(role="chair")  # nobody asks: the public does not see it

    with pytest.raises(ValidationError, match="no public document is cited for role"):
        workflow.publish(part.participant)

    Participation.objects.update(role="host")
    workflow.publish(part.participant)
    assert part.is_public


@pytest.mark.parametrize("above", ["part_of", "version_of", "expression_of"])
@pytest.mark.parametrize("below", ["part_of", "version_of"])
def test_a_document_far_above_is_not_withdrawn_from_under_what_rests_on_it(above, below):
    top = make_document()
    book = make_document(**{above: top})
    chapter = make_document(**{below: book})
    meeting = make_meeting()
    make_citation(meeting, passage=make_passage(capture=make_capture(document=chapter)))

    with pytest.raises(ValidationError, match="would have nothing left to show"):
        workflow.withdraw(top)

    make_citation(meeting)
    workflow.withdraw(top)
    meeting.refresh_from_db()
    assert meeting.is_public
