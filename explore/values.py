"""The values of a record in words: what a field is called and what stands in it."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.models import Outcome
from records.display import show_date
from records.fields import PartialDateField
from records.models import NamedRecord, Record

WORDS = {
    "names": _("other names"),
    "topics": _("topics"),
    "office": _("office as printed"),
}


def names_for(*relations: str) -> list[str]:
    """What to prefetch so that relations can show their names in the reader's language.

    ``""`` is the record itself. In English every record shows its own column.
    """
    if (get_language() or "en").startswith("en"):
        return []
    return [f"{relation}__names" if relation else "names" for relation in relations]


@dataclass(frozen=True)
class Value:
    """One field of a record as a page shows it; ``url`` where the value has a page."""

    label: str
    text: str
    url: str = ""


def label_of(model: type[models.Model], name: str) -> str:
    """What ``name`` is called, as the field itself says."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return str(WORDS.get(name, name.replace("_", " ")))
    return str(getattr(field, "verbose_name", WORDS.get(name, name)))


def _column(record: Record, name: str) -> Any:
    try:
        return record._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def value_of(record: Record, name: str) -> Value:
    """What stands in ``name``: a choice in words, a relation by its name, a list joined.

    Relations must have been fetched with the record, and names and topics beforehand.
    """
    label = label_of(type(record), name)
    if name in ("names", "topics"):
        return Value(label, "; ".join(str(item) for item in getattr(record, name).all()))
    value: Any = getattr(record, name, None)
    if isinstance(value, NamedRecord):
        return Value(label, value.display_name, value.get_absolute_url())
    if isinstance(value, Outcome):  # the only record without a name that a value can be
        return Value(label, str(value), value.get_absolute_url())
    if isinstance(_column(record, name), PartialDateField):
        return Value(label, show_date(value))
    display = getattr(record, f"get_{name}_display", None)
    if display is not None:
        value = display()
    return Value(label, "" if value in (None, "") else str(value))
