"""What a field, a value, a row and a kind of row are called wherever people read of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from records.display import show_date
from records.fields import PartialDateField
from records.models import Name, NamedRecord, Record, State

NOTHING = "–"
EMPTY: tuple[Any, ...] = (None, "", [], {})

Table = type[models.Model]


# Fields


def _field(model: Table, name: str) -> Any:
    """The field of this name, or of this column; ``None`` where there is none."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def field_name(model: Table, name: str) -> str:
    """What a field is called within a sentence: “date”, “other names”."""
    if name == "names":
        return _("other names")
    return str(getattr(_field(model, name), "verbose_name", name.replace("_", " ")))


def field_names(model: Table, names: Iterable[str]) -> str:
    return ", ".join(field_name(model, name) for name in names)


def field_label(model: Table, name: str) -> str:
    """What a field is called above or before its value: “Date”, “Other names”."""
    return capfirst(field_name(model, name))


# Values


def value_in_words(
    model: Table, name: str, value: Any, coming: Mapping[tuple[Table, int], str] | None = None
) -> str:
    """A value as editors read it: the record behind a key, a choice's label, a date as typed.

    ``name`` is the field or its column; where the model has none of this name (``""``), the
    value speaks for itself. ``coming`` names rows that are not there yet.
    """
    if isinstance(value, models.QuerySet):
        value = list(value)
    if value in EMPTY:
        return NOTHING
    if isinstance(value, models.Model):
        return str(value)
    field = _field(model, name)
    if isinstance(field, models.ForeignKey):
        if coming and (field.related_model, value) in coming:  # type: ignore[comparison-overlap]
            return coming[field.related_model, value]  # type: ignore[index]
        found = field.related_model._base_manager.filter(pk=value).first()  # type: ignore[union-attr]
        return str(found) if found is not None else _("no. %(key)s, now gone") % {"key": value}
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(
            field_label(model, one) if isinstance(one, str) else str(one) for one in value
        )
    if isinstance(value, dict):
        return "; ".join(f"{key}: {one}" for key, one in value.items())
    if hasattr(value, "isoformat"):
        return formats.localize(value)
    return str(value)


@dataclass(frozen=True)
class Value:
    """One field of a record as readers see it; ``url`` where the value has a page."""

    label: str
    text: str
    url: str = ""


def value_for_readers(record: Record, name: str) -> Value:
    """What stands in a field: a date and a choice in words, a relation by its name, a list joined.

    Relations must have been fetched with the record, and names and topics beforehand.
    """
    label = field_name(type(record), name)
    if name in ("names", "topics"):
        return Value(label, "; ".join(str(item) for item in getattr(record, name).all()))
    value: Any = getattr(record, name, None)
    if isinstance(value, Record):
        text = value.display_name if isinstance(value, NamedRecord) else str(value)
        return Value(label, text, value.get_absolute_url())
    return Value(label, "" if value in EMPTY else stated_for_readers(type(record), name, value))


def stated_for_readers(model: Table, name: str, value: Any) -> str:
    """A value that a source states, said as the page says the record's own."""
    field = _field(model, name)
    if isinstance(field, PartialDateField):
        return show_date(str(value))
    return str(dict(getattr(field, "flatchoices", None) or ()).get(value, value))


def value_as_stated(record: Record, name: str) -> str:
    """A value as a citation would state it: a choice by its English word."""
    display = getattr(record, f"get_{name}_display", None)
    with override("en"):
        return str(display() if display is not None else getattr(record, name))


# Rows


def choice_label(record: models.Model) -> str:
    """How a record reads in a list of choices: its name, its kind, and its state if not public."""
    kind = getattr(record, "get_kind_display", None)
    notes = [str(kind())] if kind and getattr(record, "kind", "") else []
    state = getattr(record, "state", State.PUBLISHED)
    if state != State.PUBLISHED:
        notes.append(str(State(state).label))
    return f"{record} ({', '.join(notes)})" if notes else str(record)


def noun_of(model: Table) -> str:
    """What one row of a table is: “meeting”, “other name”."""
    if issubclass(model, Name):
        return _("other name")
    relation = _relation_through(model)
    return str((relation.related_model if relation else model)._meta.verbose_name)


def nouns_of(model: Table) -> str:
    """What the rows of a table are: “meetings”, “other names”."""
    if issubclass(model, Name):
        return _("other names")
    relation = _relation_through(model)
    return str(relation.verbose_name if relation else model._meta.verbose_name_plural)


def _relation_through(model: Table) -> Any:
    """The many-to-many relation whose rows ``model`` holds, if it is such a table."""
    owner: Any = model._meta.auto_created
    relations = owner._meta.many_to_many if owner else ()
    return next((field for field in relations if field.remote_field.through is model), None)


def describe(row: models.Model) -> str:
    """A row in a sentence: its kind and its name."""
    return f"{noun_of(type(row))} “{row_title(row)}”"


def row_title(row: models.Model) -> str:
    """What a row is called; of a row that only ties two others, the one that it adds."""
    owner = row._meta.auto_created
    if not owner:
        return str(row)
    ties = [field for field in row._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    return str(next(getattr(row, field.name) for field in ties if field.related_model is not owner))


def title_of_values(
    model: Table,
    values: dict[str, Any],
    coming: Mapping[tuple[Table, int], str] | None = None,
) -> str:
    """What a row is called that is gone, or not there yet."""
    for name in ("name", "text", "title", "locator"):
        if values.get(name):
            return str(values[name])
    owner = model._meta.auto_created
    related = [
        value_in_words(model, field.attname, values.get(field.attname), coming)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.name != "changed_by"
        and field.related_model is not owner
        and values.get(field.attname) is not None
    ]
    return ", ".join(related[:3]) or NOTHING
