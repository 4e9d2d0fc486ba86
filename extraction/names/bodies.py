"""Names of bodies and series in a text, as the register has them or as they are printed."""

import re
from dataclasses import dataclass
from functools import lru_cache

from extraction.candidates import Value
from extraction.grammar import grammar
from extraction.source import Source
from records.merging.likeness import words_of
from records.search_text import fold

from .gazetteer import Entry, Gazetteer, Mention


@dataclass(frozen=True)
class Body:
    """A body that a text names: one of the register, or just its name."""

    name: str
    start: int
    end: int
    entry: Entry | None = None

    @property
    def uid(self) -> str:
        """The permanent id of the record, "" where there is none."""
        return self.entry.uid if self.entry else ""

    def value(self, because: str = "") -> Value:
        """The value of a field that names this body."""
        return Value(self.name, self.start, self.end, self.uid, because)


@lru_cache(maxsize=1)
def body_name() -> re.Pattern[str]:
    """A name in capitals with a word for a body in it."""
    nouns = "|".join(grammar("en", "bodies")["bodies"])
    word = r"[A-Z\u00c0-\u00de][\w’']*"
    link = (
        r"(?: (?:of|and|for|on|in|to)(?: the)? | \([A-Z][\w-]{1,12}\) (?:of|on|for) (?:the )?| |-)"
    )
    return re.compile(rf"(?:{word}{link}){{0,8}}(?:{nouns})\b(?:{link}{word}){{0,8}}")


@lru_cache(maxsize=1)
def body_noun() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(grammar('en', 'bodies')['bodies'])})\b")


def body_in(source: Source, start: int, end: int) -> Body | None:
    """The first body that is named between two places of the text."""
    mention = next(
        (one for one in source.mentions_in(start, end) if mechanism_named(source, one) is not None),
        None,
    )
    noun = body_noun().search(source.text, start, end)
    printed = body_name().search(source.text, max(start, noun.start() - 120), end) if noun else None
    if printed and (mention is None or printed.start() <= mention.start):
        name = re.sub(r"\s\([A-Z][\w-]{1,12}\)", "", source.words(*printed.span()))
        name = re.sub(r"^(?:The|In|On|At|During)\s", "", name)
        if not (mention and mention.start == printed.start() and mention.end >= printed.end()):
            return Body(name, printed.start(), printed.end())
    if mention is None:
        return None
    return Body(mention.name, mention.start, mention.end, mechanism_named(source, mention))


def mechanism_named(source: Source, mention: Mention) -> Entry | None:
    """The mechanism that a name is of, also by way of the same body as a participant."""
    if mechanism := mention.the("mechanism"):
        return mechanism
    participant = mention.the("participant")
    uid = participant.facts.get("mechanism") if participant else None
    return source.gazetteer.get(uid) if uid else None


# Series whose name is printed otherwise


def like_series(gazetteer: Gazetteer, name: str) -> Entry | None:
    """The one series whose name has the same words, in any order and number."""
    wanted = _words(name)
    if len(wanted) < 2:
        return None
    found = gazetteer.index("series", _words).get(wanted, ())
    return found[0] if len(found) == 1 else None


def _words(name: str) -> frozenset[str]:
    spellings = grammar("en", "bodies")["spellings"]
    words = frozenset(spellings.get(word, word).rstrip("s") for word in words_of(name))
    return words - {"affair"} if "foreign" in words else words


def sorted_words(name: str) -> str:
    """The words of a name in one order, for comparing."""
    return " ".join(sorted(_words(name))) or fold(name)
