"""Partial dates and languages in the reader's words: “7–8 September 2016”, “2016年9月7日至8日”."""

import calendar
import datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from records.dates import POINT

# Babel's own order for "en" is the American one; the documents of this field write 7 September.
_LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans_CN"}


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


def show_bounds(low: int | None, high: int | None) -> str:
    """A number of which a source gives bounds, in words: “more than 40”, “30 to 40”, “12”.

    A bound that is one beyond a round number was said so: at least 41 is more than 40.
    """
    if low is None and high is None:
        return ""
    if low == high:
        return str(low)
    if high is None:
        assert low is not None
        if low > 1 and low % 10 == 1:
            return _("more than %(number)s") % {"number": low - 1}
        return _("at least %(number)s") % {"number": low}
    if low is None:
        if high % 10 == 9:
            return _("fewer than %(number)s") % {"number": high + 1}
        return _("at most %(number)s") % {"number": high}
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def show_period(
    since: str,
    until: str,
    *,
    first_seen: bool = False,
    last_seen: bool = False,
    begin_planned: bool = False,
    end_planned: bool = False,
) -> str:
    """A period in words, whose ends may be planned, or only when it was first or last seen."""
    start, end = show_date(since), show_date(until)
    if start and end and not first_seen and not last_seen and begin_planned == end_planned:
        words = (
            start if since == until else _("%(start)s to %(end)s") % {"start": start, "end": end}
        )
        return _("%(period)s (planned)") % {"period": words} if begin_planned else words
    parts = []
    if start:
        words = _("first seen %(date)s") if first_seen else _("since %(date)s")
        words = _("planned to begin %(date)s") if begin_planned else words
        parts.append(words % {"date": start})
    if end:
        words = _("last seen %(date)s") if last_seen else _("until %(date)s")
        words = _("planned to end %(date)s") if end_planned else words
        parts.append(words % {"date": end})
    return _(", ").join(parts)


def show_language(tag: str) -> str:
    """The name of a language in the reader's language; the tag itself where it has none."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(reader_locale())
    except (ValueError, UnknownLocaleError):
        name = reader_locale().languages.get(tag.split("-")[0])
    return name or tag


@lru_cache(maxsize=8192)
def _show(text: str, language: str) -> str:
    if text.startswith("[") and text.endswith("]"):
        return _one_of(text[1:-1])
    if "/" in text:
        return _lasting(*text.split("/", 1))
    return _point(text)


def _one_of(inside: str) -> str:
    """One moment, unknown, of several."""
    if ".." in inside:
        first, last = inside.split("..", 1)
        if first and last:
            return _("some time between %(first)s and %(last)s") % {
                "first": _point(first),
                "last": _point(last),
            }
        if first:
            return _("some time from %(date)s on") % {"date": _point(first)}
        return _("some time up to %(date)s") % {"date": _point(last)}
    choices = [_point(part.strip()) for part in inside.split(",")]
    if len(choices) == 1:
        return choices[0]
    head = pgettext("between dates of which one is right", ", ").join(choices[:-1])
    return _("%(dates)s or %(last)s") % {"dates": head, "last": choices[-1]}


def _lasting(first: str, last: str) -> str:
    """From then to then."""
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
    if not match:
        return text
    shown = _certain(match["year"], match["month"], match["day"])
    match match["doubt"]:
        case "~":
            return _("about %(date)s") % {"date": shown}
        case "?":
            return _("%(date)s, uncertain") % {"date": shown}
        case "%":
            return _("about %(date)s, uncertain") % {"date": shown}
    return shown


def _certain(year: str, month: str | None, day: str | None) -> str:
    locale = reader_locale()
    if year.endswith("XX"):
        return _("the years %(first)s to %(last)s") % {
            "first": year[:2] + "00",
            "last": year[:2] + "99",
        }
    if year.endswith("X"):
        return _("the %(decade)ss") % {"decade": year[:3] + "0"}
    number = int(year)
    if month in (None, "XX") or not 1 <= int(month) <= 12:
        words = format_skeleton("y", datetime.date(number, 1, 1), locale=locale)
        return words if month is None else _("%(year)s, month unknown") % {"year": words}
    if day in (None, "XX") or not 1 <= int(day) <= calendar.monthrange(number, int(month))[1]:
        words = format_skeleton("yMMMM", datetime.date(number, int(month), 1), locale=locale)
        return words if day is None else _("%(month)s, day unknown") % {"month": words}
    return format_date(datetime.date(number, int(month), int(day)), "long", locale=locale)
