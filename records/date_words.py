"""Partial dates in the reader's words: “7–8 September 2016”, “2016年9月7日至8日”."""

import datetime
import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_noop, pgettext
from django.utils.translation import gettext as _

from records.dates import POINT, TIMED, bounds, members

# Babel's own order for "en" is the American one; the documents of this field write 7 September.
_LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans_CN"}

_FOUR_SEASONS = [
    gettext_noop("spring of %(year)s"),
    gettext_noop("summer of %(year)s"),
    gettext_noop("autumn of %(year)s"),
    gettext_noop("winter of %(year)s"),
]
_PARTS_OF_YEARS = [
    gettext_noop("first quarter of %(year)s"),
    gettext_noop("second quarter of %(year)s"),
    gettext_noop("third quarter of %(year)s"),
    gettext_noop("fourth quarter of %(year)s"),
    gettext_noop("January to April of %(year)s"),
    gettext_noop("May to August of %(year)s"),
    gettext_noop("September to December of %(year)s"),
    gettext_noop("first half of %(year)s"),
    gettext_noop("second half of %(year)s"),
]
# A year with every day that any year has.
_LEAP_YEAR = 2000
_SEASONS = dict(enumerate([*_FOUR_SEASONS * 3, *_PARTS_OF_YEARS], start=21))
_DOUBTS = {
    "year": {
        "?": gettext_noop("year uncertain"),
        "~": gettext_noop("year approximate"),
        "%": gettext_noop("year uncertain and approximate"),
    },
    "month": {
        "?": gettext_noop("month uncertain"),
        "~": gettext_noop("month approximate"),
        "%": gettext_noop("month uncertain and approximate"),
    },
    "day": {
        "?": gettext_noop("day uncertain"),
        "~": gettext_noop("day approximate"),
        "%": gettext_noop("day uncertain and approximate"),
    },
}


def reader_locale() -> Locale:
    """The locale of the interface language."""
    language = get_language() or "en"
    try:
        return Locale.parse(_LOCALES.get(language, language.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en_GB")


def show_date(text: str) -> str:
    """A partial date in words; a text that is not one is shown as it stands."""
    return _show(text, get_language() or "en")


@lru_cache(maxsize=8192)
def _show(text: str, language: str) -> str:
    try:
        bounds(text)
    except ValidationError:
        return text
    if not text:
        return ""
    if text.startswith("["):
        return _one_of(members(text))
    if text.startswith("{"):
        return _all_of(members(text))
    if "/" in text:
        return _lasting(*text.split("/", 1))
    if match := TIMED.fullmatch(text):
        return _("%(date)s, %(time)s") % {
            "date": _point(match["day"]),
            "time": match["time"] + _zone(match["zone"]),
        }
    return _point(text)


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    return " UTC" if zone == "Z" else f" UTC{zone}"


def _one_of(parts: list[str]) -> str:
    """One moment, unknown, of several."""
    if len(parts) == 1 and ".." in parts[0]:
        first, last = parts[0].split("..", 1)
        if first and last:
            return _("some time between %(first)s and %(last)s") % {
                "first": _point(first),
                "last": _point(last),
            }
        if first:
            return _("some time from %(date)s on") % {"date": _point(first)}
        return _("some time up to %(date)s") % {"date": _point(last)}
    choices = [_choice(part) for part in parts]
    if len(choices) == 1:
        return choices[0]
    head = pgettext("between dates of which one is right", ", ").join(choices[:-1])
    return _("%(dates)s or %(last)s") % {"dates": head, "last": choices[-1]}


def _choice(part: str) -> str:
    first, dots, last = part.partition("..")
    if not dots:
        return _point(part)
    if not last:
        return _("%(date)s or later") % {"date": _point(first)}
    if not first:
        return _("%(date)s or earlier") % {"date": _point(last)}
    return _("between %(first)s and %(last)s") % {"first": _point(first), "last": _point(last)}


def _all_of(parts: list[str]) -> str:
    """Several dates, all meant."""
    listed = [_listed(part) for part in parts]
    if len(listed) == 1:
        return listed[0]
    head = pgettext("between dates that are all meant", ", ").join(listed[:-1])
    return _("%(dates)s and %(last)s") % {"dates": head, "last": listed[-1]}


def _listed(part: str) -> str:
    first, dots, last = part.partition("..")
    if not dots:
        return _point(part)
    if not last:
        return _("all from %(date)s on") % {"date": _point(first)}
    if not first:
        return _("all up to %(date)s") % {"date": _point(last)}
    return _("all from %(first)s to %(last)s") % {"first": _point(first), "last": _point(last)}


def _lasting(first: str, last: str) -> str:
    """From then to then."""
    if not last:
        return _("from %(date)s, end unknown") % {"date": _point(first)}
    if not first:
        return _("until %(date)s, beginning unknown") % {"date": _point(last)}
    if last == "..":
        return _("since %(date)s") % {"date": _point(first)}
    if first == "..":
        return _("until %(date)s") % {"date": _point(last)}
    start, end = _day(first), _day(last)
    locale = reader_locale()
    if start and end and start < end:
        if locale.language == "zh":
            return format_interval(start, end, "yMMMd", locale=locale)
        if (start.year, start.month) == (end.year, end.month):
            return f"{start.day}–{format_date(end, 'long', locale=locale)}"
        if start.year == end.year:
            first = format_date(start, "d MMMM", locale=locale)
            return f"{first} – {format_date(end, 'long', locale=locale)}"
    return _("%(start)s to %(end)s") % {"start": _point(first), "end": _point(last)}


def _day(text: str) -> datetime.date | None:
    """The day that ``text`` is, where it is a whole day without doubt."""
    try:
        return datetime.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _point(text: str) -> str:
    match = POINT.fullmatch(text)
    assert match  # ``bounds`` has read it
    year, month, day = match["year"], match["month"], match["day"]
    shown = _unmarked(year, month, day)
    marks = _marks(match)
    if len(set(marks.values())) == 1:
        match marks["year"]:
            case "~":
                return _("about %(date)s") % {"date": shown}
            case "?":
                return _("%(date)s, uncertain") % {"date": shown}
            case "%":
                return _("about %(date)s, uncertain") % {"date": shown}
        return shown
    doubts = [_(_DOUBTS[part][mark]) for part, mark in marks.items() if mark]
    return _("%(date)s (%(doubts)s)") % {"date": shown, "doubts": _(", ").join(doubts)}


def _marks(match: re.Match[str]) -> dict[str, str]:
    """How each part is marked. A mark behind a part holds for all before it, too."""
    parts = [part for part in ("year", "month", "day") if match[part]]
    marks = {}
    for at, part in enumerate(parts):
        found = {match[f"{part}_before"]} | {match[f"{later}_behind"] for later in parts[at:]}
        found -= {None}
        marks[part] = "%" if len(found) > 1 else "".join(filter(None, found))
    return marks


def _unmarked(year: str, month: str | None, day: str | None) -> str:
    """A date without its marks."""
    locale = reader_locale()
    if month is None or (month == "XX" and day in (None, "XX")):
        words = _year(year)
        return words if month is None else _("%(year)s, month unknown") % {"year": words}
    if month == "XX":
        return _("day %(day)s of an unknown month of %(year)s") % {
            "day": int(day or 0),
            "year": _a_year(year),
        }
    number = int(month)
    if number in _SEASONS:
        words = _(_SEASONS[number]) % {"year": _a_year(year)}
        if 25 <= number <= 28:
            return _("%(season)s (northern hemisphere)") % {"season": words}
        if 29 <= number <= 32:
            return _("%(season)s (southern hemisphere)") % {"season": words}
        return words
    unknown_year = "X" in year
    one = datetime.date(
        _LEAP_YEAR if unknown_year else int(year),
        number,
        1 if day in (None, "XX") else int(day or 1),
    )
    if day in (None, "XX"):
        if unknown_year:
            name = (
                format_skeleton("MMM", one, locale=locale)
                if locale.language == "zh"
                else (format_date(one, "LLLL", locale=locale))
            )
            words = _("%(date)s of %(year)s") % {"date": name, "year": _a_year(year)}
        else:
            words = format_skeleton("yMMMM", one, locale=locale)
        return words if day is None else _("%(month)s, day unknown") % {"month": words}
    if unknown_year:
        name = format_skeleton("MMMMd", one, locale=locale)
        return _("%(date)s of %(year)s") % {"date": name, "year": _a_year(year)}
    return format_date(one, "long", locale=locale)


def _year(year: str) -> str:
    if year.endswith("XX"):
        return _("the years %(first)s to %(last)s") % {
            "first": year.replace("X", "0"),
            "last": year.replace("X", "9"),
        }
    if year.endswith("X"):
        return _("the %(decade)ss") % {"decade": year[:3] + "0"}
    return format_skeleton("y", datetime.date(int(year), 1, 1), locale=reader_locale())


def _a_year(year: str) -> str:
    """One year, as a part of it is spoken of."""
    return _("one of %(years)s") % {"years": _year(year)} if "X" in year else _year(year)
