"""What a document is used for: the records that rest on it, and the passages nobody has used."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber

from documents.models import SUBJECTS, Capture, Citation, Document, Passage
from records.models import Record, State
from records.paging import COUNT_CAP, Page, paginate

from .stated import contradictions_between

MOST_OF_ONE = 200  # citations of one record in one document that a page shows


@dataclass
class Used:
    """A record that rests on a document, with the citations that say so.

    Each stands with the fields for which it states another value than the record.
    """

    record: Record
    citations: list[tuple[Citation, list[str]]] = field(default_factory=list)


def citations_in(document: Document, *, public: bool = False) -> "models.QuerySet[Citation]":
    """The citations of ``document``; in public, the published ones."""
    rows = Citation.objects.filter(passage__capture__document=document)
    return rows.filter(state=State.PUBLISHED) if public else rows.exclude(state=State.WITHDRAWN)


def kinds_in(document: Document, *, public: bool = False) -> dict[str, int]:
    """How many records of each kind rest on ``document``, those of one kind up to a bound."""
    found = {}
    for kind in SUBJECTS:
        rows = _records(document, kind, public=public)
        number = rows.order_by().values("pk")[:COUNT_CAP].count()
        if number:
            found[kind] = number
    return found


def _records(document: Document, kind: str, *, public: bool) -> "models.QuerySet[Any]":
    model: Any = SUBJECTS[kind]
    cited = citations_in(document, public=public).filter(**{f"{kind}__isnull": False})
    rows = model._default_manager.filter(pk__in=cited.order_by().values(kind))
    return rows.public() if public else rows


def facts_in(
    document: Document, kind: str, *, cursor: str = "", size: int = 50, public: bool = False
) -> Page[Any]:
    """A page of the records of ``kind`` that rest on ``document``, each with what it says of them.

    Raises ``InvalidCursor`` for a cursor that is not one of this list.
    """
    page: Page[Any] = paginate(
        _records(document, kind, public=public), ordering=("-id",), size=size, cursor=cursor
    )
    used = {record.pk: Used(record) for record in page.items}
    citations = list(
        citations_in(document, public=public)
        .filter(**{f"{kind}__in": used})
        .annotate(
            turn=Window(
                RowNumber(),
                partition_by=F(f"{kind}_id"),
                order_by=["passage__capture_id", "start", "id"],
            )
        )
        .filter(turn__lte=MOST_OF_ONE)
        .select_related("passage__capture__document")
        .defer("passage__text", "passage__capture__text")
        .order_by("passage__capture_id", "start", "id")
    )
    pairs = [(used[getattr(one, f"{kind}_id")].record, one) for one in citations]
    for citation, against in contradictions_between(pairs):
        used[getattr(citation, f"{kind}_id")].citations.append((citation, against))
    return Page(list(used.values()), page.next_cursor, page.previous_cursor, page.last_cursor)


def unused(capture: Capture, *, public: bool = False) -> "models.QuerySet[Passage]":
    """The passages of the text, page furniture and headings apart, that no citation rests on."""
    citations = Citation.objects.filter(passage=OuterRef("pk"))
    citations = citations.public() if public else citations.exclude(state=State.WITHDRAWN)  # type: ignore[attr-defined]
    rows = Passage.objects.filter(capture=capture)
    rows = rows.exclude(kind__in=(Passage.Kind.FURNITURE, Passage.Kind.HEADING))
    return rows.filter(~Exists(citations))
