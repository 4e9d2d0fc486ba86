"""Names of persons as a sentence prints them, with what they are given with an office."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extraction.grammar import alternatives, grammar
from extraction.names.gazetteer import Named
from extraction.names.parties import nationality_at, parties_in
from extraction.source import Source


@dataclass(frozen=True)
class Holder:
    """A person with a post in one sentence."""

    person: Named
    post: Named
    party: Named | None  # for whom the post is held
    because: str


_WORDS = grammar("en", "offices")
LETTER = "A-Z\u00c0-\u00de\u0400-\u042f\u0100-\u024f"
WORD = rf"(?:(?:d['’])?[{LETTER}][\w’'.-]*|(?:al|el|Al|El)-[{LETTER}][\w’'-]*)"


def any_of(words: Iterable[str]) -> str:
    """What a pattern needs to match any of the words, also over the end of a line."""
    return alternatives(re.escape(word).replace(r"\ ", r"\s+") for word in words)


# The dots of abbreviations are part of the data, so these are patterns already.
COURTESY = alternatives(word.replace("'", "['’‘ʼ]?") for word in _WORDS["courtesy"])
_PARTICLES = "|".join(word for word in _WORDS["particles"] if word.isalpha())
_WORD_OR_INITIAL = rf"(?:[{LETTER}]\.(?:-?[{LETTER}]\.)*|{WORD})"
_PERSON = re.compile(
    rf"(?P<courtesy>(?:(?:{COURTESY}|\((?:{COURTESY})\.?\))(?!\w)[.,]?\s+)*)"
    rf"(?P<name>{_WORD_OR_INITIAL}(?:\s+(?:(?:{_PARTICLES})\s+){{0,2}}{_WORD_OR_INITIAL}){{0,5}})"
)
_NOT_NAMES = frozenset(_WORDS["not_names"].split())
"""Words with a capital at which no name of a person goes on."""
_BODY_WORDS = frozenset(word for word in _WORDS["bodies"] if " " not in word)
"""Words of bodies, with which no name of a person begins."""


def name_at(source: Source, position: int, end: int, *, full: bool = False) -> Named | None:
    """The person whose name begins here; ``full``: of two words at least, or known."""
    match = _PERSON.match(source.text, position, end)
    if not match or (position and source.text[position - 1].isalnum()):
        return None
    start = match.start("name")
    known = source.mention_at(start, end)
    if known and (who := known.named("person")):
        return who
    last = start
    for word in re.finditer(r"\S+", match["name"]):
        bare = word[0].strip(",.'’")
        initial = re.fullmatch(r"[A-Z]\.", word[0]) and last + 1 < match.end("name")
        if (bare in _NOT_NAMES and not initial) or re.match("I['’]", bare):
            break
        if bare in _BODY_WORDS and last == start:
            break  # "Chief of Staff Forces": an office is not a person
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
    return None if _is_no_person(source, start, end) else Named(name, start, last)


def _is_no_person(source: Source, start: int, end: int) -> bool:
    """Whether a body, a place or a country begins here."""
    if any(party.start == start for party in parties_in(source, start, min(end, start + 80))):
        return True
    known = source.mention_at(start, end)
    return bool((known and not known.of_kind("person")) or nationality_at(source, start, end))
