"""Measure Fora and its rivals on a generated register, and print how far the goals are met.

FORA_VAR=/somewhere/new python -m bench.generate --meetings 40000
FORA_VAR=/somewhere/new make bench ARGS="--rounds 5"
"""

import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.speed import agreement, meters, peer, rounds, table
from bench.speed.requests import Asked, Request
from bench.speed.servers import ROOT, commands, running

EDITOR = "bench"
"""An account without a password, made in the register that is measured."""


def main() -> int:
    options = arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("FORA_ENV", "local")
    from config.embedded import server, var_folder, wanted

    if not meters.is_measurable():
        print(
            "The CPU of processes is read from /proc/<pid>/schedstat: Linux only.", file=sys.stderr
        )
        return 2
    if wanted():
        server.start()
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.speed.statements import statements
    from records.models import Identity

    migrated = Identity._meta.db_table in connection.introspection.table_names()
    if not (migrated and Identity.objects.filter(kind="meeting").exists()):
        print(
            "There is no register to measure: fill an empty one first, with FORA_VAR set to a new"
            " folder and `python -m bench.generate --meetings 40000`.",
            file=sys.stderr,
        )
        return 2
    call_command("collectstatic", interactive=False, verbosity=0)
    folder = var_folder() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    asked = Asked.of_register()
    requests = [one for one in asked.requests() if not options.only or one.name in options.only]
    (folder / "limit.json").write_text(json.dumps(statements(asked)))
    environment = {"FORA_LIMIT": str(folder / "limit.json"), "FORA_LIMIT_DSN": conninfo()}
    cookie = signed_in()
    base = folder / "register.db"
    if options.peer:
        peer.export(base)
    at_peer = peer.addresses(asked, base.stem)
    with running(commands(options.peer, base), environment, folder) as servers:
        try:
            agreement.check(servers[0], servers[1], requests)
        except agreement.Disagreement as told:
            print(f"The limit does not answer what Fora answers:\n{told}", file=sys.stderr)
            return 1
        if options.check:
            print("The limit answers what Fora answers.")
            return 0
        results: table.Results = {}
        print(table.head())
        for request in requests:
            results[request.name] = rounds.measure(
                request, servers, options.rounds, cookie, at_peer
            )
            print(table.line(request, results), flush=True)
        memory = rounds.mixed(servers[0], requests, options.mixed, cookie)
    told = " -> ".join(f"{one:.0f}" for one in memory)
    print(f"memory of the worker, before, amid and after {options.mixed} mixed requests: {told} MB")
    path = write(folder, requests, results, memory, options.mixed)
    print(f"all rounds: {path}")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5, help="of which the median counts")
    parser.add_argument("--mixed", type=int, default=500, help="requests before memory is read")
    parser.add_argument("--check", action="store_true", help="only compare the limit with Fora")
    parser.add_argument("--peer", default="", help="Datasette's program, to compare with it too")
    parser.add_argument(
        "--only", type=lambda names: names.split(","), help="names of requests, with commas between"
    )
    return parser.parse_args()


def conninfo() -> str:
    """Where the register is, as psycopg takes it."""
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    given = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    return make_conninfo(**{name: given[name] for name in names if given.get(name)})


def signed_in() -> str:
    """The cookie of an administrator."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    users = get_user_model()._default_manager
    client = Client()
    client.force_login(users.filter(username=EDITOR).first() or users.create_superuser(EDITOR))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def write(
    folder: Path, requests: list[Request], results: table.Results, memory: list[float], mixed: int
) -> Path:
    """Keep what was measured, and of what, beside earlier runs."""
    from records.models import Identity

    now = datetime.now(UTC)
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    told: dict[str, Any] = {
        "measured": now.isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "meetings": Identity.objects.filter(kind="meeting").count(),
        "requests": table.as_json(requests, results),
        "memory_mb": {"mixed_requests": mixed, "worker": [round(one, 1) for one in memory]},
    }
    path = folder / f"{now:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(told, indent=1) + "\n")
    return path


if __name__ == "__main__":
    sys.exit(main())
