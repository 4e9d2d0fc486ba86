"""Whether the database answers, and how long a request waits for it.

A database that is stopped, or whose disk hangs, takes connections and never answers, and
PostgreSQL's own limits of time are kept by the server that hangs. So who waits looks up after a
while, and asks for a new connection: a statement that takes long is waited for, a server that
gives nobody a connection is not. As long as none is had, one at a time tries; the others are told
at once, so that no thread of the site is lost to it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import Any

import psycopg
from psycopg.abc import PQGen

CONNECT_SECONDS = 2  # the least that libpq takes
LONGEST_STATEMENT = 60  # seconds; the server ends it then, and who waits a little later
LONGER = 5

SERVING = {
    "options": f"-c statement_timeout={LONGEST_STATEMENT}s"
    f" -c idle_in_transaction_session_timeout={LONGEST_STATEMENT}s",
    "connect_timeout": CONNECT_SECONDS,
    "patience": 1,  # seconds until it is asked whether the server is there
}
"""The options of connections that serve requests; commands and jobs take what time they need."""


class Silent(psycopg.OperationalError):
    """The database did not answer in time."""


class Circuit:
    """Open while no connection is had: then one tries at a time, and the others need not wait."""

    def __init__(self) -> None:
        self._is_open = False
        self._trial = Lock()

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Inside, a connection is made; raises ``Silent`` where another is at that in vain."""
        if not self._is_open:
            yield from self._try()
        elif self._trial.acquire(blocking=False):
            try:
                yield from self._try()
            finally:
                self._trial.release()
        else:
            raise Silent("the database did not answer a moment ago")

    def _try(self) -> Iterator[None]:
        try:
            yield
        except psycopg.OperationalError:
            self._is_open = True
            raise
        self._is_open = False


circuit = Circuit()


def waiting(steps: PQGen[Any], patience: float, ask: Callable[[], None]) -> PQGen[Any]:
    """Wait as ``steps`` do, and each ``patience`` seconds ``ask`` whether the server is there.

    What ``ask`` raises ends the waiting, and so does a server that ought to have ended it itself.
    """
    try:
        state = next(steps)
    except StopIteration as end:
        return end.value
    asked = began = monotonic()
    while True:
        ready = yield state
        if not ready and monotonic() - asked >= patience:
            if monotonic() - began > LONGEST_STATEMENT + LONGER:
                raise Silent("the database does not keep its limit of time")
            ask()
            asked = monotonic()
        try:
            state = steps.send(ready)
        except StopIteration as end:
            return end.value
