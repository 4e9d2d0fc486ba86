"""Names of bodies and series in a text, as the register has them or as they are printed."""

import re

from extraction.grammar import grammar
from extraction.source import Source
from records.merging.likeness import words_of
from records.search_text import fold

from .gazetteer import Entry, Gazetteer, Mention, Named

_NOUNS = "|".join(grammar("en", "bodies")["bodies"])
_WORD = r"[A-Z\u00c0-\u00de][\w’']*"
_LINK = r"(?: (?:of|and|for|on|in|to)(?: the)? | \([A-Z][\w-]{1,12}\) (?:of|on|for) (?:the )?| |-)"
BODY_NOUN = re.compile(rf"\b(?:{_NOUNS})\b")
BODY_NAME = re.compile(rf"(?:{_WORD}{_LINK}){{0,8}}(?:{_NOUNS})\b(?:{_LINK}{_WORD}){{0,8}}")
"""A name in capitals with a word for a body in it."""


def body_in(source: Source, start: int, end: int) -> Named | None:
    """The first body that is named between two places of the text."""
    bodies = (mechanism_named(source, one) for one in source.mentions_in(start, end))
    known = next((body for body in bodies if body), None)
    noun = BODY_NOUN.search(source.text, start, end)
    printed = BODY_NAME.search(source.text, max(start, noun.start() - 120), end) if noun else None
    if printed and (known is None or printed.start() <= known.start):
        name = re.sub(r"\s\([A-Z][\w-]{1,12}\)", "", source.words(*printed.span()))
        name = re.sub(r"^(?:The|In|On|At|During)\s", "", name)
        if not (known and known.start == printed.start() and known.end >= printed.end()):
            return Named(name, printed.start(), printed.end())
    return known


def mechanism_named(source: Source, mention: Mention) -> Named | None:
    """The mechanism that a name is of, also by way of the same body as a participant."""
    entry = mention.the("mechanism")
    if entry is None and (participant := mention.the("participant")):
        entry = source.gazetteer.get(participant.facts.get("mechanism", ""))
    return Named(mention.name, mention.start, mention.end, entry) if entry else None


# Series whose name is printed otherwise


def like_series(gazetteer: Gazetteer, name: str) -> Entry | None:
    """The one series whose name has the same words, in any order and number."""
    wanted = _words(name)
    if len(wanted) < 2:
        return None
    found = gazetteer.index("series", _words).get(wanted, ())
    return found[0] if len(found) == 1 else None


def _words(name: str) -> frozenset[str]:
    words = spelled_words(name)
    return words - {"affair"} if "foreign" in words else words


def spelled_words(text: str) -> frozenset[str]:
    """The words of a name, or of a text, each in the spelling in which names are compared."""
    spellings = grammar("en", "bodies")["spellings"]
    return frozenset(spellings.get(word, word).rstrip("s") for word in words_of(text))


def sorted_words(name: str) -> str:
    """The words of a name in one order, for comparing."""
    return " ".join(sorted(_words(name))) or fold(name)
