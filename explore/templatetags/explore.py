"""Tags of the public pages: facts with their evidence, reference data, links to sections."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from explore.drawing import draw, draw_macro
from explore.evidence import Shown
from explore.plans import word_of_plan
from explore.rows import Rows
from explore.sections import section_title
from explore.words import direction, gap_sentence, ordinal, thousands
from records.display import show_bounds
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


@register.simple_tag(takes_context=True)
def evidence(context: template.Context, record: Any, *fields: Any) -> str:
    """What supports ``fields`` of ``record`` (none: the record as a whole; a further name is one of
    its own), from the page's ``evidence``; asks the database nothing."""
    collected = context.get("evidence")
    if collected is None:
        return ""
    return draw_macro("sources", collected.show(record, *fields), site(context))


@register.simple_tag(takes_context=True)
def drawn(context: template.Context, name: str, **given: Any) -> str:
    """The template ``name`` of ``explore/jinja2/``, with what the page has and is ``given``."""
    known: Any = context.flatten()
    return draw(name, **{**known, "site": site(context), **given})


def site(context: template.Context) -> str:
    """The beginning of absolute addresses, which print needs."""
    request = context.get("request")
    return "" if request is None else f"{request.scheme}://{request.get_host()}"


@register.inclusion_tag("includes/reference.html")
def reference(source: str) -> dict[str, str]:
    """Says that a value is reference data, and from where: not a fact from a document."""
    return {"source": source}


@register.simple_tag
def more(rows: Rows, route: str, label: str, of: Any = None, **query: str) -> str:
    """Below the first of many rows: how many there are, and the list at ``route`` that has all.

    ``query`` filters the list; ``of`` is a record by whose kind it is filtered.
    """
    if not rows.more:
        return ""
    if of is not None:
        query[of.kind_name()] = of.slug
    return draw_macro("more", rows, reverse(route, query=query), label)


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
    return draw_macro("fact", label, value, shown, site(context))


register.filter(ordinal)
register.filter(direction)
register.simple_tag(gap_sentence)


@register.filter
def coordinate(degrees: Any, letters: str) -> str:
    """``{{ place.latitude|coordinate:"NS" }}``: 17.97° N."""
    letter = letters[0] if degrees >= 0 else letters[1]
    return f"{abs(degrees):.2f}° {letter}"


@register.simple_tag
def bounds(low: int | None, high: int | None) -> str:
    """A number of which a source gives bounds, in words: “more than 40”."""
    return show_bounds(low, high)


register.filter(thousands)


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
