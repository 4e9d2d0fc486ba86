"""Clients that send half a request have no thread of the site, and no time without end."""

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 60  # seconds until a test gives up
THREADS = 2

APPLICATION = """
import config.slow_clients as slow

slow.HEAD_SECONDS = {head}
slow.BODY_SECONDS = {body}

def application(environ, respond):
    said = environ["wsgi.input"].read()
    respond("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said) + 6))])
    return [b"heard:", said]
"""


def serve(folder: Path, head: float, body: float) -> "subprocess.Popen[str]":
    (folder / "slowly.py").write_text(APPLICATION.format(head=head, body=body))
    command = [sys.executable, "-m", "gunicorn", "slowly", "--bind", "127.0.0.1:0"]
    return subprocess.Popen(
        [
            *command,
            "--workers",
            "1",
            "--threads",
            str(THREADS),
            "--keep-alive",
            "1",
            "--no-control-socket",
        ],
        cwd=ROOT,  # where gunicorn.conf.py names the worker
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])},
        stderr=subprocess.PIPE,
        text=True,
    )


def port_of(process: "subprocess.Popen[str]") -> int:
    assert process.stderr is not None
    for line in process.stderr:
        if "Listening at" in line:
            return int(line.rsplit(":", 1)[1].split()[0])
    raise AssertionError("it does not listen")


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server that waits longer for a head than a test does for an answer."""
    yield from running(serve(tmp_path_factory.mktemp("patient"), head=600, body=600))


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server that waits for nobody."""
    yield from running(serve(tmp_path_factory.mktemp("hasty"), head=0.2, body=0.2))


def running(process: "subprocess.Popen[str]") -> Iterator[int]:
    with process:
        try:
            yield port_of(process)
        finally:
            process.terminate()
            process.communicate(timeout=TIMEOUT)


Connect = Callable[[int], socket.socket]


@pytest.fixture
def client_of() -> Iterator[Connect]:
    """What connects to a port; all is closed after the test."""
    with ExitStack() as opened:
        yield lambda port: opened.enter_context(
            socket.create_connection(("127.0.0.1", port), TIMEOUT)
        )


def answer_of(client: socket.socket) -> tuple[int, bytes]:
    with http.client.HTTPResponse(client) as answer:
        answer.begin()
        return answer.status, answer.read()


def test_many_half_heads_keep_nobody_from_being_served(patient: int, client_of: Connect):
    halves = [client_of(patient) for _each in range(THREADS * 10)]
    for half in halves:
        half.sendall(b"GET / HTTP/1.1\r\nHost: half")

    asking = client_of(patient)
    asking.sendall(b"GET / HTTP/1.1\r\nHost: whole\r\n\r\n")
    assert answer_of(asking) == (200, b"heard:")

    for half in halves:
        half.sendall(b"\r\n\r\n")
        assert answer_of(half) == (200, b"heard:")


def test_the_health_of_the_site_is_told_while_all_threads_are_taken(
    patient: int, client_of: Connect
):
    taken = [client_of(patient) for _each in range(THREADS)]
    for client in taken:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n")

    asking = client_of(patient)
    for _again in range(2):
        asking.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answer_of(asking) == (200, b"heard:")

    for client in taken:
        client.sendall(b"ok")
        assert answer_of(client) == (200, b"heard:ok")


def test_a_head_and_a_body_in_any_pieces_are_one_request(patient: int, client_of: Connect):
    body = bytes(range(256)) * 4000
    request = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    for cuts in ([], [1], [20, 30], [60], [66, 67, 100], [9000]):
        client = client_of(patient)
        for _again in range(2):  # on the same connection
            for start, end in zip([0, *cuts], [*cuts, len(request)], strict=True):
                client.sendall(request[start:end])
            assert answer_of(client) == (200, b"heard:" + body)


def test_two_requests_in_one_piece_are_both_answered(patient: int, client_of: Connect):
    client = client_of(patient)
    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 2)

    said = b""
    while said.count(b"heard:") < 2:
        piece = client.recv(4096)
        assert piece, said
        said += piece


def test_a_head_longer_than_any_is_refused(patient: int, client_of: Connect):
    client = client_of(patient)
    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nLong: " + b"a" * 200_000 + b"\r\n\r\n")

    assert answer_of(client)[0] in (400, 431)


def test_a_head_that_does_not_come_is_answered_that_it_is_late(hasty: int, client_of: Connect):
    client = client_of(hasty)
    client.sendall(b"GET / HTTP/1.1\r\nHost: half")

    assert answer_of(client) == (408, b"")
    assert client.recv(1) == b""


def test_a_body_that_does_not_come_has_no_thread_for_long(hasty: int, client_of: Connect):
    slow = [client_of(hasty) for _each in range(THREADS * 2)]
    for client in slow:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na")

    asking = client_of(hasty)
    asking.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok")
    assert answer_of(asking) == (200, b"heard:ok")


def test_a_client_that_says_nothing_is_let_go(hasty: int, client_of: Connect):
    assert client_of(hasty).recv(1) == b""
