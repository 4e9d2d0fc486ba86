"""Asking whether an address still answers: politely, and never inside our own network.

A name is resolved once and the connection goes to the very address that was judged, so a name
that answers differently the second time gains nothing. Redirects are judged step by step.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
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
MOST_WAITS = 3  # timeouts that one address may take, with all hosts and redirects
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
    time_left = TimeLeft(timeout, time.monotonic() + MOST_WAITS * timeout)
    try:
        for _step in range(MOST_STEPS):
            status, reason, location = _question(method, here, private, time_left)
            if location and status in (301, 302, 303, 307, 308):
                here = led_to = _joined(here, location)
                continue
            if method == "HEAD" and not 200 <= status < 300:
                method = "GET"  # many sites answer HEAD with anything
                continue
            return Asked(_meaning(status), status, f"{status} {reason}".strip(), led_to)
        return Asked(Answer.FAILING, None, "too many redirects", led_to)
    except _Unanswered as failure:
        return Asked(failure.answer, None, failure.said, led_to)


@dataclass(frozen=True)
class TimeLeft:
    """How long a step may take, in seconds, and until when all of them."""

    a_step: float
    until: float

    def for_a_step(self) -> float:
        """Raises ``TimeoutError`` where no time is left."""
        return min(self.a_step, self.for_all())

    def for_all(self) -> float:
        """Raises ``TimeoutError`` where no time is left."""
        if (left := self.until - time.monotonic()) <= 0:
            raise TimeoutError
        return left


def _joined(here: str, location: str) -> str:
    try:
        joined = urljoin(here, location)
        if not joined.isprintable():
            raise ValueError
        return joined
    except ValueError:
        raise _Unanswered(Answer.FAILING, "it leads to what is no address") from None


def _meaning(status: int) -> LinkCheck.Answer:
    if 200 <= status < 300:
        return Answer.ALIVE
    if status in GONE:
        return Answer.GONE
    return Answer.GUARDED if status in GUARDED else Answer.FAILING


def _question(method: str, url: str, private: bool, time_left: TimeLeft) -> tuple[int, str, str]:
    """One question: status, reason, and where it is redirected to."""
    parts, host, port = _parts(url)
    try:
        opened = _connect(parts, host, port, private, time_left)
        with closing(opened) as connection, _deadline(connection.sock, time_left.for_all()):
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
    parts: SplitResult, host: str, port: int, private: bool, time_left: TimeLeft
) -> http.client.HTTPConnection:
    """A connection to the first address of the host that may be asked."""
    failure: OSError | None = None
    for address in _addresses(host, port, private=private):
        try:
            plain = socket.create_connection((address, port), timeout=time_left.for_a_step())
        except OSError as error:
            failure = error
            continue
        connection = http.client.HTTPConnection(host, port, timeout=time_left.a_step)
        if parts.scheme == "https":
            connection.default_port = 443
            try:
                with _deadline(plain, time_left.for_all()):
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
    """Whether an IP address belongs to the internet that everybody reaches.

    By a list of our own, from the registries of special addresses of IANA
    (https://www.iana.org/assignments/iana-ipv4-special-registry and its sister for IPv6): what
    Python counts as global depends on its version. An address that is made of another, such as
    one of NAT64, is that other.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in NOT_PUBLIC)
    if (inside := ip.ipv4_mapped or ip.sixtofour or _behind_nat64(ip)) is not None:
        return is_public(str(inside))
    return ip in PUBLIC_IPV6 and not any(ip in network for network in NOT_PUBLIC_IPV6)


def _behind_nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None


NAT64 = ipaddress.ip_network("64:ff9b::/96")
PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")  # all that is given out so far
NOT_PUBLIC_IPV6 = [
    ipaddress.ip_network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]
NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
