"""An uploaded file: its bytes, what they are read as, and what it says of itself."""

import hashlib
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.models import Capture, Document
from mechanisms.models import Participant
from records.dates import validate_point
from records.models import language_validator
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


# What a file says of itself


@dataclass(frozen=True)
class FileMetadata:
    """What is proposed of a new document: empty or “und” where the file does not say."""

    title: str = ""
    kind: str = Document.Kind.OTHER
    publisher: Participant | None = None
    publisher_printed: str = ""  # as the file names it, whether or not the register knows it
    published: str = ""
    language: str = "und"


_KINDS = (
    (Document.Kind.WHITE_PAPER, r"white paper|白皮书"),
    (Document.Kind.TRANSCRIPT, r"transcript|press conference|答记者问"),
    (Document.Kind.NEWS_RELEASE, r"press release|media release"),
    (Document.Kind.STATEMENT, r"communiqu[eé]|statement|公报|声明"),
    (Document.Kind.DECLARATION, r"declaration|宣言"),
    (Document.Kind.PLAN, r"plan of action|action plan|work ?plan|programme|road ?map|计划"),
    (Document.Kind.GUIDELINES, r"guidelines|code of conduct|准则"),
    (Document.Kind.TREATY, r"treaty|agreement|convention|protocol|charter|条约|协定|公约"),
)
"""What the words of a title say of the kind of a document; the first that is there holds."""


def metadata_of(reading: Reading, file_name: str = "") -> FileMetadata:
    """What the file says that fits the register: a date that is one, a publisher it knows."""
    said = reading.proposals
    return FileMetadata(
        title=said.title or Path(file_name).stem,
        kind=_kind_of(said.title),
        publisher=_known_publisher(said.publisher),
        publisher_printed=said.publisher,
        published=said.published if _holds(validate_point, said.published) else "",
        language=said.language if _holds(language_validator, said.language) else "und",
    )


def _kind_of(title: str) -> str:
    for kind, words in _KINDS:
        if re.search(rf"(?<![a-z])(?:{words})(?![a-z])", title.casefold()):
            return kind
    return Document.Kind.OTHER


def _holds(rule: Callable[[str], None], value: str) -> bool:
    try:
        rule(value)
    except ValidationError:
        return False
    return bool(value)


def _known_publisher(name: str) -> Participant | None:
    try:
        return Participant.objects.the_one_called(name[:500]) if name else None
    except ValidationError:
        return None
