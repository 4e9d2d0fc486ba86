"""The reference files in ``data/``, read strictly: what does not fit is named with its file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "data"
NAMES = ("gazetteer.yaml", "identifiers.yaml", "publishers.yaml", "states.yaml")
"""The files of reference data, which are no records of the register."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Malformed(Exception):
    """A reference file that says something it cannot; names the file and the row."""


def read(name: str, kind: type, *, folder: Path = FOLDER) -> Any:
    """The content of a file, of type ``kind``; an empty one where there is no such file.

    Raises ``Malformed``.
    """
    path = folder / name
    if not path.is_file():
        return kind()
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506, a safe one
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise Malformed(f"{name} is not YAML in UTF-8: {error}") from error
    if not isinstance(found, kind):
        raise Malformed(f"{name} must be a {'list' if kind is list else 'mapping'}")
    return found


class Row:
    """One entry of a file: gives its values by type, and complains of those nobody asked for."""

    def __init__(self, file: str, values: Any) -> None:
        self.file = file
        if not isinstance(values, Mapping):
            raise Malformed(f"{file}: {values!r:.80} must be a mapping")
        self.values = dict(values)
        self.whole = str(values)[:120]

    def wrong(self, what: str) -> Malformed:
        return Malformed(f"{self.file}: {self.whole}: {what}")

    def text(self, key: str, *, among: Any = None) -> str:
        """A text that is there; one of ``among`` where that is given."""
        value = self.values.pop(key, None)
        if not isinstance(value, str) or not value.strip() or value != value.strip():
            raise self.wrong(f"{key} must be a text")
        if among is not None and value not in among:
            raise self.wrong(f"{key} “{value}” is not known")
        return value

    def number(self, key: str, low: float, high: float) -> float:
        """A number between two bounds."""
        value = self.values.pop(key, None)
        if (
            not isinstance(value, int | float)
            or isinstance(value, bool)
            or not low <= value <= high
        ):
            raise self.wrong(f"{key} must be a number from {low} to {high}")
        return value

    def year(self, key: str) -> int | None:
        """A year, or ``None`` where the file leaves the end open."""
        value = self.values.pop(key, None)
        return None if value is None else year_of(value, self)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where there is none."""
        value = self.values.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self.wrong(f"{key} must be a list of texts")
        return tuple(value)

    def done(self) -> None:
        """Nothing else may stand in the row."""
        if self.values:
            raise self.wrong(f"has no key {', '.join(map(str, self.values))}")


def rows(file: str, values: Any) -> Iterator[Row]:
    """The entries of a list of mappings."""
    if not isinstance(values, list):
        raise Malformed(f"{file}: {values!r:.80} must be a list")
    return (Row(file, one) for one in values)


def year_of(value: Any, row: Row) -> int:
    """``value`` as a year."""
    if type(value) is not int or not 1000 <= value <= 2999:
        raise row.wrong(f"“{value}” must be a year")
    return value


def in_order(since: int | None, until: int | None, row: Row) -> None:
    """A period ends after it began."""
    if since is not None and until is not None and until < since:
        raise row.wrong("ends before it begins")
