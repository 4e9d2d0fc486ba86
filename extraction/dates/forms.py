"""The forms of an English date, each with its reader; those in figures, and lists of days.

The words of a form are in ``grammar/en/dates.yaml``, under the same name.
"""

import re
from itertools import pairwise

from extraction.words.ordinals import ordinals_in

from . import meanings as means
from .meanings import Known, Parts, Reader, days_in_a_row, is_either, period, point


def _day(parts: Parts, known: Known, number: str = "") -> str:
    """The day that the groups of one number say, in figures."""
    return point(int(parts[f"y{number}"]), int(parts[f"m{number}"]), int(parts[f"d{number}"]))


def _two_days(parts: Parts, known: Known) -> str | tuple[str, ...]:
    """The days from the one to the other; the year and the month may stand once, behind both."""
    month = int(parts.get("m") or parts["m2"])
    last_month = int(parts.get("m2") or parts["m"])
    year = int(parts.get("y") or parts["y2"])
    last_year = int(parts.get("y2") or year)
    if not parts.get("y") and month > last_month:
        year -= 1
    first = point(year, month, int(parts["d"]))
    last = point(last_year, last_month, int(parts["d2"]))
    if means.are_apart(parts, first, last):
        return first, last
    return period(first, last)


def _readings(parts: Parts, number: str = "") -> list[str]:
    """The days that "3/4/2016" can be: the day first, or the month."""
    year = int(parts[f"y{number}"])
    one, other = int(parts[f"a{number}"]), int(parts[f"b{number}"])
    return [point(year, other, one), point(year, one, other)]


def _slashed(parts: Parts, known: Known) -> str:
    found = sorted({day for day in _readings(parts) if day})
    return found[0] if len(found) == 1 else f"[{','.join(found)}]" if found else ""


def _two_slashed(parts: Parts, known: Known) -> str:
    """Both in one order, where only one gives two days in order; else it cannot be known."""
    pairs = zip(_readings(parts), _readings(parts, "2"), strict=True)
    found = {period(first, last) for first, last in pairs} - {""}
    return found.pop() if len(found) == 1 else ""


def _in_words(parts: Parts, known: Known) -> str:
    month = means.month_number(parts["m"])
    day = ordinals_in(parts["d"])[0].value
    return point(means.year_said(parts.get("y"), known, month, day), month, day)


_RANGE = re.compile(r"[-/‐‑‒–—―−－~～〜]|to|until|till|through|thru", re.IGNORECASE)


def _list_of_days(parts: Parts, known: Known) -> str | tuple[str, ...]:
    """The days of "2, 3 and 5 May" or "2-3 and 5 May": one stretch, or each by itself."""
    month = means.month_number(parts["m"])
    spans: list[list[int]] = [[]]
    number = 0
    for piece in re.finditer(r"[0-9]+|[,/&]|[-‐‑‒–—―−－~～〜]|[a-z]+", parts["l"], re.IGNORECASE):
        if piece[0].isdecimal():
            number = int(piece[0])
            spans[-1].append(number)
        elif _RANGE.fullmatch(piece[0]):
            continue
        elif spans[-1] and (piece[0] in ",&" or piece[0].lower() in ("and", "or")):
            spans.append([])
    spans = [span for span in spans if span]
    year = means.year_said(parts.get("y"), known, month, number)
    stretches = [(point(year, month, span[0]), point(year, month, span[-1])) for span in spans]
    if not all(first and last and first <= last for first, last in stretches):
        return ""
    either = is_either({"to": parts["l"]})
    if not either and all(
        days_in_a_row(before[1], after[0]) for before, after in pairwise(stretches)
    ):
        return period(stretches[0][0], stretches[-1][1])
    return tuple(period(*stretch) for stretch in stretches)


def days_of_list(words: str) -> list[tuple[int, int]]:
    """Where each stretch of a list of days stands in its words: "2-3", "5"."""
    found: list[list[int]] = []
    joined = False
    for piece in re.finditer(r"[0-9]+|[,/&]|[-‐‑‒–—―−－~～〜]|\b[a-z]{2,}\b", words, re.IGNORECASE):
        if not piece[0].isdecimal():
            joined = bool(_RANGE.fullmatch(piece[0]))
        elif joined and found:
            found[-1][1], joined = piece.end(), False
        else:
            found.append([piece.start(), piece.end()])
    return [(start, end) for start, end in found]


READERS: dict[str, tuple[Reader, str]] = {
    "iso_iso": (_two_days, "day"),
    "iso_d": (_two_days, "day"),
    "iso": (_day, "day"),
    "dotted_dotted": (_two_days, "day"),
    "dd_dotted": (_two_days, "day"),
    "dotted": (_day, "day"),
    "slashed_slashed": (_two_slashed, "day"),
    "slashed": (_slashed, "day"),
    "y_m_d": (means.day_month, "day"),
    "dl_m": (_list_of_days, "day"),
    "dw_m": (_in_words, "day"),
    "dm_dm": (means.two_days, "day"),
    "dd_m": (means.days_of_month, "day"),
    "d_m": (means.day_month, "day"),
    "md_md": (means.two_days, "day"),
    "m_dl": (_list_of_days, "day"),
    "m_dd": (means.days_of_month, "day"),
    "m_d": (means.day_month, "day"),
    "part_m": (means.month_year, "month"),
    "m_m": (means.two_months, "month"),
    "m_y": (means.month_year, "month"),
    "rel_m": (means.month_alone, "month"),
    "half": (means.half, "span"),
    "quarter": (means.quarter, "span"),
    "season": (lambda parts, _known: parts["y"], "year"),
    "decade": (lambda parts, _known: f"{parts['y'][:3]}X", "span"),
    "years": (means.years, "year"),
    "past": (means.past, "span"),
    "ago": (means.ago, "day"),
    "rel_y": (means.relative_year_only, "year"),
    "rel_mo": (means.relative_month, "month"),
    "rel_d": (means.relative_day, "day"),
    "weekday_name": (means.weekday, "day"),
    "nth": (means.nth, "day"),
    "year_only": (lambda parts, _known: parts["y"], "year"),
}
"""The reader of each form, and what the date names."""
