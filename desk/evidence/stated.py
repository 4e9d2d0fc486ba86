"""What a source states otherwise, as lines that an editor writes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.models import citable_fields
from records.models import Record
from records.words import field_label, field_names


class StatedField(forms.CharField):
    """Lines of “field: value”, kept as a mapping."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return as_lines(value) if isinstance(value, dict) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = as_lines(initial) if isinstance(initial, dict) else (initial or "")
        return before.strip() != (data or "").replace("\r", "").strip()


def as_lines(stated: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in stated.items())


def read_stated(text: str, model: type[Record]) -> dict[str, str]:
    """The mapping that lines of “field: value” stand for; fields by their name or label."""
    known = {}
    for name in citable_fields(model):
        known[name.casefold()] = known[field_label(model, name).casefold()] = name
    stated: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        label, colon, value = line.partition(":")
        name = known.get(label.strip().casefold())
        if not colon or not value.strip():
            raise ValidationError(
                _("“%(line)s”: write the value's name, a colon and what the source says.")
                % {"line": line[:80]}
            )
        if name is None:
            raise ValidationError(
                _("There is no value called “%(label)s” here. Choose from: %(known)s.")
                % {
                    "label": label.strip()[:80],
                    "known": field_names(model, dict.fromkeys(citable_fields(model))),
                }
            )
        stated[name] = value.strip()
    return stated
