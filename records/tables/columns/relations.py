"""Columns that name records: another one, several in one cell, or the one that the row is of.

A record is named by its slug, or by its permanent id where it has no slug; a unique name is
understood as well, and what reference data calls it (VNM, South Korea).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from records.keys import chunks, rows_by
from records.models import Identity, NamedRecord, OldSlug, Record
from records.search_text import fold

from ..cells import Fault, Misread
from .base import BETWEEN, Column

CANDIDATES = 200  # records among which one of a name is looked for

ADDRESSES: dict[type[models.Model], tuple[str, ...]] = {}
"""How a row that is no record is named in a cell: paths whose values are joined by ``#``."""


@dataclass(frozen=True)
class InFile:
    """A relation to a record that the same table adds, by its slug."""

    slug: str


class Relation(Column):
    """A column that names another record."""

    def __init__(self, field: Any) -> None:
        how = str(field.help_text) or _("Slug, permanent id or unique name.")
        super().__init__(field.name, capfirst(str(field.verbose_name)), how)
        self.field = field
        self.attname = field.attname
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
        super().__init__(field.name, capfirst(str(field.verbose_name)), _("Slugs, divided by |"))
        self.through: Any = field.remote_field.through
        self.here = field.m2m_field_name()
        self.there = field.m2m_reverse_field_name()
        self.lookup = Lookup(field.related_model)

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        pairs = self.through._default_manager.filter(
            **{f"{self.here}__in": [row["pk"] for row in rows]}
        ).values_list(f"{self.here}_id", f"{self.there}__slug")
        return _joined(rows, pairs)

    def prepare(self, texts: Iterable[str]) -> None:
        self.lookup.prepare(part for text in texts for part in text.split("|"))

    def value(self, text: str) -> frozenset[int]:
        parts = [part for part in text.split("|") if part.strip()]
        return frozenset(self.lookup.find(part) for part in parts)  # type: ignore[misc]

    def current(self, record: Any) -> frozenset[int]:
        return frozenset(row.pk for row in getattr(record, self.name).all())

    def shown(self, value: Any) -> str:
        return BETWEEN.join(sorted(self.lookup.text_of(key) for key in value or ()))


class KnownBy(Column):
    """A column that only finds a record, such as the hash of a document's file."""

    def __init__(self, model: type[Record], name: str, path: str) -> None:
        super().__init__(name, name, _("Finds the record; an import does not change it."))
        self.model: Any = model
        self.values_path = path
        self.found: dict[str, int] = {}

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        pairs = self.model._base_manager.filter(
            pk__in=[row["pk"] for row in rows], **{f"{self.values_path}__isnull": False}
        ).values_list("pk", self.values_path)
        return _joined(rows, pairs)

    def prepare(self, texts: Iterable[str]) -> None:
        wanted = {part.strip() for text in texts for part in text.split("|")} - {""}
        rows = self.model._base_manager.values_list(self.values_path, "pk")
        for chunk in chunks(sorted(wanted)):
            self.found |= dict(rows.filter(**{f"{self.values_path}__in": chunk}))

    def value(self, text: str) -> int | None:
        """The key of the record that the cell finds."""
        parts = [part.strip() for part in text.split("|") if part.strip()]
        keys = {self.found[part] for part in parts if part in self.found}
        if parts and len(keys) != 1:
            raise Misread(
                _("%(column)s “%(text)s” is of no record here, or of several.")
                % {"column": self.label, "text": text[:70]},
                _("Empty the cell, or name the record by its id."),
            )
        return keys.pop() if keys else None


def _joined(rows: Sequence[dict[str, Any]], pairs: Iterable[tuple[int, str]]) -> list[str]:
    """The cells of some rows that hold several values, each given with the key of its record."""
    values: dict[int, list[str]] = defaultdict(list)
    for key, value in pairs:
        values[key].append(value)
    return [BETWEEN.join(sorted(values[row["pk"]])) for row in rows]


# Which records the texts of a column name


class Lookup:
    """The records of one model that the texts of a column name."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model: Any = model
        self.named = issubclass(model, NamedRecord)
        self.found: dict[str, int] = {}
        self.faults: dict[str, Fault] = {}
        self.names: dict[int, str] = {}

    def prepare(self, texts: Iterable[str]) -> None:
        """Find all that ``texts`` name, in queries that follow the different texts alone."""
        left = {text.strip() for text in texts} - {"", *self.found, *self.faults}
        if self.named:
            left -= self._take(left, "slug")
        left -= self._take(left, "uid")
        if self.named:
            left -= self._take_old_slugs(left)
            for text in sorted(left):
                self._take_name(text)
        left -= {*self.found, *self.faults}
        for identity in rows_by(Identity.objects.select_related("merged_into"), "uid", left):
            self.faults[identity.uid] = fault_of_id(identity, self.model)

    def find(self, text: str) -> int | InFile:
        """The key of what ``text`` names; raises ``Misread`` with the candidates."""
        text = text.strip()
        if text in self.found:
            return self.found[text]
        fault = self.faults.get(text) or Fault(
            _("There is no %(kind)s “%(text)s”.")
            % {"kind": self.model._meta.verbose_name, "text": text[:60]},
            _("Write its slug, its permanent id, or its name as recorded; or add it first."),
        )
        raise Misread(*fault)

    def text_of(self, key: int) -> str:
        """How a cell names the row of a key."""
        if key not in self.names:
            self.load_names([key])
        return self.names.get(key, str(key))

    def load_names(self, keys: Iterable[int]) -> None:
        wanted = {key for key in keys if isinstance(key, int)} - self.names.keys()
        column = "slug" if self.named else "uid"
        rows: Any = self.model._base_manager.values_list("pk", column)
        for chunk in chunks(sorted(wanted)):
            self.names |= dict(rows.filter(pk__in=chunk))

    def _take(self, texts: set[str], column: str) -> set[str]:
        rows = self.model._base_manager.only("pk", column)
        taken = {getattr(row, column): row.pk for row in rows_by(rows, column, texts)}
        self.found |= taken
        return set(taken)

    def _take_old_slugs(self, texts: set[str]) -> set[str]:
        rows = OldSlug.objects.filter(kind=self.model.kind_name())
        old = {row.slug: row.identity_id for row in rows_by(rows, "slug", texts)}
        keys = {
            row.uid: row.pk
            for row in rows_by(self.model._base_manager.only("pk", "uid"), "uid", old.values())
        }
        taken = {slug: keys[uid] for slug, uid in old.items() if uid in keys}
        self.found |= taken
        return set(taken)

    def _take_name(self, text: str) -> None:
        wanted = fold(text)
        exact = self.model._base_manager.filter(name=text)[:CANDIDATES]
        near = self.model._default_manager.search(text).order_by("pk").prefetch_related("names")
        rows = {row.pk: row for row in exact}
        for row in near[:CANDIDATES]:
            if wanted in {fold(row.name), *(fold(name.text) for name in row.names.all())}:
                rows[row.pk] = row
        if not rows:
            known = self.model._default_manager.looked_up_each([text]).get(text, [])
            rows = {row.pk: row for row in known}
        if len(rows) == 1:
            (self.found[text],) = rows
        elif rows:
            named = [f"{row} ({row.slug})" for row in rows.values()]
            self.faults[text] = Fault(
                _("“%(text)s” is the name of several: %(candidates)s.")
                % {"text": text[:60], "candidates": "; ".join(named[:5])},
                _("Write the slug of the one that is meant."),
            )


def fault_of_id(identity: Identity, model: type[Record]) -> Fault:
    """Why a permanent id leads to no record of ``model``."""
    if identity.merged_into is not None:
        return Fault(
            _("%(uid)s was merged into %(other)s.")
            % {"uid": identity.uid, "other": identity.merged_into_id},
            _("Write %(other)s instead.") % {"other": identity.merged_into_id},
        )
    if identity.kind != model.kind_name():
        return Fault(
            _("%(uid)s is the id of another kind of record (%(kind)s).")
            % {"uid": identity.uid, "kind": identity.kind},
            _("Write the id of a record of this kind, or empty the cell."),
        )
    return Fault(
        _("The record with the id %(uid)s was deleted.") % {"uid": identity.uid},
        _("Empty the cell to add it as a new record, or take the row out."),
    )
