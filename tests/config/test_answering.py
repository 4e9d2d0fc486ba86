"""A database that is stopped, killed or gone: what is told of it, and that all goes on after."""

import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from config import embedded
from config.embedded.server import Server
from config.embedded.watch import Watch
from config.logs import Unavailable
from config.postgresql.answering import CONNECT_SECONDS
from config.postgresql.base import DatabaseWrapper
from records.unavailable import why_unavailable

pytestmark = pytest.mark.django_db  # of the site; most of these have a server of their own

PATIENCE = 0.2


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fora-"))
    server = Server(folder / "postgres", durable=False)
    server.acquire()
    yield folder / "postgres"
    server.release()
    Server(folder / "postgres").stop()
    shutil.rmtree(folder)


@pytest.fixture
def connected(data: Path) -> Iterator[DatabaseWrapper]:
    """A connection of the kind that serves requests, to a server of its own."""
    wrapper = connecting_to(data)
    yield wrapper
    wrapper.close()


def connecting_to(data: Path) -> DatabaseWrapper:
    options = {"patience": PATIENCE, "connect_timeout": CONNECT_SECONDS}
    address = {"HOST": str(data), "PORT": embedded.PORT, "NAME": "fora", "USER": "fora"}
    return DatabaseWrapper({**connection.settings_dict, **address, "OPTIONS": options})


def ask(wrapper: DatabaseWrapper, query: str = "SELECT 1") -> Any:
    with wrapper.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def processes(data: Path) -> list[psutil.Process]:
    server = Server(data).process()
    assert server is not None
    return [server, *server.children(recursive=True)]


def tell(some: list[psutil.Process], number: signal.Signals) -> None:
    for process in some:
        with suppress(psutil.NoSuchProcess):  # it ended with the others
            process.send_signal(number)


def eventually(question: Callable[[], Any]) -> Any:
    """The answer once it is true; a machine may be slow, so this waits long before it gives up."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            if found := question():
                return found
        except OperationalError:
            pass
        time.sleep(0.1)
    raise AssertionError("it never came")


def test_a_statement_that_takes_long_is_waited_for(connected: DatabaseWrapper):
    assert ask(connected, f"SELECT 1 FROM pg_sleep({PATIENCE * 5})") == 1


def test_a_server_that_stopped_answering_is_not_waited_for(data: Path, connected: DatabaseWrapper):
    assert ask(connected) == 1
    stopped = processes(data)
    tell(stopped, signal.SIGSTOP)
    try:
        for wrapper in (connected, connecting_to(data)):
            with pytest.raises(OperationalError) as refused:
                ask(wrapper)
            assert why_unavailable(refused.value) == "away"
    finally:
        tell(stopped, signal.SIGCONT)

    connected.close_if_unusable_or_obsolete()
    assert eventually(lambda: ask(connected)) == 1


def test_what_is_said_of_a_statement_that_took_too_long(connected: DatabaseWrapper):
    with pytest.raises(OperationalError) as refused:
        ask(connected, "SET statement_timeout = '50ms'; SELECT 1 FROM pg_sleep(60)")

    assert why_unavailable(refused.value) == "too_long"


def test_a_server_that_was_killed_is_started_again(data: Path, connected: DatabaseWrapper):
    with connected.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")  # as where it matters
        cursor.execute("CREATE TABLE kept AS SELECT 7 AS number")
    watch = Watch(Server(data, durable=False))
    watch.start()
    try:
        tell(processes(data), signal.SIGKILL)

        def number() -> Any:
            connected.close_if_unusable_or_obsolete()
            return ask(connected, "SELECT number FROM kept")

        assert eventually(number) == 7
    finally:
        watch.stop()
    assert Server(data).process() is not None


@pytest.fixture
def without_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    connection.close()
    before = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = str(tmp_path)
    yield
    connection.close()
    connection.settings_dict["HOST"] = before


@pytest.mark.parametrize(
    "path", ["/", "/meetings/", "/search/?q=forum", "/api/v1/meetings/", "/admin/"]
)
def test_without_a_database_a_page_says_so_and_when_to_come_again(
    without_database: None, path: str, caplog: pytest.LogCaptureFixture
):
    caplog.handler.addFilter(Unavailable())
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "k" * 32

    response = client.get(path)

    assert (response.status_code, response.headers.get("Retry-After")) == (503, "5")
    said = response.json()["error"]["message"] if "/api/" in path else response.content.decode()
    assert "The database of this site does not answer at the moment." in said
    assert client.get("/healthz").status_code == 200
    (line,) = caplog.records
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert ": away (" in line.getMessage()
