"""Partial dates: EDTF (ISO 8601-2) as text, and the calendar bounds it implies.

Fora takes the part of EDTF that sources of this field need:

===========================  =====================================================
``2016``                     a year
``2016-09``                  a month
``2016-09-07``               a day
``2015~`` ``2015?`` ``2015%``  about, perhaps, both (the bounds stay the printed ones)
``201X`` ``2016-XX``         a decade; a year whose month is not known
``2016-09-07/2016-09-08``    a period: it lasted from then to then
``2016/..`` ``../2016``      a period still open, or without a known beginning
``[2015..2017-01-11]``       one moment, unknown, somewhere between the two
``[2015,2016]``              one moment, in one of these
===========================  =====================================================

A date has an *earliest* and a *latest* day. The database derives both from the text with
the functions in ``records/migrations/sql/dates.sql``, so that no writer can let them drift apart;
``bounds`` here is the same rule in Python, and a test holds the two together. (The ``edtf``
package is not used: it refuses ``[2015..2017-01-11]``, accepts 2015-02-29, and gives ``2015/``
an end of its own making.)
"""

import calendar
import datetime
import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Bounds = tuple[datetime.date | None, datetime.date | None]

MAX_LENGTH = 64

POINT = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<doubt>[~?%])?"
)


def _help(value: str) -> str:
    return _(
        "“%(value)s” is not a date Fora can read. Write 2016, 2016-09 or 2016-09-07; "
        "2016-09-07/2016-09-08 for a period; 2016/.. for one still open; 2015~ for about; "
        "[2015..2017-01-11] for one unknown day between two dates."
    ) % {"value": value}


def _point_bounds(text: str) -> tuple[datetime.date, datetime.date]:
    match = POINT.fullmatch(text)
    if not match:
        raise ValidationError(_help(text), code="date_format")
    year, month, day = match["year"], match["month"], match["day"]
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if first_year < 1:
        raise ValidationError(_("The year must be 0001 or later."), code="date_range")
    if month in (None, "XX"):
        if day not in (None, "XX"):
            raise ValidationError(
                _("“%(value)s” gives a day without a month. Write the year alone instead.")
                % {"value": text},
                code="date_format",
            )
        return datetime.date(first_year, 1, 1), datetime.date(last_year, 12, 31)
    if first_year != last_year:
        raise ValidationError(
            _("“%(value)s” gives a month in an unknown year. Write the year alone instead.")
            % {"value": text},
            code="date_format",
        )
    number = int(month)
    if not 1 <= number <= 12:
        raise ValidationError(
            _("“%(value)s” has month %(month)s; months run from 01 to 12.")
            % {"value": text, "month": month},
            code="date_range",
        )
    last_day = calendar.monthrange(first_year, number)[1]
    if day in (None, "XX"):
        return (
            datetime.date(first_year, number, 1),
            datetime.date(first_year, number, last_day),
        )
    if not 1 <= int(day) <= last_day:
        raise ValidationError(
            _("“%(value)s” has day %(day)s; that month has %(last)s days.")
            % {"value": text, "day": day, "last": last_day},
            code="date_range",
        )
    exact = datetime.date(first_year, number, int(day))
    return exact, exact


def _ordered(text: str, low: Bounds, high: Bounds) -> Bounds:
    """The bounds of a pair; refused when the second ends before the first begins."""
    if low[0] and high[1] and (high[1] < low[0] or (high[0] and high[0] < low[0])):
        raise ValidationError(
            _("“%(value)s” runs backwards: put the earlier date first.") % {"value": text},
            code="date_backwards",
        )
    return low[0], high[1]


@lru_cache(maxsize=4096)
def bounds(text: str) -> Bounds:
    """The first and last day that the EDTF ``text`` can mean; ``None`` where it is open.

    Raises ``ValidationError`` with a sentence that says what to write instead.
    """
    if not text:
        return None, None
    if len(text) > MAX_LENGTH:
        raise ValidationError(_help(text[:MAX_LENGTH] + "…"), code="date_format")
    nothing: Bounds = (None, None)
    if text.startswith("[") and text.endswith("]"):
        inside = text[1:-1]
        if inside.count("..") == 1 and "," not in inside:
            first, last = inside.split("..")
            if not first and not last:
                raise ValidationError(_help(text), code="date_format")
            return _ordered(
                text,
                _point_bounds(first) if first else nothing,
                _point_bounds(last) if last else nothing,
            )
        choices = [_point_bounds(part.strip()) for part in inside.split(",")]
        return min(low for low, _high in choices), max(high for _low, high in choices)
    if "/" in text:
        first, _slash, last = text.partition("/")
        if first == ".." and last == "..":
            raise ValidationError(_help(text), code="date_format")
        return _ordered(
            text,
            nothing if first == ".." else _point_bounds(first),
            nothing if last == ".." else _point_bounds(last),
        )
    return _point_bounds(text)


def validate_edtf(text: str) -> None:
    """A field validator: refuse what ``bounds`` cannot read."""
    bounds(text)


def validate_point(text: str) -> None:
    """Refuse periods: the ends of a period are themselves single (partial) dates."""
    bounds(text)
    if "/" in text:
        raise ValidationError(
            _("Write one date here, not a period: the other end has its own field."),
            code="date_format",
        )
