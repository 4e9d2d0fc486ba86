"""What a production start does before the first request."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from tests.upgrades import address_of

STARTS = """
import config.wsgi  # as a WSGI server does
from django.conf import settings
from django.db import connection
from records.models import HouseRules

print(HouseRules.objects.get().four_eyes)
with connection.cursor() as cursor:
    cursor.execute("SHOW statement_timeout")
    print(cursor.fetchone()[0], connection.patience > 0)
settings.FOUR_EYES = False
config.wsgi.apply_house_rules()
connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": 9}
config.wsgi.apply_house_rules()
print("serves")
"""
"""A start; what a second does, which puts back what the first changed; one without an answer."""


@pytest.mark.django_db
def test_a_start_applies_four_eyes_and_says_so_or_goes_on_and_says_so():
    address = address_of(connection.settings_dict["NAME"])

    done = subprocess.run(
        [sys.executable, "-c", STARTS],
        env={**os.environ, "DATABASE_URL": address, "FORA_ENV": "local", "FORA_FOUR_EYES": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "True\n1min True\nserves\n"  # requests have limits of time
    assert "FORA_FOUR_EYES is 1 now: nobody publishes what they wrote themselves." in done.stderr
    assert "FORA_FOUR_EYES is 0 now: who may publish may publish their own work." in done.stderr
    assert "FORA_FOUR_EYES was not applied" in done.stderr
    with psycopg.connect(address) as database:
        assert database.execute("SELECT four_eyes FROM records_houserules").fetchall() == [(False,)]
