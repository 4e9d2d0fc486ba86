"""Names of persons as a sentence prints them, with what they are given with an office."""

import re
from dataclasses import dataclass
from functools import lru_cache

from extraction.grammar import alternatives, grammar
from extraction.names.gazetteer import Entry
from extraction.names.parties import Party, nationality_at, parties_in
from extraction.source import Source


@dataclass(frozen=True)
class Holder:
    """A person with a post in one sentence; offsets count characters of the text."""

    person: str
    start: int
    end: int
    entry: Entry | None  # of the person, if the register knows the name
    title: str
    title_start: int
    title_end: int
    party: Party | None
    because: str


LETTER = "A-Z\u00c0-\u00de\u0400-\u042f\u0100-\u024f"
WORD = rf"(?:(?:d['’])?[{LETTER}][\w’'.-]*|(?:al|el|Al|El)-[{LETTER}][\w’'-]*)"


def any_of(words: list[str]) -> str:
    """What a pattern needs to match any of the words, also over the end of a line."""
    return alternatives(re.escape(word).replace(r"\ ", r"\s+") for word in words)


@lru_cache(maxsize=1)
def _courtesy() -> str:
    # The dots of abbreviations are part of the data, so these are patterns already.
    words = alternatives(grammar("en", "offices")["courtesy"])
    return rf"(?:(?:{words})\b[.,]?\s+)*"


@lru_cache(maxsize=1)
def _person() -> re.Pattern[str]:
    """A name: capitals, initials, and the small particles of names."""
    particles = "|".join(word for word in grammar("en", "offices")["particles"] if word.isalpha())
    initial = rf"[{LETTER}]\.(?:-?[{LETTER}]\.)*"
    word = rf"(?:{initial}|{WORD})"
    return re.compile(
        rf"(?P<courtesy>{_courtesy()})(?P<name>{word}(?:\s+(?:(?:{particles})\s+){{0,2}}{word}){{0,5}})"
    )


@lru_cache(maxsize=1)
def _not_names() -> frozenset[str]:
    """Words with a capital at which no name of a person goes on."""
    return frozenset(grammar("en", "offices")["not_names"].split())


@dataclass(frozen=True)
class Named:
    name: str
    start: int
    end: int
    entry: Entry | None


def name_at(source: Source, position: int, end: int, *, full: bool = False) -> Named | None:
    """The person whose name begins here; ``full``: of two words at least, or known."""
    match = _person().match(source.text, position, end)
    if not match or (position and source.text[position - 1].isalnum()):
        return None
    start = match.start("name")
    for mention in source.mentions_in(start, min(end, start + 80)):
        if mention.start == start and (who := mention.the("person")):
            return Named(mention.name, mention.start, mention.end, who)
    words: list[str] = []
    last = start
    for word in re.finditer(r"\S+", match["name"]):
        bare = word[0].strip(",.'’")
        if (
            bare in _not_names()
            or re.match("I['’]", bare)
            or (not words and _is_no_person(source, start, end))
        ):
            break
        words.append(word[0])
        last = start + word.end()
        if word[0].endswith(("'s", "’s")):
            last -= 2
            break
        if word[0].endswith(".") and len(bare.replace(".", "")) > 2:
            last -= 1
            break
    while last > start and not (source.text[last - 1].isalnum()):
        last -= 1
    name = " ".join(source.text[start:last].split())
    capitals = [word for word in name.split() if word[0].isupper()]
    if not capitals or len(name) < 2 or (full and len(capitals) < 2 and not match["courtesy"]):
        return None
    if name.isupper() and len(capitals) == 1:
        return None  # an acronym
    return Named(name, start, last, None)


def _is_no_person(source: Source, start: int, end: int) -> bool:
    """Whether a body, a place or a country begins here."""
    if any(party.start == start for party in parties_in(source, start, min(end, start + 80))):
        return True
    return any(
        mention.start == start and not mention.of_kind("person")
        for mention in source.mentions_in(start, min(end, start + 80))
    ) or bool(nationality_at(source, start, end))


def held(
    named: Named, title: str, start: int, end: int, party: Party | None, because: str
) -> Holder:
    return Holder(
        named.name, named.start, named.end, named.entry, title, start, end, party, because
    )
