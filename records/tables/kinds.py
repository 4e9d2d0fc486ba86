"""The kinds of record that have a table, and the columns of each, derived from its model.

Bookkeeping and derived columns are left out, except the permanent id and the version, by which a
row finds its record and is known to be stale, and the state, which a table only shows.
"""

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from records.history.tracking import content_fields
from records.models import NamedRecord, Record

from .columns.base import Column, Version
from .columns.names import OtherNames
from .columns.plain import Plain
from .columns.relations import KnownBy, Relation, Several

EXPORT_ONLY: set[type[Record]] = set()
"""Kinds whose rows cannot be read from a table."""

KEYS: dict[type[Record], list[tuple[str, ...]]] = {}
"""What tells two records of a kind apart, beside its slug and its unique constraints."""

KNOWN_BY: dict[type[Record], list[tuple[str, str]]] = {}
"""Further columns that find a record: the name of the column, and the path to its values."""


def kinds() -> dict[str, type[Record]]:
    """Every kind of record that has a table, by its noun."""
    return {
        model.kind_name(): model
        for model in apps.get_models()
        if issubclass(model, Record) and not model._meta.proxy
    }


def columns_of(model: type[Record]) -> list[Column]:
    """The columns of a kind's table, in order."""
    stale = _("Leave it as exported: it shows whether the record has moved on since.")
    shown = _("Only shown: an import does not change it.")
    columns: list[Column] = [
        Column("id", _("Permanent id"), _("Empty for a new record."), path="uid"),
        Version("version", _("Version"), stale, path="version"),
        Column("state", _("State"), shown, path="state"),
    ]
    for field in content_fields(model):
        if field.editable and not field.primary_key:
            relates = isinstance(field, models.ForeignKey)
            columns.append(Relation(field) if relates else Plain(field))
    if issubclass(model, NamedRecord):
        columns.append(OtherNames(model))
    columns += [Several(field) for field in model._meta.many_to_many]
    columns += [KnownBy(model, *known) for known in KNOWN_BY.get(model, ())]
    return columns


def known_names(model: type[Record]) -> set[str]:
    """The names that a column of the kind's table may have."""
    return {name for column in columns_of(model) for name in (column.name, column.label)}


def keys_of(model: type[Record]) -> list[tuple[str, ...]]:
    """By which columns, taken together, a row is recognized; those of the database first."""
    keys: list[tuple[str, ...]] = [("slug",)] if issubclass(model, NamedRecord) else []
    keys += [
        tuple(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields
    ]
    return [*keys, *KEYS.get(model, [])]


def recognized_by(model: type[Record]) -> list[str]:
    """By what a record of this kind is recognized, in words."""
    named = [" + ".join(key) for key in keys_of(model)]
    return ["id", *named, *(name for name, _path in KNOWN_BY.get(model, ()))]
