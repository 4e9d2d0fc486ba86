"""Documents: the list, and the reader, where a passage stands in its context with its facts."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from documents.anchoring import outcomes_of
from documents.copies import newest, newest_first
from documents.filters import DocumentFilter
from documents.judgements import around
from documents.models import SUBJECTS, Citation, Document, Passage
from documents.quoting import public_quote
from documents.usage import Used, facts_in, kinds_in, unused
from explore.details import detail_page
from explore.lists import list_page
from explore.reader import Block, read, statements_of, subjects_of, title_of
from explore.rows import Rows, joined, names_for
from explore.shortcuts import get_public_or_gone
from mechanisms.models import Participant
from meetings.models import Outcome
from records.paging import COUNT_CAP, Page, page_or_first, paginate

SORTS = {
    "newest": (_("Newest first"), ("-published_order", "-id")),
    "oldest": (_("Oldest first"), ("published_order", "id")),
    "name": (_("Title"), ("name", "id")),
}
PAGE_SIZE = 200
RELATED = 200
CAPTURES = 20
RECORDS = 50  # on one page of facts
LOCATORS = 200  # of passages that nobody has used
STRETCHES = 100  # of words that are lit
LARGEST = 2**31 - 1


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Documents, newest first."""
    publishers = Participant.objects.public().prefetch_related(*names_for(""))
    documents = Document.objects.public().prefetch_related(
        "names", Prefetch("publisher", publishers)
    )
    return list_page(
        request,
        joined(documents, "part_of"),
        DocumentFilter,
        main=("q", "kind", "publisher", "from", "to"),
        sorts=SORTS,
    )


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One document: what it is, its captures, and its passages with the facts they support."""
    documents = Document.objects.prefetch_related("names")
    document = get_public_or_gone(joined(documents, "part_of", "version_of", "expression_of"), slug)
    publisher = Participant.objects.public().filter(pk=document.publisher_id).first()  # type: ignore[misc]
    outcome = (
        Outcome.objects.public()  # type: ignore[misc]
        .filter(pk=document.outcome_id)
        .select_related("meeting", "mechanism")
        .first()
    )
    related = Rows(
        Document.objects.public()
        .filter(Q(part_of=document) | Q(version_of=document) | Q(expression_of=document))
        .prefetch_related(*names_for(""))
        .order_by("name", "id"),
        RELATED,
    )
    captures = newest_first(document)
    capture = _chosen(captures, request.GET.get("capture", ""))
    captures = captures[:CAPTURES]
    for one in captures if len(captures) > 1 else ():
        one.became = outcomes_of(one, public=True)
    context: dict[str, Any] = {
        "publisher": publisher,
        "outcome": outcome,
        "contained": [d for d in related if d.part_of_id == document.pk],
        "versions": [d for d in related if d.version_of_id == document.pk],
        "expressions": [d for d in related if d.expression_of_id == document.pk],
        "more_related": related.more,
        "captures": captures,
        "capture": capture,
    }
    if capture is not None:
        context |= _reading(document, capture, request)
    return detail_page(request, document, **context)


def _chosen(captures: Sequence[Any], prefix: str) -> Any:
    """The capture whose hash begins with ``prefix``, else the one that stands for the document."""
    if len(prefix) >= 8:
        for capture in captures:
            if capture.sha256.startswith(prefix):
                return capture
    return newest(captures)


def _reading(document: Document, capture: Any, request: HttpRequest) -> dict[str, Any]:
    """The page of passages that was asked for, by ``?p=`` (a passage, with ``words`` of it) or
    ``?from=``."""
    capture.document = document
    wanted = _number(request.GET.get("p", ""))
    first = _number(request.GET.get("from", "")) or 1
    if wanted:
        first = (wanted - 1) // PAGE_SIZE * PAGE_SIZE + 1
    passages = list(
        Passage.objects.filter(capture=capture, number__gte=first).order_by("number")[
            : PAGE_SIZE + 1
        ]
    )
    following = passages[PAGE_SIZE].number if len(passages) > PAGE_SIZE else None
    passages = passages[:PAGE_SIZE]
    for passage in passages:
        passage.capture = capture
    blocks = read(passages, asked_for=wanted, words=_stretches(request.GET.get("words", "")))
    whole = following is None and first == 1
    return {
        "blocks": blocks,
        **(_tally(blocks) if whole else _count(capture)),
        "missing": wanted and not any(passage.number == wanted for passage in passages),
        "wanted": wanted,
        "first": passages[0].number if passages else None,
        "last": passages[-1].number if passages else None,
        "following": following,
        "preceding": max(1, first - PAGE_SIZE) if first > 1 else None,
        "text_is_open": document.rights == Document.Rights.PUBLIC and capture.held,
        "text_is_held": capture.held,
    }


def _tally(blocks: Iterable[Block]) -> dict[str, Any]:
    """How many facts rest on passages that are all on the page, and how many carry none."""
    readings = [reading for block in blocks for reading in block.readings]
    text = [reading for block in blocks if not block.furniture for reading in block.readings]
    return {
        "fact_count": sum(reading.citations for reading in readings),
        "fact_count_exact": True,
        "uncited_count": sum(not reading.citations for reading in text),
    }


def _count(capture: Any) -> dict[str, Any]:
    """The same for a text of several pages, asked of the database; counting has a bound."""
    furniture = Passage.Kind.FURNITURE
    facts = Citation.objects.public().filter(passage__capture=capture).order_by()
    counted = facts[: COUNT_CAP + 1].aggregate(
        facts=Count("pk"),
        cited=Count("passage", distinct=True, filter=~Q(passage__kind=furniture)),
    )
    exact = counted["facts"] <= COUNT_CAP
    text = capture.passages.exclude(kind=furniture)
    return {
        "fact_count": min(counted["facts"], COUNT_CAP),
        "fact_count_exact": exact,
        "uncited_count": text.count() - counted["cited"] if exact else None,
    }


# All that rests on a document


@require_safe
def facts(request: HttpRequest, slug: str) -> HttpResponse:
    """Every fact that a document supports or contradicts, by record; the passages nobody used."""
    document = get_public_or_gone(Document.objects.all(), slug)
    kinds = kinds_in(document, public=True)
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else next(iter(kinds), "")
    capture = newest(newest_first(document))
    resting: Page[Any] = Page()
    passages: Page[Passage] = Page()
    refused = refused_there = ""
    if kind:
        resting, refused = page_or_first(
            lambda cursor: facts_in(document, kind, cursor=cursor, size=RECORDS, public=True),
            request.GET.get("cursor", ""),
        )
    if capture is not None:
        free = unused(capture, public=True).defer("text")
        passages, refused_there = page_or_first(
            lambda cursor: paginate(free, ordering=("number", "id"), size=LOCATORS, cursor=cursor),
            request.GET.get("after", ""),
        )
    invalid = bool(refused or refused_there)
    for passage in passages:
        passage.capture = capture  # type: ignore[assignment]
        passage.capture.document = document
    context = {
        "record": document,
        "kinds": [(name, SUBJECTS[name]._meta.verbose_name_plural, n) for name, n in kinds.items()],
        "kind": kind,
        "resting": resting,
        "records": _resting(resting.items),
        "passages": passages,
        "capture": capture,
        "invalid": invalid,
    }
    return render(request, "documents/facts.html", context, status=400 if invalid else 200)


def _resting(used: Sequence[Used]) -> list[dict[str, Any]]:
    """The records with their facts in a page's words; a constant number of queries.

    A fact is one citation: where it stands, its quote, and the values it speaks of.
    """
    citations = [citation for one in used for citation, _against in one.citations]
    records = {record.pk: record for record in subjects_of(citations).values()}  # of one kind
    known = around(list(records.values()))
    found = []
    for one in used:
        record = records.get(one.record.pk)
        if record is None:
            continue
        title = title_of(record)
        told = [
            {
                "passage": citation.passage,
                "quote": public_quote(citation),
                "statements": statements_of(citation, record, title, against=against, known=known),
            }
            for citation, against in one.citations
        ]
        found.append({"title": ", ".join(title), "record": record, "facts": told})
    return found


def _number(text: str) -> int | None:
    """A passage number as typed in an address, or none."""
    if text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= LARGEST:
        return int(text)
    return None


def _stretches(text: str) -> list[tuple[int, int]]:
    """Where words begin and end, as ``Passage.address_of_words`` writes it; what is none is left
    out."""
    found = []
    for one in text.split(",")[:STRETCHES]:
        start, _dash, end = one.partition("-")
        first, last = _number(start) or 0, _number(end) or 0
        if first < last and (first or start == "0"):
            found.append((first, last))
    return found
