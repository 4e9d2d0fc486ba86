"""Named records found by words of their names: one ranking for the pages and the API."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, IntegerField, Min, Q, Value, When
from django.db.models.functions import Length

from .models import NamedRecord, NamedRecordQuerySet
from .search_text import fold, index_text, query_terms

COUNTED = 1000  # beyond this many matches of a kind, neither counting nor ranking goes on


@dataclass(frozen=True)
class Matches:
    """The best matches of one kind, and how many there are; ``exact``: none is left uncounted."""

    records: list[Any]
    total: int
    exact: bool


def best_matches(rows: NamedRecordQuerySet, query: str, limit: int) -> Matches:
    """The public records of ``rows`` that ``query`` finds, best first, ``limit`` at most.

    First those of that very name, recorded or looked up, then those whose name begins so, and of
    equals the shortest: its name says least besides the query. Only the first ``COUNTED`` that the
    index finds are counted and put in order: to sort all matches of a common word would cost more
    with every record. A name written out in full is always among them.
    """
    query = query.strip()
    public = rows.public().order_by()
    every: Any = rows.model._default_manager
    known = [record.pk for record in every.public().looked_up_each([query]).get(query, [])]
    named = [*public.filter(name=query).values_list("pk", flat=True)[:limit], *known]
    matches = public.search(query).exclude(pk__in=named).values_list("pk", flat=True)
    found = [*dict.fromkeys(named), *matches[: COUNTED + 1]]
    if not found:
        return Matches([], 0, True)
    rank = Case(
        When(Q(name__iexact=query) | Q(names__text__iexact=query), then=Value(0)),
        When(pk__in=known, then=Value(0)),
        When(name__istartswith=query, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ranked = rows.filter(pk__in=found[:COUNTED]).annotate(rank=Min(rank), length=Length("name"))
    records = list(ranked.order_by("rank", "length", "name", "id")[:limit])
    return Matches(records, min(len(found), COUNTED), len(found) <= COUNTED)


class Matched(NamedTuple):
    """A name by which a record was found, and whether reference data has it, not the register."""

    text: str
    is_reference: bool = False


def matched_name(record: NamedRecord, query: str) -> Matched | None:
    """The name that answers ``query`` best, or ``None`` where it is the one shown anyway.

    One that is looked up only where those that are recorded leave a word unanswered.
    """
    terms = query_terms(query)

    def answers(text: str) -> int:
        words = index_text(text).split()
        return sum(any(word.startswith(term) for word in words) for term in terms)

    def best(names: Iterable[str]) -> str:
        return max(names, key=lambda text: (answers(text), fold(text) == fold(query)))

    recorded = best([record.display_name, record.name, *(n.text for n in record.names.all())])
    if answers(recorded) < len(terms) and (others := record.looked_up_names()):
        found = best(others)
        if answers(found) > answers(recorded):
            return Matched(found, is_reference=True)
    return None if recorded == record.display_name else Matched(recorded)
