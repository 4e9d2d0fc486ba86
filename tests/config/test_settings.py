import os
import runpy
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import embedded

ROOT = Path(__file__).resolve().parents[2]

PRODUCTION = {
    "FORA_ENV": "production",
    "FORA_SECRET_KEY": "k9-Vd2_pQx7sLwT4mZ8hR1yB6nJ3gC5fA0eU-oIiXqWtKbSrDz",
    "FORA_ALLOWED_HOSTS": "fora.example.org, www.fora.example.org",
    "DATABASE_URL": "postgres://fora:secret@db.example.org/fora",
}


OURS = ("FORA_", "DJANGO_", "DATABASE_")


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with these variables and no others of ours."""
    foreign = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=foreign | environment,
        capture_output=True,
        text=True,
        timeout=600,
    )


@pytest.fixture
def read_settings(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], dict[str, Any]]:
    """Reads the settings anew with these variables and no others of ours."""

    def read(environment: dict[str, str]) -> dict[str, Any]:
        with monkeypatch.context() as changed:  # what ends the test is not for it
            for name in [name for name in os.environ if name.startswith(OURS)]:
                changed.delenv(name)
            for name, value in environment.items():
                changed.setenv(name, value)
            return runpy.run_path(str(ROOT / "config" / "settings.py"))

    return read


def test_the_deployment_check_is_clean_in_production():
    run = manage("check", "--deploy", "--fail-level", "DEBUG", **PRODUCTION)

    assert (run.returncode, run.stdout) == (
        0,
        "System check identified no issues (0 silenced).\n",
    ), run.stderr


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"FORA_DEBUG": "1"}, "FORA_DEBUG is on in production"),
        ({"FORA_SECRET_KEY": ""}, "FORA_SECRET_KEY must be a random text"),
        ({"FORA_SECRET_KEY": "short"}, "FORA_SECRET_KEY must be a random text"),
        ({"FORA_SECRET_KEY": "a" * 60}, "FORA_SECRET_KEY must be a random text"),
        (
            {"FORA_SECRET_KEY": f"django-insecure-{'q7x'.join('abcdefghijklmnop')}"},
            "FORA_SECRET_KEY",
        ),
        ({"FORA_ALLOWED_HOSTS": ".org"}, "FORA_ALLOWED_HOSTS must name the hosts"),
        ({"FORA_ALLOWED_HOSTS": ""}, "FORA_ALLOWED_HOSTS must name the hosts"),
        ({"FORA_ALLOWED_HOSTS": "*"}, "FORA_ALLOWED_HOSTS must name the hosts"),
        ({"FORA_ALLOWED_HOSTS": "fora.example.org,*"}, "FORA_ALLOWED_HOSTS must name the hosts"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"DATABASE_URL": "sqlite:///fora.db"}, "DATABASE_URL is not of PostgreSQL"),
        ({"DATABASE_URL": "fora.db"}, "DATABASE_URL is not"),
        ({"FORA_ENV": "staging"}, "FORA_ENV is 'staging'"),
        ({"FORA_DEBUG": "maybe"}, "FORA_DEBUG is 'maybe'"),
    ],
)
def test_production_refuses_what_is_unsafe(read_settings, change, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_settings(PRODUCTION | change)

    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)


def test_production_refuses_to_start_in_one_sentence():
    run = manage("check", **PRODUCTION | {"FORA_DEBUG": "1"})

    assert run.returncode == 1
    assert run.stderr.startswith("FORA_DEBUG is on in production")
    assert run.stderr.count("\n") == 1  # one line, so no traceback


def test_a_local_site_keeps_its_secret_key_private_and_the_same(read_settings, tmp_path):
    first = read_settings({"FORA_VAR": str(tmp_path)})["SECRET_KEY"]
    second = read_settings({"FORA_VAR": str(tmp_path)})["SECRET_KEY"]

    key = tmp_path / "secret_key"
    assert first == second == key.read_text()
    assert len(first) >= 50
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_local_site_is_closed_to_the_network_and_shows_no_code(read_settings, tmp_path):
    local = read_settings({"FORA_VAR": str(tmp_path)})

    assert local["DEBUG"] is False
    assert local["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]", "testserver"]


def test_only_a_local_site_without_an_address_wants_the_embedded_server(monkeypatch):
    answers = []
    for environment, address in [("local", ""), ("local", "postgres://x/y"), ("production", "")]:
        monkeypatch.setenv("FORA_ENV", environment)
        monkeypatch.setenv("DATABASE_URL", address)
        answers.append(embedded.wanted())

    assert answers == [True, False, False]
