"""The rules that the database keeps, each proved against raw SQL.

A form or a service may refuse earlier and more kindly; these hold whoever writes.
"""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from records.models import Identity, OldSlug
from tests.make import (
    make_capture,
    make_citation,
    make_delegate,
    make_document,
    make_mechanism,
    make_meeting,
    make_membership,
    make_office,
    make_outcome,
    make_participant,
    make_participation,
    make_passage,
    make_person,
    make_place,
    make_series,
    make_topic,
)

pytestmark = pytest.mark.django_db


def run(sql: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def refused(rule: str, sql: str, *values) -> None:
    """Assert that the database refuses ``sql`` and names ``rule``."""
    with pytest.raises(DatabaseError, match=rule):
        run(sql, *values)


# Dates


@pytest.mark.parametrize(
    ("table", "column", "make"),
    [
        ("meetings_meeting", "date", make_meeting),
        ("meetings_outcome", "date", make_outcome),
        ("mechanisms_mechanism", "founded", make_mechanism),
        ("mechanisms_mechanism", "ended", make_mechanism),
        ("mechanisms_membership", "since", make_membership),
        ("mechanisms_office", "until", make_office),
        ("documents_document", "published", make_document),
        ("documents_capture", "retrieved", make_capture),
    ],
)
def test_a_date_column_holds_only_dates(table, column, make):
    row = make()

    refused(
        f"{column}_is_a_date", f"UPDATE {table} SET {column} = '2015-02-29' WHERE id = %s", row.pk
    )


def test_bounds_follow_the_date_whoever_writes_it():
    meeting = make_meeting(date="2016-09-07")

    run("UPDATE meetings_meeting SET date = '2008-03' WHERE id = %s", meeting.pk)

    meeting.refresh_from_db()
    assert (str(meeting.earliest), str(meeting.latest)) == ("2008-03-01", "2008-03-31")


def test_bounds_cannot_be_written_by_hand():
    meeting = make_meeting()

    refused(
        "generated column",
        "UPDATE meetings_meeting SET earliest = '2000-01-01' WHERE id = %s",
        meeting.pk,
    )


@pytest.mark.parametrize(
    ("table", "make"),
    [("mechanisms_membership", make_membership), ("mechanisms_office", make_office)],
)
def test_a_period_does_not_end_before_it_begins(table, make):
    row = make(since="2016")

    refused("ends_after_start", f"UPDATE {table} SET until = '2015' WHERE id = %s", row.pk)
    run(f"UPDATE {table} SET until = '2016' WHERE id = %s", row.pk)


def test_a_mechanism_does_not_end_before_its_founding():
    mechanism = make_mechanism(founded="1994-07")

    refused(
        "mechanism_ends_after_founding",
        "UPDATE mechanisms_mechanism SET ended = '1994-06-30' WHERE id = %s",
        mechanism.pk,
    )


# Ordinals and memberships


def test_an_ordinal_stands_once_in_its_series():
    series = make_series()
    make_meeting(series=series, ordinal=19)
    other = make_meeting(series=series, ordinal=18)

    refused(
        "meeting_ordinal_once_in_series",
        "UPDATE meetings_meeting SET ordinal = 19 WHERE id = %s",
        other.pk,
    )


def test_a_series_that_counts_anew_may_use_an_ordinal_again():
    series = make_series()
    make_meeting(series=series, ordinal=1)

    again = make_meeting(series=series, ordinal=1, numbering="since 2010")

    assert again.pk


def test_an_ordinal_needs_a_series():
    meeting = make_meeting()

    refused(
        "meeting_ordinal_belongs_to_series",
        "UPDATE meetings_meeting SET ordinal = 1 WHERE id = %s",
        meeting.pk,
    )


def test_ordinals_count_from_one():
    meeting = make_meeting(series=make_series(), ordinal=1)

    refused(
        "meeting_ordinal_from_one",
        "UPDATE meetings_meeting SET ordinal = 0 WHERE id = %s",
        meeting.pk,
    )


def test_a_participant_has_a_role_once_at_a_time():
    first = make_membership(role="member", since="1994", until="2000")
    later = make_membership(
        mechanism=first.mechanism, participant=first.participant, role="member", since="2001"
    )

    refused(
        "membership_no_overlap",
        "UPDATE mechanisms_membership SET since = '2000-06' WHERE id = %s",
        later.pk,
    )
    run(
        "UPDATE mechanisms_membership SET role = 'observer', since = '1999' WHERE id = %s", later.pk
    )


def test_a_period_without_ends_overlaps_every_other():
    first = make_membership()
    later = make_membership(mechanism=first.mechanism, participant=first.participant, role="chair")

    refused(
        "membership_no_overlap",
        "UPDATE mechanisms_membership SET role = 'member' WHERE id = %s",
        later.pk,
    )


# Trees


@pytest.mark.parametrize(
    ("table", "column", "make"),
    [
        ("mechanisms_topic", "parent_id", make_topic),
        ("mechanisms_participant", "parent_id", make_participant),
        ("mechanisms_mechanism", "parent_id", make_mechanism),
        ("mechanisms_mechanism", "predecessor_id", make_mechanism),
        ("meetings_outcome", "follows_up_id", make_outcome),
        ("documents_document", "part_of_id", make_document),
        ("documents_document", "version_of_id", make_document),
        ("documents_document", "expression_of_id", make_document),
    ],
)
def test_nothing_stands_above_itself(table, column, make):
    top = make()
    middle = make(**{column: top.pk})
    bottom = make(**{column: middle.pk})

    for below in (top, middle, bottom):
        refused("no_cycle", f"UPDATE {table} SET {column} = %s WHERE id = %s", below.pk, top.pk)


@pytest.mark.django_db(transaction=True)
def test_two_halves_of_a_ring_written_at_once_do_not_close():
    first, second = make_mechanism(), make_mechanism()
    barrier = threading.Barrier(2)
    refusals = []

    def hang(below: int, above: int) -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                barrier.wait()
                cursor.execute(
                    "UPDATE mechanisms_mechanism SET parent_id = %s WHERE id = %s", [above, below]
                )
        except DatabaseError as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    for _round in range(25):
        run("UPDATE mechanisms_mechanism SET parent_id = NULL")
        refusals.clear()
        threads = [
            threading.Thread(target=hang, args=pair)
            for pair in [(first.pk, second.pk), (second.pk, first.pk)]
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refusals) == 1


# Permanent ids, versions and slugs


def test_a_permanent_id_is_never_used_again():
    gone = make_person(name="A. Person")
    uid = gone.uid
    gone.delete()

    refused(
        "records_identity",
        "INSERT INTO mechanisms_topic (uid, name, slug) VALUES (%s, 'Another', 'another')",
        uid,
    )
    identity = Identity.objects.get(uid=uid)
    assert (identity.kind, identity.label, identity.ended_at is not None) == (
        "person",
        "A. Person",
        True,
    )


def test_an_identity_keeps_the_name_its_record_had_when_last_public():
    person = make_person(name="As published")

    run("UPDATE mechanisms_person SET state = 'withdrawn' WHERE id = %s", person.pk)
    run("UPDATE mechanisms_person SET name = 'Written since' WHERE id = %s", person.pk)

    assert Identity.objects.get(uid=person.uid).label == "As published"


def test_a_permanent_id_is_used_by_one_record_of_any_kind():
    meeting = make_meeting()

    refused(
        "records_identity",
        "INSERT INTO mechanisms_topic (uid, name, slug) VALUES (%s, 'Another', 'another')",
        meeting.uid,
    )


def test_a_permanent_id_never_changes():
    meeting = make_meeting()

    refused(
        "permanent_id_never_changes",
        "UPDATE meetings_meeting SET uid = '0000000000' WHERE id = %s",
        meeting.pk,
    )


def test_a_permanent_id_is_never_forgotten():
    meeting = make_meeting()

    refused("Cannot delete", "DELETE FROM records_identity WHERE uid = %s", meeting.uid)


@pytest.mark.parametrize(
    "make",
    [
        make_topic,
        make_participant,
        make_person,
        make_office,
        make_mechanism,
        make_membership,
        make_place,
        make_series,
        make_meeting,
        make_participation,
        make_delegate,
        make_outcome,
        make_document,
        lambda: make_citation(make_meeting(), "date"),
    ],
)
def test_every_kind_of_record_has_an_identity_that_follows_it(make):
    record = make()
    before = Identity.objects.get(uid=record.uid)

    run(f"UPDATE {record._meta.db_table} SET state = 'withdrawn' WHERE id = %s", record.pk)

    record.refresh_from_db()
    after = Identity.objects.get(uid=record.uid)
    assert (before.kind, before.state, before.published_at is not None) == (
        record._meta.model_name,
        "published",
        True,
    )
    assert (after.state, after.published_at, record.version) == (
        "withdrawn",
        before.published_at,
        2,
    )
    assert after.changed_at > before.changed_at


def test_the_version_counts_changes_whoever_writes_and_whatever_they_say():
    meeting = make_meeting()

    run("UPDATE meetings_meeting SET summary = 'Changed', version = 99 WHERE id = %s", meeting.pk)

    meeting.refresh_from_db()
    assert meeting.version == 2


def test_an_old_slug_is_remembered():
    meeting = make_meeting(slug="first")

    run("UPDATE meetings_meeting SET slug = 'second' WHERE id = %s", meeting.pk)

    assert list(OldSlug.objects.values_list("kind", "slug", "identity_id")) == [
        ("meeting", "first", meeting.uid)
    ]


# Evidence


def test_a_citation_is_about_exactly_one_record():
    citation = make_citation(make_meeting(), "date")
    place = make_place()

    refused(
        "citation_has_one_subject",
        "UPDATE documents_citation SET place_id = %s WHERE id = %s",
        place.pk,
        citation.pk,
    )
    refused(
        "citation_has_one_subject",
        "UPDATE documents_citation SET meeting_id = NULL WHERE id = %s",
        citation.pk,
    )


def test_an_outcome_comes_from_a_meeting_or_a_mechanism():
    outcome = make_outcome()

    refused(
        "outcome_of_a_meeting_or_a_mechanism",
        "UPDATE meetings_outcome SET meeting_id = NULL WHERE id = %s",
        outcome.pk,
    )


def test_a_document_that_is_cited_cannot_go():
    citation = make_citation(make_meeting(), "date")

    refused(
        "foreign key",
        "DELETE FROM documents_passage WHERE id = %s; SET CONSTRAINTS ALL IMMEDIATE",
        citation.passage_id,
    )


def test_coordinates_come_in_pairs_in_range_and_say_where_they_come_from():
    place = make_place()

    refused(
        "place_coordinates_in_range",
        "UPDATE meetings_place SET latitude = 17, coordinates_from = 'G' WHERE id = %s",
        place.pk,
    )
    refused(
        "place_coordinates_in_range",
        "UPDATE meetings_place SET latitude = 91, longitude = 0, coordinates_from = 'G'"
        " WHERE id = %s",
        place.pk,
    )
    refused(
        "place_coordinates_say_where_from",
        "UPDATE meetings_place SET latitude = 17, longitude = 102 WHERE id = %s",
        place.pk,
    )


def test_only_states_have_iso_codes_and_each_code_is_given_once():
    make_participant(iso_alpha2="CN")
    other = make_participant()
    institute = make_participant(kind="think_tank")

    refused(
        "participant_iso_alpha2_once",
        "UPDATE mechanisms_participant SET iso_alpha2 = 'CN' WHERE id = %s",
        other.pk,
    )
    refused(
        "participant_only_states_have_iso_codes",
        "UPDATE mechanisms_participant SET iso_alpha2 = 'LA' WHERE id = %s",
        institute.pk,
    )


def test_passages_have_their_length():
    passage = make_passage()

    refused(
        "passage_has_length", 'UPDATE documents_passage SET "end" = start WHERE id = %s', passage.pk
    )
    refused(
        "passage_text_has_its_length",
        "UPDATE documents_passage SET text = 'x' WHERE id = %s",
        passage.pk,
    )
