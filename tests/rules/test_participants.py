"""Rules of the database on participants: one role at a time, and the codes of states."""

import pytest

from tests.make import make_membership, make_participant

from .sql import refused, run

pytestmark = pytest.mark.django_db


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
