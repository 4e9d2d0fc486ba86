"""Files into captures and passages.

One file is one transaction: either the capture, its passages, the quotes of its citations and
the stored bytes are all there, or nothing is. The same file twice changes nothing. What a file
is, and what it says of itself, ``formats`` reads in a process of its own.
"""

import hashlib
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from documents.models import Capture, Citation, Document, Passage
from mechanisms.models import Participant
from records import workflow
from records.dates import validate_point
from records.models import Identity, language_validator
from texts.formats import sandbox
from texts.formats.blocks import Reading, Refused
from texts.formats.limits import MAX_BYTES, MEGABYTE
from texts.formats.refusals import refusal
from texts.pieces import Segment

from .anchoring import Reanchored, quote_from, reanchor
from .files import store
from .triggers import placing

BATCH = 1000


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    document: Document
    capture: Capture
    reading: Reading | None  # none where the file was held already
    outcome: str  # "unchanged", "filled", "new_capture" or "new_document"
    passages: int
    quotes: int
    reanchored: Reanchored = field(default_factory=Reanchored)


def bytes_of(path: Path, *, follow: bool = True) -> bytes:
    """What is in a file; refused where it is none, or larger than Fora takes.

    ``follow``: a link that somebody names is followed; one that lies in a folder is not.
    """
    try:
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
        if not follow and path.is_symlink():
            raise ValidationError(_("It is a link to another place."), code="link")
        if not path.is_file():  # asked first: a pipe would be opened for somebody who waits
            raise ValidationError(_("There is no file %(path)s.") % {"path": path}, code="missing")
        with open(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ValidationError(
                    _("There is no file %(path)s.") % {"path": path}, code="missing"
                )
            if status.st_size > MAX_BYTES:
                raise ValidationError(too_large(status.st_size), code="too_large")
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ValidationError(
            _("%(path)s cannot be read: %(reason)s.")
            % {"path": path, "reason": error.strerror or error},
            code="unreadable",
        ) from error


def too_large(size: int) -> str:
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


def import_document(
    *,
    data: bytes,
    file_name: str = "",
    reading: Reading | None = None,
    document: str = "",
    title: str = "",
    url: str = "",
    publisher: str = "",
    date: str = "",
    language: str = "",
    rights: str = "",
    retrieved: str = "",
    encoding: str = "",
    kind: str = "",
    propose: bool = True,
) -> Imported:
    """Make a capture and its passages from ``data``, the bytes of a file.

    A capture that the register knows by its hash gets its text, and its citations their quotes.
    Other bytes become a new capture of the document whose slug is ``document``, or a new draft
    document. ``date`` is that of publication, ``retrieved`` when the copy was taken. ``reading``
    is given by who has read the bytes already. With ``propose`` what is left empty is taken from
    the file. Refuses with a ``ValidationError`` of one sentence, and then nothing has changed.
    """
    if rights and rights not in (Document.Rights.PUBLIC, Document.Rights.EDITORS):
        raise ValidationError(
            _("Who may read the text is either “public” or “editors”, not “%(value)s”.")
            % {"value": rights},
            code="rights",
        )
    sha256 = hashlib.sha256(data).hexdigest()
    here = Capture.objects.filter(sha256=sha256, text__isnull=False).exists()
    if reading is None and not here:
        reading = read_bytes(data, file_name=file_name, encoding=encoding)
    try:
        with transaction.atomic():
            workflow.take_turns()  # it locks the document and what cites it
            known = (
                Capture.objects.select_for_update(of=("self",))
                .select_related("document")
                .filter(sha256=sha256)
                .first()
            )
            if known:
                if document and document != known.document.slug:
                    raise ValidationError(
                        _("This file is already a capture of “%(slug)s”, not of “%(other)s”.")
                        % {"slug": known.document.slug, "other": document},
                        code="other_document",
                    )
                if known.is_held or reading is None:
                    if known.file:
                        store(sha256, data)  # its bytes went if its import was undone for a while
                    count = known.passages.count()
                    return Imported(known.document, known, None, "unchanged", count, 0)
                return _fill(known, data, reading, rights)
            if reading is None:  # it was withdrawn in this very moment
                raise ValidationError(at_once(), code="at_once")
            if document:
                home, outcome = _existing(document), "new_capture"
            else:
                proposed = proposals(reading, file_name) if propose else Proposed()
                home = _new_document(
                    name=title or proposed.title,
                    kind=kind or proposed.kind,
                    url=url,
                    publisher=Participant.objects.the_one_called(publisher)
                    if publisher
                    else proposed.publisher,
                    published=date or proposed.published,
                    language=language or proposed.language,
                    rights=rights or Document.Rights.EDITORS,
                )
                outcome = "new_document"
            capture = Capture(
                document=home,
                sha256=sha256,
                byte_length=len(data),
                char_length=len(reading.text),
                media_type=reading.media_type,
                encoding=reading.encoding,
                extractor=reading.extractor,
                retrieved=retrieved,
                source_url=url,
                text=reading.text,
                file=store(sha256, data),
            )
            capture.full_clean(exclude=["document"])
            capture.save()
            if outcome == "new_capture" and (rights or not capture.waits):
                open_text(home, rights)
            _write_passages(capture, reading.segments)
            followed = reanchor(home)
            return Imported(home, capture, reading, outcome, len(reading.segments), 0, followed)
    except IntegrityError as error:
        if re.search("sha256|slug", str(error)):
            raise ValidationError(at_once(), code="at_once") from error
        raise


def at_once() -> str:
    return _("Somebody else imported this at the same moment; nothing was changed here.")


# What a file proposes


@dataclass(frozen=True)
class Proposed:
    """What a file says of itself, as the register could take it."""

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


def _kind_of(title: str) -> str:
    for kind, words in _KINDS:
        if re.search(rf"(?<![a-z])(?:{words})(?![a-z])", title.casefold()):
            return kind
    return Document.Kind.OTHER


def proposals(reading: Reading, file_name: str = "") -> Proposed:
    """What the file says that fits the register: a date that is one, a publisher it knows."""
    said = reading.proposals
    return Proposed(
        title=said.title or Path(file_name).stem,
        kind=_kind_of(said.title),
        publisher=_known_publisher(said.publisher),
        publisher_printed=said.publisher,
        published=said.published if _holds(validate_point, said.published) else "",
        language=said.language if _holds(language_validator, said.language) else "und",
    )


def _holds(rule, value: str) -> bool:
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


# Text to passages


_WRITE_PASSAGES = """
    INSERT INTO documents_passage (capture_id, number, kind, locator, speaker, start, "end", text)
    SELECT %s, * FROM unnest(
        %s::int[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::text[]
    )
"""


def _write_passages(capture: Capture, segments: Sequence[Segment]) -> None:
    """Write the passages as lists: a model for each would take most of the time of an import."""
    text = capture.text or ""
    names = ("number", "kind", "locator", "speaker", "start", "end")
    for first in range(0, len(segments), BATCH):
        some = segments[first : first + BATCH]
        columns: list[list[Any]] = [[getattr(one, name) for one in some] for name in names]
        columns.append([text[one.start : one.end] for one in some])
        with connection.cursor() as cursor:
            cursor.execute(_WRITE_PASSAGES, [capture.pk, *columns])


def _fill(capture: Capture, data: bytes, reading: Reading, rights: str) -> Imported:
    """Give a capture known by its hash its text, and its passages and citations theirs."""
    text = reading.text
    document = capture.document
    if (capture.byte_length, capture.char_length) != (len(data), len(text)):
        raise ValidationError(
            _(
                "The register says %(bytes)s bytes and %(chars)s characters for this file, which "
                "has %(real_bytes)s and %(real_chars)s: correct the capture of “%(slug)s”."
            )
            % {
                "bytes": capture.byte_length,
                "chars": capture.char_length,
                "real_bytes": len(data),
                "real_chars": len(text),
                "slug": document.slug,
            },
            code="length",
        )
    capture.text = text
    capture.file.name = store(capture.sha256, data)
    capture.extractor = capture.extractor or reading.extractor
    capture.save(update_fields=["text", "file", "extractor"])
    passages = list(capture.passages.order_by("number"))
    if passages:
        for passage in passages:
            passage.text = _stretch(text, passage, document)
        Passage.objects.bulk_update(passages, ["text"], batch_size=BATCH)
    else:
        _write_passages(capture, reading.segments)
    quotes = _quote(capture)
    open_text(document, rights)
    return Imported(
        document, capture, reading, "filled", capture.passages.count(), quotes, reanchor(document)
    )


def _stretch(text: str, passage: Passage, document: Document) -> str:
    """The text of a passage, if its stored offsets are those of a passage of this text."""
    stretch = text[passage.start : passage.end]
    if len(stretch) != passage.end - passage.start or stretch != stretch.strip():
        raise ValidationError(
            _(
                "Passage %(number)s of “%(slug)s” (%(locator)s) is recorded as characters "
                "%(start)s to %(end)s, which is not a passage of this text: correct the register."
            )
            % {
                "number": passage.number,
                "slug": document.slug,
                "locator": passage.locator,
                "start": passage.start,
                "end": passage.end,
            },
            code="offsets",
        )
    return stretch


def _quote(capture: Capture) -> int:
    """Give the citations of ``capture`` their exact words and what stands around them."""
    text = capture.text or ""
    citations = list(Citation.objects.filter(passage__capture=capture))
    for citation in citations:
        quote_from(text, citation)
    with placing():
        Citation.objects.bulk_update(citations, ["quote", "prefix", "suffix"], batch_size=BATCH)
    _still_as_loaded(Q(uid__in=[citation.uid for citation in citations]))
    return len(citations)


def open_text(document: Document, rights: str = "") -> None:
    """Say who may read the text that is now here: as ``rights`` says, else as was said before."""
    if rights or document.rights == Document.Rights.NOT_HELD:
        document.rights = rights or Document.Rights.EDITORS
        document.save(update_fields=["rights"])
        _still_as_loaded(Q(uid=document.uid))


def _still_as_loaded(which: Q) -> None:
    """Holding a text is no editor's change: what a load left is still what it left."""
    Identity.objects.filter(which, loaded_version__isnull=False).update(
        loaded_version=F("loaded_version") + 1
    )


# Documents


def _new_document(*, name: str, **values) -> Document:
    document = Document(name=" ".join(name.split())[:500] or _("Untitled"), **values)
    document.slug = document.free_slug()
    document.full_clean()
    document.save()
    return document


def _existing(slug: str) -> Document:
    document = Document.objects.select_for_update().filter(slug=slug).first()
    if document is None:
        raise ValidationError(
            _("There is no document with the slug “%(slug)s”.") % {"slug": slug}, code="document"
        )
    return document
