"""Persons as a sentence names them, with the office as printed and for whom it is held."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.names.gazetteer import Mention, Named
from extraction.names.parties import participants_in, party_at
from extraction.source import Source

from .names import COURTESY, Holder, name_at
from .offices import holders_in, is_office


@dataclass(frozen=True)
class Person(Named):
    """A person in a text, with the office as printed and for whom it is held."""

    office: tuple[int, int] | None = None
    of: Named | None = None

    @property
    def last(self) -> int:
        """Where the words for the person and the office end."""
        office = self.office[1] if self.office else 0
        return max(self.end, office, self.of.end if self.of else 0)


def people_in(source: Source, start: int, end: int) -> list[Person]:
    """The persons named between two places, in order.

    Known are those with an office (``holders_in``), those of the register, those with a
    title of courtesy, and those with their state: "Ana Dahl of Norway", "Norway's Ana Dahl".
    """
    found = [_person_of(holder) for holder in holders_in(source, start, end)]
    found += [
        Person(one.name, one.start, one.end, person, of=_state_behind(source, one.end, end))
        for one in source.mentions_in(start, end)
        if (person := one.the("person")) and not _overlaps(found, one)
    ]
    for pattern in (_TITLED, _OF_STATE, _STATES_OWN):
        for match in pattern.finditer(source.text, start, end):
            named = name_at(source, match.start("name"), end, full=True)
            if named is None or _overlaps(found, named) or is_office(named.name):
                continue
            states = participants_in(source, match.start(), min(end, match.end() + 60))
            place = match.start() if pattern is _STATES_OWN else match.end()
            of = next((one for one in states if one.start == place), None)
            if of or pattern is _TITLED:
                found.append(Person(named.name, named.start, named.end, of=of))
    return sorted(found, key=lambda one: one.start)


_CAPITAL = r"[A-Z\u00c0-\u00de][\w’'-]*"
_OF_STATE = re.compile(
    rf"(?<![\w-])(?P<name>{_CAPITAL}(?:\s(?:(?:bin|al|de|da|van|von|der|dos)\s)?{_CAPITAL}){{1,3}})\s+of\s+(?:the\s+)?"
    r"(?=[A-Z])"
)
_STATES_OWN = re.compile(
    rf"(?<![\w-])(?:{_CAPITAL}\s){{0,2}}?{_CAPITAL}?['’]s\s(?P<name>{_CAPITAL}(?:\s{_CAPITAL}){{1,3}})"
)
_TITLED = re.compile(
    rf"(?<![\w-])(?:(?:{COURTESY}|\((?:{COURTESY})\.?\))(?!\w)\.?\s+){{1,6}}(?P<name>{_CAPITAL})"
)
"""A title of courtesy, learning or rank, and the name behind it."""


def _state_behind(source: Source, position: int, end: int) -> Named | None:
    """The state of "Ana Dahl of Norway"."""
    tie = re.compile(r"\s+of\s+").match(source.text, position, end)
    return party_at(source, tie.end(), end) if tie else None


def _overlaps(found: Sequence[Person], other: Named | Mention) -> bool:
    return any(one.start < other.end and other.start < one.end for one in found)


def _person_of(holder: Holder) -> Person:
    who, party = holder.person, holder.party
    first, last = holder.post.start, holder.post.end
    if party and 0 <= party.start - last <= 10:
        last = party.end  # "Director-General of the Department", as printed
    elif party and 0 < first - party.end <= 3:
        first = party.start
    return Person(who.name, who.start, who.end, who.entry, office=(first, last), of=party)
