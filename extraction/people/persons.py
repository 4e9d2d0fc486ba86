"""Persons as a sentence names them, with the office as printed and for whom it is held."""

import re
from dataclasses import dataclass
from functools import lru_cache

from extraction.candidates import Value
from extraction.grammar import alternatives, grammar
from extraction.names.gazetteer import Entry
from extraction.names.parties import Party, participants_in, party_at
from extraction.source import Source

from .holders import holders_in, is_office
from .names import Holder, name_at


@dataclass(frozen=True)
class Person:
    """A person in a text, with the office as printed and for whom it is held."""

    name: str
    start: int
    end: int
    entry: Entry | None = None
    office: tuple[int, int] | None = None
    of: Party | None = None

    def value(self) -> Value:
        """The value of a field that names this person."""
        return Value(self.name, self.start, self.end, self.entry.uid if self.entry else "")

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
        Person(one.name, one.start, one.end, person, None, _state_behind(source, one.end, end))
        for one in source.mentions_in(start, end)
        if (person := one.the("person")) and not _overlaps(found, one.start, one.end)
    ]
    for pattern in (_titled_name(), _OF_STATE, _STATES_OWN):
        for match in pattern.finditer(source.text, start, end):
            named = name_at(source, match.start("name"), end, full=True)
            if named is None or _overlaps(found, named.start, named.end) or is_office(named.name):
                continue
            states = participants_in(source, match.start(), min(end, match.end() + 60))
            of = next((one for one in states if one.start == match.end()), None)
            if pattern is _STATES_OWN:
                of = next((one for one in states if one.start == match.start()), None)
            if of or pattern not in (_OF_STATE, _STATES_OWN):
                found.append(Person(named.name, named.start, named.end, None, None, of))
    return sorted(found, key=lambda one: one.start)


_CAPITAL = r"[A-Z\u00c0-\u00de][\w’'-]*"
_OF_STATE = re.compile(
    rf"(?<![\w-])(?P<name>{_CAPITAL}(?:\s(?:(?:bin|al|de|da|van|von|der|dos)\s)?{_CAPITAL}){{1,3}})\s+of\s+(?:the\s+)?"
    r"(?=[A-Z])"
)
_STATES_OWN = re.compile(
    rf"(?<![\w-])(?:{_CAPITAL}\s){{0,2}}?{_CAPITAL}?['’]s\s(?P<name>{_CAPITAL}(?:\s{_CAPITAL}){{1,3}})"
)


@lru_cache(maxsize=1)
def _titled_name() -> re.Pattern[str]:
    """A title of courtesy, learning or rank, and the name behind it."""
    titles = alternatives(grammar("en", "offices")["courtesy"])
    return re.compile(rf"(?<![\w-])(?:(?:{titles})\b\.?\s+){{1,3}}(?P<name>{_CAPITAL})")


def _state_behind(source: Source, position: int, end: int) -> Party | None:
    """The state of "Ana Dahl of Norway"."""
    tie = re.compile(r"\s+of\s+").match(source.text, position, end)
    return party_at(source, tie.end(), end) if tie else None


def _overlaps(found: list[Person], start: int, end: int) -> bool:
    return any(one.start < end and start < one.end for one in found)


def _person_of(holder: Holder) -> Person:
    first, last = holder.title_start, holder.title_end
    if (party := holder.party) and 0 <= party.start - last <= 10:
        last = party.end  # "Director-General of the Department", as printed
    elif party and 0 < first - party.end <= 3:
        first = party.start
    office = first, last
    return Person(holder.person, holder.start, holder.end, holder.entry, office, holder.party)
