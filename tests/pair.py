"""Two people who act at the same moment: two threads with connections of their own.

The two live through all rounds of a test. In a round of which one leads, every table is locked
against writing until both have come to where they would write or lock a row, the leader first; so
each has read what it goes by before the other writes. In a round without one they only begin
together.
"""

import time
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction

REFUSALS = (ValidationError, IntegrityError, PermissionDenied)
DEADLOCK = "deadlock detected"  # how PostgreSQL may end one of two on an exclusion constraint
Deed = Callable[[], object]


def refused(result: object) -> bool:
    """Whether what came of a deed is that it was not done."""
    if isinstance(result, OperationalError):
        return DEADLOCK in str(result)
    return isinstance(result, REFUSALS)


def somebody_waits() -> bool:
    """Whether a connection to this database stands before a lock that another holds."""
    with connection.cursor() as cursor:
        # A lock on a row is of no database; who waits for it holds others that are.
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks asked JOIN pg_locks other USING (pid)"
            " WHERE NOT asked.granted AND other.database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database()))"
        )
        return cursor.fetchone()[0]


class Pair:
    """A context manager; leaving it ends the two threads and their connections."""

    def __init__(self) -> None:
        self.rounds = 0
        self.tables = ", ".join(f'"{name}"' for name in connection.introspection.table_names())
        self.begun: list[int] = []  # the connections of those who have something to do
        self.results: dict[int, object] = {}
        self.asked: tuple[SimpleQueue[Deed | None], ...] = (SimpleQueue(), SimpleQueue())
        self.ended: SimpleQueue[None] = SimpleQueue()
        self.threads = [Thread(target=self._live, args=[place]) for place in (0, 1)]

    def run(self, *deeds: Deed) -> list[Any]:
        """What came of the two; a refusal is a result, any other exception is raised."""
        leader = (0, 1, None)[self.rounds % 3]
        self.rounds += 1
        self.begun, self.results = [], {}
        if leader is None:
            for place in (0, 1):
                self.asked[place].put(deeds[place])
        else:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {self.tables} IN EXCLUSIVE MODE")
                for number, place in enumerate((leader, 1 - leader), start=1):
                    self.asked[place].put(deeds[place])
                    while len(self.results) + self._waiting(cursor) < number:
                        time.sleep(0.005)
        for _each in deeds:
            self.ended.get()
        results = [self.results[place] for place in (0, 1)]
        for result in results:
            if isinstance(result, BaseException) and not refused(result):
                raise result
        return results

    def _waiting(self, cursor: Any) -> int:
        """How many of the two stand before a lock."""
        cursor.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid = ANY(%s)",
            [self.begun],
        )
        return cursor.fetchone()[0]

    def _live(self, place: int) -> None:
        while deed := self.asked[place].get():
            try:
                connection.ensure_connection()
                self.begun.append(connection.connection.info.backend_pid)
                self.results[place] = deed()
            except BaseException as error:  # the main thread looks at it
                self.results[place] = error
            self.ended.put(None)
        connection.close()

    def __enter__(self) -> "Pair":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        for place, thread in enumerate(self.threads):
            self.asked[place].put(None)
            thread.join()
