"""A server on one data folder, which the processes that use it share."""

import atexit
import contextlib
import fcntl
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from . import (
    DATABASE,
    NEEDED_BYTES,
    PORT,
    VERSION,
    EmbeddedError,
    check_socket_path,
    disk_message,
    folder,
    say,
    socket,
)
from .programs import account_of, prepare_for_root, run

START_SECONDS = 15 * 60  # recovery after a crash may have gigabytes to replay

SETTINGS = f"""\
# Written by Fora at every start; a setting of your own goes in with ALTER SYSTEM.
listen_addresses = ''
port = {PORT}
unix_socket_directories = '.'
unix_socket_permissions = 0700
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
lc_messages = 'C'
fsync = on
full_page_writes = on
"""
# For a server that only holds test data, which a crash may take. Its statistics must not change
# under a test: what another transaction analyzes does not count the rows of this one.
UNSAFE_SETTINGS = """\
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
jit = off
autovacuum = off
"""
ACCESS = """\
# Written by Fora at every start: whoever can open the private socket may connect.
local all all trust
"""


_started: dict[Path, "Server"] = {}


def start(*, durable: bool = True) -> "Server":
    """Have the site's server running until this process ends, or releases what is answered.

    Who starts it twice holds it once: else to release it once would not let go of it.
    """
    data = folder()
    if data not in _started:
        _started[data] = Server(data, durable=durable)
        atexit.register(_started[data].release)
    _started[data].acquire()
    return _started[data]


def exit_in_order() -> None:
    """Let SIGTERM, and a terminal that is closed, end the process as its own end would.

    What is registered at exit is done then: the server is stopped.
    """

    def leave(number: int, frame: object) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup has it ignored
            signal.signal(number, leave)


class Server:
    """A PostgreSQL server on one data folder, shared by the processes that acquired it."""

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.data = data.absolute()
        self.durable = durable
        self.owner_pid = 0
        self._users: int | None = None

    # Sharing

    def acquire(self) -> None:
        """Start the server unless it runs, and keep it from being stopped by others."""
        if self._users is not None:
            return
        check_socket_path(self.data)
        try:
            self.data.parent.mkdir(parents=True, exist_ok=True)
            with self._locked():
                users = self._open_lock("users")
                try:
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._ensure_running()
                except BaseException:
                    os.close(users)
                    raise
                self._users = users
                self.owner_pid = os.getpid()
        except PermissionError as error:
            raise EmbeddedError(
                f"The database folder {self.data} cannot be written ({error}): run as the account"
                " that made it, or set FORA_VAR to a folder of your own."
            ) from error
        except OSError as error:
            raise EmbeddedError(disk_message(self.data)) from error

    def release(self) -> None:
        """Let go of the server; the last process that held it stops it."""
        # A forked worker inherits the lock and must not give it up for its parent.
        if self._users is None or self.owner_pid != os.getpid():
            return
        users, self._users = self._users, None
        with self._locked():
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                self.stop()
            finally:
                os.close(users)

    def _open_lock(self, kind: str) -> int:
        path = self.data.with_name(f"{self.data.name}.{kind}")
        return os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock under which a server is started or stopped."""
        lock = self._open_lock("lock")
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another process is starting or stopping the database; waiting for it.")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    # Starting

    def _ensure_running(self) -> None:
        if os.geteuid() == 0:
            prepare_for_root(self.data)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._check_version()
        if self.process() is None:
            self._remove_stale_pid()
            self._start()
        self._ensure_database()

    def _create(self) -> None:
        """Make the data folder; it gets its name only when it is whole."""
        if self.data.exists() and any(self.data.iterdir()):
            raise EmbeddedError(
                f"{self.data} holds files but no database: move it away, or set FORA_VAR to"
                " another folder."
            )
        if shutil.disk_usage(self.data.parent).free < NEEDED_BYTES:
            raise EmbeddedError(disk_message(self.data))
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if account := account_of(self.data):
            os.chown(draft, account.pw_uid, account.pw_gid)
        run(
            self.data,
            "initdb",
            f"--pgdata={draft}",
            "--username=postgres",
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale-provider=libc",
            # Trigrams follow the character type: under C, Chinese, Arabic and Russian have none.
            "--locale=C",
            "--lc-ctype=C.UTF-8",
            "--data-checksums",
            "--no-instructions",
            cwd=draft,
        )
        if self.data.exists():
            self.data.rmdir()
        draft.rename(self.data)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != VERSION:
            order = "newer" if int(found.split(".")[0]) > int(VERSION) else "older"
            raise EmbeddedError(
                f"The data folder {self.data} was written by PostgreSQL {found}, {order} than the"
                f" {VERSION} of this version of Fora: use the Fora that wrote it, or set FORA_VAR"
                " to an empty folder."
            )

    def _start(self) -> None:
        (self.data / "postgresql.conf").write_text(
            SETTINGS + ("" if self.durable else UNSAFE_SETTINGS)
        )
        (self.data / "pg_hba.conf").write_text(ACCESS)
        log = self.data / "server.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        run(
            self.data,
            "pg_ctl",
            "start",
            f"--pgdata={self.data}",
            f"--log={log}",
            "--wait",
            f"--timeout={START_SECONDS}",
            "--silent",
            cwd=self.data,
            slow="The database is still starting: it may be replaying what was not yet written"
            " when it was last stopped. Please wait.",
            log=log,
        )

    def _ensure_database(self) -> None:
        """Make the role and the database of the site; neither is a superuser's."""
        with psycopg.connect(
            host=str(self.data), port=PORT, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            role = sql.Identifier(DATABASE)
            if not exists(connection, "SELECT FROM pg_roles WHERE rolname = %s"):
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
            if not exists(connection, "SELECT FROM pg_database WHERE datname = %s"):
                connection.execute(
                    sql.SQL(
                        "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
                        " LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
                    ).format(role, role)
                )

    def restart_if_gone(self) -> bool:
        """Start the server again where it ended though nobody stopped it; whether that was so."""
        if self.process() is not None:
            return False
        with self._locked():
            if self._users is None or self.process() is not None:  # stopped, or another was first
                return False
            self._remove_stale_pid()
            self._start()
        return True

    def stop(self) -> None:
        """Stop the server in order: open transactions are rolled back, the rest is on disk."""
        if self.process() is not None:
            run(
                self.data,
                "pg_ctl",
                "stop",
                f"--pgdata={self.data}",
                "--mode=fast",
                "--wait",
                f"--timeout={START_SECONDS}",
                "--silent",
                cwd=self.data,
            )

    # The process

    def process(self) -> psutil.Process | None:
        """The running server of this folder, if there is one."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            process = psutil.Process(pid)
            return process if self._is_ours(process) else None
        except (FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
            return None

    def _is_ours(self, process: psutil.Process) -> bool:
        """Whether a process is this folder's PostgreSQL: after a restart a pid may be anyone's."""
        try:
            if not process.name().startswith("postgres"):
                return False
            return same_folder(process.cwd(), self.data)
        except (psutil.AccessDenied, psutil.ZombieProcess, psutil.NoSuchProcess):
            return False

    def _remove_stale_pid(self) -> None:
        """Remove the pid file of a server that no longer runs.

        PostgreSQL does so by itself, but believes the file when its pid now belongs to another
        process, as after the restart of a container.
        """
        if not (self.data / "postmaster.pid").exists():
            return
        # Sessions of a killed server still end what they were at: let them.
        for _attempt in range(100):
            if not any(self._is_ours(process) for process in psutil.process_iter()):
                break
            time.sleep(0.1)
        else:
            raise EmbeddedError(
                f"Processes of an earlier PostgreSQL still use {self.data}: end them"
                " (ps -ef | grep postgres), then start again."
            )
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        Path(f"{socket(self.data)}.lock").unlink(missing_ok=True)


def exists(connection: psycopg.Connection, query: str) -> bool:
    """Whether a query about the site's own role or database finds a row."""
    return connection.execute(query, [DATABASE]).fetchone() is not None


def same_folder(one: str | Path, other: Path) -> bool:
    """Whether two paths are one folder; a folder that is gone is none."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False
