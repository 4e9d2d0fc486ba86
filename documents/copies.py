"""The copies of a document: how one is kept, their order, and which of them stands for it."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _

from documents.models import Capture, Document
from records.dates import bounds
from texts.formats.blocks import Reading

from .files import store


def keep_copy(document: Document, data: bytes, reading: Reading, **values: str) -> Capture:
    """A new capture of ``document``: the file, and the text that was read out of it."""
    sha256 = hashlib.sha256(data).hexdigest()
    capture = Capture(
        document=document,
        sha256=sha256,
        byte_length=len(data),
        char_length=len(reading.text),
        media_type=reading.media_type,
        encoding=reading.encoding,
        extractor=reading.extractor,
        text=reading.text,
        file=store(sha256, data),
        **values,
    )
    capture.full_clean(exclude=["document"])
    capture.save()
    return capture


def fill_copy(capture: Capture, data: bytes, reading: Reading) -> None:
    """Give a capture that was known by its hash alone its file and its text."""
    if (capture.byte_length, capture.char_length) != (len(data), len(reading.text)):
        raise ValidationError(
            _(
                "The register says %(bytes)s bytes and %(chars)s characters for this file, which "
                "has %(real_bytes)s and %(real_chars)s: correct the capture of “%(slug)s”."
            )
            % {
                "bytes": capture.byte_length,
                "chars": capture.char_length,
                "real_bytes": len(data),
                "real_chars": len(reading.text),
                "slug": capture.document.slug,
            },
            code="length",
        )
    capture.text = reading.text
    capture.file.name = store(capture.sha256, data)
    capture.extractor = capture.extractor or reading.extractor
    capture.save(update_fields=["text", "file", "extractor"])


def same_file(sha256: str) -> "QuerySet[Any]":
    """The capture of the very file with this hash, if the register has it; ``held`` as below."""
    return without_texts(Capture.objects.filter(sha256=sha256)).select_related("document")


def without_texts(captures: "QuerySet[Any]") -> "QuerySet[Any]":
    """``captures`` without their texts, which are long; each carries ``held``: it is here."""
    return captures.defer("text").annotate(
        held=ExpressionWrapper(Q(text__isnull=False), output_field=BooleanField())
    )


def newest_first(document: Document) -> "list[Any]":
    """The agreed captures of ``document`` without their texts, the latest retrieved first.

    One whose day of retrieval nobody noted was retrieved by the day it came in.
    """
    captures = without_texts(Capture.objects.agreed().filter(document=document))
    return sorted(captures, key=_retrieved, reverse=True)


def newest(captures: "Sequence[Any]") -> Any:
    """The copy that stands for its document: the newest whose text is held, else the newest.

    It is read at the desk, citations follow their words into it, and public pages open with it.
    ``captures`` are those of ``newest_first``; ``None`` where there is none.
    """
    held = next((capture for capture in captures if capture.held), None)
    return held or next(iter(captures), None)


def newest_text(document: Document) -> Capture | None:
    """The copy that stands for ``document``, if its text is held; without the text itself."""
    capture = newest(newest_first(document))
    return capture if capture is not None and capture.held else None


def _retrieved(capture: Capture) -> tuple[Any, int]:
    day = bounds(capture.retrieved)[0] if capture.retrieved else None
    return day or capture.created_at.date(), capture.pk
