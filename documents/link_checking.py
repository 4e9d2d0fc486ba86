"""Asking whether an address still answers: politely, and never inside our own network.

A name is resolved once and the connection goes to the very address that was judged, so a name
that answers differently the second time gains nothing. Redirects are judged step by step.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from documents.models import LinkCheck

Answer = LinkCheck.Answer

AGENT = "Fora-link-check/1 (asks whether the sources that a register cites are still there)"
TIMEOUT = 15.0  # seconds for each step
MOST_STEPS = 6  # redirects and questions for one address
MOST_WAITS = 3  # timeouts that one whole answer may take
MOST_READ = 4096  # bytes of a page that are read to see that it comes

GONE = {404, 410}
GUARDED = {401, 402, 403, 405, 406, 407, 418, 421, 429, 451, 999}
"""Statuses with which sites turn programs away, while people are served."""


@dataclass(frozen=True)
class Asked:
    """What an address answered."""

    answer: LinkCheck.Answer
    status: int | None = None
    said: str = ""
    led_to: str = ""


class _Unanswered(Exception):
    def __init__(self, answer: LinkCheck.Answer, said: str) -> None:
        super().__init__(said)
        self.answer, self.said = answer, said


def ask(url: str, *, private: bool = False, timeout: float = TIMEOUT) -> Asked:
    """Ask for ``url``; never raises for what is out there.

    Addresses of private networks are asked only where ``private`` allows it.
    """
    here, method = url, "HEAD"
    led_to = ""
    try:
        for _step in range(MOST_STEPS):
            status, reason, location = _question(method, here, private=private, timeout=timeout)
            if location and status in (301, 302, 303, 307, 308):
                here = led_to = urljoin(here, location)
                continue
            if method == "HEAD" and not 200 <= status < 300:
                method = "GET"  # many sites answer HEAD with anything
                continue
            return Asked(_meaning(status), status, f"{status} {reason}".strip(), led_to)
        return Asked(Answer.FAILING, None, "too many redirects", led_to)
    except _Unanswered as failure:
        return Asked(failure.answer, None, failure.said, led_to)


def _meaning(status: int) -> LinkCheck.Answer:
    if 200 <= status < 300:
        return Answer.ALIVE
    if status in GONE:
        return Answer.GONE
    return Answer.GUARDED if status in GUARDED else Answer.FAILING


def _question(method: str, url: str, *, private: bool, timeout: float) -> tuple[int, str, str]:
    """One question: status, reason, and where it is redirected to."""
    parts, host, port = _parts(url)
    try:
        opened = _connect(parts, host, port, private=private, timeout=timeout)
        with closing(opened) as connection, _deadline(connection.sock, MOST_WAITS * timeout):
            target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
            if parts.query:
                target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
            connection.request(
                method,
                target,
                headers={"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"},
            )
            response = connection.getresponse()
            if method == "GET":
                response.read(MOST_READ)
            reason = "".join(char for char in response.reason if char.isprintable())[:80]
            return response.status, reason, response.headers.get("Location", "")[:1000]
    except TimeoutError:
        raise _Unanswered(Answer.FAILING, "no answer in time") from None
    except ssl.SSLError as error:
        said = getattr(error, "verify_message", "") or error.reason or "refused"
        raise _Unanswered(Answer.FAILING, f"no safe connection: {said}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        said = getattr(error, "strerror", "") or type(error).__name__
        raise _Unanswered(Answer.FAILING, f"no answer: {said}") from None


def _parts(url: str) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except (ValueError, UnicodeError):
        raise _Unanswered(Answer.GONE, "this is no address of the web") from None
    if parts.scheme not in ("http", "https") or not host:
        raise _Unanswered(Answer.GONE, "only http and https are asked for")
    return parts, host, port


def _connect(
    parts: SplitResult, host: str, port: int, *, private: bool, timeout: float
) -> http.client.HTTPConnection:
    """A connection to the first address of the host that may be asked."""
    failure: OSError | None = None
    for address in _addresses(host, port, private=private):
        try:
            plain = socket.create_connection((address, port), timeout=timeout)
        except OSError as error:
            failure = error
            continue
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
        if parts.scheme == "https":
            connection.default_port = 443
            try:
                with _deadline(plain, MOST_WAITS * timeout):
                    connection.sock = ssl.create_default_context().wrap_socket(
                        plain, server_hostname=host
                    )
            except BaseException:
                plain.close()
                raise
        else:
            connection.sock = plain
        return connection
    raise failure or OSError("no address")


@contextmanager
def _deadline(sock: Any, seconds: float) -> Iterator[None]:
    """Hang up after ``seconds``: a server that sends a byte now and then never runs out of time.

    Raises ``TimeoutError`` then: what came until there looks like a short answer.
    """
    hung_up = threading.Event()

    def hang_up() -> None:
        hung_up.set()
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, ValueError, http.client.HTTPException):
        if not hung_up.is_set():
            raise
    finally:
        timer.cancel()
    if hung_up.is_set():
        raise TimeoutError


def _addresses(host: str, port: int, *, private: bool) -> Iterator[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_NONAME:
            raise _Unanswered(Answer.GONE, "there is no such host") from None
        raise _Unanswered(Answer.FAILING, "the host's name is not answered now") from None
    for entry in found:
        address = str(entry[4][0])
        if not private and not is_public(address):
            raise _Unanswered(Answer.FAILING, "the address is of a private network: not asked")
    yield from dict.fromkeys(str(entry[4][0]) for entry in found)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet that everybody reaches."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast
