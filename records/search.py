"""Named records found by words of their names: one ranking for the pages and the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import psycopg

from .models import NamedRecord
from .models.named import words_wanted
from .prepared import preparing_connection
from .search_text import fold, index_text, query_terms

COUNTED = 1000  # beyond this many matches of a kind, neither counting nor ranking goes on
STATEMENTS = 64  # that are kept; one for each choice of kinds


class Hit(NamedTuple):
    """A record that was found, as far as its name and its address need."""

    pk: int
    uid: str
    slug: str
    name: str


@dataclass(frozen=True)
class Matches:
    """The best matches of one kind, and how many there are; ``exact``: none is left uncounted."""

    hits: Sequence[Hit]
    total: int
    exact: bool


def best_matches(
    kinds: Sequence[type[NamedRecord]], query: str, limit: int
) -> dict[type[NamedRecord], Matches]:
    """By kind, the public records that ``query`` finds, best first, ``limit`` at most.

    First those of that very name, recorded or looked up, then those whose name begins so, and of
    equals the shortest: its name says least besides the query. Only the first ``COUNTED`` that the
    index finds are counted and put in order: to sort all matches of a common word would cost more
    with every record. A name written out in full is always among them.
    """
    query = query.strip()
    asked: dict[str, Any] = {"query": query, "words": words_wanted(query), "limit": limit}
    for kind in kinds:
        rows: Any = kind._default_manager
        known = rows.public().looked_up_each([query]).get(query, [])
        asked[_known(kind)] = [record.pk for record in known]
    found: dict[type[NamedRecord], list[Hit]] = {kind: [] for kind in kinds}
    totals = dict.fromkeys(kinds, 0)
    with psycopg.Cursor(preparing_connection()) as cursor:
        cursor.execute(_statement(tuple(kinds), COUNTED), asked, prepare=True)
        for number, total, *hit in cursor:
            found[kinds[number]].append(Hit(*hit))
            totals[kinds[number]] = total
    return {
        kind: Matches(hits, min(totals[kind], COUNTED), totals[kind] <= COUNTED)
        for kind, hits in found.items()
    }


def _known(kind: type[NamedRecord]) -> str:
    return f"known_{kind.kind_name()}"


@lru_cache(maxsize=STATEMENTS)
def _statement(kinds: tuple[type[NamedRecord], ...], counted: int) -> Any:
    """SQL: the best of each kind in one statement, which is planned once."""
    return " UNION ALL ".join(
        f"({_best_sql(kind, number, counted)})" for number, kind in enumerate(kinds)
    )


def _best_sql(kind: type[NamedRecord], number: int, counted: int) -> str:
    """SQL: of one kind the best, each with how many were found."""
    model: Any = kind
    table, names = kind._meta.db_table, model.names.rel.related_model._meta.db_table
    wanted, known = "upper(%(query)s::text)", f"%({_known(kind)})s::bigint[]"
    # Written so that it is asked of each record that is ranked, and never of all names first.
    of_it = f"n.record_id = r.id AND upper(n.text) = {wanted}"
    called = f'(SELECT true FROM "{names}" n WHERE {of_it} LIMIT 1)'  # noqa: S608 (as below)
    return f"""
        WITH named AS MATERIALIZED (
            (SELECT id, uid, slug, name FROM "{table}"
                WHERE is_public AND name = %(query)s::text LIMIT %(limit)s)
            UNION SELECT id, uid, slug, name FROM "{table}" WHERE is_public AND id = ANY ({known})
        ), found AS MATERIALIZED (
            SELECT * FROM named
            UNION ALL (
                SELECT id, uid, slug, name FROM "{table}"
                WHERE is_public AND id <> ALL (ARRAY(SELECT id FROM named))
                    AND to_tsvector('simple'::regconfig, coalesce(search_text, ''))
                        @@ to_tsquery('simple'::regconfig, %(words)s::text)
                LIMIT {counted + 1}
            )
        )
        SELECT {number}, (SELECT count(*) FROM found), r.id, r.uid, r.slug, r.name
        FROM (SELECT * FROM found LIMIT {counted}) AS r
        ORDER BY CASE
                WHEN upper(r.name) = {wanted} OR r.id = ANY ({known}) OR {called} THEN 0
                WHEN starts_with(upper(r.name), {wanted}) THEN 1
                ELSE 2
            END, length(r.name), r.name, r.id
        LIMIT %(limit)s
    """  # noqa: S608 (names are the program's; the values are parameters)


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
