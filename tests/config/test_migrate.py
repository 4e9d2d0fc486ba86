"""What migrating does beside the migrations."""

import pytest
from django.core.management import call_command

from mechanisms.models import Participant
from tests.make import make_participant

pytestmark = pytest.mark.django_db


def test_after_an_upgrade_records_are_found_by_what_reference_data_calls_them():
    state = make_participant(name="As we call it", iso_alpha3="VNM")
    Participant.objects.filter(pk=state.pk).update(search_text="as we call it")
    assert state not in Participant.objects.search("viet nam")

    call_command("migrate", "mechanisms", verbosity=0)  # of one part alone: the rest may be behind
    assert state not in Participant.objects.search("viet nam")

    call_command("migrate", verbosity=0)
    assert state in Participant.objects.search("viet nam")
