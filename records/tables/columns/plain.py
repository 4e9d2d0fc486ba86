"""A column of the record's own values: texts, numbers, choices and dates."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from records.fields import PartialDateField
from records.search_text import clean, fold

from ..cell_dates import WhichOrder, as_edtf
from ..cells import Misread
from .base import BETWEEN, Column


class Plain(Column):
    """A column of the record itself."""

    def __init__(self, field: Any) -> None:
        label = capfirst(str(field.verbose_name))
        super().__init__(field.name, label, str(field.help_text), path=field.name)
        self.field = field
        self.attname = field.attname
        self.required = not field.blank and not field.has_default()
        if self.name == "slug":  # an import makes one of the name
            self.required = False
            self.help = _("%(help)s Empty: made of the name.") % {"help": self.help}
        self.order = ""  # of day and month, where the editor said so
        self.date = isinstance(field, PartialDateField)
        self.number = isinstance(field, models.IntegerField | models.DecimalField)
        self.by_label = {
            fold(str(word)): value for value, label in field.flatchoices for word in (value, label)
        }

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        return [self.shown(row[self.path]) for row in rows]

    def shown(self, value: Any) -> str:
        if isinstance(value, Decimal):
            return f"{value:f}"
        if isinstance(value, list):
            return BETWEEN.join(map(str, value))
        if isinstance(value, dict):
            return BETWEEN.join(f"{key}: {one}" for key, one in value.items())
        return "" if value is None else str(value)

    def choices(self) -> list[str]:
        return [str(value) for value, _label in self.field.flatchoices if value != ""]

    def value(self, text: str) -> Any:
        given: Any = clean(text).strip()
        if not given:
            return self._empty()
        if self.date:
            given = self._date(given)
        if self.field.flatchoices:
            given = self._choice(given)
        try:
            return self._quantized(self.field.clean(given, None))
        except ValidationError as refusal:
            raise Misread(" ".join(refusal.messages), self._remedy()) from refusal

    def _empty(self) -> Any:
        if self.field.null:
            return None
        if self.field.blank:
            return ""
        if self.field.has_default():
            return self.field.get_default()
        raise Misread(_("%(column)s is missing.") % {"column": self.label}, self._remedy())

    def _date(self, text: str) -> str:
        try:
            return as_edtf(text, self.order)
        except WhichOrder:
            self.asks_order = True
            raise

    def _choice(self, text: str) -> Any:
        if fold(text) not in self.by_label:
            raise Misread(
                _("“%(text)s” is none of the choices of %(column)s.")
                % {"text": text[:60], "column": self.label},
                self._remedy(),
            )
        return self.by_label[fold(text)]

    def _quantized(self, value: Any) -> Any:
        if isinstance(value, Decimal) and value.is_finite():
            return value.quantize(Decimal(1).scaleb(-self.field.decimal_places))
        return value

    def _remedy(self) -> str:
        if choices := self.choices():
            return _("Write one of: %(choices)s.") % {"choices": ", ".join(choices)}
        if self.help:
            return self.help
        if self.number:
            return _("Write a number.")
        return _("Write it shorter, or as the field's rule says.") if self.field.max_length else ""

    def same(self, one: Any, other: Any) -> bool:
        if isinstance(one, str) and isinstance(other, str):
            return one == other or clean(one).strip() == clean(other).strip()
        return one == other
