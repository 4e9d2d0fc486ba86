"""Keyset paging: one mechanism for pages, admin lists and the API; and bounded counts.

A page is the rows after (or before) a position in a total order, so page 10,000 costs what
page 1 costs, and no row is shown twice or lost when rows share a date or a name. The position
is compared as a row, ``(date_order, id) < (x, y)``, which PostgreSQL answers from one index.

Written by hand: the libraries compare column by column with OR, which reads the whole index
(hundreds of times slower at a million rows), and their cursors reach the database unchecked.
"""

import base64
import binascii
import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext_lazy as _

from .search_text import clean

Row = TypeVar("Row", bound=models.Model)
Found = TypeVar("Found")

MAX_CURSOR = 4000
COUNT_CAP = 10_000
COUNTS = 2000  # that are kept


class InvalidCursor(ValidationError):
    """A cursor that this list did not hand out."""

    def __init__(self) -> None:
        super().__init__(
            _("This is not a position in this list. Start again from the first page."),
            code="cursor",
        )


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows, and the cursors of its neighbours (``""`` where there is none)."""

    items: list[Row] = field(default_factory=list)
    next_cursor: str = ""
    previous_cursor: str = ""
    last_cursor: str = ""  # after the last row, whether or not there is a next page yet

    def __iter__(self):
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def has_other_pages(self) -> bool:
        return bool(self.next_cursor or self.previous_cursor)


def paginate(
    queryset: models.QuerySet[Row],
    *,
    ordering: Sequence[str],
    size: int,
    cursor: str = "",
    shown: models.QuerySet[Row] | None = None,
) -> Page[Row]:
    """The page of ``queryset`` at ``cursor`` (``""``: the first), in the total ``ordering``.

    ``ordering`` ends in a unique column, such as ``("-date_order", "-id")``, and names columns
    of the model that are never null (a relation by its column: ``"capture_id"``). A malformed
    cursor, or one of another list or ordering, raises ``InvalidCursor``: the API answers 400,
    a page asks through ``page_or_first``.

    ``shown`` gives the rows with what is joined to them, where that is joined to those of the page
    alone: else PostgreSQL may read whole tables for it before it sorts.
    """
    check_ordering(queryset.model, ordering)
    backwards, position = _decode(queryset.model, ordering, cursor) if cursor else (False, [])
    order = _reversed(ordering) if backwards else list(ordering)
    rows = queryset.order_by(*order)
    if position:
        rows = rows.filter(_after(order, position))
    rows = rows[: size + 1]
    if shown is not None:
        rows = shown.filter(pk__in=rows.values("pk")).order_by(*order)
    items = list(rows)
    more, items = len(items) > size, items[:size]
    if backwards:
        items.reverse()
    if not items:
        return Page()
    has_next, has_previous = (True, more) if backwards else (more, bool(position))
    last = cursor_after(ordering, items[-1])
    return Page(
        items=items,
        next_cursor=last if has_next else "",
        previous_cursor=cursor_after(ordering, items[0], backwards=True) if has_previous else "",
        last_cursor=last,
    )


def page_or_first(read: Callable[[str], Found], cursor: str) -> tuple[Found, str]:
    """What ``read`` finds at ``cursor``, and ``""``; else the first page, and what to say of it."""
    try:
        return read(cursor), ""
    except InvalidCursor as refusal:
        return read(""), refusal.messages[0]


def cursor_after(ordering: Sequence[str], row: models.Model, *, backwards: bool = False) -> str:
    """The cursor of the page that begins after ``row``, or that ends before it."""
    values = [getattr(row, name.lstrip("-")) for name in ordering]
    position = [value if isinstance(value, int) else str(value) for value in values]
    text = json.dumps([",".join(ordering), int(backwards), *position], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def bounded_count(queryset: models.QuerySet, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """How many rows there are and whether that is exact; counting stops at ``cap``."""
    number = queryset.order_by().values("pk")[: cap + 1].count()
    return min(number, cap), number <= cap


@dataclass(frozen=True)
class _Count:
    version: str
    sql: str
    cap: int
    rows: models.QuerySet = field(compare=False)


def counted(queryset: models.QuerySet, version: str, cap: int | None = None) -> tuple[int, bool]:
    """``bounded_count`` of rows that the public reads, made once of a version of the register.

    ``""``: of none, so it is made.
    """
    limits = () if cap is None else (cap,)
    if not version:
        return bounded_count(queryset, *limits)
    sql, given = queryset.order_by().values("pk").query.sql_with_params()
    return _count(_Count(version, f"{sql} {given!r}", cap or COUNT_CAP, queryset))


@lru_cache(maxsize=COUNTS)
def _count(asked: _Count) -> tuple[int, bool]:
    return bounded_count(asked.rows, asked.cap)


def check_cursor(model: type[models.Model], ordering: Sequence[str], cursor: str) -> None:
    """Raise ``InvalidCursor`` unless ``paginate`` can begin at ``cursor`` in ``ordering``."""
    if cursor:
        _decode(model, ordering, cursor)


def check_ordering(model: type[models.Model], ordering: Sequence[str]) -> None:
    """Refuse an ordering (the programmer's, never the reader's) that would lose or repeat rows."""
    for name in ordering:
        try:
            column = _column(model, name)
        except FieldDoesNotExist as error:
            raise ValueError(f"{model.__name__} has no column {name.lstrip('-')!r}") from error
        if column.null:
            raise ValueError(f"{column.name} may be null: rows without it would be lost")
    if not ordering or not _column(model, ordering[-1]).unique:
        raise ValueError(f"{ordering} ends in no unique column: equal rows would be lost")


def _column(model: type[models.Model], name: str) -> Any:
    column = model._meta.get_field(name.lstrip("-"))
    return column.output_field if isinstance(column, models.GeneratedField) else column


def _reversed(ordering: Sequence[str]) -> list[str]:
    return [name[1:] if name.startswith("-") else f"-{name}" for name in ordering]


def _after(order: Sequence[str], position: list[Any]) -> Any:
    """The condition "comes after ``position``" in ``order``."""
    names = [name.lstrip("-") for name in order]
    descending = [name.startswith("-") for name in order]
    if all(descending):
        return TupleLessThan(Tuple(*names), position)
    if not any(descending):
        return TupleGreaterThan(Tuple(*names), position)
    # Directions differ: the first column bounds the index scan, the rest sorts out ties.
    after, ties = Q(), Q()
    for name, down, value in zip(names, descending, position, strict=True):
        after |= ties & Q(**{f"{name}__{'lt' if down else 'gt'}": value})
        ties &= Q(**{name: value})
    bound = "lte" if descending[0] else "gte"
    return Q(**{f"{names[0]}__{bound}": position[0]}) & after


def _decode(
    model: type[models.Model], ordering: Sequence[str], cursor: str
) -> tuple[bool, list[Any]]:
    """Direction and position that ``cursor`` stands for; every value is checked by its column."""
    if len(cursor) > MAX_CURSOR or not cursor.isascii():
        raise InvalidCursor
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        payload = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        order, backwards, *values = payload
        if order != ",".join(ordering) or backwards not in (0, 1) or len(values) != len(ordering):
            raise InvalidCursor
        return bool(backwards), [
            _value(_column(model, name), value)
            for name, value in zip(ordering, values, strict=True)
        ]
    except (ValueError, TypeError, RecursionError, binascii.Error, ValidationError) as error:
        raise InvalidCursor from error


def _value(column: models.Field, value: Any) -> Any:
    """``value`` as ``column`` holds it; refused where the column could not hold it."""
    if isinstance(column, models.IntegerField | models.ForeignKey):
        if type(value) is not int or not -(2**63) <= value < 2**63:
            raise InvalidCursor
        return value
    if not isinstance(value, str) or value != clean(value):
        raise InvalidCursor
    value = column.to_python(value)
    if isinstance(value, datetime.datetime) and value.tzinfo is None:
        raise InvalidCursor
    return value
