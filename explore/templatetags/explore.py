"""Tags of the public pages: facts with their evidence, reference data, links to sections."""

from typing import Any

from babel.numbers import format_decimal
from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from explore.evidence import Shown
from explore.plans import word_of_plan
from explore.sections import section_title
from records.display import reader_locale, show_bounds
from records.models import Name

register = template.Library()
register.filter(word_of_plan)


@register.inclusion_tag("includes/section_link.html", takes_context=True)
def section_link(context: template.Context, namespace: str) -> dict[str, Any]:
    """A link of the main navigation; it says when its section is the current one."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return {
        "url": reverse(f"{namespace}:list"),
        "label": section_title(namespace),
        "current": match is not None and match.namespace == namespace,
        "here": match is not None and match.view_name == f"{namespace}:list",
    }


@register.inclusion_tag("includes/evidence.html", takes_context=True)
def evidence(context: template.Context, record: Any, *fields: Any) -> dict[str, Any]:
    """What supports ``fields`` of ``record`` (none: the record as a whole; a further name is one of
    its own), from the page's ``evidence``; asks the database nothing."""
    collected = context.get("evidence")
    return {
        "shown": collected.show(record, *fields) if collected is not None else Shown(),
        "site": site(context),
    }


def site(context: template.Context) -> str:
    """The beginning of absolute addresses, which print needs."""
    request = context.get("request")
    return "" if request is None else f"{request.scheme}://{request.get_host()}"


@register.inclusion_tag("includes/reference.html")
def reference(source: str) -> dict[str, str]:
    """Says that a value is reference data, and from where: not a fact from a document."""
    return {"source": source}


@register.simple_block_tag(takes_context=True)
def fact(
    context: template.Context, content: str, label: str, record: Any = None, *fields: str
) -> str:
    """One row of a ``<dl class="facts">``: label, value, evidence; nothing where no value is.

    ``{% fact _("Date") meeting "date" %}{{ meeting.date|edtf }}{% endfact %}``; without a record
    the fact has no evidence of its own (Fora's own words, reference data).
    """
    value = mark_safe(content.strip())  # rendered, so escaped
    if not value:
        return ""
    collected = context.get("evidence")
    shown = collected.show(record, *fields) if record is not None and collected else Shown()
    row = context.template.engine.get_template("includes/fact.html")  # type: ignore[union-attr]
    with context.push(label=label, value=value, shown=shown, site=site(context)):
        return row.render(context)


@register.filter
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


@register.filter
def direction(tag: str) -> str:
    """The direction of a language tag's script, for ``dir``."""
    return "rtl" if tag.split("-")[0] in {"ar", "fa", "he", "ur", "ps", "dv"} else "ltr"


@register.filter
def coordinate(degrees: Any, letters: str) -> str:
    """``{{ place.latitude|coordinate:"NS" }}``: 17.97° N."""
    letter = letters[0] if degrees >= 0 else letters[1]
    return f"{abs(degrees):.2f}° {letter}"


@register.simple_tag
def gap_sentence(gap: tuple[int, int]) -> str:
    """``(18, 18)``: the 18th is not recorded here; ``(2, 5)``: the 2nd to 5th are not."""
    first, last = gap
    if first == last:
        return gettext("The %(ordinal)s is not recorded here.") % {"ordinal": ordinal(first)}
    return gettext("The %(first)s to %(last)s are not recorded here.") % {
        "first": ordinal(first),
        "last": ordinal(last),
    }


@register.simple_tag
def bounds(low: int | None, high: int | None) -> str:
    """A number of which a source gives bounds, in words: “more than 40”."""
    return show_bounds(low, high)


@register.filter
def thousands(number: int) -> str:
    """``10000`` grouped as the reader's language groups: 10,000."""
    return format_decimal(number, locale=reader_locale())


NAME_LABELS = {
    Name.Kind.OFFICIAL: _("Official name"),
    Name.Kind.SHORT: _("Short name"),
    Name.Kind.ACRONYM: _("Acronym"),
    Name.Kind.FORMER: _("Former name"),
    Name.Kind.ALIAS: _("Also known as"),
    Name.Kind.AS_PRINTED: _("As printed"),
}


@register.filter
def name_label(name: Name) -> str:
    """What one of a record's other names is, as a label of a fact."""
    return str(NAME_LABELS[Name.Kind(name.kind)])
