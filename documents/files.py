"""The bytes of captures on disk: one file for each hash, there as long as a capture names it."""

import hashlib
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from documents.models import Capture


class _Unsettled:
    """A file written in a transaction that is not yet at its end; gone, it takes the file along.

    The transaction alone holds it, by ``on_commit``. Django drops what waits for a commit when
    the transaction, or the savepoint, is rolled back; and a process that ends does the rest.
    """

    def __init__(self, path: Path) -> None:
        self._undo = weakref.finalize(self, path.unlink, missing_ok=True)

    def settle(self, again: Callable[[], None]) -> None:
        self._undo.detach()
        again()


def store(sha256: str, data: bytes) -> str:
    """Keep ``data`` under its hash, if the transaction in which this is called holds."""
    if default_storage.exists(sha256):
        with default_storage.open(sha256) as file:
            whole = hashlib.sha256(file.read()).hexdigest() == sha256
        if whole:
            transaction.on_commit(partial(_write, sha256, data))
            return sha256
        default_storage.delete(sha256)  # half a file, from a machine that stopped
    _write(sha256, data)
    unsettled = _Unsettled(Path(default_storage.path(sha256)))
    transaction.on_commit(partial(unsettled.settle, partial(_write, sha256, data)))
    return sha256


def _write(sha256: str, data: bytes) -> None:
    """Write the file unless it is there; somebody else may have taken theirs back meanwhile."""
    if not default_storage.exists(sha256):
        default_storage.save(sha256, ContentFile(data))


def let_go(rows: "QuerySet[Any]") -> None:
    """Of captures that go: remove what no capture names any more, once the transaction holds."""
    if rows.model is Capture:
        names = set(rows.exclude(file="").values_list("file", flat=True))
        transaction.on_commit(partial(_drop_unnamed, names))


def _drop_unnamed(names: set[str]) -> None:
    named = set(Capture.objects.filter(file__in=names).values_list("file", flat=True))
    for name in names - named:
        default_storage.delete(name)
