"""Dates as spreadsheets write them, into the register's own (EDTF); nothing is guessed."""

import re
import unicodedata

from django.utils.translation import gettext as _

from records import written_dates
from records.date_words import show_date

from .cells import Misread

ORDERS = ("dmy", "mdy")

_DAY_AND_MONTH = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2}")
_SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")
_MONTH_NAME = re.compile(r"(?i)[a-z]{3,9}[ ./-]\d{2}|\d{1,2}[ ./-][a-z]{3,9}")


class WhichOrder(Misread):
    """A date that is another one if its first number is the month."""


def as_edtf(text: str, order: str = "") -> str:
    """``text`` as the register writes dates; what it cannot judge is returned as it is.

    ``order`` is ``dmy`` or ``mdy`` where the editor has said so. Raises ``WhichOrder`` where
    nobody has and it matters, and ``Misread`` for what a spreadsheet made of a date.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if match := _DAY_AND_MONTH.fullmatch(text):
        return _ordered(text, int(match[1]), int(match[3]), match[4], order)
    if _SHORT_YEAR.fullmatch(text) or _MONTH_NAME.fullmatch(text):
        raise Misread(
            _("“%(text)s” leaves open which year, or which day, it means.") % {"text": text},
            _("Format the column as text, and write 2016-09-07, 2016-09 or 2016."),
        )
    if _SERIAL.fullmatch(text):
        raise Misread(
            _("“%(text)s” looks like the number behind a spreadsheet's date.") % {"text": text},
            _("Format the column as date or as text, so that it shows 2016-09-07."),
        )
    if years := written_dates.two_years(text):
        raise Misread(
            _("“%(text)s” can be two years, and as EDTF is %(season)s.")
            % {"text": text, "season": show_date(text)},
            _("Write %(years)s for the years, or [%(text)s] for %(season)s.")
            % {"years": years, "text": text, "season": show_date(text)},
        )
    return written_dates.as_edtf(text)


def _ordered(text: str, first: int, second: int, year: str, order: str) -> str:
    day_first = f"{year}-{second:02}-{first:02}"
    month_first = f"{year}-{first:02}-{second:02}"
    if order:
        return day_first if order == "dmy" else month_first
    if first == second or first > 12:
        return day_first
    if second > 12:
        return month_first
    raise WhichOrder(
        _("“%(text)s” is %(one)s or %(other)s, as day or month comes first.")
        % {"text": text, "one": day_first, "other": month_first},
        _("Say for the whole table which comes first, or write the date as %(one)s.")
        % {"one": day_first},
    )
