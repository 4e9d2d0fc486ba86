"""What a file says of itself (title, kind, publisher, date, language), as the register takes it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError

from documents.models import Document
from mechanisms.models import Participant
from records.dates import validate_point
from records.models import language_validator
from texts.formats.blocks import Reading


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
