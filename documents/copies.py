"""The copies of a document: how one is kept and cut, and which of them stands for the document."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _

from documents.models import Capture, Document, Passage, day_retrieved
from texts.formats.blocks import Reading
from texts.pieces import Segment

from .files import store

BATCH = 1000
_WRITE_PASSAGES = """
    INSERT INTO documents_passage (capture_id, number, kind, locator, speaker, start, "end", text)
    SELECT %s, * FROM unnest(
        %s::int[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::text[]
    )
"""


def keep_copy(document: Document, data: bytes, reading: Reading, **values: Any) -> Capture:
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
    check_length(capture, data, reading)
    capture.text = reading.text
    capture.file.name = store(capture.sha256, data)
    capture.extractor = capture.extractor or reading.extractor
    capture.save(update_fields=["text", "file", "extractor"])


def check_fit(capture: Capture, data: bytes, reading: Reading) -> None:
    """Refuse a text that is not that of a capture known by its hash, or of its passages."""
    check_length(capture, data, reading)
    for passage in capture.passages.order_by("number"):
        _words_of(passage, capture, reading.text)


def fill_from(capture: Capture, waiting: Capture) -> None:
    """Give a capture that was known by its hash alone what the same file that waited has."""
    capture.text, capture.file = waiting.text, waiting.file
    capture.extractor = capture.extractor or waiting.extractor
    capture.save(update_fields=["text", "file", "extractor"])
    if capture.passages.exists():
        cut_passages(capture, [])
    else:
        waiting.passages.update(capture=capture)


def check_length(capture: Capture, data: bytes, reading: Reading) -> None:
    """Refuse a file that has not the length that the register knows."""
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


def cut_passages(capture: Capture, segments: Sequence[Segment]) -> int:
    """Give ``capture`` the passages of its text; how many it has.

    Those that the register knows already keep their numbers and summaries, and get their words.
    """
    passages = list(capture.passages.order_by("number"))
    if not passages:
        _write(capture, segments)
        return len(segments)
    for passage in passages:
        passage.text = _words_of(passage, capture, capture.text or "")
    Passage.objects.bulk_update(passages, ["text"], batch_size=BATCH)
    return len(passages)


def _write(capture: Capture, segments: Sequence[Segment]) -> None:
    """Write the passages as lists: a model for each would take most of the time of an import."""
    text = capture.text or ""
    names = ("number", "kind", "locator", "speaker", "start", "end")
    for first in range(0, len(segments), BATCH):
        some = segments[first : first + BATCH]
        columns: list[list[Any]] = [[getattr(one, name) for one in some] for name in names]
        columns.append([text[one.start : one.end] for one in some])
        with connection.cursor() as cursor:
            cursor.execute(_WRITE_PASSAGES, [capture.pk, *columns])


def _words_of(passage: Passage, capture: Capture, text: str) -> str:
    """The words of a passage, if its stored offsets are those of a passage of this text."""
    words = text[passage.start : passage.end]
    if len(words) == passage.end - passage.start and words == words.strip():
        return words
    raise ValidationError(
        _(
            "Passage %(number)s of “%(slug)s” (%(locator)s) is recorded as characters "
            "%(start)s to %(end)s, which is not a passage of this text: correct the register."
        )
        % {
            "number": passage.number,
            "slug": capture.document.slug,
            "locator": passage.locator,
            "start": passage.start,
            "end": passage.end,
        },
        code="offsets",
    )


def same_file(sha256: str) -> "QuerySet[Any]":
    """The capture of the very file with this hash, if the register has it; ``held`` as below.

    A second one is the text of the first that waits for somebody to agree to it.
    """
    found = without_texts(Capture.objects.filter(sha256=sha256)).select_related("document")
    return found.order_by("waits", "pk")


def without_texts(captures: "QuerySet[Any]") -> "QuerySet[Any]":
    """``captures`` without their texts, which are long; each carries ``held``: it is here."""
    return captures.defer("text").annotate(
        held=ExpressionWrapper(Q(text__isnull=False), output_field=BooleanField())
    )


def newest_first(document: Document, *, also: Capture | None = None) -> "list[Any]":
    """The agreed captures of ``document`` without their texts, the latest retrieved first.

    One whose day of retrieval nobody noted was retrieved by the day it came in. ``also``: one that
    waits still.
    """
    agreed = Q(waits=False) | Q(pk=also.pk) if also is not None else Q(waits=False)
    captures = without_texts(Capture.objects.filter(agreed, document=document))
    return list(captures.order_by(day_retrieved().desc(), "-pk"))


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
