"""A file that somebody brings: its bytes, and what they are read as."""

import hashlib
import os
import stat
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.models import Capture
from texts.formats import sandbox
from texts.formats.blocks import Reading, Refused
from texts.formats.limits import MAX_BYTES, MEGABYTE
from texts.formats.refusals import refusal


def bytes_of(path: Path, *, follow: bool = True) -> bytes:
    """What is in a file; refused where it is none, or larger than Fora takes.

    ``follow``: a link that somebody names is followed; one that lies in a folder is not.
    """
    try:
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
        if not follow and path.is_symlink():
            raise ValidationError(_("It is a link to another place."), code="link")
        if not path.is_file():  # asked first: a pipe would be opened for somebody who waits
            raise _missing(path)
        with open(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise _missing(path)
            if status.st_size > MAX_BYTES:
                raise ValidationError(too_large(status.st_size), code="too_large")
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ValidationError(
            _("%(path)s cannot be read: %(reason)s.")
            % {"path": path, "reason": error.strerror or error},
            code="unreadable",
        ) from error


def _missing(path: Path) -> ValidationError:
    return ValidationError(_("There is no file %(path)s.") % {"path": path}, code="missing")


def too_large(size: int) -> str:
    """That a file of ``size`` bytes is larger than Fora takes."""
    values: dict[str, str | int] = {"size": -(-size // MEGABYTE), "limit": MAX_BYTES // MEGABYTE}
    return refusal(Refused("too_large", **values)).messages[0]


def read_bytes(data: bytes, *, file_name: str = "", encoding: str = "") -> Reading:
    """What ``data`` is and says; a ``ValidationError`` of one sentence where it is not read.

    Of a file that the register knows by its hash it says format and encoding.
    """
    known = Capture.objects.filter(sha256=hashlib.sha256(data).hexdigest()).values(
        "media_type", "encoding"
    )
    hints = known.first() or {"media_type": "", "encoding": encoding}
    try:
        return sandbox.read(data, name=file_name, **hints)
    except Refused as refused:
        raise refusal(refused) from refused
