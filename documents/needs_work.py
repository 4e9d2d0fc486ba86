"""What in the register asks for an editor: values without evidence, sources that differ, broken
citations. Each is a condition that the database answers for a slice of rows; none reads a table.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Substr

from documents.models import SUBJECTS, Citation, Document, LinkCheck
from records.conditions import THE_ROW, RowCondition, finds
from records.models import Record, State

from .evidence import supports
from .judged_names import NAMES, is_judged_sql, names_of
from .judgements import emptied_sql, holds_sql, judged_fields
from .stated import contradictions_between

EVIDENTIAL = {name: model for name, model in SUBJECTS.items() if model.EVIDENTIAL}
"""The kinds of record that have values which need evidence."""


def lacking(records: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """Those of ``records`` with a filled value for which no citation holds without reserve.

    A citation that states the value in other words may still support it: ``uncited_of`` knows.
    """
    model: Any = records.model
    return records.filter(RowCondition(sql=_lacking(model)))


def with_reserve(model: type[Record]) -> RowCondition:
    """Whether some citation of a record states one of its values in its own words."""
    return RowCondition(sql=finds(f"{_citations_of(model)} AND c.stated <> '{{}}'"))


@cache
def _lacking(model: type[Record]) -> str:
    """The condition of ``lacking``, field by field of the model."""
    conditions = []
    for name in model.EVIDENTIAL:
        column: Any = model._meta.get_field(name)
        value = f'{THE_ROW}."{column.column}"'
        filled = f"{value} IS NOT NULL"
        if isinstance(column, models.CharField | models.TextField):
            filled += f" AND {value} <> ''"
        if name in model.EMPTY_SAYS:
            before = f"{_citations_of(model)} AND {emptied_sql(model, name, 'c')}"
            filled = f"({filled} OR {finds(before)})"
        holding = f"{_citations_of(model)} AND {holds_sql(model, name, 'c', THE_ROW)}"
        conditions.append(f"({filled} AND NOT {finds(holding)})")
    if NAMES in judged_fields(model):
        named = is_judged_sql("c.holds_for", "n")
        bare = (
            f"FROM {names_of(model)} n WHERE n.record_id = {THE_ROW}.id"
            f" AND NOT {finds(f'{_citations_of(model)} AND {named}')}"
        )
        conditions.append(finds(bare))
    return f"({' OR '.join(conditions)})" if conditions else "FALSE"


def _citations_of(model: type[Record]) -> str:
    column = Citation._meta.get_field(model.kind_name()).column  # type: ignore[union-attr]
    return (
        f'FROM "{Citation._meta.db_table}" c'
        f" WHERE c.\"{column}\" = {THE_ROW}.id AND c.state <> '{State.WITHDRAWN}'"
    )


def uncited_of(records: Sequence[Record]) -> list[tuple[Record, list[str]]]:
    """Those of ``records`` that have values without evidence, and which."""
    return [(found.record, found.uncited) for found in supports(records) if found.uncited]


def contradicting(citations: Sequence[Citation]) -> list[tuple[Citation, list[str]]]:
    """Those of ``citations`` that state another value than their record has, and of what."""
    pairs = [(citation.subject, citation) for citation in citations]
    return [(citation, names) for citation, names in contradictions_between(pairs) if names]


def orphaned(citations: "models.QuerySet[Citation]") -> "models.QuerySet[Citation]":
    """Citations that rest on nothing any more: see ``ON_WITHDRAWN`` and ``MOVED``."""
    return citations.filter(ON_WITHDRAWN | MOVED)


def _on_withdrawn() -> Q:
    document = "passage__capture__document"
    found = Q(**{f"{document}__state": State.WITHDRAWN})
    found |= Q(**{f"{document}__state": State.PUBLISHED, f"{document}__is_public": False})
    for relation in Document.PUBLIC_THROUGH:
        found |= Q(**{f"{document}__{relation}__state": State.WITHDRAWN})
    return found


ON_WITHDRAWN = _on_withdrawn()
"""The document is withdrawn, or hidden by one that it depends on."""

_FROM = Cast(F("start") - F("passage__start") + 1, models.IntegerField())
_LENGTH = Cast(F("end") - F("start"), models.IntegerField())

MOVED = ~Q(quote="") & ~Q(passage__text="") & ~Q(quote=Substr("passage__text", _FROM, _LENGTH))
"""The words that it quotes are not those at its place in the text."""

NOT_HELD = Q(passage__text="")
"""Nobody here can read the passage: its text is not held."""


def dead_links() -> "models.QuerySet[LinkCheck]":
    """Addresses that did not answer, of documents that still give them."""
    return LinkCheck.objects.filter(answer__in=LinkCheck.DEAD, url=F("document__url")).exclude(
        document__state=State.WITHDRAWN
    )
