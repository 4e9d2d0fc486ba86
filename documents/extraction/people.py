"""Participants and persons as a sentence names them, with the office as printed."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .gazetteer import Entry
from .grammar import grammar
from .places import countries
from .source import Source


@dataclass(frozen=True)
class Named:
    """A participant in a text: its name as printed, and its record."""

    name: str
    start: int
    end: int
    entry: Entry | None = None
    because: str = ""


@dataclass(frozen=True)
class Figure:
    """A person in a text, with the office as printed and for whom it is held."""

    name: str
    start: int
    end: int
    entry: Entry | None = None
    office: tuple[int, int] | None = None
    of: Named | None = None

    @property
    def last(self) -> int:
        """Where the words for the person and the office end."""
        return max(self.end, self.office[1]) if self.office else self.end


def participants_in(source: Source, start: int, end: int) -> list[Named]:
    """The participants named between two places, in order: records, states, "the … side"."""
    found = [
        Named(one.name, one.start, one.end, one.the("participant"))
        for one in source.mentions_in(start, end)
        if one.of_kind("participant") and one.whole
    ]
    text = source.text[start:end]
    for one in countries().find(text):
        if one.whole and not _taken(found, start + one.start, start + one.end):
            found.append(Named(one.name, start + one.start, start + one.end))
    for side in _SIDE.finditer(text):
        name = grammar("en")["adjectives"].get(side[1])
        if name and not _taken(found, start + side.start(), start + side.end()):
            entry = _participant(source, name)
            found.append(
                Named(name, start + side.start(1), start + side.end(), entry, f"“{side[0]}”")
            )
    found.sort(key=lambda one: one.start)
    kept: list[Named] = []
    for one in found:  # "National Institute for Sea Studies (NISS)" is one
        again = one.entry is not None and any(one.entry is known.entry for known in kept)
        if not (again and source.text[one.start - 1 : one.start] == "("):
            kept.append(one)
    return kept


_SIDE = re.compile(r"\b([A-Z][a-z]+(?: [A-Z][a-z]+)?) (?:side|delegation|government|authorities)\b")


def _taken(found: list[Named], start: int, end: int) -> bool:
    return any(one.start < end and start < one.end for one in found)


def _participant(source: Source, name: str) -> Entry | None:
    mention = next(iter(source.gazetteer.find(name)), None)
    return mention.the("participant") if mention else None


@lru_cache(maxsize=1)
def _person() -> re.Pattern[str]:
    """A person: after a title, or before an office between commas."""
    titles = "|".join(
        re.escape(title.rstrip("."))
        for title in sorted(grammar("en")["titles"], key=len, reverse=True)
    )
    capital = r"[A-Z\u00c0-\u00de][\w’'-]*"
    initial = r"(?:[A-Z]\.)+"
    link = r"(?:bin|bint|ibn|al|de|da|van|von|der|dos|del|la|Al|el)"
    name = rf"(?:(?:{initial}|{capital})(?:[ -](?:{link}[ -])?(?:{initial}|{capital})){{0,4}})"
    area = r"(?:[A-Z][\w’'-]*\s){0,4}?"
    return re.compile(
        rf"(?P<office>{area}(?:(?:{titles})\.?\s){{1,3}})(?P<name>{name})"
        rf"|(?P<name2>{capital}(?:\s(?:{link}\s)?(?:{initial}|{capital})){{1,3}})(?=,\s(?:the\s)?[A-Z])"
    )


_MERE = re.compile(
    r"(?:(?:H\.E|Mr|Mrs|Ms|Mme|Madam|Madame|Dr|Prof|Professor|Hon|Excellency|Sir|Lord)\.?\s)+"
)
_OFFICE_BEHIND = re.compile(
    r",\s(?:the\s)?(?P<office>(?:[A-Z][\w’'-]*|of|for|the|and|to|on|in|at|&)"
    r"(?:[ -](?:[A-Z][\w’'-]*|of|for|the|and|to|on|in|&)){0,20})"
)


def people_in(source: Source, start: int, end: int) -> list[Figure]:
    """The persons named between two places, in order."""
    text = source.text
    found: list[Figure] = []
    for mention in source.mentions_in(start, end):
        if person := mention.the("person"):
            office = _office_before(text, start, mention.start)
            found.append(
                _figure(source, mention.name, mention.start, mention.end, person, office, end)
            )
    position = start
    while match := _person().search(text, position, end):
        position = match.end()
        group = "name" if match["name"] else "name2"
        first, last = match.span(group)
        if any(one.start < last and match.start() < one.last for one in found):
            continue
        if group == "name2" and not _OFFICE_WORD.search(text[last : last + 60]):
            continue
        if any(m.start < last and first < m.end for m in source.mentions_in(first, last)):
            continue
        office = match.span("office") if match["office"] else None
        found.append(_figure(source, match[group], first, last, None, office, end))
    return sorted(found, key=lambda one: one.start)


_OFFICE_WORD = re.compile(
    r"\b(?:President|Minister|Secretary|Chair\w*|Director|Ambassador|Representative|Commissioner"
    r"|Premier|Chancellor|King|Chief|Head|Governor|General|Admiral|Commander|Envoy|Spokes\w+|Professor)\b"
)


def _office_before(text: str, start: int, position: int) -> tuple[int, int] | None:
    before = re.compile(r"(?:[A-Z][\w.’'-]*\s){1,6}$").search(
        text, max(start, position - 80), position
    )
    return before.span() if before else None


def _figure(
    source: Source,
    name: str,
    start: int,
    end: int,
    entry: Entry | None,
    office: tuple[int, int] | None,
    limit: int,
) -> Figure:
    text = source.text
    if office:
        first, last = office
        if mere := _MERE.match(text, first, last):
            first = mere.end()
        while last > first and text[last - 1].isspace():
            last -= 1
        while first < last and not _OFFICE_WORD.search(text[first:last]):
            first = last
        office = (first, last) if first < last else None
    behind = _OFFICE_BEHIND.match(text, end, limit)
    if behind and _OFFICE_WORD.search(behind["office"]):
        printed = re.sub(r"(?:\s(?:of|for|the|and|to|on|in|at|&))+$", "", behind["office"])
        office = behind.start("office"), behind.start("office") + len(printed)
    of = None
    if office:
        named = participants_in(source, *office)
        of = named[-1] if named else _by_adjective(source, *office)
    return Figure(" ".join(name.split()), start, end, entry, office, of)


def _by_adjective(source: Source, start: int, end: int) -> Named | None:
    """For whom an office is held that begins "Chinese Foreign …"."""
    word = re.match(r"[A-Z][a-z]+", source.text[start:end])
    country = grammar("en")["adjectives"].get(word[0]) if word else None
    if not country or not word:
        return None
    return Named(country, start, start + word.end(), _participant(source, country), f"“{word[0]}”")
