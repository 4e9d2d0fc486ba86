"""What a value that was read says beside the value that a record has."""

from enum import Enum
from typing import Any

from django.db import models

from documents.evidence import contradictions
from documents.models import Citation
from records.dates import bounds
from records.fields import PartialDateField
from records.models import Record
from records.search_text import fold
from records.words import value_as_stated

NOT_STATED = ("kind", "instrument", "since_is", "until_is")
"""Fora's own classification: a source does not contradict it."""


class Comparison(Enum):
    """How a value that was read compares with the record's."""

    ADDS = "the record has none, or a less exact one"
    AGREES = "the record says the same"
    LESS_EXACT = "the record says it more exactly, or spells it otherwise"
    DIFFERS = "the record says something else"


def compare(record: Record, name: str, value: Any) -> Comparison:
    """``value``, as the model holds it, beside what ``record`` has as ``name``."""
    column: Any = record._meta.get_field(name)
    now = getattr(record, column.attname)
    if now in (None, ""):
        return Comparison.ADDS
    if isinstance(column, models.ForeignKey):
        return Comparison.AGREES if value.pk == now else Comparison.DIFFERS
    if isinstance(column, PartialDateField):
        return _compare_dates(now, value)
    if name in ("name", "title", "office") and fold(value) != fold(now):
        return Comparison.LESS_EXACT
    against = contradictions(Citation(stated={name: stated_value(record, name, value)}), record)
    return Comparison.DIFFERS if name in against else Comparison.AGREES


def _compare_dates(now: str, value: str) -> Comparison:
    if now == value:
        return Comparison.AGREES
    (low, high), (first, last) = bounds(now), bounds(value)
    if None not in (low, high, first, last):
        if low <= first and last <= high:  # type: ignore[operator]
            return Comparison.ADDS  # the record knows the year, the source the day
        if first <= low and high <= last:  # type: ignore[operator]
            return Comparison.LESS_EXACT
    return Comparison.DIFFERS


def stated_value(record: Record, name: str, value: Any) -> str:
    """A value as a citation states it, which ``record`` itself has not."""
    return value_as_stated(type(record)(**{name: value}), name)
