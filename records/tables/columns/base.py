"""What every column has: its name in the header, and both ways between values and cells."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ..cells import Misread

BETWEEN = " | "  # the several values of one cell


class Column:
    """One column of a kind's table; this base shows a field of the record as it is."""

    attname: str = ""  # of the field of the record that it writes, as rows of its history have it
    required = False
    number = False
    asks_order = False  # whether day or month comes first decides about one of its cells

    def __init__(self, name: str, label: str, help: str, *, path: str = "") -> None:
        self.name, self.label, self.help = name, label, help
        self.path = path  # to the field that it shows

    def paths(self) -> tuple[str, ...]:
        """The values that an export reads of each record for this column."""
        return (self.path,) if self.path else ()

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        """The cells of some rows of an export, each a record's values by their paths."""
        return [row[self.path] for row in rows]

    def prepare(self, texts: Iterable[str]) -> None:
        """Look up the records that ``texts``, the cells of a whole table, name."""

    def value(self, text: str) -> Any:
        """What a cell says; raises ``Misread``."""
        return text

    def current(self, record: Any) -> Any:
        """What a record says, to be compared with ``value``."""
        return getattr(record, self.name)

    def same(self, one: Any, other: Any) -> bool:
        """Whether two values are the same to an editor, whatever spaces they are written with."""
        return one == other

    def shown(self, value: Any) -> str:
        """A value as a cell."""
        return "" if value is None else str(value)

    def choices(self) -> list[str]:
        """What may stand in a cell, where that is a list."""
        return []


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
