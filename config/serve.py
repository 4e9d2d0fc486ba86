"""`make run`: start the site step by step, serve it, and take down what was started.

Run as `python -m config.serve`. Every failure that a person can fix is one sentence.
"""

import errno
import io
import os
import secrets
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError, SystemCheckError
from django.db import Error as DatabaseError
from gunicorn.app.base import BaseApplication

from config import embedded
from config.embedded import server
from config.embedded.watch import Watch
from config.worker import Worker

HOST = "127.0.0.1"
NEEDED_BYTES = 100 * 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent


class CannotServe(Exception):
    """The site cannot be served; the message says why and what to do."""


def main() -> int:
    """Serve the site until it is told to stop; answer the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("FORA_ENV", "local")
    server.exit_in_order()
    try:
        with errors_as_sentences():
            port = free_port()
            check_disk()
            step("Database", start_database)
            password = prepare()
        serve(port, password)
    except KeyboardInterrupt:
        return 130
    except CannotServe as error:
        print(f"\n\n{error}", file=sys.stderr)
        return 1
    return 0


def step(name: str, action: Callable[[], object]) -> None:
    """Name what is being done, do it, and tell what came of it, on one line."""
    print(f"{name + ':':<16} ", end="", flush=True)
    print(action(), flush=True)


# What has to be so before anything is started

PATIENCE = 3  # seconds; the workers of a site that was killed leave its port within one or two


def free_port() -> int:
    """The port to serve on: PORT, or 8000; refused when it cannot be had."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CannotServe(f"PORT is {text!r}: set it to a number from 1 to 65535.")
    port = int(text)
    give_up = time.monotonic() + PATIENCE
    while (error := why_not(port)) is not None:
        if isinstance(error, PermissionError):
            raise CannotServe(
                f"Port {port} is for administrators only: choose another, such as"
                " `PORT=8000 make run`."
            )
        if time.monotonic() > give_up:
            other = port + 1 if port < 65535 else 8000
            raise CannotServe(
                f"Port {port} is taken by another program: stop that, or choose another port,"
                f" such as `PORT={other} make run`."
            )
        time.sleep(0.2)
    return port


def why_not(port: int) -> OSError | None:
    """Why a port cannot be had; None when it can."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the server does: a port that was just given up may be had.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return error
    return None


def check_disk() -> None:
    """Room to write, before a database is in the middle of something."""
    var = embedded.var_folder()
    var.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(var).free < NEEDED_BYTES:
        raise OSError(errno.ENOSPC, "No space left on device")


@contextmanager
def errors_as_sentences() -> Iterator[None]:
    """Turn the failures that a person can fix into one sentence each."""
    try:
        yield
    except (embedded.EmbeddedError, ImproperlyConfigured, SystemCheckError, CommandError) as error:
        raise CannotServe(str(error)) from error
    except DatabaseError as error:
        raise CannotServe(database_sentence(error)) from error
    except OSError as error:
        var = embedded.var_folder()
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise CannotServe(
                f"No disk space left in {var}: free at least {NEEDED_BYTES // 2**20} MB, or set"
                " FORA_VAR to a folder on another disk."
            ) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise CannotServe(
                f"{error.filename or var} cannot be written ({error.strerror}): make it writable,"
                " or set FORA_VAR to a folder of your own."
            ) from error
        raise


def database_sentence(error: DatabaseError) -> str:
    """What a person can do about an error of the database."""
    said = str(error).strip().splitlines() or [type(error).__name__]
    state = getattr(error.__cause__, "sqlstate", None)
    if state == "53100":
        return f"No disk space left for the database: free some, then start again ({said[0]})."
    if state == "42501":
        return (
            f"The database account lacks a right ({said[0]}): as its administrator run ALTER"
            " DATABASE ... OWNER TO that account, which may then create what Fora needs."
        )
    if state is None and embedded.wanted():
        if shutil.disk_usage(embedded.var_folder()).free < NEEDED_BYTES:
            return embedded.disk_message(embedded.folder())
        return f"The database stopped ({said[0]}): see {embedded.folder() / 'server.log'}."
    if state is None:
        return (
            f"The database does not answer ({said[0]}): check DATABASE_URL and that the server"
            " runs."
        )
    return f"The database refused ({said[0]}): see its log."


# The steps


def start_database() -> str:
    """Start the embedded server, unless DATABASE_URL names another."""
    if not embedded.wanted():
        return "the server of DATABASE_URL"
    server.start()
    return f"PostgreSQL {embedded.VERSION} in {shown(embedded.folder())}"


def prepare() -> str | None:
    """Update database and files; answer the administrator's password if one was made."""
    import django

    django.setup()

    from django.core import checks
    from django.db import connections

    if errors := [
        problem
        for problem in checks.run_checks(databases=["default"], tags=[checks.Tags.database])
        if problem.is_serious()
    ]:
        raise CannotServe(f"{errors[0].msg} {errors[0].hint or ''}".strip())
    step("Migrations", migrate)
    apply_house_rules()
    step("Register", load_register)
    step("Evidence", count_evidence)
    step("Static files", collect_static)
    password = first_administrator()
    connections.close_all()  # a connection must not be shared with the workers
    return password


COUNTED_AT_START = 20_000  # records; counting them takes seconds


def migrate() -> str:
    """Apply the migrations that are missing; refuse a database that these cannot follow."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from config.upgrades import check_not_newer, check_squashed

    check_squashed(connection)
    executor = MigrationExecutor(connection)
    check_not_newer(executor.loader)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        executor.check_replacements()  # notes what stands for what the database has
        return "up to date"
    call_command("migrate", interactive=False, verbosity=0)
    return f"{len(plan)} applied"


def apply_house_rules() -> None:
    """Have the database keep what FORA_FOUR_EYES says; what that changes is logged above it."""
    from django.conf import settings

    from records import policy

    policy.apply_house_rules()
    step("Four eyes", lambda: "on" if settings.FOUR_EYES else "off")


def load_register() -> str:
    """Load data/ into a register that has never held a record: never over an editor's changes."""
    from django.core.management import call_command

    from records.models import Identity

    data = ROOT / "data"
    if not data.is_dir():
        return "empty, for there is no folder data/"
    # Identities outlive their records, so an emptied register counts as one that was used.
    if Identity.objects.exists():
        return "as it is in the database"
    call_command("load_register", str(data), stdout=io.StringIO())  # one line says it: ours
    return f"loaded from data/, {Identity.objects.count()} records"


def count_evidence() -> str:
    """Count how far the register is evidenced, where nobody has, and it is small enough to wait."""
    from documents.coverage import store, survey
    from documents.models import Coverage
    from records.models import Identity

    found = Coverage.objects.filter(scope=Coverage.Scope.REGISTER, filled__gt=0)
    if not found.exists():
        if Identity.objects.order_by()[: COUNTED_AT_START + 1].count() > COUNTED_AT_START:
            return "not counted yet: manage.py check_evidence --store"
        store(survey())
    whole = found.first()
    if whole is None:
        return "nothing to count yet"
    return f"{whole.share_percent} of {whole.filled} public values"


def collect_static() -> str:
    """Gather the static files under names that change with their content."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    return f"gathered in {shown(embedded.var_folder() / 'static')}"


def first_administrator() -> str | None:
    """Make the first administrator and answer the password, which is kept nowhere in clear."""
    from django.contrib.auth import get_user_model

    users = get_user_model()._default_manager
    if users.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    users.create_superuser(username="admin", password=password)
    return password


def shown(path: Path) -> str:
    """A path as a person at the checkout would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


# Serving


class Site(BaseApplication):
    """The site in gunicorn: this process is the master, so that its end is ours."""

    def __init__(self, port: int, password: str | None) -> None:
        self.port = port
        self.password = password
        self.outlives_terminal = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # nohup
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"{HOST}:{self.port}",
            "workers": 2,
            "worker_class": "config.slow_clients.Worker",
            "threads": 4,
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "fora",
            "when_ready": self.announce,
        }
        if os.path.isdir("/dev/shm"):  # noqa: S108 - memory, for the heartbeat of the workers
            options["worker_tmp_dir"] = "/dev/shm"  # noqa: S108
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        from config.wsgi import application

        return application

    def announce(self, arbiter: object) -> None:
        """Say where the site is, once it listens."""
        # gunicorn would reload at SIGHUP; here it means that the terminal was closed.
        signal.signal(
            signal.SIGHUP,
            signal.SIG_IGN
            if self.outlives_terminal
            else lambda number, frame: signal.raise_signal(signal.SIGTERM),
        )
        site = f"http://{HOST}:{self.port}"
        print(
            f"\nSite             {site}/"
            f"\nAdmin            {site}/admin/"
            f"\nAPI              {site}/api/v1/docs/",
            flush=True,
        )
        if self.password:
            print(
                f"\nSign in to the admin as admin with the password {self.password}"
                "\nIt is shown this once: change it there, or with"
                " `.venv/bin/python manage.py changepassword admin`.",
                flush=True,
            )
        print("\nCtrl-C stops the site.", flush=True)


def serve(port: int, password: str | None) -> None:
    """Serve until stopped. Workers leave through here too, so only the master says goodbye."""
    master = os.getpid()
    worker = Worker()
    watch = Watch(server.Server(embedded.folder())) if embedded.wanted() else None
    worker.start()
    if watch:
        watch.start()
    try:
        Site(port, password).run()
    finally:
        if os.getpid() == master:
            worker.stop()
            if watch:
                watch.stop()
            print("\nStopped.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
