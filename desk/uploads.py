"""Uploaded files between their dry run and their import: kept by their hash, and not for long.

What is kept is only bytes that an editor sent; it is read and planned anew before it is imported.
"""

import datetime
import hashlib
import re

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from records.tables.cells import Unreadable

KEPT = datetime.timedelta(days=1)


def save(data: bytes, folder: str) -> str:
    """Store ``data`` and return the hash that loads it; what is older than a day is deleted."""
    _delete_old(folder)
    sha256 = hashlib.sha256(data).hexdigest()
    path = _path(sha256, folder)
    if default_storage.exists(path):
        default_storage.delete(path)  # its day begins anew
    default_storage.save(path, ContentFile(data))
    return sha256


def load(sha256: str, folder: str) -> bytes:
    """The bytes with this hash; ``Unreadable`` where they are no longer kept."""
    path = _path(sha256, folder)
    if not default_storage.exists(path):
        raise Unreadable(_("The uploaded file is no longer kept: upload it again."))
    with default_storage.open(path) as stored:
        data = stored.read()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Unreadable(_("The uploaded file has been damaged: upload it again."))
    return data


def size(sha256: str, folder: str) -> int:
    """How many bytes are kept; 0 where none are."""
    path = _path(sha256, folder)
    return default_storage.size(path) if default_storage.exists(path) else 0


def delete(sha256: str, folder: str) -> None:
    """Drop what is no longer needed."""
    default_storage.delete(_path(sha256, folder))


def _path(sha256: str, folder: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise Unreadable(_("The uploaded file is no longer kept: upload it again."))
    return f"{folder}/{sha256}"


def _delete_old(folder: str) -> None:
    try:
        _folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    before = timezone.now() - KEPT
    for name in files:
        path = f"{folder}/{name}"
        try:
            if default_storage.get_modified_time(path) < before:
                default_storage.delete(path)
        except FileNotFoundError:
            continue  # deleted by another upload
