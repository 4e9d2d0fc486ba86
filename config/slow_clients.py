"""The worker of gunicorn that no slow client can keep from serving others.

gunicorn's worker with threads gives a connection to a thread at its first byte: a few clients that
send half a head, or a body a byte at a time, then have all threads to themselves. Here a connection
gets a thread once the head of its request is all there; until then it waits with those that are
idle, and not for long. A body comes as fast as Apache's mod_reqtimeout asks for, or not at all.
"""

import contextlib
import selectors
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from gunicorn.http.errors import NoMoreData
from gunicorn.workers import gthread

HEAD_SECONDS = 20  # until a head is there, from its first byte on
BODY_SECONDS = 20  # that a body may take, and longer by what comes of it
LEAST_RATE = 500  # bytes a second
SEND_SECONDS = 60  # until a client has taken a piece of its answer
MOST_AT_ONCE = 65_536  # bytes; what is longer than gunicorn's own limits is refused by it
END_OF_HEAD = (b"\r\n\r\n", b"\n\n")
ALWAYS = (b"GET /healthz ", b"HEAD /healthz ")  # is answered while all threads wait for others
TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class PatientSocket:
    """A client's socket: what is read of it for one request, or sent to it, has its time."""

    def __init__(self, client: socket.socket) -> None:
        self.client = client
        self.head = b""  # of the next request, as far as it is there
        self.head_until: float | None = None
        self.begin()

    def begin(self) -> bytes:
        """The head that is there, with which a request begins."""
        head, self.head, self.head_until = self.head, b"", None
        self.body_until = time.monotonic() + BODY_SECONDS
        return head

    def has_head(self) -> bool:
        """Read what is there without waiting; whether that is a head, or all that ever comes."""
        self.client.setblocking(False)
        try:
            data = self.client.recv(MOST_AT_ONCE)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            return True  # who reads on is told
        self.head += data
        if self.head_until is None:
            self.head_until = time.monotonic() + HEAD_SECONDS
        is_whole = any(end in self.head for end in END_OF_HEAD)
        return not data or is_whole or len(self.head) >= MOST_AT_ONCE

    def recv(self, size: int, flags: int = 0) -> bytes:
        """As a socket's; raises ``NoMoreData``, as where a client went, if it comes too late."""
        given = self.client.gettimeout()
        left = max(0.001, self.body_until - time.monotonic())
        self.client.settimeout(left if given is None else min(given, left))
        try:
            data = self.client.recv(size, flags)
        except TimeoutError:
            if given is not None and given <= left:
                raise
            raise NoMoreData from None
        finally:
            self.client.settimeout(given)
        self.body_until += len(data) / LEAST_RATE
        return data

    def sendall(self, data: bytes, flags: int = 0) -> None:
        """As a socket's; raises ``TimeoutError`` where the client does not take it."""
        given = self.client.gettimeout()
        self.client.settimeout(SEND_SECONDS)
        try:
            self.client.sendall(data, flags)
        finally:
            self.client.settimeout(given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)


class Worker(gthread.ThreadWorker):
    """gunicorn's worker with threads, in which no thread waits for a head."""

    def init_process(self) -> None:
        self.apart = ThreadPoolExecutor(max_workers=1)
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        """Give a connection to a thread if the head of a request is there; else let it wait."""
        if conn.cfg.is_ssl or conn.is_http2:
            super().enqueue_req(conn)
            return
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(conn.sock)
        read_ahead = conn.initialized and conn.parser.unreader.buf.getvalue()
        if read_ahead or conn.sock.has_head():
            conn.data_ready = True
            if conn.sock.head.startswith(ALWAYS):
                self._enqueue_apart(conn)
            else:
                super().enqueue_req(conn)
            return
        idle_until = time.monotonic() + self.cfg.keepalive
        conn.timeout = conn.sock.head_until or idle_until
        self.pending_conns.append(conn)
        self.poller.register(
            conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn)
        )

    def _enqueue_apart(self, conn: Any) -> None:
        """Give a connection to the thread that nothing else has."""
        done = self.apart.submit(self.handle, conn)
        done.add_done_callback(lambda it: self.method_queue.defer(self.finish_request, conn, it))

    def handle(self, conn: Any) -> Any:
        """Serve a request, in a thread."""
        if isinstance(conn.sock, PatientSocket):
            head = conn.sock.begin()
            conn.init()
            if head:
                conn.parser.unreader.unread(head)
        return super().handle(conn)

    def murder_pending(self) -> None:
        """Close the connections whose head did not come in time."""
        now = time.monotonic()
        for conn in [one for one in self.pending_conns if one.timeout <= now]:
            self.pending_conns.remove(conn)
            self.poller.unregister(conn.sock)
            self.nr_conns -= 1
            if getattr(conn.sock, "head", b""):
                with contextlib.suppress(OSError):
                    conn.sock.send(TOO_LATE)
            conn.close()
