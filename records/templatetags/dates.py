"""Partial dates, periods and languages in templates."""

from django import template

from records.display import show_date, show_language, show_period
from records.models import Name, Period

register = template.Library()


@register.filter
def edtf(text: str) -> str:
    """``{{ meeting.date|edtf }}``: 7–8 September 2016."""
    return show_date(text or "")


@register.simple_tag
def period(record: Period | Name) -> str:
    """``{% period membership %}``: since 1996; first seen 2015, until 2017."""
    return show_period(
        record.since,
        record.until,
        first_seen=getattr(record, "since_is", "") == Period.Began.FIRST_SEEN,
        last_seen=getattr(record, "until_is", "") == Period.Ended.LAST_SEEN,
    )


@register.filter
def language_name(tag: str) -> str:
    """``{{ name.language|language_name }}``: Chinese (Simplified)."""
    return show_language(tag)
