"""Files into captures and passages.

One file is one transaction: either the capture, its passages, the quotes of its citations and
the stored bytes are all there, or nothing is. The same file twice changes nothing.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from charset_normalizer import from_bytes
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mechanisms.models import Participant
from records import workflow
from records.models import Identity

from .anchoring import Reanchored, quote_from, reanchor
from .models import Capture, Citation, Document, Passage
from .segmentation import HEADING, Segment, segment
from .triggers import placing

MAX_BYTES = 20 * 1024 * 1024
BATCH = 1000


@dataclass(frozen=True)
class Decoded:
    """The text of a file, and the encoding it was read in."""

    text: str
    encoding: str
    assumed: bool = False  # nothing in the file says so: it was worked out from the bytes


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    document: Document
    capture: Capture
    decoded: Decoded
    outcome: str  # "unchanged", "filled", "new_capture" or "new_document"
    passages: int
    quotes: int
    reanchored: Reanchored = field(default_factory=Reanchored)


def import_file(
    *, path: Path | str, document: str = "", rights: str = "", **details: str
) -> Imported:
    """Import the file at ``path``; see ``import_document``."""
    path = Path(path)
    try:
        if not path.is_file():
            raise ValidationError(_("There is no file %(path)s.") % {"path": path}, code="missing")
        if path.stat().st_size > MAX_BYTES:
            raise ValidationError(_too_large(path.stat().st_size), code="too_large")
        data = path.read_bytes()
    except OSError as error:
        raise ValidationError(
            _("%(path)s cannot be read: %(reason)s.")
            % {"path": path, "reason": error.strerror or error},
            code="unreadable",
        ) from error
    return import_document(
        data=data, file_name=path.name, document=document, rights=rights, **details
    )


def import_document(
    *,
    data: bytes,
    file_name: str = "",
    document: str = "",
    title: str = "",
    url: str = "",
    publisher: str = "",
    date: str = "",
    language: str = "",
    rights: str = "",
) -> Imported:
    """Make a capture and its passages from ``data``, the bytes of a plain text file.

    A capture that the register knows by its hash gets its text, and its citations their quotes.
    Other bytes become a new capture of the document whose slug is ``document``, or a new draft
    document. Refuses with a ``ValidationError`` of one sentence, and then nothing has changed.
    """
    if rights and rights not in (Document.Rights.PUBLIC, Document.Rights.EDITORS):
        raise ValidationError(
            _("Who may read the text is either “public” or “editors”, not “%(value)s”.")
            % {"value": rights},
            code="rights",
        )
    sha256 = hashlib.sha256(data).hexdigest()
    stored: list[str] = []
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
                return _fill(known, data, rights, stored)
            decoded = decode(data)
            segments = _segments(decoded.text)
            if document:
                home, outcome = _existing(document), "new_capture"
                if rights or home.rights == Document.Rights.NOT_HELD:
                    home.rights = rights or Document.Rights.EDITORS
                    home.save(update_fields=["rights"])
                    _still_as_loaded(Q(uid=home.uid))
            else:
                home = _new_document(
                    name=title or _first_heading(decoded.text, segments) or Path(file_name).stem,
                    url=url,
                    publisher=_publisher(publisher),
                    published=date,
                    language=language or _language(decoded.text),
                    rights=rights or Document.Rights.EDITORS,
                )
                outcome = "new_document"
            capture = Capture(
                document=home,
                sha256=sha256,
                byte_length=len(data),
                char_length=len(decoded.text),
                encoding=decoded.encoding,
                source_url=url,
                text=decoded.text,
                file=_store(sha256, data, stored),
            )
            capture.full_clean(exclude=["document"])
            capture.save()
            Passage.objects.bulk_create(_passages(capture, segments), batch_size=BATCH)
            return Imported(home, capture, decoded, outcome, len(segments), 0, reanchor(home))
    except BaseException as error:
        for name in stored:
            default_storage.delete(name)
        if isinstance(error, IntegrityError) and re.search("sha256|slug", str(error)):
            raise ValidationError(
                _("Somebody else imported this at the same moment; nothing was changed here."),
                code="at_once",
            ) from error
        raise


# Bytes to text

_NOT_YET = [
    (re.compile(rb"%PDF-"), "PDF"),
    (re.compile(rb"PK\x03\x04"), "DOCX, ODT, EPUB or ZIP"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "Word (.doc)"),
    (re.compile(rb"\{\\rtf"), "RTF"),
    (
        re.compile(
            rb"(?:\xef\xbb\xbf)?\s{0,1000}(?:<!--.{0,1000}?-->\s{0,100})?"
            rb"<(?:!doctype\s+html|html|head|body)\b",
            re.IGNORECASE | re.DOTALL,
        ),
        "HTML",
    ),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s{0,1000}<\?xml\b"), "XML"),
]
_MARKS = [
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
]
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decode(data: bytes, encoding: str = "") -> Decoded:
    """The text in ``data``: in ``encoding`` where it is known, else as its bytes tell."""
    if not data:
        raise ValidationError(_("The file is empty."), code="empty")
    if len(data) > MAX_BYTES:
        raise ValidationError(_too_large(len(data)), code="too_large")
    for pattern, name in _NOT_YET:
        if pattern.match(data):
            raise ValidationError(
                _("This is a %(format)s file; Fora reads plain text so far: save it as text.")
                % {"format": name},
                code="format",
            )
    decoded = _read(data, encoding) if encoding else _recognized(data)
    if not decoded.text.strip():
        raise ValidationError(_("There is nothing in the file but white space."), code="blank")
    if "\x00" in decoded.text:
        raise ValidationError(
            _("The text holds a NUL character (number %(number)s), so it is not plain text.")
            % {"number": decoded.text.index("\x00") + 1},
            code="nul",
        )
    controls = len(_CONTROL.findall(decoded.text))
    if controls * 100 > len(decoded.text):
        raise ValidationError(
            _("This is not a text: every hundredth character or more is a control character."),
            code="binary",
        )
    return decoded


def _recognized(data: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _read(data, encoding)
    if b"\x00" in data:
        # UTF-16 without a mark has a NUL in every second place of Latin text.
        even, odd, half = data[0::2].count(0), data[1::2].count(0), len(data) // 2
        for encoding, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
            if high * 3 > half > low * 10:
                return _read(data, encoding, assumed=True)
        raise ValidationError(
            _("The file holds NUL bytes, so it is not plain text."), code="binary"
        )
    try:
        return _read(data, "utf-8")
    except ValidationError:
        best = from_bytes(data).best()
        if best is None:
            raise ValidationError(
                _("No encoding makes a text of this file: save it as UTF-8 and try again."),
                code="undecodable",
            ) from None
        return _read(data, best.encoding, assumed=True)


def _read(data: bytes, encoding: str, *, assumed: bool = False) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding, assumed)
    except (UnicodeDecodeError, LookupError) as error:
        where = error.start + 1 if isinstance(error, UnicodeDecodeError) else 1
        where += 3 if encoding == "utf-8-sig" else 0  # the mark, which the decoder does not count
        raise ValidationError(
            _("The file is not %(encoding)s: byte %(number)s does not fit.")
            % {"encoding": encoding, "number": where},
            code="undecodable",
        ) from error


def _too_large(size: int) -> str:
    return _("The file has %(size)s MB; Fora takes up to %(limit)s MB.") % {
        "size": -(-size // 1024**2),
        "limit": MAX_BYTES // 1024**2,
    }


# Text to passages


def _segments(text: str) -> list[Segment]:
    segments = segment(text)
    if not segments:
        raise ValidationError(_("There is nothing in the file but white space."), code="blank")
    return segments


def _passages(capture: Capture, segments: Iterable[Segment]) -> list[Passage]:
    text = capture.text or ""
    return [
        Passage(
            capture=capture,
            number=one.number,
            kind=one.kind,
            locator=one.locator,
            speaker=one.speaker,
            start=one.start,
            end=one.end,
            text=text[one.start : one.end],
        )
        for one in segments
    ]


def _fill(capture: Capture, data: bytes, rights: str, stored: list[str]) -> Imported:
    """Give a capture known by its hash its text, and its passages and citations theirs."""
    decoded = decode(data, capture.encoding)
    text = decoded.text
    document = capture.document
    if capture.is_held:
        return Imported(document, capture, decoded, "unchanged", capture.passages.count(), 0)
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
    capture.file.name = _store(capture.sha256, data, stored)
    capture.save(update_fields=["text", "file"])
    passages = list(capture.passages.order_by("number"))
    if passages:
        for passage in passages:
            passage.text = _stretch(text, passage, document)
        Passage.objects.bulk_update(passages, ["text"], batch_size=BATCH)
    else:
        passages = _passages(capture, _segments(text))
        Passage.objects.bulk_create(passages, batch_size=BATCH)
    quotes = _quote(capture)
    if rights or document.rights == Document.Rights.NOT_HELD:
        document.rights = rights or Document.Rights.EDITORS
        document.save(update_fields=["rights"])
        _still_as_loaded(Q(uid=document.uid))
    return Imported(document, capture, decoded, "filled", len(passages), quotes, reanchor(document))


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


def _still_as_loaded(which: Q) -> None:
    """Holding a text is no editor's change: what a load left is still what it left."""
    Identity.objects.filter(which, loaded_version__isnull=False).update(
        loaded_version=F("loaded_version") + 1
    )


# Documents


def _new_document(*, name: str, **values) -> Document:
    document = Document(name=" ".join(name.split())[:500] or _("Untitled"), **values)
    document.kind = Document.Kind.OTHER
    document.slug = _free_slug(slugify(document.name)[:180].strip("-") or "document")
    document.full_clean()
    document.save()
    return document


def _free_slug(slug: str) -> str:
    taken = set(Document.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    number, candidate = 1, slug
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def _existing(slug: str) -> Document:
    document = Document.objects.select_for_update().filter(slug=slug).first()
    if document is None:
        raise ValidationError(
            _("There is no document with the slug “%(slug)s”.") % {"slug": slug}, code="document"
        )
    return document


def _publisher(name: str) -> Participant | None:
    if not name:
        return None
    found = list(
        Participant.objects.filter(
            Q(slug=name) | Q(name__iexact=name) | Q(names__text__iexact=name)
        ).distinct()[:2]
    )
    if len(found) != 1:
        sentence = (
            _("More than one participant is called “%(name)s”: give the slug.")
            if found
            else _("No participant is called “%(name)s”: record the publisher first.")
        )
        raise ValidationError(sentence % {"name": name}, code="publisher")
    return found[0]


def _first_heading(text: str, segments: list[Segment]) -> str:
    return next((text[one.start : one.end] for one in segments if one.kind == HEADING), "")


_ENGLISH = {"the", "of", "and", "to", "in", "a", "on", "for", "is", "that"}


def _language(text: str) -> str:
    """English where its small words abound; any other is undetermined until an editor says."""
    words = text[:50_000].casefold().split()
    return "en" if sum(word in _ENGLISH for word in words) * 8 > len(words) else "und"


def _store(sha256: str, data: bytes, stored: list[str]) -> str:
    """Keep the bytes under their hash; ``stored`` notes what to remove if all fails."""
    if default_storage.exists(sha256):
        with default_storage.open(sha256) as file:
            if hashlib.sha256(file.read()).hexdigest() == sha256:
                return sha256
        default_storage.delete(sha256)  # half a file, from a machine that stopped
    stored.append(sha256)
    return default_storage.save(sha256, ContentFile(data))
