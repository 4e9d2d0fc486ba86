"""Dates as people write them in a field, a cell or a filter, into EDTF: one reader for all.

"7 September 2016", "Sept 7-8, 2016", "2016年9月7日至8日", "c. 2016", "2015 or 2016".
What is EDTF already, and what is not understood, stays as it is: nothing is guessed. A date that is
another one if its first number is the month (3/4/2016) has two readings, and nobody chooses here.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError

from .dates import MAX_LENGTH, SEASONS, bounds

_NAMES = [name.lower() for name in calendar.month_name]
_MONTHS = {
    **{name: number for number, name in enumerate(_NAMES) if name},
    **{name[:3]: number for number, name in enumerate(_NAMES) if name},
    "sept": 9,
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<d>0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<y>[0-9]{4})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_NUMBER = "0?[1-9]|1[0-2]"
_POINTS = [
    re.compile(
        rf"{_WEEKDAY}(?:the )?{_DAY}[ -](?:day )?(?:of )?(?P<m>{_MONTH})\.?"
        rf"(?:,?[ -](?:of )?{_YEAR})?"
    ),
    re.compile(rf"{_WEEKDAY}(?P<m>{_MONTH})\.? (?:the )?{_DAY}(?:,? {_YEAR})?"),
    re.compile(rf"(?P<m>{_MONTH})\.?(?:,?[ -](?:of )?{_YEAR})?"),
    re.compile(rf"{_YEAR},? (?P<m>{_MONTH})\.?(?: {_DAY})?"),
    re.compile(rf"{_YEAR}[-./](?P<m>{_NUMBER})(?:[-./]{_DAY})?"),
    re.compile(rf"{_DAY}\.(?P<m>{_NUMBER})\.{_YEAR}?"),
    re.compile(rf"(?:{_YEAR} ?年)? ?(?:(?P<m>{_NUMBER}) ?月份?)? ?(?:{_DAY} ?[日号])?"),
    re.compile(rf"{_DAY}, {_YEAR}"),
    re.compile(_YEAR),
    re.compile(_DAY),
]
_SLASHED = re.compile(r"(?P<one>[0-9]{1,2})([/-])(?P<other>[0-9]{1,2})\2(?P<y>[0-9]{4})")
_TO = re.compile(r" ?(?:–| to | until | till | through |至|到) ?| - ")
_HYPHEN = re.compile(r"(?<=[0-9a-z日月年]) ?- ?(?=[0-9a-z])")
_OR = re.compile(r" or |或")
_BETWEEN = re.compile(r"between (?P<first>.+) and (?P<last>.+)")
_ABOUT = re.compile(r"(?:circa|ca?\.?|about|around|approximately|approx\.?)\s*(?=[a-z0-9])|大?约 ?")
_ABOUT_BEHIND = re.compile(r" ?(?:左右|前后)$|,? or (?:so|thereabouts)$")
_PERHAPS = re.compile(r"(?:probably|possibly|perhaps|maybe) (?:in |on )?|可能(?:在|是)? ?")
_PERHAPS_BEHIND = re.compile(r" ?\(?\?\)?$")
_BEFORE, _AFTER = re.compile(r"(?:before|by|until|till) |(?<=^)至 ?"), re.compile(r"after ")
_SINCE = re.compile(
    r"(?:since|from) (?P<first>[^–]+)$|(?P<onwards>.+?) (?:onwards?|to (?:now|date|the present))$"
)
_DECADE = re.compile(r"(?:the )?([0-9]{3})0'?s|([0-9]{3})0年代")
_YEAR_AND_NUMBER = re.compile(r"(?P<y>[0-9]{4})-(?P<n>[0-9]{2})")


def as_edtf(text: str) -> str:
    """``text`` in EDTF, if it says a date; else ``text`` as it is."""
    plain = _plain(text)
    if not plain or len(text) > 2 * MAX_LENGTH:
        return text
    for given in (text.strip().upper(), plain.upper(), _read(plain)):
        try:
            if given and (bounds(given) or True):
                return given
        except ValidationError:
            continue
    return text


def readings(text: str) -> list[str]:
    """The two days that a date in figures can be, as day or month comes first; else none."""
    match = _SLASHED.fullmatch(_plain(text))
    if not match:
        return []
    one, other, year = int(match["one"]), int(match["other"]), match["y"]
    found = []
    for month, day in ((other, one), (one, other)):
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(int(year) or 1, month)[1]:
            found.append(f"{year}-{month:02}-{day:02}")
    return list(dict.fromkeys(found))


def two_years(text: str) -> str:
    """The two years that people mean by 2021-22, which in EDTF is a season of the first."""
    match = _YEAR_AND_NUMBER.fullmatch(text)
    if (
        not match
        or int(match["n"]) not in SEASONS
        or (int(match["y"]) + 1) % 100 != int(match["n"])
    ):
        return ""
    return f"{match['y']}/{int(match['y']) + 1:04}"


def _plain(text: str) -> str:
    """One line in small letters, wide figures and all dashes made plain."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    text = re.sub("[‒–—―−〜~](?=.)", "–", re.sub("‐|‑", "-", text)) if text else ""
    return re.sub(r"\s+", " ", text).rstrip(".")


@dataclass(frozen=True)
class _Point:
    year: int = 0
    month: int = 0
    day: int = 0
    mark: str = ""

    def edtf(self) -> str:
        if not self.year or (self.day and not self.month):
            return ""
        month = f"-{self.month:02}" if self.month else ""
        day = f"-{self.day:02}" if self.day else ""
        return f"{self.year:04}{month}{day}{self.mark}"


def _read(text: str) -> str:
    if match := _DECADE.fullmatch(text):
        return f"{match[1] or match[2]}X"
    if (days := readings(text)) and len(days) == 1:
        return days[0]
    if match := _BETWEEN.fullmatch(text):
        return _pair(match["first"], match["last"], "[{}..{}]")
    if (match := _BEFORE.match(text)) and (one := _single(text[match.end() :])):
        return f"[..{one.edtf()}]"
    if (match := _AFTER.match(text)) and (one := _single(text[match.end() :])):
        return f"[{one.edtf()}..]"
    if (match := _SINCE.fullmatch(text)) and (one := _single(match["first"] or match["onwards"])):
        return f"{one.edtf()}/.."
    choices = _OR.split(text)
    if len(choices) == 2 and not _ABOUT_BEHIND.search(text):
        return _pair(choices[0], choices[1], "[{},{}]")
    text = re.sub(r"^from ", "", text)
    for between in (_TO, _HYPHEN):
        for found in between.finditer(text):
            if span := _pair(text[: found.start()], text[found.end() :], "{}/{}"):
                return span
    one = _single(text)
    return one.edtf() if one else ""


def _single(text: str) -> _Point | None:
    """A date that stands by itself: its year is said."""
    one = _point(text.strip())
    return one if one and one.edtf() else None


def _pair(first: str, last: str, form: str) -> str:
    """Two dates, of which the one may leave to the other what they share."""
    low, high = _point(first.strip()), _point(last.strip())
    if low is None or high is None:
        return ""
    if not high.month and high.day:
        high = replace(high, month=low.month)
    if not low.month and low.day:
        low = replace(low, month=high.month)
    if not high.year:
        high = replace(high, year=low.year + (0 < high.month < low.month))
    if not low.year:
        low = replace(low, year=high.year - (low.month > high.month > 0))
    if bool(low.day) != bool(high.day) and "," not in form:
        return ""
    if not (low.edtf() and high.edtf()):
        return ""
    return form.format(low.edtf(), replace(high, mark=high.mark or low.mark).edtf())


def _point(text: str) -> _Point | None:
    text = re.sub(r"^(?:in|on) ", "", text)
    about = bool(_ABOUT.match(text) or _ABOUT_BEHIND.search(text))
    text = _ABOUT_BEHIND.sub("", re.sub(rf"^(?:{_ABOUT.pattern})", "", text))
    perhaps = bool(_PERHAPS.match(text) or _PERHAPS_BEHIND.search(text))
    text = _PERHAPS_BEHIND.sub("", re.sub(rf"^(?:{_PERHAPS.pattern})", "", text)).strip()
    mark = "%" if about and perhaps else "~" if about else "?" if perhaps else ""
    for pattern in _POINTS:
        if text and (match := pattern.fullmatch(text)):
            said = match.groupdict()
            month = said.get("m") or "0"
            number = _MONTHS.get(month) or (int(month) if month.isdecimal() else 0)
            return _Point(int(said.get("y") or 0), number, int(said.get("d") or 0), mark)
    return None
