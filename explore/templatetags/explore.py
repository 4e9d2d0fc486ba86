"""Tags of the public pages: facts with their evidence, reference data, links to sections."""

from typing import Any

from babel.numbers import format_decimal
from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from explore.evidence import Shown
from explore.sections import section_title
from records.display import reader_locale
from records.models import Name

register = template.Library()


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
def evidence(context: template.Context, record: Any, *fields: str) -> dict[str, Any]:
    """What supports ``fields`` of ``record`` (none: the record as a whole), from the page's
    ``evidence``; asks the database nothing."""
    collected = context.get("evidence")
    return {
        "shown": collected.show(record, *fields) if collected is not None else Shown(),
        "site": site(context),
    }


def site(context: template.Context) -> str:
    """The beginning of absolute addresses, which print needs."""
    request = context.get("request")
    return "" if request is None else f"{request.scheme}://{request.get_host()}"


@register.inclusion_tag("includes/evidence_brief.html", takes_context=True)
def evidence_brief(context: template.Context, record: Any, *fields: str) -> dict[str, Any]:
    """Where the sources of a record stand that has a page of its own: document and locator."""
    collected = context.get("evidence")
    return {"sources": collected.brief(record, *fields) if collected is not None else []}


@register.inclusion_tag("includes/reference.html")
def reference(source: str) -> dict[str, str]:
    """Says that a value is reference data, and from where: not a fact from a document."""
    return {"source": source}


class FactNode(template.Node):
    """``{% fact label record "field" … %}value{% endfact %}``."""

    def __init__(
        self,
        label: FilterExpression,
        record: FilterExpression | None,
        fields: list[FilterExpression],
        nodelist: NodeList,
    ):
        self.label, self.record, self.fields, self.nodelist = label, record, fields, nodelist

    def render(self, context: template.Context) -> str:
        value = mark_safe(self.nodelist.render(context).strip())  # rendered, so escaped
        if not value:
            return ""
        shown = Shown()
        collected = context.get("evidence")
        if self.record is not None and collected is not None:
            record = self.record.resolve(context)
            shown = collected.show(record, *(name.resolve(context) for name in self.fields))
        fact = context.template.engine.get_template("includes/fact.html")  # type: ignore[union-attr]
        label = self.label.resolve(context)
        with context.push(label=label, value=value, shown=shown, site=site(context)):
            return fact.render(context)


@register.tag
def fact(parser: Parser, token: Token) -> FactNode:
    """One row of a ``<dl class="facts">``: label, value, evidence; nothing where no value is.

    ``{% fact _("Date") meeting "date" %}{{ meeting.date|edtf }}{% endfact %}``; without a record
    the fact has no evidence of its own (Fora's own words, reference data).
    """
    _name, label, *rest = token.split_contents()
    nodelist = parser.parse(("endfact",))
    parser.delete_first_token()
    compiled = [parser.compile_filter(part) for part in rest]
    return FactNode(
        parser.compile_filter(label), compiled[0] if compiled else None, compiled[1:], nodelist
    )


@register.filter
def ordinal(number: int | None) -> str:
    """``19`` as the reader's language writes it: 19th, 第19届."""
    return "" if number is None else ordinal_text(number)


def ordinal_text(number: int) -> str:
    """An ordinal number in the interface language (English endings; 第…届 in Chinese)."""
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
        return gettext("The %(ordinal)s is not recorded here.") % {"ordinal": ordinal_text(first)}
    return gettext("The %(first)s to %(last)s are not recorded here.") % {
        "first": ordinal_text(first),
        "last": ordinal_text(last),
    }


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
