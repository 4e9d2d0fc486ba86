"""Whether addresses still answer: asked politely of a server of our own."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from documents import link_checking
from documents.link_checking import ask
from documents.models import Document, LinkCheck
from tests import make

MINUTES = 300  # seconds; what hangs would hang the suite


class Server(ThreadingHTTPServer):
    """Answers by its path, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()
        self.over = threading.Event()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def answer(self) -> None:
        with self.server.lock:
            self.server.asked.append(f"{self.command} {self.path}")
            self.server.at_once += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
        threading.Event().wait(0.02)
        with self.server.lock:
            self.server.at_once -= 1
        self.answer_path()

    def answer_path(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/silent":
            self.server.over.wait()
            return
        if path == "/drip":
            self.wfile.write(b"HTTP/1.0 200 ")
            while not self.server.over.wait(0.05):
                self.wfile.write(b"x")
            return
        location = {
            "/moved": "/here",
            "/ring": "/ring",
            "/away": "ftp://127.0.0.1/",
            "/inside": "http://192.168.0.1/secret",
            "/bracket": "http://[::1/x",
            "/letter": "http://\u2102[::/".encode().decode("latin-1"),
            "/nul": "http://a.example/\0",
        }.get(path)
        if location:
            self.send_response(301)
            self.send_header("Location", location)
        elif path == "/only-get" and self.command == "HEAD":
            self.send_response(405)
        elif path.startswith("/status-"):
            self.send_response(int(path.removeprefix("/status-")))
        else:
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer

    def handle(self) -> None:
        with suppress(ConnectionError):  # who asked may have hung up
            super().handle()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("/here", "alive", "200 OK"),
        ("/moved", "alive", "200 OK"),
        ("/only-get", "alive", "200 OK"),
        ("/a b/文?q=ü", "alive", "200 OK"),
        ("/status-404", "gone", "404 Not Found"),
        ("/status-410", "gone", "410 Gone"),
        ("/status-403", "guarded", "403 Forbidden"),
        ("/status-429", "guarded", "429 Too Many Requests"),
        ("/status-503", "failing", "503 Service Unavailable"),
        ("/ring", "failing", "too many redirects"),
        ("/away", "gone", "only http and https are asked for"),
        ("/bracket", "failing", "it leads to what is no address"),
        ("/letter", "failing", "it leads to what is no address"),
        ("/nul", "failing", "it leads to what is no address"),
    ],
)
def test_what_an_address_answers(server: Server, path: str, answer: str, said: str):
    asked = ask(server.url(path), private=True, timeout=MINUTES)

    assert (asked.answer, asked.said) == (answer, said)


def test_silence_is_no_answer_in_time(server: Server):
    assert ask(server.url("/silent"), private=True, timeout=0.2).said == "no answer in time"


def test_an_answer_that_only_trickles_is_hung_up_on(server: Server):
    assert ask(server.url("/drip"), private=True, timeout=0.2).said == "no answer in time"


def test_redirect_is_told(server: Server):
    assert ask(server.url("/moved"), private=True).led_to == server.url("/here")


@pytest.mark.parametrize(
    ("url", "answer", "said"),
    [
        ("file:///etc/passwd", "gone", "only http and https are asked for"),
        ("http:///nothing", "gone", "only http and https are asked for"),
        ("http://[::1", "gone", "this is no address of the web"),
        ("http://a.example:99999/", "gone", "this is no address of the web"),
        ("http://" + "a" * 70 + ".example/", "gone", "this is no address of the web"),
        ("http://nowhere.invalid/", "gone", "there is no such host"),
    ],
)
def test_what_is_no_address_is_not_asked(url: str, answer: str, said: str, monkeypatch):
    def no_such_host(*args: object, **kwargs: object) -> None:
        raise link_checking.socket.gaierror(link_checking.socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(link_checking.socket, "getaddrinfo", no_such_host)

    asked = ask(url)

    assert (asked.answer, asked.said) == (answer, said)


def test_private_network_is_not_asked_not_even_through_a_redirect(server: Server):
    refused = "the address is of a private network: not asked"

    assert ask(server.url("/here")).said == refused
    assert server.asked == []
    assert ask("http://localhost:1/").said == refused


def test_redirect_into_a_private_network_is_not_followed(server: Server, monkeypatch):
    # The server stands for one that everybody reaches; only what it leads to is judged.
    monkeypatch.setattr(link_checking, "is_public", lambda address: address == "127.0.0.1")

    asked = ask(server.url("/inside"))

    assert asked.said == "the address is of a private network: not asked"
    assert asked.led_to == "http://192.168.0.1/secret"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::c0a8:1",
        "64:ff9b:1::1",
        "::7f00:1",
        "::ffff:0:7f00:1",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "192.0.0.192",
        "192.0.0.9",
        "192.88.99.1",
        "198.19.0.1",
        "203.0.113.7",
        "240.0.0.1",
        "255.255.255.255",
    ],
)
def test_addresses_that_are_nobodys_business(address: str):
    assert not link_checking.is_public(address)


def test_addresses_of_the_internet():
    assert link_checking.is_public("93.184.215.14")
    assert link_checking.is_public("2606:4700::6810:84e5")
    assert link_checking.is_public("64:ff9b::5db8:d70e")  # the first, behind NAT64


def test_one_address_has_one_limit_of_time_however_many_steps_it_takes(server: Server, monkeypatch):
    passed = iter(range(0, 100_000, MINUTES))  # each look at the clock, in seconds
    monkeypatch.setattr(link_checking, "time", SimpleNamespace(monotonic=lambda: next(passed)))

    assert ask(server.url("/ring"), private=True, timeout=MINUTES).said == "no answer in time"
    assert len(server.asked) < link_checking.MOST_STEPS


# The command


def check(**options: object) -> None:
    call_command("check_links", private=True, pause=0, **options)


@pytest.mark.django_db(transaction=True)
def test_run_keeps_what_answered_and_asks_again_only_when_due(server: Server, capsys):
    for path in ("/here", "/status-404", "/status-403"):
        make.make_document(name=path, url=server.url(path))
    make.make_document(url="")
    make.make_document(url=server.url("/withdrawn"), state="withdrawn")

    check()

    assert {one.document.name: one.answer for one in LinkCheck.objects.all()} == {
        "/here": "alive",
        "/status-404": "gone",
        "/status-403": "guarded",
    }
    assert capsys.readouterr().out == (
        "3 addresses asked: 1 answered, 1 turned a program away, 0 did not answer, 1 gone.\n"
    )
    assert server.most_at_once == 1  # one host, one question at a time
    server.asked.clear()
    check()
    assert server.asked == []
    check(days=0)
    assert LinkCheck.objects.get(answer="gone").failures == 2


@pytest.mark.django_db(transaction=True)
def test_changed_address_is_asked_at_once_and_counted_anew(server: Server):
    document = make.make_document(url=server.url("/status-404"))
    check()
    check(days=0)
    Document.objects.filter(pk=document.pk).update(url=server.url("/status-410"))

    check()

    kept = LinkCheck.objects.get()
    assert (kept.url, kept.failures) == (server.url("/status-410"), 1)


@pytest.mark.django_db(transaction=True)
def test_run_goes_on_where_the_last_one_stopped(server: Server, capsys):
    for number in range(5):
        make.make_document(url=server.url(f"/{number}"))

    check(limit=2)
    assert "More are due" in capsys.readouterr().out
    check(limit=2)
    check(limit=2)

    assert sorted(server.asked) == [f"HEAD /{number}" for number in range(5)]
    assert "More are due" not in capsys.readouterr().out.rpartition("asked")[2]


@pytest.mark.parametrize("options", [{"hosts": 0}, {"hosts": 99}, {"limit": 0}, {"days": -1}])
@pytest.mark.django_db
def test_senseless_options_are_refused(options: dict[str, int]):
    with pytest.raises(CommandError):
        call_command("check_links", **options)
