"""Rules of the database on permanent ids, versions and old slugs."""

import pytest

from records.models import Identity, OldSlug
from tests.make import (
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
    make_person,
    make_place,
    make_position,
    make_series,
    make_topic,
)

from .sql import refused, run

pytestmark = pytest.mark.django_db


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
        make_position,
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
