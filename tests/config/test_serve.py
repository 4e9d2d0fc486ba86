"""`make run` from the first line to the last, in a folder of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest
from asgiref.local import Local
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from config import serve
from config.embedded.server import Server

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """The folder of a site that these tests start one after the other."""
    folder = Path(tempfile.mkdtemp(prefix="fora-"))
    yield folder
    Server(folder / "postgres").stop()
    shutil.rmtree(folder)


@pytest.fixture
def scratch() -> Iterator[Path]:
    """An empty folder with a short path."""
    folder = Path(tempfile.mkdtemp(prefix="fora-"))
    yield folder
    shutil.rmtree(folder)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Run:
    """A site that was started as `make run` starts it, and what it said."""

    def __init__(
        self,
        var: Path,
        port: int,
        *program: str,
        folder: Path | None = None,
        **environment: str,
    ) -> None:
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.output = var / f"said-{time.monotonic_ns()}.txt"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "DATABASE_"))}
        ours = {"FORA_VAR": str(folder or var), "FORA_ENV": "local", "PORT": str(port)}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, *(program or ("-m", "config.serve"))],
                cwd=ROOT,
                env=kept | ours | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                # As from a terminal, even where the suite itself runs under nohup.
                preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
            )

    def said(self) -> str:
        return self.output.read_text()

    def until_ready(self) -> str:
        """Wait until it serves, and answer all it said."""
        give_up = time.monotonic() + 600
        while "Ctrl-C stops the site." not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < give_up, self.said()
            time.sleep(0.05)
        return self.said()

    def until_ended(self) -> int:
        return self.process.wait(timeout=600)

    def get(self, path: str) -> bytes:
        """The body of a page that answers 200."""
        with urlopen(self.address + path, timeout=300) as response:
            return response.read()


@pytest.fixture(scope="module")
def first(var: Path) -> Iterator[Run]:
    """The first run in an empty folder, left running for the tests that ask it something."""
    run = Run(var, free_port())
    run.until_ready()
    yield run
    run.process.kill()
    run.process.wait()


def test_a_first_run_tells_its_steps_and_where_the_site_is(first):
    said = first.said()

    assert re.findall(r"^([A-Z][\w ]+):  ", said, re.MULTILINE) == [
        "Database",
        "Migrations",
        "Four eyes",
        "Register",
        "Evidence",
        "Static files",
    ]
    assert re.search(r"^Register: +loaded from data/, \d{3,} records$", said, re.MULTILINE)
    assert re.findall(r"^(Site|Admin|API) +(.+)$", said, re.MULTILINE) == [
        ("Site", f"{first.address}/"),
        ("Admin", f"{first.address}/admin/"),
        ("API", f"{first.address}/api/v1/docs/"),
    ]
    assert said.endswith("Ctrl-C stops the site.\n")


def test_a_served_site_is_alive_and_ready(first):
    assert first.get("/healthz") == b'{"status": "ok"}'
    assert b'"status": "ok"' in first.get("/readyz")


def test_a_served_page_names_its_style_sheets_by_their_content(first):
    page = first.get("/admin/login/").decode()

    sheet = re.search(r'href="(/static/admin/css/base\.[0-9a-f]{12}\.css)"', page)
    assert sheet is not None
    assert b"--primary" in first.get(sheet[1])


def test_the_printed_password_opens_the_admin(first):
    password = re.search(r"as admin with the password (\S+)$", first.said(), re.MULTILINE)
    assert password is not None
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    form = browser.open(f"{first.address}/admin/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token is not None
    answers = {
        "csrfmiddlewaretoken": token[1],
        "username": "admin",
        "password": password[1],
        "next": "/admin/",
    }

    landed = browser.open(f"{first.address}/admin/login/", urlencode(answers).encode())

    assert landed.url == f"{first.address}/admin/"
    assert b"/admin/logout/" in landed.read()


def test_the_password_stands_nowhere_in_clear(first, var):
    password = first.said().partition("with the password ")[2].split()[0].encode()

    holding = [
        path.name
        for path in var.rglob("*")
        if path.is_file() and not path.is_symlink() and password in path.read_bytes()
    ]

    assert holding == [first.output.name]


def test_a_port_that_is_taken_is_one_sentence(monkeypatch):
    monkeypatch.setattr(serve, "PATIENCE", 0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(serve.CannotServe) as refusal:
            serve.free_port()

    assert str(refusal.value) == (
        f"Port {port} is taken by another program: stop that, or choose another port,"
        f" such as `PORT={port + 1 if port < 65535 else 8000} make run`."
    )


@pytest.mark.parametrize("value", ["eighty", "0", "65536", "-1", "8000.0"])
def test_a_port_that_is_no_port_is_one_sentence(monkeypatch, value):
    monkeypatch.setenv("PORT", value)

    with pytest.raises(serve.CannotServe) as refusal:
        serve.free_port()

    assert str(refusal.value) == f"PORT is {value!r}: set it to a number from 1 to 65535."


def test_a_folder_that_is_too_long_is_one_sentence(scratch):
    run = Run(scratch, free_port(), folder=scratch / ("long" * 25))

    assert run.until_ended() == 1
    step, blank, sentence = run.said().splitlines()
    assert (step.strip(), blank) == ("Database:", "")
    assert "more than the 100 a socket may have: move the checkout" in sentence


def stop(run: Run, var: Path, number: int) -> None:
    """Send a run a signal, which stops all of it."""
    run.process.send_signal(number)
    assert run.until_ended() == 0
    assert run.said().endswith("Stopped.\n")
    # What a killed run left behind may hold the database a moment longer, and stops it then.
    give_up = time.monotonic() + 600
    while Server(var / "postgres").process() is not None:
        assert time.monotonic() < give_up
        time.sleep(0.05)
    with pytest.raises(OSError, match="refused"):
        run.get("/healthz")


def test_a_second_run_asks_nothing_twice_and_a_signal_stops_all_of_it(first, var):
    first.process.kill()  # a killed run leaves its database behind, and must not be in the way
    first.process.wait()
    run = Run(var, free_port(), FORA_FOUR_EYES="1")

    said = run.until_ready()

    assert re.search(r"^Migrations: +up to date$", said, re.MULTILINE)
    assert re.search(r"^Four eyes: +on$", said, re.MULTILINE)
    assert "password" not in said
    assert run.get("/readyz")
    stop(run, var, signal.SIGINT)


ANSWERS_ALL = """
from config import serve

def answer(environ, respond):
    respond("200 OK", [])
    return []

serve.prepare = lambda: None
serve.Site.load = lambda site: answer
raise SystemExit(serve.main())
"""
"""Serves with the database, but without Django, which takes seconds to load."""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_stop_all_of_it_too(first, var, number, exhaustive):
    first.process.kill()
    first.process.wait()
    run = Run(var, free_port(), *(() if exhaustive else ("-c", ANSWERS_ALL)))
    run.until_ready()
    run.get("/")

    stop(run, var, number)


@pytest.mark.django_db
def test_a_database_of_a_newer_version_is_refused():
    MigrationRecorder(connection).record_applied("records", "9999_from_the_future")

    with pytest.raises(serve.CannotServe) as refusal, serve.errors_as_sentences():
        serve.migrate()

    assert str(refusal.value) == (
        "The database was used by a newer version of Fora (it has records.9999_from_the_future,"
        " which is not known here): use that version, or set FORA_VAR to another folder."
    )


def test_an_address_that_does_not_answer_is_one_sentence(django_db_blocker):
    nowhere = connection.settings_dict | {"HOST": "127.0.0.1", "PORT": 9}
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:9/nothing")
        patch.setitem(connections.settings, "default", nowhere)
        patch.setattr(connections, "_connections", Local())
        with (
            pytest.raises(serve.CannotServe, match=r"^The database does not answer \("),
            serve.errors_as_sentences(),
        ):
            serve.prepare()
