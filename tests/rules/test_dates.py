"""Rules of the database on dates: only dates, bounds that follow them, periods that run forward."""

import pytest

from tests.make import (
    make_capture,
    make_document,
    make_mechanism,
    make_meeting,
    make_membership,
    make_office,
    make_outcome,
    make_position,
)

from .sql import refused, run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("table", "column", "make"),
    [
        ("meetings_meeting", "date", make_meeting),
        ("meetings_outcome", "date", make_outcome),
        ("meetings_position", "date", make_position),
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
