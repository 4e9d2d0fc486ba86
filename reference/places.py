"""Where places are: their country and coordinates, by their number in GeoNames."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from records.search_text import fold

from .files import read, rows
from .states import states

FILE, SOURCE = "gazetteer.yaml", "GeoNames"


@dataclass(frozen=True)
class Place:
    """A place of the gazetteer."""

    number: int
    name: str
    country: str  # the key of a state
    latitude: float
    longitude: float
    names: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """How a record says that it is this place: ``GeoNames 1816670``."""
        return f"{SOURCE} {self.number}"


_NUMBER = re.compile(rf"{SOURCE} (\d{{1,9}})")


def place(source: str) -> Place | None:
    """The place that a record names by its source (``GeoNames 1816670``)."""
    match = _NUMBER.fullmatch(source)
    return _places().get(int(match[1])) if match else None


def named(words: str) -> tuple[Place, ...]:
    """The places that have ``words`` as a name, in any spelling."""
    return _by_word().get(fold(words), ())


def every() -> Iterable[Place]:
    """All places of the gazetteer."""
    return _places().values()


def sources_in(country: str) -> tuple[str, ...]:
    """How records name the places that lie in a country, given by the key of the state."""
    return _by_country().get(country, ())


@cache
def _places() -> Mapping[int, Place]:
    found: dict[int, Place] = {}
    for row in rows(FILE, read(FILE, list)):
        one = Place(
            int(row.number("number", 1, 999_999_999)),
            row.text("name"),
            row.text("country", among=states()),
            row.number("latitude", -90, 90),
            row.number("longitude", -180, 180),
            row.texts("names"),
        )
        row.done()
        if one.number in found:
            raise row.wrong("the number stands twice")
        found[one.number] = one
    return found


@cache
def _by_word() -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for one in _places().values():
        for word in dict.fromkeys(fold(name) for name in (one.name, *one.names)):
            if word:
                found[word].append(one)
    return {word: tuple(some) for word, some in found.items()}


@cache
def _by_country() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in _places().values():
        found[one.country].append(one.source)
    return {country: tuple(some) for country, some in found.items()}
