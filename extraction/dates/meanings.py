"""What the words of an English date mean, in EDTF, with what is known where they stand.

A date that cannot be completed from that means nothing: nothing is guessed.
"""

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError

from extraction.grammar import grammar
from records.dates import bounds


@dataclass
class Known:
    """What is known where a sentence begins."""

    published: str = ""  # EDTF of the day of publication
    year: int | None = None  # the year the passage speaks of
    last: str = ""  # the last date named, EDTF
    future: bool = False  # what is spoken of is to come
    # Where the sentence speaks of what is to come, or was.
    tenses: tuple[tuple[int, bool], ...] = ()

    @property
    def day(self) -> datetime.date | None:
        """The day of publication, if known to the day."""
        return _exact(self.published)

    @property
    def this_year(self) -> int | None:
        """The year of publication."""
        first, last = bounds(self.published)
        return first.year if first and last and first.year == last.year else None


def _exact(edtf: str) -> datetime.date | None:
    first, last = bounds(edtf)
    return first if first == last else None


def overlap(one: str, other: str) -> bool:
    """Whether two dates can be the same."""
    try:
        (low, high), (first, last) = bounds(one), bounds(other)
    except ValidationError:
        return one == other
    return not ((high and first and high < first) or (low and last and last < low))


def point(year: int, month: int = 0, day: int = 0) -> str:
    """EDTF of a day, month or year; "" where the calendar has no such day."""
    if not 1000 <= year <= 2999 or not 0 <= month <= 12:
        return ""
    if not month:
        return f"{year:04}"
    if not day:
        return f"{year:04}-{month:02}"
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return ""
    return f"{year:04}-{month:02}-{day:02}"


def period(first: str, last: str) -> str:
    """All days from the one to the other."""
    if not first or not last or first > last:
        return ""
    return first if first == last else f"{first}/{last}"


def between(first: str, last: str) -> str:
    """One moment, unknown, between two."""
    if first and last and (last < first[: len(last)] or first == last):
        return first if first == last else ""
    return f"[{first}..{last}]" if first or last else ""


_WORDS = grammar("en", "dates")
MONTHS = {
    name.lower(): number for number, names in enumerate(_WORDS["months"], start=1) for name in names
}
"""The names and short forms of the months, each with its number."""
WEEKDAYS = [name.lower() for name in _WORDS["weekdays"]]

Parts = dict[str, str]
Reader = Callable[[Parts, Known], str | tuple[str, ...]]


def _number(word: str) -> int:
    cardinals = grammar("en", "numbers")["cardinals"]
    word = word.lower()
    if word in ("a", "an"):
        return 1
    return cardinals.index(word) + 1 if word in cardinals else int(re.sub(r"\D", "", word))


def month_number(word: str) -> int:
    return MONTHS[word.lower().rstrip(".")]


def year_said(word: str | None, known: Known, month: int = 0, day: int = 0) -> int:
    """The year that ``word`` says, or that what is known completes; 0 where nothing does."""
    if word and word[:4].isdecimal():
        return int(word[:4])
    if word:
        return _relative_year(word, known)
    if known.year:
        return known.year
    return _nearest_year(known, month, day)


def _relative_year(word: str, known: Known) -> int:
    word = re.sub(r"^(?:of|in)\s", "", " ".join(word.lower().split()))
    if word in ("this year", "last year", "next year"):
        step = {"this": 0, "last": -1, "next": 1}[word.split()[0]]
        return known.this_year + step if known.this_year else 0
    if word == "the year":
        return known.year or known.this_year or 0
    before = _year_of(known.last) or known.year or 0
    step = 1 if "following" in word or "next" in word else -1 if "previous" in word else 0
    return before + step if before else 0


def _year_of(edtf: str) -> int:
    found = re.search(r"[0-9]{4}", edtf)
    return int(found[0]) if found else 0


def _nearest_year(known: Known, month: int, day: int) -> int:
    """The year of the last such day before publication; of the next one, of what is to come."""
    first, last = bounds(known.published)
    if first is None or last is None:
        return 0
    if known.future:
        passed = month and (month, day or 31) < (first.month, first.day)
        return first.year + 1 if passed else first.year
    still_ahead = month and (month, day or 1) > (last.month, last.day)
    return last.year - 1 if still_ahead else last.year


def day_month(parts: Parts, known: Known) -> str:
    month, day = month_number(parts["m"]), _number(parts["d"])
    return point(year_said(parts.get("y") or parts.get("y2"), known, month, day), month, day)


def are_apart(parts: Parts, first: str, last: str) -> bool:
    """Whether "5 May and 2 June" are two dates: not two days in a row, nor the ends of a span."""
    if is_either(parts):
        return True
    if not re.search(r"and|&", parts["to"]) or parts.get("between"):
        return False
    return len(first) < len("2000-01-01") or not last or not days_in_a_row(first, last)


def days_in_a_row(first: str, last: str) -> bool:
    """Whether of two days the one follows the other."""
    low, high = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    return (high - low).days == 1


def is_either(parts: Parts) -> bool:
    """Whether two dates are two readings of one: "2 or 3 May"."""
    return bool(re.search(r"\bor\b", parts.get("to", ""), re.IGNORECASE))


def days_of_month(parts: Parts, known: Known) -> str | tuple[str, ...]:
    month, first, last = month_number(parts["m"]), _number(parts["d"]), _number(parts["d2"])
    year = year_said(parts.get("y"), known, month, last)
    days = point(year, month, first), point(year, month, last)
    return days if all(days) and are_apart(parts, *days) else period(*days)


def two_days(parts: Parts, known: Known) -> str | tuple[str, ...]:
    month, last_month = month_number(parts["m"]), month_number(parts["m2"])
    last_day = _number(parts["d2"])
    last_year = year_said(parts.get("y2"), known, last_month, last_day)
    first_year = int(parts["y"][:4]) if parts.get("y") else last_year - (month > last_month)
    first = point(first_year, month, _number(parts["d"]))
    last = point(last_year, last_month, last_day)
    return (first, last) if are_apart(parts, first, last) else period(first, last)


def two_months(parts: Parts, known: Known) -> str | tuple[str, ...]:
    month, last = month_number(parts["m"]), month_number(parts["m2"])
    year = year_said(parts["y"], known)
    first_year = int(parts["y1"][:4]) if parts.get("y1") else year
    two = point(first_year, month), point(year, last)
    return two if are_apart(parts, *two) else period(*two)


def month_year(parts: Parts, known: Known) -> str:
    month = month_number(parts["m"])
    return point(year_said(parts.get("y"), known, month), month)


def month_alone(parts: Parts, known: Known) -> str:
    month, which = month_number(parts["m"]), parts["which"].lower()
    if which == "next":
        return point(_nearest_year(replace(known, future=True), month, 0), month)
    if which == "this":
        return point(known.this_year or 0, month)
    if which == "last":
        day = known.day
        if day and month >= day.month:
            return point(day.year - 1, month)
        return point(known.this_year or 0, month)
    return point(year_said(None, known, month), month)


def half(parts: Parts, known: Known) -> str:
    year = year_said(parts["y"], known)
    first = 1 if parts["n"].lower() == "first" else 7
    return between(point(year, first), point(year, first + 5))


def quarter(parts: Parts, known: Known) -> str:
    year = year_said(parts["y"], known)
    names = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3}
    number = int(parts.get("q") or names.get(parts["n"].lower(), 4))
    return between(point(year, number * 3 - 2), point(year, number * 3))


def years(parts: Parts, known: Known) -> str | tuple[str, ...]:
    first, last = parts["y"], parts["y2"]
    last = last if len(last) == 4 else first[:2] + last
    if is_either(parts) or ("and" in parts["to"].lower() and not parts.get("between")):
        return first, last
    return between(first, last) if parts.get("between") else period(first, last)


def past(parts: Parts, known: Known) -> str:
    first, last = bounds(known.published)
    if not first or not last:
        return ""
    months = 1 if parts["u"].lower().startswith("month") else 12
    begin = _shifted(first, -months * _number(parts["n"]))
    return between(begin, known.published) if not re.search(r"[/\[]", known.published) else ""


def _shifted(day: datetime.date, months: int) -> str:
    count = day.year * 12 + day.month - 1 + months
    return point(count // 12, count % 12 + 1)


def ago(parts: Parts, known: Known) -> str:
    number, unit, way = _number(parts["n"]), parts["u"].lower().rstrip("s"), parts["way"].lower()
    if way == "ago":
        base, step = known.published, -number
    else:
        base, step = known.last, number if way in ("later", "afterward", "afterwards") else -number
    if not base or base.startswith("["):
        return ""
    first, last = bounds(base)
    start = last if step > 0 else first
    if start is None:
        return ""
    if unit == "year":
        return point(start.year + step)
    if unit == "month":
        return _shifted(start, step)
    if unit == "week" and way == "ago":
        return ""  # some day of that week: the sentence does not say which
    try:
        day = start + datetime.timedelta(days=step * (7 if unit == "week" else 1))
    except OverflowError:
        return ""
    return day.isoformat() if _exact(base) or "/" in base else ""


def relative_month(parts: Parts, known: Known) -> str:
    word = " ".join(parts["r"].lower().split())
    if "week" in word:
        return _week(word, known)
    if word.startswith(("the same", "that")):
        found = re.search(r"[0-9]{4}-[0-9]{2}", known.last)
        return found[0] if found else ""
    first, last = bounds(known.published)
    if not first or not last or first.month != last.month:
        return ""
    return _shifted(first, {"this": 0, "last": -1, "next": 1}[word.split()[0]])


def _week(word: str, known: Known) -> str:
    if not known.day:
        return ""
    monday = known.day - datetime.timedelta(days=known.day.weekday())
    monday += datetime.timedelta(days=7 * {"this": 0, "last": -1, "next": 1}[word.split()[0]])
    return between(monday.isoformat(), (monday + datetime.timedelta(days=6)).isoformat())


def relative_day(parts: Parts, known: Known) -> str:
    word = " ".join(parts["r"].lower().split())
    steps = {"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0, "this": 0}
    said = word.split()[-1] if word.endswith("today") else word.split()[0]
    if said in steps:
        base, step = known.day, steps[said]
    else:
        base = _exact(known.last)
        step = 1 if "next" in word or "following" in word else -1 if "previous" in word else 0
        if base is None and step == 0 and "/" in known.last:
            return known.last
    return (base + datetime.timedelta(days=step)).isoformat() if base else ""


def weekday(parts: Parts, known: Known) -> str:
    """A day of the week of a news item: the last one before it, or the next where it says so."""
    if not known.day:
        return ""
    back = (known.day.weekday() - WEEKDAYS.index(parts["d"].lower())) % 7
    which = (parts.get("w") or "").strip().lower()
    if which == "next" or (known.future and which != "last"):
        ahead = (7 - back) % 7 or 7 * (which == "next")
        return (known.day + datetime.timedelta(days=ahead)).isoformat()
    if which == "last" and back == 0:
        back = 7
    return (known.day - datetime.timedelta(days=back)).isoformat()


def nth(parts: Parts, known: Known) -> str:
    found = re.match(r"([0-9]{4})-([0-9]{2})", known.last or known.published)
    return point(int(found[1]), int(found[2]), int(parts["d"])) if found else ""


def relative_year_only(parts: Parts, known: Known) -> str:
    return point(_relative_year(parts["r"], known))
