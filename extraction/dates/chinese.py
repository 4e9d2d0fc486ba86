"""Dates as Chinese texts write them, into EDTF; ``meanings`` says what completes them."""

import datetime
import re

from extraction.words.ordinals import chinese_number

from .english import When
from .meanings import Known, between, period, point

_N = "[0-9０-９〇零一二三四五六七八九十]"
_YEAR = rf"(?:{_N}{{4}}年|同年|当年|今年|去年|明年|前年|翌年|次年)"
_DATE = re.compile(
    rf"(?P<since>自)?(?P<year>{_YEAR})?(?:(?P<month>{_N}{{1,3}})月(?:份|(?P<day>{_N}{{1,3}})日)?"
    rf"|(?P<half>上半年|下半年)|第(?P<quarter>[一二三四1-4])季度)"
    rf"(?:(?:至|到|-|－|–|—|―|~|～)(?:(?P<month2>{_N}{{1,3}})月)?(?P<day2>{_N}{{1,3}})日)?"
    rf"(?P<since2>以来|起)?"
    rf"|(?P<since3>自)?(?P<year_only>{_YEAR})(?P<half2>上半年|下半年)?(?P<since4>以来|起)?"
    rf"|(?P<relative>同日|当日|当天|次日|翌日|今天|今日|昨天|昨日|明天|本月|上月|下月|同月|当月)"
    rf"(?:(?P<day3>{_N}{{1,3}})日(?:至(?P<day4>{_N}{{1,3}})日)?)?"
    rf"|(?<![月至0-9０-９])(?P<day5>{_N}{{1,3}})日(?:至(?P<day6>{_N}{{1,3}})日)?(?![本语])"
)


def chinese_dates(text: str, start: int, end: int, known: Known) -> list[When]:
    """The dates between two places of ``text``, in order; ``known.last`` is kept up to date."""
    found = []
    for match in _DATE.finditer(text, start, end):
        edtf, unit = _read(match, known)
        if not edtf:
            continue
        said = match["year"] or match["year_only"] or ""
        complete = said[:4].isdecimal() or len(said) == 5
        if complete:
            known.year = int(edtf.lstrip("[.")[:4])
        since = any(match[group] for group in ("since", "since2", "since3", "since4"))
        bounded = between(edtf, known.published) if since and "/" not in edtf else ""
        found.append(
            When(
                bounded or edtf,
                match.start(),
                match.end(),
                because="" if complete else match[0],
                said=edtf if bounded else "",
                unit="span" if bounded else unit,
                complete=complete,
            )
        )
        known.last = edtf
    return found


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
        return chinese_number(word[:-1])
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
    day = chinese_number(match["day"]) if match["day"] else 0
    first = point(year, month, day)
    if match["day2"] and day:
        last_month = chinese_number(match["month2"]) if match["month2"] else month
        last_year = year + (last_month < month)
        return period(first, point(last_year, last_month, chinese_number(match["day2"]))), "day"
    return first, "day" if day else "month"


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
