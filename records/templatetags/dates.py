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
    since_is, until_is = getattr(record, "since_is", ""), getattr(record, "until_is", "")
    return show_period(
        record.since,
        record.until,
        first_seen=since_is == Period.Began.FIRST_SEEN,
        last_seen=until_is == Period.Ended.LAST_SEEN,
        begin_planned=since_is == Period.Began.PLANNED,
        end_planned=until_is == Period.Ended.PLANNED,
    )


@register.filter
def language_name(tag: str) -> str:
    """``{{ name.language|language_name }}``: Chinese (Simplified)."""
    return show_language(tag)
