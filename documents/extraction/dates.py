"""Dates as texts write them, read into EDTF with the characters that say them.

``dates_in`` reads one sentence. What a sentence leaves unsaid comes from ``Known``: the day of
publication, the year the passage speaks of, the last day named. A date that cannot be completed
from those is left out: nothing is guessed.
"""

import calendar
import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from records.dates import bounds

from .grammar import grammar


@dataclass(frozen=True)
class When:
    """A date or period, and the characters that say it."""

    edtf: str
    start: int
    end: int
    because: str = ""  # how the words gave it, where they do not say it outright
    said: str = ""  # EDTF of the date alone, where words before it make it an end: "since 2015"
    each: tuple["When", ...] = ()  # "in January and November 2007": one date for each of several
    unit: str = "day"  # what it names: "day", "month", "year", "span" (some time between)
    complete: bool = True  # False where the year was taken from elsewhere


@dataclass
class Known:
    """What is known where a sentence begins."""

    published: str = ""  # EDTF of the day of publication
    year: int | None = None  # the year the passage speaks of
    last: str = ""  # the last date named, EDTF
    future: bool = False  # the sentence speaks of what is to come

    @property
    def day(self) -> datetime.date | None:
        """The day of publication, if known to the day."""
        return _exact(self.published)

    @property
    def this_year(self) -> int | None:
        """The year of publication."""
        first, last = bounds(self.published) if self.published else (None, None)
        return first.year if first and last and first.year == last.year else None


def _exact(edtf: str) -> datetime.date | None:
    if not edtf:
        return None
    first, last = bounds(edtf)
    return first if first == last else None


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
    if not first or not last or first > last:
        return ""
    return first if first == last else f"{first}/{last}"


def between(first: str, last: str) -> str:
    """One moment, unknown, between two."""
    if first and last and (last < first[: len(last)] or first == last):
        return first if first == last else ""
    return f"[{first}..{last}]" if first or last else ""


# The grammar: forms are data, what each means is a function below

_YEAR = r"(?:1[5-9]|20)[0-9]{2}"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {
        name.lower(): number
        for number, names in enumerate(grammar("en")["months"], start=1)
        for name in names
    }


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


@lru_cache(maxsize=1)
def _english() -> re.Pattern[str]:
    """All forms as one pattern; groups carry the name of their form: ``d_m__y``."""
    words = grammar("en")
    weekday = _any(words["weekdays"])
    parts = {
        **words["date_parts"],
        "Y": _YEAR,
        "D": _DAY,
        "month": _any(_months()) + r"\b\.?",
        "weekday": rf"(?:{weekday},? (?:the )?)?",
        "weekday_word": weekday,
        "number": _any([*words["numbers"]["cardinals"], "[0-9]{1,2}", "an?"]),
    }
    forms = []
    for name, form in words["date_forms"].items():
        for part, pattern in parts.items():
            form = form.replace(f"{{{part}}}", pattern)
        form = re.sub(r"\(\?P<(\w+)>", rf"(?P<{name}__\1>", form)
        forms.append(f"(?P<{name}>{form})")
    whole = rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)"
    return re.compile(re.sub(r" (\??)", _space, whole), re.IGNORECASE)


def _space(match: re.Match[str]) -> str:
    """A space of a form may be wide, or the end of a line; an optional one may be missing."""
    return r"\s{0,3}" if match[1] else r"\s{1,3}"


# What each form means

Parts = dict[str, str]
Reader = Callable[[Parts, Known], str | tuple[str, ...]]


def _number(word: str) -> int:
    cardinals = grammar("en")["numbers"]["cardinals"]
    word = word.lower()
    if word in ("a", "an"):
        return 1
    return cardinals.index(word) + 1 if word in cardinals else int(re.sub(r"\D", "", word))


def _month(word: str) -> int:
    return _months()[word.lower().rstrip(".")]


def _year(word: str | None, known: Known, month: int = 0, day: int = 0) -> int:
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
    first, last = bounds(known.published) if known.published else (None, None)
    if first is None or last is None:
        return 0
    if known.future:
        return (
            first.year
            if not month or (month, day or 31) >= (first.month, first.day)
            else first.year + 1
        )
    return last.year if not month or (month, day or 1) <= (last.month, last.day) else last.year - 1


def _day_month(parts: Parts, known: Known) -> str:
    month, day = _month(parts["m"]), _number(parts["d"])
    return point(_year(parts.get("y") or parts.get("y2"), known, month, day), month, day)


def _days_of_month(parts: Parts, known: Known) -> str | tuple[str, ...]:
    month, first, last = _month(parts["m"]), _number(parts["d"]), _number(parts["d2"])
    year = _year(parts.get("y"), known, month, last)
    days = point(year, month, first), point(year, month, last)
    apart = re.search(r"and|&", parts["to"]) and last - first != 1
    return days if apart else period(*days)


def _two_days(parts: Parts, known: Known) -> str:
    month, last_month = _month(parts["m"]), _month(parts["m2"])
    last_day = _number(parts["d2"])
    last_year = _year(parts.get("y2"), known, last_month, last_day)
    first_year = int(parts["y"][:4]) if parts.get("y") else last_year - (month > last_month)
    return period(
        point(first_year, month, _number(parts["d"])), point(last_year, last_month, last_day)
    )


def _two_months(parts: Parts, known: Known) -> str | tuple[str, ...]:
    month, last = _month(parts["m"]), _month(parts["m2"])
    year = _year(parts["y"], known)
    first_year = int(parts["y1"][:4]) if parts.get("y1") else year
    two = point(first_year, month), point(year, last)
    return two if re.search(r"and|&", parts["to"]) else period(*two)


def _month_year(parts: Parts, known: Known) -> str:
    month = _month(parts["m"])
    return point(_year(parts.get("y"), known, month), month)


def _month_alone(parts: Parts, known: Known) -> str:
    month, which = _month(parts["m"]), parts["which"].lower()
    if which == "next":
        return point(_nearest_year(replace(known, future=True), month, 0), month)
    if which == "this":
        return point(known.this_year or 0, month)
    if which == "last":
        day = known.day
        if day and month >= day.month:
            return point(day.year - 1, month)
        return point(known.this_year or 0, month)
    return point(_year(None, known, month), month)


def _half(parts: Parts, known: Known) -> str:
    year = _year(parts["y"], known)
    first = 1 if parts["n"].lower() == "first" else 7
    return between(point(year, first), point(year, first + 5))


def _quarter(parts: Parts, known: Known) -> str:
    year = _year(parts["y"], known)
    names = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3}
    number = int(parts.get("q") or names.get(parts["n"].lower(), 4))
    return between(point(year, number * 3 - 2), point(year, number * 3))


def _years(parts: Parts, known: Known) -> str | tuple[str, ...]:
    first, last = parts["y"], parts["y2"]
    last = last if len(last) == 4 else first[:2] + last
    if "and" in parts["to"].lower() and not parts.get("between"):
        return first, last
    return between(first, last) if parts.get("between") else period(first, last)


def _past(parts: Parts, known: Known) -> str:
    first, last = bounds(known.published) if known.published else (None, None)
    if not first or not last:
        return ""
    back = _number(parts["n"])
    begin = (
        point(first.year - back, first.month)
        if parts["u"].lower().startswith("month") is False
        else _shifted(first, -back)
    )
    return between(begin, known.published) if "/" not in known.published else ""


def _shifted(day: datetime.date, months: int) -> str:
    count = day.year * 12 + day.month - 1 + months
    return point(count // 12, count % 12 + 1)


def _ago(parts: Parts, known: Known) -> str:
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


def _relative_month(parts: Parts, known: Known) -> str:
    word = " ".join(parts["r"].lower().split())
    if "week" in word:
        return _week(word, known)
    if word.startswith(("the same", "that")):
        found = re.search(r"[0-9]{4}-[0-9]{2}", known.last)
        return found[0] if found else ""
    first, last = bounds(known.published) if known.published else (None, None)
    if not first or not last or first.month != last.month:
        return ""
    return _shifted(first, {"this": 0, "last": -1, "next": 1}[word.split()[0]])


def _week(word: str, known: Known) -> str:
    if not known.day:
        return ""
    monday = known.day - datetime.timedelta(days=known.day.weekday())
    monday += datetime.timedelta(days=7 * {"this": 0, "last": -1, "next": 1}[word.split()[0]])
    return between(monday.isoformat(), (monday + datetime.timedelta(days=6)).isoformat())


def _relative_day(parts: Parts, known: Known) -> str:
    word = " ".join(parts["r"].lower().split())
    steps = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if word in steps:
        base, step = known.day, steps[word]
    else:
        base = _exact(known.last)
        step = 1 if "next" in word or "following" in word else -1 if "previous" in word else 0
        if base is None and step == 0 and "/" in known.last:
            return known.last
    return (base + datetime.timedelta(days=step)).isoformat() if base else ""


def _weekday(parts: Parts, known: Known) -> str:
    """A day of the week of a news item: the last one before it, or the next where it says so."""
    if not known.day:
        return ""
    names = [name.lower() for name in grammar("en")["weekdays"]]
    back = (known.day.weekday() - names.index(parts["d"].lower())) % 7
    which = (parts.get("w") or "").strip().lower()
    if which == "next" or (known.future and which != "last"):
        return (
            known.day + datetime.timedelta(days=(7 - back) % 7 or 7 * (which == "next"))
        ).isoformat()
    if which == "last" and back == 0:
        back = 7
    return (known.day - datetime.timedelta(days=back)).isoformat()


def _nth(parts: Parts, known: Known) -> str:
    found = re.match(r"([0-9]{4})-([0-9]{2})", known.last or known.published)
    return point(int(found[1]), int(found[2]), int(parts["d"])) if found else ""


def _relative_year_only(parts: Parts, known: Known) -> str:
    return point(_relative_year(parts["r"], known))


def _numeric(parts: Parts, known: Known) -> str:
    return point(int(parts["y"]), int(parts["m"]), int(parts["d"]))


_READERS: dict[str, tuple[Reader, str]] = {
    "iso": (_numeric, "day"),
    "dotted": (_numeric, "day"),
    "dm_dm": (_two_days, "day"),
    "dd_m": (_days_of_month, "day"),
    "d_m": (_day_month, "day"),
    "md_md": (_two_days, "day"),
    "m_dd": (_days_of_month, "day"),
    "m_d": (_day_month, "day"),
    "part_m": (_month_year, "month"),
    "m_m": (_two_months, "month"),
    "m_y": (_month_year, "month"),
    "rel_m": (_month_alone, "month"),
    "half": (_half, "span"),
    "quarter": (_quarter, "span"),
    "season": (lambda parts, _known: parts["y"], "year"),
    "decade": (lambda parts, _known: f"{parts['y'][:3]}X", "span"),
    "years": (_years, "year"),
    "past": (_past, "span"),
    "ago": (_ago, "day"),
    "rel_y": (_relative_year_only, "year"),
    "rel_mo": (_relative_month, "month"),
    "rel_d": (_relative_day, "day"),
    "weekday_name": (_weekday, "day"),
    "nth": (_nth, "day"),
    "year_only": (lambda parts, _known: parts["y"], "year"),
}
_CASED_FORMS = ("m_y", "rel_m", "m_m", "part_m", "m_d", "m_dd", "weekday_name")  # "may", "march"


_NUMBERED = re.compile(r"\b(?:RES|No|Nos|[Rr]esolution|[Dd]ecision|Doc|UNSCR)\.?\s$")  # "RES. 1940"


@lru_cache(maxsize=1)
def _anchor() -> re.Pattern[str]:
    """What every date has: a figure, or the name of a month, a day or a stretch of time."""
    words = [*_months(), *grammar("en")["weekdays"], *grammar("en")["times"]]
    return re.compile(rf"[0-9]|\b{_any(words)}\b", re.IGNORECASE)


def dates_in(text: str, start: int, end: int, known: Known) -> list[When]:
    """The dates between two places of ``text``, in order; ``known.last`` is kept up to date."""
    found: list[When] = []
    if not _anchor().search(text, start, end):
        return found
    for match in _matches(text, start, end):
        when = _read(match, known)
        if when is None:
            continue
        found.append(_bounded(text, start, when, known))
        if when.unit != "span":
            known.last = when.each[-1].edtf if when.each else when.edtf
    return found


@lru_cache(maxsize=1)
def _ends() -> re.Pattern[str]:
    words = grammar("en")
    since, until = (_any(words[name]) for name in ("since", "until"))
    return re.compile(rf"\b(?:(?P<since>{since})|(?P<until>{until}))\s+(?:the\s+)?$", re.IGNORECASE)


def _bounded(text: str, start: int, when: When, known: Known) -> When:
    """``when``, or the unknown span that "since" or "by" before it makes of it."""
    before = _ends().search(text, max(start, when.start - 12), when.start)
    if not before or when.each or when.edtf.startswith("["):
        return when
    first, _slash, last = when.edtf.partition("/")
    published = "" if "/" in known.published else known.published
    edtf = between(first, published) if before["since"] else between("", last or first)
    return replace(
        when,
        edtf=edtf or when.edtf,
        said=when.edtf,
        start=before.start(),
        unit="span",
        because=" ".join(text[before.start() : when.end].split()),
    )


def _matches(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    position = start
    pattern = _english()
    while match := pattern.search(text, position, end):
        position = match.end()
        yield match


def _read(match: re.Match[str], known: Known) -> When | None:
    form = next(name for name in _READERS if match[name] is not None)
    parts = {
        name.removeprefix(f"{form}__"): value
        for name, value in match.groupdict().items()
        if value is not None and name.startswith(f"{form}__")
    }
    if form in _CASED_FORMS and not (parts.get("m") or parts.get("d", ""))[:1].isupper():
        return None
    if form == "year_only" and _NUMBERED.search(
        match.string, max(0, match.start() - 14), match.start()
    ):
        return None
    reader, unit = _READERS[form]
    said = reader(parts, known)
    because = "" if _says_year(match[0]) else "completed"
    start = match.start(f"{form}__m") if form == "rel_m" and _is_plain(parts) else match.start()
    if isinstance(said, tuple):
        return _several(match, form, said, unit, because)
    if not said:
        return None
    return When(said, start, match.end(), because, unit=unit, complete=not because)


def _is_plain(parts: Parts) -> bool:
    """A month after a mere preposition, which is not part of the date."""
    return parts["which"].lower() not in ("last", "this", "next")


def _says_year(words: str) -> bool:
    return bool(re.search(_YEAR, words))


def _several(
    match: re.Match[str], form: str, said: tuple[str, ...], unit: str, because: str
) -> When | None:
    """Two dates in one phrase, each with its words; together they are either of the two."""
    if not all(said):
        return None
    cut = match.start(f"{form}__to"), match.end(f"{form}__to")
    spans = (match.start(), cut[0]), (cut[1], match.end())
    each = tuple(
        When(edtf, start, end, because, unit=unit, complete=not because)
        for edtf, (start, end) in zip(said, spans, strict=True)
    )
    return When(f"[{','.join(said)}]", match.start(), match.end(), because, each=each, unit=unit)
