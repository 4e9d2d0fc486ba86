"""The copies of a document: their order, and which of them stands for it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from documents.models import Capture, Document
from records.dates import bounds


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
