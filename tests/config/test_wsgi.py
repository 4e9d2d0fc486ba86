"""What a production start does before the first request."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from tests.test_migrations import address_of

UNREACHABLE = "postgres://nobody@127.0.0.1:9/nothing"


def start(database: str, four_eyes: str) -> subprocess.CompletedProcess[str]:
    """Import the entry point as a WSGI server does."""
    return subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        env={
            **os.environ,
            "DATABASE_URL": database,
            "FORA_ENV": "local",
            "FORA_FOUR_EYES": four_eyes,
        },
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.django_db
def test_a_start_applies_four_eyes_and_says_so():
    """The second start puts back what the first changed, for the tests that come after."""
    address = address_of(connection.settings_dict["NAME"])
    kept = "SELECT four_eyes FROM records_houserules"
    for setting, rule in [
        ("1", "nobody publishes what they wrote themselves"),
        ("0", "who may publish may publish their own work"),
    ]:
        done = start(address, setting)

        assert f"FORA_FOUR_EYES is {setting} now: {rule}." in done.stderr
        with psycopg.connect(address) as database:
            assert database.execute(kept).fetchall() == [(setting == "1",)]


def test_a_start_without_an_answer_of_the_database_goes_on_and_says_so():
    done = start(UNREACHABLE, "1")

    assert "FORA_FOUR_EYES was not applied" in done.stderr
