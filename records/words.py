"""What a field, a value and a record are called wherever people read of them."""

from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from records.history.differences import NOTHING, shown
from records.models import State


def choice_label(record: models.Model) -> str:
    """How a record reads in a list of choices: its name, its kind, and its state if not public."""
    kind = getattr(record, "get_kind_display", None)
    notes = [str(kind())] if kind and getattr(record, "kind", "") else []
    state = getattr(record, "state", State.PUBLISHED)
    if state != State.PUBLISHED:
        notes.append(str(State(state).label))
    return f"{record} ({', '.join(notes)})" if notes else str(record)


def in_words(model: type[models.Model], column: str | None, value: Any) -> str:
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, list | models.QuerySet):
        return ", ".join(str(item) for item in value) or NOTHING
    return shown(model, column or "", value)


def field_label(model: type[models.Model], name: str) -> str:
    """What an editor calls the field ``name`` of ``model``."""
    if name == "names":
        return _("Other names")
    try:
        field: Any = model._meta.get_field(name)
        return capfirst(str(field.verbose_name))
    except (LookupError, AttributeError):
        return capfirst(name.replace("_", " "))
