"""Partial dates: EDTF (ISO 8601-2) as text, and the calendar bounds it implies.

Fora takes EDTF of the years 1 to 9999: level 1 in full, and of level 2 what sources of this field
say. docs/data-model.md lists the forms, what is left out, and which months a season has.

==================================  ==============================================
``2016`` ``2016-09`` ``2016-09-07``   a year, a month, a day
``2016-09-07T09:30:00+08:00``         a day, with the time that was printed
``2015~`` ``2015?`` ``2015%``         about, perhaps, both (the bounds stay the printed ones)
``2016?-09-~07``                      the year perhaps, the day about
``201X`` ``1XXX`` ``2016-XX``         unknown digits; a year whose month is not known
``2016-23`` ``2016-33`` ``2016-40``   a season, a quarter, a half of a year
``2016-09-07/2016-09-08``             a period: it lasted from then to then
``2016/..`` ``../2016``               a period still open, or without a beginning
``2016/`` ``/2016``                   a period whose end, or beginning, is not known
``[2015..2017-01-11]`` ``[2015,2017]``  one moment, unknown, between the two or one of them
``{2015,2017..2019}``                 every one of these
==================================  ==============================================

A date has an *earliest* and a *latest* day. The database derives both from the text with
the functions in ``records/migrations/sql/0010_dates.sql``, so that no writer can let them drift
apart; ``bounds`` here is the same rule in Python, and a test holds the two together. (The ``edtf``
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

_MARK = "[~?%]"
POINT = re.compile(
    rf"(?P<year_before>{_MARK})?(?P<year>[0-9]{{4}}|[0-9]{{3}}X|[0-9]{{2}}XX|[0-9]XXX)"
    rf"(?P<year_behind>{_MARK})?"
    rf"(?:-(?P<month_before>{_MARK})?(?P<month>[0-9]{{2}}|XX)(?P<month_behind>{_MARK})?"
    rf"(?:-(?P<day_before>{_MARK})?(?P<day>[0-9]{{2}}|XX)(?P<day_behind>{_MARK})?)?)?"
)
_MARKED_TWICE = re.compile(rf"{_MARK}[0-9X]+{_MARK}")
TIMED = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"T(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])"
    r"(?P<zone>Z|[+-](?:0[0-9]|1[0-4])(?::[0-5][0-9])?)?"
)

# Where a season, quarter, third or half of a year begins: its month, and how many it has.
# A winter belongs to the year of its December.
SEASONS = {
    **{21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3)},  # as in the north, where none is said
    **{25: (3, 3), 26: (6, 3), 27: (9, 3), 28: (12, 3)},  # of the north
    **{29: (9, 3), 30: (12, 3), 31: (3, 3), 32: (6, 3)},  # of the south
    **{33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3)},  # quarters
    **{37: (1, 4), 38: (5, 4), 39: (9, 4)},  # thirds
    **{40: (1, 6), 41: (7, 6)},  # halves
}
_LEAP_YEAR = 2000


def _help(value: str) -> str:
    return _(
        "“%(value)s” is not a date Fora can read. Write 2016, 2016-09 or 2016-09-07; "
        "2016-09-07/2016-09-08 for a period; 2016/.. for one still open; 2015~ for about; "
        "2016-23 for autumn (21 to 24: seasons; 33 to 36: quarters); "
        "[2015..2017-01-11] for one unknown day between two dates."
    ) % {"value": value}


def _point_bounds(text: str) -> tuple[datetime.date, datetime.date]:
    match = POINT.fullmatch(text)
    if not match or _MARKED_TWICE.search(text):
        raise ValidationError(_help(text), code="date_format")
    year, month, day = match["year"], match["month"], match["day"]
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if first_year < 1:
        raise ValidationError(_("The year must be 0001 or later."), code="date_range")
    first_month, last_month = 1, 12
    if month not in (None, "XX"):
        first_month = last_month = int(month)
        if first_month in SEASONS:
            if day is not None:
                raise ValidationError(
                    _("“%(value)s” gives a day of a season or part of a year. Leave the day out.")
                    % {"value": text},
                    code="date_range",
                )
            return _season_bounds(first_month, first_year, last_year)
        if not 1 <= first_month <= 12:
            raise ValidationError(
                _("“%(value)s” has month %(month)s; months run from 01 to 12.")
                % {"value": text, "month": month},
                code="date_range",
            )
    if day in (None, "XX"):
        last_day = calendar.monthrange(last_year, last_month)[1]
        return (
            datetime.date(first_year, first_month, 1),
            datetime.date(last_year, last_month, last_day),
        )
    known = first_year if first_year == last_year else _LEAP_YEAR
    last_day = calendar.monthrange(known, first_month)[1]
    if not 1 <= int(day) <= last_day:
        raise ValidationError(
            _("“%(value)s” has day %(day)s; that month has %(last)s days.")
            % {"value": text, "day": day, "last": last_day},
            code="date_range",
        )
    if first_month == last_month == 2 and int(day) == 29:  # only a leap year has it
        first_year = next(y for y in range(first_year, last_year + 1) if calendar.isleap(y))
        last_year = next(y for y in range(last_year, first_year - 1, -1) if calendar.isleap(y))
    return (
        datetime.date(first_year, first_month, int(day)),
        datetime.date(last_year, last_month, int(day)),
    )


def _season_bounds(
    season: int, first_year: int, last_year: int
) -> tuple[datetime.date, datetime.date]:
    month, months = SEASONS[season]
    years, last_month = divmod(month + months - 2, 12)
    if last_year + years > datetime.MAXYEAR:
        return datetime.date(first_year, month, 1), datetime.date.max
    last_day = calendar.monthrange(last_year + years, last_month + 1)[1]
    return (
        datetime.date(first_year, month, 1),
        datetime.date(last_year + years, last_month + 1, last_day),
    )


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
    if text[0] + text[-1] in ("[]", "{}"):
        found = [_member_bounds(text, part) for part in members(text)]
        lows, highs = [low for low, _high in found], [high for _low, high in found]
        return (
            None if None in lows else min(low for low in lows if low),
            None if None in highs else max(high for high in highs if high),
        )
    if "/" in text:
        first, _slash, last = text.partition("/")
        return _between(text, "" if first == ".." else first, "" if last == ".." else last)
    if match := TIMED.fullmatch(text):
        return _point_bounds(match["day"])
    return _point_bounds(text)


def members(text: str) -> list[str]:
    """What a set lists: ``[2015, 2017..2019]`` has 2015 and 2017..2019."""
    return [part.strip(" ") for part in text[1:-1].split(",")]


def _member_bounds(text: str, part: str) -> Bounds:
    if ".." not in part:
        return _point_bounds(part)
    first, _dots, last = part.partition("..")
    return _between(text, first, last)


def _between(text: str, first: str, last: str) -> Bounds:
    """The bounds of a pair of which one may be left out."""
    if not first and not last:
        raise ValidationError(_help(text), code="date_format")
    nothing: Bounds = (None, None)
    return _ordered(
        text,
        _point_bounds(first) if first else nothing,
        _point_bounds(last) if last else nothing,
    )


def validate_edtf(text: str) -> None:
    """A field validator: refuse what ``bounds`` cannot read."""
    bounds(text)


def validate_point(text: str) -> None:
    """Refuse periods and lists: the ends of a period are themselves single (partial) dates."""
    bounds(text)
    if "/" in text or text.startswith("{"):
        raise ValidationError(
            _("Write one date here, not a period: the other end has its own field."),
            code="date_format",
        )
