"""What stands on a page many times, drawn by Jinja2 in a tenth of the time of Django's templates.

The templates are in ``explore/jinja2/``; a page of Django's includes one by ``{% drawn %}``.
"""

from functools import lru_cache
from typing import Any

from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template import engines
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from explore.plans import word_of_plan
from explore.words import direction, gap_sentence, ordinal, thousands
from records.display import show_bounds, show_date
from records.templatetags.dates import period


def environment(**options: Any) -> Environment:
    """Jinja2 with the words of the site: gettext, and the filters of Django's templates here."""
    options |= {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    made = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701 (Django escapes)
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.policies["ext.i18n.trimmed"] = True
    made.filters |= {
        "bounds": show_bounds,
        "capfirst": capfirst,
        "direction": direction,
        "drawn_field": drawn_field,
        "edtf": show_date,
        "gap_sentence": gap_sentence,
        "ordinal": ordinal,
        "period": period,
        "thousands": thousands,
        "word_of_plan": word_of_plan,
    }
    return made


def draw(name: str, /, **context: Any) -> SafeString:
    """The template ``name`` of ``explore/jinja2/``, drawn."""
    return mark_safe(_environment().get_template(name).render(context))


def draw_macro(name: str, *given: Any) -> SafeString:
    """One macro of ``macros.html``, drawn with what it takes."""
    return mark_safe(getattr(_environment().get_template("macros.html").module, name)(*given))


def drawn_field(field: BoundField) -> SafeString:
    """A field of a filter form, with its label; one that is empty is drawn once."""
    if field.data or field.errors:
        return draw("filter_field.html", field=field)
    form: Any = type(field.form)
    return _drawn_empty(form, field.name, get_language())


@lru_cache(maxsize=2000)
def _drawn_empty(form: type[BaseForm], name: str, _language: str | None) -> SafeString:
    return draw("filter_field.html", field=form()[name])


def _environment() -> Environment:
    return engines["jinja2"].env  # type: ignore[attr-defined]
