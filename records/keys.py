"""Keys of rows: as addresses and forms give them, and the rows of very many of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

AT_ONCE = 1000  # keys asked for in one query


def is_key(given: str) -> bool:
    """Whether ``given`` can be the key of a row, or another whole number that the database holds.

    “²” is a digit to ``str.isdigit`` and no number to ``int``, which refuses very long ones too.
    """
    return given.isascii() and given.isdecimal() and len(given) <= 18


def chunks(keys: Sequence[Any], most: int = 0) -> Iterator[Sequence[Any]]:
    """``keys`` in pieces that one query may ask for, or of ``most``."""
    most = most or AT_ONCE
    for start in range(0, len(keys), most):
        yield keys[start : start + most]


def rows_by(rows: Any, column: str, values: Iterable[Any]) -> Iterator[Any]:
    """The ``rows`` that have one of ``values`` in a column, in a query for each chunk of them."""
    for chunk in chunks(sorted(values)):
        yield from rows.filter(**{f"{column}__in": chunk})
