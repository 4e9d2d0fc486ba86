"""The embedded server, on folders of its own."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from config import embedded
from config.embedded import EmbeddedError
from config.embedded.server import Server

ROOT = Path(__file__).resolve().parents[2]

HOLD_UNTIL_TOLD = """
import sys
from pathlib import Path
from config.embedded.server import Server
server = Server(Path(sys.argv[1]))
server.acquire()
print("ready", flush=True)
sys.stdin.read()
server.release()
"""


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data folder that was made once for this file; its path is short, as sockets need."""
    folder = Path(tempfile.mkdtemp(prefix="fora-"))
    server = Server(folder / "postgres")
    server.acquire()
    server.release()
    yield folder / "postgres"
    Server(folder / "postgres").stop()
    shutil.rmtree(folder)


@pytest.fixture
def scratch() -> Iterator[Path]:
    """An empty folder with a short path."""
    folder = Path(tempfile.mkdtemp(prefix="fora-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def server(made: Path) -> Iterator[Server]:
    """A running server on the made folder, held by this test alone."""
    server = Server(made)
    server.acquire()
    yield server
    server.release()


def ask(data: Path, query: str, user: str = "fora") -> object:
    """The one value that a query answers."""
    with psycopg.connect(
        host=str(data), port=embedded.PORT, dbname="fora", user=user
    ) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def postmaster(data: Path) -> psutil.Process:
    """The running server of a data folder."""
    process = Server(data).process()
    assert process is not None
    return process


def begin_to_hold(data: Path) -> subprocess.Popen[str]:
    """Another process that uses the server until its standard input is closed."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD_UNTIL_TOLD, str(data)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def hold(data: Path) -> subprocess.Popen[str]:
    """The same, once it holds the server."""
    process = begin_to_hold(data)
    wait_until_held(process)
    return process


def wait_until_held(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def end(process: subprocess.Popen[str]) -> None:
    """Let the other process end in order."""
    process.communicate(timeout=600)


def test_the_data_folder_is_private_and_holds_the_only_socket(server):
    running = postmaster(server.data)

    listening = [c for c in running.net_connections(kind="inet") if c.status == "LISTEN"]
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert (server.data / f".s.PGSQL.{embedded.PORT}").is_socket()
    assert ask(server.data, "SELECT current_setting('unix_socket_directories')", "postgres") == "."
    assert listening == []


def test_the_server_keeps_what_it_is_given_and_knows_letters_of_every_script(server):
    wanted = {
        "data_checksums": "on",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "listen_addresses": "",
        "server_encoding": "UTF8",
    }

    assert {name: ask(server.data, f"SHOW {name}") for name in wanted} == wanted
    assert ask(server.data, "SELECT datctype FROM pg_database WHERE datname = 'fora'") == "C.UTF-8"
    assert ask(server.data, "SELECT lower('ПРИВЕТ')") == "привет"
    # The site is no superuser of its database.
    assert ask(server.data, "SELECT rolsuper FROM pg_roles WHERE rolname = 'fora'") is False


def test_a_second_process_shares_the_server_and_does_not_stop_it(server):
    before = postmaster(server.data).pid

    end(hold(server.data))

    assert postmaster(server.data).pid == before


def test_the_last_process_stops_the_server(made):
    first, second = hold(made), hold(made)
    running = postmaster(made)

    end(first)
    assert running.is_running()
    end(second)

    assert Server(made).process() is None
    assert not (made / "postmaster.pid").exists()


def test_a_forked_worker_does_not_give_up_the_server_of_its_parent(server):
    server.owner_pid += 1  # as a child would find it: the pid is another's

    server.release()

    server.owner_pid -= 1
    assert server.process() is not None


def test_a_server_left_by_a_killed_process_is_taken_over_and_stopped(made):
    holder = hold(made)
    running = postmaster(made)
    holder.kill()
    holder.communicate()

    server = Server(made)
    server.acquire()

    assert postmaster(server.data).pid == running.pid
    server.release()
    assert server.process() is None


def test_a_killed_server_starts_again_with_what_was_committed(made):
    server = Server(made)
    server.acquire()
    with psycopg.connect(
        host=str(made), port=embedded.PORT, user="fora", dbname="fora"
    ) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    process = postmaster(made)
    process.send_signal(signal.SIGKILL)
    for _attempt in range(100):
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.1)

    again = Server(made)
    again.acquire()

    assert ask(made, "SELECT answer FROM kept") == 42
    again.release()
    server.release()


def test_a_pid_file_that_names_another_program_is_removed(made):
    # Of the account that runs PostgreSQL: that is the case in which it believes the file.
    owner = made.stat().st_uid
    stranger = subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None, cwd="/")
    lines = [str(stranger.pid), str(made), "1700000000", "5432", ".", "", "0 0", "ready"]
    (made / "postmaster.pid").write_text("\n".join(lines) + "\n")

    server = Server(made)
    try:
        assert server.process() is None
        server.acquire()
        assert postmaster(server.data).pid != stranger.pid
        assert stranger.poll() is None
    finally:
        server.release()
        stranger.kill()
        stranger.wait()


def test_root_runs_the_server_of_an_ordinary_account_as_that_account(made, scratch):
    server = Server(scratch / "postgres")
    shutil.copytree(made, server.data)
    if os.geteuid() == 0:  # else we are that account
        for path in (server.data, *server.data.rglob("*")):
            os.chown(path, pwd.getpwnam("nobody").pw_uid, -1)

    server.acquire()

    assert postmaster(server.data).uids().real == server.data.stat().st_uid
    server.release()


def test_two_first_starts_at_once_make_one_server_whatever_was_cut_short_before(scratch):
    half = scratch / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    data = scratch / "postgres"
    holders = [begin_to_hold(data) for _number in range(2)]
    for holder in holders:
        wait_until_held(holder)

    of_this_folder = {
        process.pid: process.info["ppid"]
        for process in psutil.process_iter(["cwd", "ppid"])
        if process.info["cwd"] == str(data)
    }
    servers = [pid for pid, parent in of_this_folder.items() if parent not in of_this_folder]
    assert servers == [postmaster(data).pid]
    assert ask(data, "SELECT 1") == 1
    assert not half.exists()
    for holder in holders:
        end(holder)


def test_a_path_too_long_for_a_socket_is_refused_before_anything_is_written(scratch):
    data = scratch / ("long" * 20) / "postgres"

    with pytest.raises(EmbeddedError, match=r"has \d+ bytes, more than the 100 .* set FORA_VAR"):
        Server(data).acquire()

    assert list(scratch.iterdir()) == []


def test_a_folder_of_a_newer_postgresql_is_refused(scratch):
    data = scratch / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("19\n")

    with pytest.raises(EmbeddedError, match="written by PostgreSQL 19, newer than the 18"):
        Server(data).acquire()


def test_a_folder_with_something_else_in_it_is_left_alone(scratch):
    data = scratch / "postgres"
    data.mkdir()
    (data / "thesis.txt").write_text("not ours")

    with pytest.raises(EmbeddedError, match="holds files but no database"):
        Server(data).acquire()

    assert (data / "thesis.txt").read_text() == "not ours"


def test_a_full_disk_is_said_in_one_sentence(scratch, monkeypatch):
    monkeypatch.setattr(embedded.server, "NEEDED_BYTES", 1 << 60)

    with pytest.raises(EmbeddedError, match=r"No disk space for the database .* free at least"):
        Server(scratch / "postgres").acquire()


def test_a_start_that_fails_says_why_and_where_to_read_more(made):
    auto = made / "postgresql.auto.conf"
    before = auto.read_text()
    auto.write_text("shared_buffers = 'all of it'\n")
    try:
        with pytest.raises(
            EmbeddedError, match=r"pg_ctl failed .*: configuration file .* contains errors"
        ):
            Server(made).acquire()
    finally:
        auto.write_text(before)
