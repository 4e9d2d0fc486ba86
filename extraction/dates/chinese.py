"""Dates as Chinese texts write them, into EDTF; ``meanings`` says what completes them."""

import calendar
import datetime
import re
from dataclasses import replace
from itertools import pairwise

from extraction.words.ordinals import CHINESE_NUMERALS, chinese_number

from .meanings import Known, between, days_in_a_row, period, point
from .vagueness import either, marked
from .when import When

_N = rf"[0-9０-９ＯO{CHINESE_NUMERALS}]"
_S = r"[^\S\n]{0,2}"  # a space that typesetting puts between figures and characters
_YEAR = rf"(?:{_N}{{4}}{_S}年|同年|当年|當年|今年|去年|明年|前年|翌年|次年)"
_TO = rf"{_S}(?:至|到|[-‐‑‒–—―−－~～〜]{{1,2}}){_S}"
_DAY = rf"{_S}[日号號]"
_SEASON = "春|夏|秋|冬"
_DATE = re.compile(
    rf"(?P<since>自)?(?:(?P<year>{_YEAR}){_S})?(?:(?P<month>{_N}{{1,3}}){_S}月"
    rf"(?:份|(?P<third>上旬|中旬|下旬)|{_S}(?P<list>{_N}{{1,3}}(?:{_DAY})?"
    rf"(?:{_S}[、和及与或]{_S}{_N}{{1,3}}(?:{_DAY})?)*{_S}[、和及与或]{_S}{_N}{{1,3}}){_DAY}"
    rf"|{_S}(?P<day>{_N}{{1,3}})(?:{_DAY}|(?={_TO}{_N}{{1,3}}{_DAY})))?"
    rf"|(?P<half>上半年|下半年)|第(?P<quarter>[一二三四1-4])季度)"
    rf"(?:{_TO}(?:(?P<year2>{_YEAR}){_S})?(?:(?P<month2>{_N}{{1,3}}){_S}月{_S})?"
    rf"(?P<day2>{_N}{{1,3}}){_DAY}"
    rf"|{_TO}(?:(?P<year3>{_YEAR}){_S})?(?P<month3>{_N}{{1,3}}){_S}月(?!{_S}{_N}))?"
    rf"(?P<since2>以来|起)?"
    rf"|(?P<since3>自)?(?P<year_only>{_YEAR})(?:(?P<half2>上半年|下半年)|(?:{_SEASON})[季天]?"
    rf"|{_TO}(?P<year4>{_N}{{4}}){_S}年|[初底末中])?(?P<since4>以来|起)?"
    rf"|(?P<relative>同日|当日|当天|次日|翌日|今天|今日|昨天|昨日|明天|本月|上月|下月|同月|当月)"
    rf"(?:(?P<day3>{_N}{{1,3}})日(?:至(?P<day4>{_N}{{1,3}})日)?)?"
    rf"|(?<![月至0-9０-９])(?P<day5>{_N}{{1,3}})日(?:至(?P<day6>{_N}{{1,3}})日)?(?![本语])"
)
_UNREAD = re.compile(r"(?:[年歷历]|年[^\S\n]?的?)\s?$")
"""What stands before a month when a year was printed in a way that is not read here."""
_ABOUT = re.compile(r"(?:大?约|大約|約|大概|大致)(?:在|于)?\s?$")
_ABOUT_BEHIND = re.compile(r"\s?(?:前后|前後|左右|上下)")
_PERHAPS = re.compile(r"(?:可能|或许|也许|疑为|大概)(?:是|在|于)?\s?$")
_OR = re.compile(r"\s?(?:或者?|抑或)(?:在|于)?\s?")


def chinese_dates(text: str, start: int, end: int, known: Known) -> list[When]:
    """The dates between two places of ``text``, in order; ``known.last`` is kept up to date."""
    found = []
    for match in _DATE.finditer(text, start, end):
        edtf, unit = _read(match, known)
        if not edtf:
            continue
        said = "".join((match["year"] or match["year_only"] or match["year2"] or "").split())
        complete = len(said) == len("二〇一六年")
        if not said and match["month"] and _UNREAD.search(text, start, match.start()):
            continue
        if complete:
            known.year = int(edtf.lstrip("[.")[:4])
        since = any(match[group] for group in ("since", "since2", "since3", "since4"))
        bounded = between(edtf, known.published) if since and "/" not in edtf else ""
        when = When(
            bounded or edtf,
            match.start(),
            match.end(),
            because="" if complete else match[0],
            said=edtf if bounded else "",
            unit="span" if bounded else unit,
            complete=complete,
        )
        found.append(_vague(text, start, when))
        known.last = edtf
    return _joined(text, found)


def _vague(text: str, start: int, when: When) -> When:
    """``when`` with what the characters beside it say of how exact and how certain it is."""
    low = max(start, when.start - 5)
    about, behind = _ABOUT.search(text, low, when.start), _ABOUT_BEHIND.match(text, when.end)
    perhaps = _PERHAPS.search(text, low, when.start)
    if not (about or behind or perhaps):
        return when
    mark = "?" if not (about or behind) else "%" if perhaps and not about else "~"
    begin = min(one.start() for one in (about, perhaps, None) if one) if about or perhaps else low
    return replace(
        when,
        edtf=marked(when.edtf, mark),
        start=begin if about or perhaps else when.start,
        end=behind.end() if behind else when.end,
    )


def _joined(text: str, found: list[When]) -> list[When]:
    """Dates with "or" between them as one: either of the two."""
    kept: list[When] = []
    for when in found:
        is_other = bool(kept) and bool(_OR.fullmatch(text, kept[-1].end, when.start))
        if is_other and (one := either(kept[-1], when)):
            kept[-1] = one
        else:
            kept.append(when)
    return kept


def _year(word: str | None, known: Known, month: int = 0) -> int:
    """The year that a word says, or that what is known completes; 0 where nothing does."""
    steps = {"今年": 0, "去年": -1, "明年": 1, "前年": -2}
    if word in steps:
        return known.this_year + steps[word] if known.this_year else 0
    last = int(known.last.lstrip("[.")[:4]) if known.last[:5].strip("[.")[:4].isdecimal() else 0
    if word in ("同年", "当年", "翌年", "次年"):
        year = last or known.year or 0
        return year + (word in ("翌年", "次年")) if year else 0
    if word:
        return chinese_number(word.rstrip("年 "))
    if known.year:
        return known.year
    day = known.day
    if day is None:
        return known.this_year or 0
    return day.year - (not known.future and month > day.month)


def _read(match: re.Match[str], known: Known) -> tuple[str, str]:
    """EDTF and the unit of a match; "" where it cannot be completed."""
    if match["year_only"]:
        year = _year(match["year_only"], known)
        if match["year4"]:
            return period(point(year), point(chinese_number(match["year4"]))), "year"
        return _half(year, match["half2"]) if match["half2"] else (point(year), "year")
    if match["relative"]:
        return _relative(match, known)
    if match["day5"]:
        return _day_alone(match, known), "day"
    month = chinese_number(match["month"]) if match["month"] else 0
    year = _year(match["year"], known, month)
    if match["half"]:
        return _half(year, match["half"])
    if match["quarter"]:
        number = chinese_number(match["quarter"])
        return between(point(year, number * 3 - 2), point(year, number * 3)), "span"
    if match["list"]:
        return _listed(year, month, match["list"]), "day"
    if match["third"]:
        return _third(year, month, match["third"]), "span"
    day = chinese_number(match["day"]) if match["day"] else 0
    first = point(year, month, day)
    if match["month3"] and not day:
        last_month = chinese_number(match["month3"])
        last_year = _year(match["year3"], known) if match["year3"] else year
        return period(first, point(last_year + _turn(match, 3, month), last_month)), "month"
    if match["day2"] and day:
        last_month = chinese_number(match["month2"]) if match["month2"] else month
        last_year = _year(match["year2"], known) if match["year2"] else year
        if match["year2"] and not match["year"]:
            first = point(last_year - (month > last_month), month, day)
        last_year += _turn(match, 2, month)
        return period(first, point(last_year, last_month, chinese_number(match["day2"]))), "day"
    return first, "day" if day else "month"


def _turn(match: re.Match[str], end: int, month: int) -> int:
    """One, where a span without a second year runs over the end of the first."""
    said = match[f"month{end}"]
    return int(not match[f"year{end}"] and bool(said) and chinese_number(said) < month)


def _listed(year: int, month: int, words: str) -> str:
    """The days of "2日、3日和4日": one stretch where they follow each other, else any of them."""
    days = [point(year, month, chinese_number(n)) for n in re.findall(rf"{_N}{{1,3}}", words)]
    if not all(days):
        return ""
    in_a_row = all(days_in_a_row(one, other) for one, other in pairwise(days))
    if in_a_row and "或" not in words:
        return period(days[0], days[-1])
    return f"[{','.join(days)}]"


def _third(year: int, month: int, which: str) -> str:
    """Ten days of a month: 上旬, 中旬, 下旬."""
    first = {"上旬": 1, "中旬": 11, "下旬": 21}[which]
    last = first + 9 if first < 21 else calendar.monthrange(year, month)[1] if year else 0
    return between(point(year, month, first), point(year, month, last))


def _half(year: int, half: str) -> tuple[str, str]:
    first = 1 if half == "上半年" else 7
    return between(point(year, first), point(year, first + 5)), "span"


def _relative(match: re.Match[str], known: Known) -> tuple[str, str]:
    word = match["relative"]
    if word.endswith("月"):
        same = word in ("同月", "当月")
        base = known.last if same else known.published
        found = re.match(r"([0-9]{4})-([0-9]{2})", base)
        if not found:
            return "", ""
        count = int(found[1]) * 12 + int(found[2]) - 1 + {"上月": -1, "下月": 1}.get(word, 0)
        year, month = count // 12, count % 12 + 1
        if match["day3"]:
            return _days(year, month, match["day3"], match["day4"]), "day"
        return point(year, month), "month"
    steps = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "明天": 1}
    if word in steps:
        base_day, step = known.day, steps[word]
    else:
        exact = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", known.last)
        base_day = datetime.date.fromisoformat(known.last) if exact else None
        step = 1 if word in ("次日", "翌日") else 0
    return ((base_day + datetime.timedelta(days=step)).isoformat(), "day") if base_day else ("", "")


def _day_alone(match: re.Match[str], known: Known) -> str:
    """ "15日" of a news item: of the month last named, else of the month of publication."""
    found = re.match(r"([0-9]{4})-([0-9]{2})", known.last or known.published)
    if not found:
        return ""
    return _days(int(found[1]), int(found[2]), match["day5"], match["day6"])


def _days(year: int, month: int, first: str, last: str | None) -> str:
    """A day of a month, or all from the one to the other."""
    begin = point(year, month, chinese_number(first))
    return period(begin, point(year, month, chinese_number(last))) if last else begin
