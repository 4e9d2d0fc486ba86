"""The servers that are compared: one worker of gunicorn with two threads each, and the peer."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .meters import Meter, children
from .requests import HOST

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds
APPLICATIONS = {
    "fora": "config.wsgi",
    "limit": "bench.speed.limit",
    "usual": "bench.speed.usual",
}


@dataclass
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Server:
    """A running server: ask it, and read what that took."""

    def __init__(self, name: str, port: int, process: int) -> None:
        self.name, self.process = name, process
        self.client = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.meter = Meter([], backends_name(name))

    def ask(self, path: str, headers: Mapping[str, str]) -> Answer:
        sent = {"Host": HOST, **headers}
        try:
            self.client.request("GET", path, headers=sent)
            response = self.client.getresponse()
        except http.client.RemoteDisconnected:  # it has waited too long for the next request
            self.client.close()
            self.client.request("GET", path, headers=sent)
            response = self.client.getresponse()
        return Answer(response.status, dict(response.headers), response.read())

    def wait(self) -> None:
        """Until it answers, whatever it says."""
        for _attempt in range(PATIENCE * 10):
            try:
                self.ask("/robots.txt", {})
            except (OSError, http.client.HTTPException):
                self.client.close()
                time.sleep(0.1)
            else:
                self.meter.processes = children(self.process) or [self.process]
                return
        raise TimeoutError(f"{self.name} does not answer; its log says why")


def backends_name(name: str) -> str:
    """What PostgreSQL knows the backends of a server by."""
    return f"bench-{os.getpid()}-{name}"


def commands(peer: str, base: Path) -> dict[str, list[str]]:
    """How each server is started, but for its port; ``peer``: Datasette's program, or ""."""
    gunicorn = [
        *(sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "2"),
        *("--worker-class", "gthread", "--keep-alive", "600", "--timeout", "600"),
        *("--log-level", "warning"),
    ]
    found = {name: [*gunicorn, module] for name, module in APPLICATIONS.items()}
    if peer:
        settings = ["--setting", "suggest_facets", "off"]
        found["peer"] = [peer, "serve", "--immutable", str(base), *settings]
    return found


@contextmanager
def running(
    programs: Mapping[str, list[str]], environment: Mapping[str, str], logs: Path
) -> Iterator[list[Server]]:
    """Inside, the servers run; ``environment`` is for all of them."""
    with ExitStack() as stack:
        servers = [
            stack.enter_context(_running(name, 8190 + number, command, environment, logs))
            for number, (name, command) in enumerate(programs.items())
        ]
        for server in servers:
            server.wait()
        yield servers


@contextmanager
def _running(
    name: str, port: int, command: list[str], environment: Mapping[str, str], logs: Path
) -> Iterator[Server]:
    where = ["--port", str(port)] if name == "peer" else ["--bind", f"127.0.0.1:{port}"]
    with (logs / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            [*command, *where],
            cwd=ROOT,
            env={
                **os.environ,
                **environment,
                "FORA_KEPT_ANSWERS": "0",
                "PGAPPNAME": backends_name(name),
            },
            stdout=log,
            stderr=log,
        )
    try:
        yield Server(name, port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
