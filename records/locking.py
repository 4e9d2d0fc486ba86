"""The lock of what is public, how long somebody waits for it, and work that takes it at last.

Who changes what is public holds one lock from before they look until they commit (``lock``), so
that two who each look whether something still rests on something else are one after the other. A
save waits for it, and for rows that others hold, no longer than ``giving_up_after`` says.

Long work would let nobody save meanwhile. Inside ``locked_at_last`` it holds but the rows that it
writes, and takes the lock when all is written. What it has checked by then, it checks again where
somebody else has changed anything since.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import OperationalError, connection, transaction
from pghistory.models import Context

PATIENCE = 5  # seconds that a save waits for what others hold
LOCK = "SELECT pg_advisory_xact_lock(hashtext('workflow'))"
SHORT_WAIT = "500ms"  # less than what PostgreSQL waits before it looks for a deadlock
TRIES = 3

Check = Callable[[Sequence[Any]], None]

_patience: ContextVar[int] = ContextVar("patience", default=0)
_late: ContextVar["Late | None"] = ContextVar("late", default=None)


def lock() -> None:
    """Lock what is public against changes by others, until the transaction ends.

    Whoever also locks rows takes this lock first. Inside ``locked_at_last`` it is taken later.
    """
    if _late.get() is not None:
        return
    with connection.cursor() as cursor:
        if seconds := _patience.get():
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])
        cursor.execute(LOCK)


@contextmanager
def giving_up_after(seconds: int) -> Iterator[None]:
    """Inside, whoever takes the lock waits ``seconds`` for it, and for each row, and no longer.

    Then ``OperationalError`` is raised (``waited_in_vain``).
    """
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


def waited_in_vain(error: BaseException | None) -> bool:
    """Whether an error says that what others hold was not free in time, or never would be."""
    state = getattr(error.__cause__, "sqlstate", None) if error is not None else None
    return state in {"55P03", "40P01"}  # lock_not_available, deadlock_detected


def check(question: Check, records: Sequence[Any]) -> None:
    """Ask ``question`` of ``records``: it raises where something stands against what was written.

    Long work asks it once more, of the rows as they are then, where others have changed anything
    by the time it takes the lock.
    """
    late = _late.get()
    if late is None:
        question(records)
        return
    late.since = late.since or moment()
    question(records)
    late.questions.append((question, records))


@contextmanager
def locked_at_last() -> Iterator[None]:
    """One transaction that takes the lock when all inside is written."""
    if _late.get() is not None:
        yield
        return
    late = Late()
    token = _late.set(late)
    try:
        with transaction.atomic():
            yield
            late.settle()
    finally:
        _late.reset(token)


@contextmanager
def rehearsing() -> Iterator[None]:
    """What is asked inside is of rows that are not to last: long work does not ask it again."""
    late = _late.get()
    asked = len(late.questions) if late is not None else 0
    yield
    if late is not None:
        del late.questions[asked:]


@dataclass
class Late:
    """What long work has asked since when, to be asked again under the lock."""

    questions: list[tuple[Check, Sequence[Any]]] = field(default_factory=list)
    since: datetime | None = None

    def settle(self) -> None:
        """Take the lock, and hold it if nobody has changed anything since the questions were
        asked; else let it go and ask them anew, the last time while it is held."""
        if self.since is None or not self.questions:
            return
        for left in reversed(range(TRIES)):
            before = transaction.savepoint()
            _take_patiently()
            if _is_quiet_since(self.since):
                return
            if left:
                transaction.savepoint_rollback(before)  # and with it goes the lock
                self.since = moment()
            for question, records in self.questions:
                question(_as_they_are(records))


def _as_they_are(records: Sequence[Any]) -> list[Any]:
    keys = defaultdict(list)
    for record in records:
        keys[type(record)].append(record.pk)
    return [
        row
        for model, some in keys.items()
        for row in model._base_manager.filter(pk__in=some).order_by("pk")
    ]


def _take_patiently() -> None:
    """Take the lock, however long it takes, and never as one of two who wait for each other: who
    holds it may wait for rows of ours, and is to give up first."""
    while True:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [SHORT_WAIT])
                cursor.execute(LOCK)
                cursor.execute("SELECT set_config('lock_timeout', '0', true)")
            return
        except OperationalError as error:
            if not waited_in_vain(error):
                raise


def _is_quiet_since(instant: datetime) -> bool:
    """Whether no other batch that was open at ``instant``, or began later, is there by now."""
    own = TransactionNow()  # all that this transaction writes has the moment at which it began
    others = Context.objects.filter(created_at__gte=instant).exclude(created_at=own)
    return not others.exists()


def moment() -> datetime:
    """No batch that is open now began before it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT least(clock_timestamp(), min(xact_start)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]
