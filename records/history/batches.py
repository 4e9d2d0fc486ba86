"""Batches: everything that one request, import or command changes, and who answers for it.

Each change that the database keeps (``records.history.tracking``) names the batch it came in. A
batch is one transaction: it is there as a whole or not at all, and can be undone as a whole
(``records.history.undoing``).
"""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import connection, transaction

CLOSING: list[Callable[[], list[str]]] = []
"""Asked when a batch ends, by whatever code it wrote: each answers with a sentence for all that is
wrong with it. Nothing of the batch is written then."""

Kind = Literal["request", "import", "command", "merge", "revert", "undo", "review"]

_SET = (
    "SELECT set_config('pghistory.context_id', %s, true),"
    " set_config('pghistory.context_metadata', %s, true)"
)
_GET = (
    "SELECT current_setting('pghistory.context_id', true),"
    " current_setting('pghistory.context_metadata', true)"
)


@contextmanager
def batch(
    kind: Kind,
    *,
    by: Any = None,
    what: str = "",
    why: str = "",
    author: Any = None,
    apart: bool = False,
    **more: Any,
) -> Iterator[uuid.UUID]:
    """Open a batch: what is written inside is kept as one change by one person.

    ``by`` is the account that answers for it, or ``None`` for a command of the operator;
    ``author`` whose words they are, where that is somebody else. ``what`` names the work in a
    few words, ``why`` is the person's own reason. Inside another batch it is part of that one,
    unless it is to stand ``apart``. Yields the batch's id. Raises ``ValidationError`` at its end
    for what ``CLOSING`` finds wrong with it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_GET)
        before = [value or "" for value in cursor.fetchone()]
        if before[0] and not apart:
            yield uuid.UUID(before[0])
            return
        key = uuid.uuid4()
        said = {"kind": kind, "what": what, "why": why, **more}
        if by is not None:
            said |= {"user": by.pk, "name": by.get_username()}
        if author is not None:
            said |= {"author": author.pk, "author_name": author.get_username()}
        cursor.execute(_SET, [str(key), json.dumps(said)])
        yield key
        # Where it is rolled back, the setting goes back with it.
        if not transaction.get_rollback():
            if problems := [line for ask in CLOSING for line in ask()]:
                raise ValidationError([ValidationError(line, code="unfit") for line in problems])
            cursor.execute(_SET, before)


def current_batch() -> uuid.UUID | None:
    """The batch that is open, if any."""
    with connection.cursor() as cursor:
        cursor.execute(_GET)
        key = cursor.fetchone()[0]
    return uuid.UUID(key) if key else None


def check_references() -> None:
    """Let the database check now what it would else check at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
