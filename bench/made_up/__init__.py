"""A made-up field as rows of every table: the same size gives the same rows.

Its proportions are those that Fora is built for, and its skew is that of a real field. For 400,000
meetings: 75,000 bodies in trees, of which the first holds a tenth of all meetings; ten participants
a meeting, of whom one state is at every seventh; 5 million passages in documents of very different
length, the longest of 5,000; a citation for each record, which holds for all of its values that
need evidence. A few records in a hundred are drafts, in review or withdrawn.

``words`` makes names and sentences, ``bodies`` and ``meetings`` the records that have names,
``parts`` what stands with them, ``texts`` documents and their passages, ``evidence`` the citations.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KINDS = [
    *("topic", "participant", "person", "mechanism", "membership", "place", "series", "meeting"),
    *("participation", "outcome", "document", "citation", "delegate", "position"),
]
"""The kinds of records, in an order that is kept: permanent ids begin with it."""
SPREAD = 2654435761  # odd, so that no two numbers become one


class Table(NamedTuple):
    """The name of a table, its columns with spaces between, and its rows, or a query of them."""

    name: str
    columns: str
    rows: Iterable[Sequence[Any]] | str


@dataclass(frozen=True)
class Sizes:
    """How many of each kind a field of so many meetings has. Keys run from 1 in every table."""

    meetings: int

    @property
    def mechanisms(self) -> int:
        return max(20, self.meetings * 75 // 400)

    @property
    def participants(self) -> int:
        return max(400, min(10_000, self.meetings // 8))

    @property
    def states(self) -> int:
        """How many of the participants are states: the first."""
        return min(200, self.participants // 2)

    @property
    def places(self) -> int:
        return max(20, min(5000, self.meetings // 20))

    @property
    def people(self) -> int:
        return max(20, self.meetings // 10)

    @property
    def series(self) -> int:
        return max(20, self.meetings // 8)

    @property
    def topics(self) -> int:
        return 40

    @property
    def documents(self) -> int:
        return max(10, self.meetings // 12)

    @property
    def longest(self) -> int:
        """How many passages the first document has."""
        return max(60, min(5000, self.meetings * 5 // 2))


def referable(number: int) -> int:
    """How many of so many rows others may point at: the last are not public, nor known yet."""
    return number - number // 50


def state(number: int, total: int) -> str:
    """The state of a row: the last are drafts or in review, and here and there one is withdrawn."""
    if number > referable(total):
        return "draft" if number % 3 else "in_review"
    return "withdrawn" if number % 101 == 97 else "published"


def uid(kind: str, number: int) -> str:
    """A permanent id out of a kind and a number, spread so that indexes meet real disorder."""
    return f"{ALPHABET[KINDS.index(kind) + 10]}{number * SPREAD % (1 << 36):09X}"


def uid_sql(kind: str, number: str) -> str:
    """SQL: the same."""
    letter = ALPHABET[KINDS.index(kind) + 10]
    return f"'{letter}' || upper(lpad(to_hex({number} * {SPREAD} % (1::bigint << 36)), 9, '0'))"


def roll(number: str, what: int, sides: int | str) -> str:
    """SQL: a number from 0 to below ``sides`` that ``number`` alone decides; ``what`` for."""
    return f"abs(hashint8extended({number}, {what}) % {sides})"


def one_of(words: Sequence[str], number: str, what: int) -> str:
    """SQL: one of ``words``, as ``roll`` decides."""
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[1 + {roll(number, what, len(words))}]"


def tables(sizes: Sizes, *, judged: bool = True) -> Iterator[Table]:
    """Every table, in an order in which they can be filled, each read before the next.

    ``judged``: the citations say for which values they hold, which else a trigger notes.

    What stands with a record in a table of names or topics comes before it, so that no version of
    the record is counted for it; foreign keys are checked at the end.
    """
    from . import bodies, evidence, meetings, parts, texts

    yield from bodies.tables(sizes)
    yield from meetings.tables(sizes)
    yield from parts.tables(sizes)
    yield from texts.tables(sizes)
    yield from evidence.tables(sizes, judged)
