"""What was in a period, for certain or possibly: dates and terms are as precise as their sources.

Filters find what may have been in a period. ``sure=certain`` leaves of that what was in it whatever
the dates mean; ``when`` is a period in one parameter.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateField, F, Func, Q, QuerySet
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from records.dates import bounds
from records.filters import FromFilter, RecordFilterSet, TermFilter
from records.models import Period, held_during
from records.written_dates import as_edtf

from .errors import quoted
from .params import Parameters

POSSIBLE, CERTAIN = "possible", "certain"
Days = tuple[datetime.date | None, datetime.date | None]


def in_time(filterset: type[RecordFilterSet]) -> tuple[str, ...]:
    """The parameters by which records are asked for by time, beside their filters.

    Not of what has a date and is also asked as of a day: that is about something else of it.
    """
    start = filterset.base_filters.get("from")
    dated = isinstance(start, FromFilter) and "as_of" not in filterset.base_filters
    return ("when", "sure") if dated or isinstance(start, TermFilter) else ()


def narrowed(asked: Parameters, filterset: RecordFilterSet, rows: QuerySet) -> QuerySet:
    """Those of ``rows`` that are in the period that ``when`` names, as sure as ``sure`` wants."""
    when = period(asked)
    sure = asked.choice("sure", [POSSIBLE, CERTAIN], POSSIBLE)
    if when is not None:
        rows = rows.filter(possibly(filterset, *when))
    if sure == CERTAIN:
        given = [*([when] if when else []), *_of_filters(filterset)]
        if not given and not asked.problems:
            message = _("“sure” is about a period: give “when”, “from”, “to” or “as_of” as well.")
            asked.refuse("sure", message)
        for days in given:
            rows = certainly(filterset, rows, *days)
    return rows


def period(asked: Parameters) -> Days | None:
    """The first and the last day of ``when``."""
    if not (given := asked.text("when")):
        return None
    try:
        return bounds(as_edtf(given))
    except ValidationError:
        message = _("%s is not a date: write it as 2016, 2016-09 or 2016-09-07.")
        asked.refuse("when", message % quoted(given))
        return None


def _of_filters(filterset: RecordFilterSet) -> list[Days]:
    """The periods that the filters ask for."""
    values: Any = getattr(filterset.form, "cleaned_data", {})
    start, end, day = (values.get(name) for name in ("from", "to", "as_of"))
    found: list[Days] = [(start and start[1], end and end[2])] if start or end else []
    return [*found, *([(day[1], day[2])] if day else [])]


def dated(filterset: RecordFilterSet) -> tuple[str, str, str] | None:
    """The columns of a date and of its bounds; ``None`` where there is a term."""
    start = filterset.base_filters["from"]
    if not isinstance(start, FromFilter):
        return None
    return start.date, start.latest.replace("latest", "earliest"), start.latest


def possibly(filterset: RecordFilterSet, first: Any, last: Any) -> Q:
    """What may have been on some day of a period."""
    columns = dated(filterset)
    if columns is None:
        return held_during(DateRange(first, last, "[]"))
    date, earliest, latest = columns
    found = ~Q(**{date: ""})
    if last is not None:
        found &= Q(**{f"{earliest}__isnull": True}) | Q(**{f"{earliest}__lte": last})
    if first is not None:
        found &= Q(**{f"{latest}__isnull": True}) | Q(**{f"{latest}__gte": first})
    return found


def certainly(filterset: RecordFilterSet, rows: QuerySet, first: Any, last: Any) -> QuerySet:
    """What was on some day of a period whatever its dates mean."""
    if columns := dated(filterset):
        date, earliest, latest = columns
        inside = {f"{earliest}__gte": first} if first else {}
        inside |= {f"{latest}__lte": last} if last else {}
        return rows.exclude(**{date: ""}).filter(**inside)
    rows = rows.alias(
        began_by=_bound("latest", "since"),
        ended_by=_bound("latest", "until"),
        held_until=_bound("earliest", "until"),
    ).exclude(since_is=Period.Began.PLANNED)
    if first is not None:
        rows = rows.filter(Q(until="") | Q(held_until__gte=first))
    began = Q(began_by__lte=last) if last else ~Q(since="")
    ended = Q(ended_by__lte=last) if last else ~Q(until="")
    return rows.filter(began | (Q(since="") & ended))


def _bound(which: str, column: str) -> Func:
    return Func(F(column), function=f"edtf_{which}", output_field=DateField(null=True))
