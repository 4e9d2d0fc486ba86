"""Columns that find a record or say how old its row is, and that no import writes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from records.models import Record

from ..cells import Misread
from .base import BETWEEN, Column
from .relations import chunks


class Version(Column):
    """Whether a record has changed since its row was exported."""

    def value(self, text: str) -> int | None:
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise Misread(
                _("“%(text)s” is not a version.") % {"text": text[:40]},
                _("Leave the column as it was exported, or empty the cell."),
            )
        return int(text)


class KnownBy(Column):
    """A column that only finds a record, such as the hash of a document's file."""

    def __init__(self, model: type[Record], name: str, path: str) -> None:
        super().__init__(name, name, _("Finds the record; an import does not change it."))
        self.model: Any = model
        self.values_path = path
        self.found: dict[str, int] = {}

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        known: dict[int, list[str]] = {}
        pairs = self.model._base_manager.filter(
            pk__in=[row["pk"] for row in rows], **{f"{self.values_path}__isnull": False}
        ).values_list("pk", self.values_path)
        for key, value in pairs:
            known.setdefault(key, []).append(value)
        return [BETWEEN.join(sorted(known.get(row["pk"], ()))) for row in rows]

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
