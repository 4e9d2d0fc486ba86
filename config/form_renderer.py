"""How forms are drawn: as in Django, in a third of the time."""

import re
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from django.forms import renderers
from django.forms.renderers import Jinja2, TemplatesSetting

SHIPPED = Path(renderers.__file__).parent / "jinja2"
INCLUDED = re.compile(r"""\{% include ["']([\w/.]+)["'] %\}""")
OPTION = "{% include widget.template_name %}"
OPTIONS = [
    f"django/forms/widgets/{name}.html"
    for name in ("select_option", "checkbox_option", "radio_option")
]
NO_ERRORS = "django/forms/errors/list/"


class Inlined(jinja2.FileSystemLoader):
    """Django's own templates of widgets, each with what it includes written into it.

    To include a template costs more than to draw the few words in it, and a page of a record does
    it two thousand times.
    """

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        source, *more = super().get_source(environment, template)
        choices = "".join(
            f"{{% {'elif' if number else 'if'} widget.template_name == '{name}' %}}"
            f'{{% include "{name}" %}}'
            for number, name in enumerate(OPTIONS)
        )
        source = source.replace(OPTION, f"{choices}{{% else %}}{OPTION}{{% endif %}}")
        whole = INCLUDED.sub(
            lambda one: self.get_source(environment, one[1])[0].removesuffix("\n"), source
        )
        return whole, *more


class Shipped(Jinja2):
    """Django's renderer of widgets by Jinja2, over ``Inlined``."""

    @cached_property
    def engine(self) -> Any:
        return self.backend(
            {
                "APP_DIRS": False,
                "DIRS": [],
                "NAME": "djangoforms",
                "OPTIONS": {"loader": Inlined(SHIPPED)},
            }
        )


class FormRenderer(TemplatesSetting):
    """Draws what Django ships for Jinja2 with that, and all else with the site's templates.

    A page of a record has hundreds of boxes and options, each a template or two of its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shipped = Shipped()

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("django/forms/"):
            return self.shipped.get_template(template_name)
        return super().get_template(template_name)

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name.startswith(NO_ERRORS) and not context["errors"]:
            return ""
        return self.get_template(template_name).render(context, request=request).strip()
