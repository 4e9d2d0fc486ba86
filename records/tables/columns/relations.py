"""Columns that name other records: one, or several that stand in one cell.

A record is named by its slug, or by its permanent id where it has no slug; a unique name is
understood as well.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from records.models import NamedRecord, Record

from ..cells import Misread
from .base import BETWEEN, Column
from .lookup import InFile, Lookup

ADDRESSES: dict[type[models.Model], tuple[str, ...]] = {}
"""How a row that is no record is named in a cell: paths whose values are joined by ``#``."""


class Relation(Column):
    """A column that names another record."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self.name = field.name
        self.attname = field.attname
        self.label = capfirst(str(field.verbose_name))
        self.help = str(field.help_text) or _("Slug, permanent id or unique name.")
        self.required = not field.null
        self.lookup = Lookup(field.related_model)

    def paths(self) -> tuple[str, ...]:
        target = self.field.related_model
        if issubclass(target, NamedRecord):
            return (f"{self.name}__slug",)
        if issubclass(target, Record):
            return (f"{self.name}__uid",)
        return tuple(f"{self.name}__{path}" for path in ADDRESSES[target])

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        paths = self.paths()
        return [
            "#".join("" if row[path] is None else str(row[path]) for path in paths)
            if row[paths[0]] is not None
            else ""
            for row in rows
        ]

    def prepare(self, texts: Iterable[str]) -> None:
        self.lookup.prepare(texts)

    def value(self, text: str) -> Any:
        if not text.strip():
            if self.field.null:
                return None
            raise Misread(_("%(column)s is missing.") % {"column": self.label}, self.help)
        return self.lookup.find(text)

    def current(self, record: Any) -> Any:
        return getattr(record, self.attname)

    def shown(self, value: Any) -> str:
        if value is None:
            return ""
        return value.slug if isinstance(value, InFile) else self.lookup.text_of(value)


class Several(Column):
    """Records of one kind that a record is sorted under: their slugs, divided by ``|``."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self.name = field.name
        self.label = capfirst(str(field.verbose_name))
        self.help = _("Slugs, divided by |")
        self.through: Any = field.remote_field.through
        self.here = field.m2m_field_name()
        self.there = field.m2m_reverse_field_name()
        self.lookup = Lookup(field.related_model)

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        slugs: dict[int, list[str]] = {}
        pairs = self.through._default_manager.filter(
            **{f"{self.here}__in": [row["pk"] for row in rows]}
        ).values_list(f"{self.here}_id", f"{self.there}__slug")
        for key, slug in pairs:
            slugs.setdefault(key, []).append(slug)
        return [BETWEEN.join(sorted(slugs.get(row["pk"], ()))) for row in rows]

    def prepare(self, texts: Iterable[str]) -> None:
        self.lookup.prepare(part for text in texts for part in text.split("|"))

    def value(self, text: str) -> frozenset[int]:
        parts = [part for part in text.split("|") if part.strip()]
        return frozenset(self.lookup.find(part) for part in parts)  # type: ignore[misc]

    def current(self, record: Any) -> frozenset[int]:
        return frozenset(row.pk for row in getattr(record, self.name).all())

    def shown(self, value: Any) -> str:
        return BETWEEN.join(sorted(self.lookup.text_of(key) for key in value or ()))
