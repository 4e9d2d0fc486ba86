"""Words of the public pages: ordinals, what is not recorded, which way a language is written."""

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext

from records.display import reader_locale


def ordinal(number: int | None) -> str:
    """``19`` as the reader's language writes it: 19th (English endings), 第19届."""
    if number is None:
        return ""
    if (get_language() or "en").startswith("zh"):
        return f"第{number}届"
    if 10 <= number % 100 <= 20:
        ending = "th"
    else:
        ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def gap_sentence(gap: tuple[int, int]) -> str:
    """``(18, 18)``: the 18th is not recorded here; ``(2, 5)``: the 2nd to 5th are not."""
    first, last = gap
    if first == last:
        return gettext("The %(ordinal)s is not recorded here.") % {"ordinal": ordinal(first)}
    return gettext("The %(first)s to %(last)s are not recorded here.") % {
        "first": ordinal(first),
        "last": ordinal(last),
    }


def direction(tag: str) -> str:
    """The direction of a language tag's script, for ``dir``."""
    return "rtl" if tag.split("-")[0] in {"ar", "fa", "he", "ur", "ps", "dv"} else "ltr"


def thousands(number: int) -> str:
    """``10000`` grouped as the reader's language groups: 10,000."""
    return format_decimal(number, locale=reader_locale())
