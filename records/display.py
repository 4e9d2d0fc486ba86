"""Periods, bounds and languages in the reader's words: “since 2016”, “more than 40”."""

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _

from records.date_words import reader_locale, show_date


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
