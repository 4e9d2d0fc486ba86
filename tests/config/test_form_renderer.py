"""Boxes of forms are drawn as Django draws them, only faster."""

import datetime
import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from config.form_renderer import FormRenderer

CHOICES = [
    ("", gettext_lazy("Any")),
    ("a<b", format_html("<b>{}</b>", "&")),
    (1234, "1234 'quoted' \"twice\""),
    ("Of more", [("x&y", "Ex"), (True, "Yes")]),
]
CHOOSING = [
    forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple
]  # fmt: skip
TYPING = [
    forms.TextInput, forms.Textarea, forms.NumberInput, forms.URLInput, forms.EmailInput,
    forms.PasswordInput, forms.HiddenInput, forms.MultipleHiddenInput, forms.CheckboxInput,
    forms.DateInput, forms.TimeInput, forms.DateTimeInput, forms.SplitDateTimeWidget,
    forms.SelectDateWidget, forms.FileInput, forms.ClearableFileInput, forms.NullBooleanSelect,
]  # fmt: skip
VALUES = [
    None, "", "a<b", "x&y", '"', 0, 1234, 1.5, True, False, ["a<b", 1234], ["", "x&y"],
    datetime.datetime(2016, 9, 7, 12, 30), "a\n\nb", "\u2028 第",
]  # fmt: skip
RENDERERS = FormRenderer(), TemplatesSetting()
ATTRS = [{}, {"id": "id_x", "required": True, "disabled": False, "data-x": '"<&', "rows": 1234}]


def drawn(shown: str) -> str:
    """Without the space around tags, and with quotes written in one way."""
    shown = shown.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", shown)


@pytest.mark.parametrize("widget", [*CHOOSING, *TYPING], ids=lambda one: one.__name__)
def test_a_box_is_drawn_as_django_draws_it(widget: type[forms.Widget], settings):
    settings.USE_THOUSAND_SEPARATOR = True
    box = widget()
    if widget in CHOOSING:
        box.choices = CHOICES  # type: ignore[attr-defined]
    for value in VALUES:
        if isinstance(box, forms.MultiWidget | forms.MultipleHiddenInput | forms.SelectMultiple):
            value = value if isinstance(value, list) or value is None else [value]
        elif isinstance(value, list):
            continue
        for attrs in ATTRS:
            ours, django = (
                box.render("x", value, attrs, renderer=renderer) for renderer in RENDERERS
            )
            assert drawn(ours) == drawn(django), (value, attrs)


class AForm(forms.Form):
    name = forms.CharField(label="<Name>", help_text="As & when")
    kind = forms.ChoiceField(choices=CHOICES)
    secret = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize("data", [None, {}, {"name": "<b>", "kind": "no"}])
def test_a_form_with_its_errors_is_drawn_as_django_draws_it(data):
    for how in ("as_div", "as_p", "as_table", "as_ul"):
        ours, django = (
            drawn(getattr(AForm(data, renderer=renderer), how)()) for renderer in RENDERERS
        )
        assert ours == django


def test_what_is_not_djangos_own_comes_from_the_templates_of_the_site():
    template = FormRenderer().get_template("admin/widgets/related_widget_wrapper.html")

    assert "templates/admin/widgets" in template.origin.name
