"""The words of a sentence, and the closed classes that the grammar knows them by."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extraction.grammar import grammar

_WORD = re.compile(
    r"(?:U\.S|U\.N|U\.K|H\.E)(?:\.|\b)"
    r"|[^\W_]+(?:[-‑–'’.&/+][^\W_]+)*(?:(?<=[sS])['’](?!\w))?"
    r"|[^\w\s]|_"
)


class Word(NamedTuple):
    """A word or a mark of punctuation."""

    text: str
    start: int
    end: int
    low: str  # lower case, straight apostrophes
    cap: bool  # begins with a capital

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return not self.text[0].isalnum()

    @property
    def is_acronym(self) -> bool:
        """Two capitals or more, and hardly a small letter."""
        capitals = sum(char.isupper() for char in self.text)
        return capitals >= 2 and capitals >= sum(char.islower() for char in self.text)


def words_in(text: str, start: int, end: int) -> list[Word]:
    """The words between two places of ``text``."""
    return [
        Word(
            match[0],
            match.start(),
            match.end(),
            match[0].lower().replace("’", "'").replace("‑", "-"),
            match[0][0].isupper(),
        )
        for match in _WORD.finditer(text, start, end)
    ]


@dataclass(frozen=True)
class Head:
    """What a word that names a meeting says of it; see ``heads`` in the grammar."""

    kind: str
    level: str = ""
    mode: str = ""
    weak: bool = False
    body: bool = False
    plural: bool = False
    counts: bool = False
    listed: bool = False


class Lexicon:
    """The words around meetings in a language, as sets and patterns (``meetings.yaml``)."""

    def __init__(self, language: str) -> None:
        words, dates = grammar(language, "meetings"), grammar(language, "dates")
        self.heads = {name: Head(**said) for name, said in words["heads"].items()}
        self.plurals = {_plural(name): name for name in self.heads if not name.endswith("s")}
        self._sets = {
            name: frozenset(str(word).lower() for word in value)
            for name, value in words.items()
            if isinstance(value, list) and value and isinstance(value[0], str)
        }
        self.patterns = {
            name: re.compile(value, re.IGNORECASE)
            for name, value in words.items()
            if isinstance(value, str)
        }
        self.rules: dict[str, list[tuple[str, re.Pattern[str]]]] = {
            name: [(key, re.compile(pattern, re.IGNORECASE)) for key, pattern in words[name]]
            for name in ("levels", "tracks", "modes", "status")
        }
        past = {word for word in self._sets["hold"] | self._sets["acts"] if word.endswith("ed")}
        past |= {"held", "met", "took", "said"}
        said = "|".join(sorted(past))
        self._past = re.compile(rf"(?<!be )(?<!be co-)\b(?:{said})\b")
        self._past_words = re.compile(
            rf"\b(?:(?:was|were|ha(?:s|ve|d) been) )?(?<!be )(?:{said})\b(?: place\b)?"
        )
        months = {name.lower() for names in dates["months"] for name in names}
        self._known_heads: dict[str, tuple[str, Head, bool] | None] = {}
        self.calendar = frozenset(months | {day.lower() for day in dates["weekdays"]})

    def is_in(self, word: Word, *lists: str) -> bool:
        """Whether the word is of one of the lists."""
        return any(word.low in self._sets[name] for name in lists)

    def list(self, name: str) -> frozenset[str]:
        return self._sets[name]

    def head(self, word: Word) -> tuple[str, Head, bool] | None:
        """The name of the head that ``word`` is, what it says, and whether it is a plural."""
        if word.low not in self._known_heads:
            self._known_heads[word.low] = self._head(word.low)
        return self._known_heads[word.low]

    def _head(self, low: str) -> tuple[str, Head, bool] | None:
        low = low.removesuffix("'s").rstrip("'")
        for form in (low, low.removesuffix("-plus"), low.rpartition("-")[2]):
            if form in self.heads:
                return form, self.heads[form], form.endswith("s")
            if form in self.plurals:
                name = self.plurals[form]
                return name, self.heads[name], True
        return None

    def tenses(self, text: str, offset: int) -> tuple[tuple[int, bool], ...]:
        """Where ``text`` speaks of what is to come (True), and of what was (False)."""
        ahead = next(pattern for key, pattern in self.rules["status"] if key == "announced")
        found = {offset + one.start(): False for one in self._past.finditer(text)}
        found |= {offset + one.start(): True for one in ahead.finditer(text)}
        return tuple(sorted(found.items()))

    def past_words(self, text: str) -> re.Match[str] | None:
        """The first words of ``text`` that speak of what was: "was held", "took place"."""
        return self._past_words.search(text)

    def first_rule(self, rules: str, text: str) -> tuple[str, re.Match[str]] | None:
        """The first key of the rules whose pattern is in ``text``, and the words."""
        for key, pattern in self.rules[rules]:
            if found := pattern.search(text):
                return key, found
        return None


def _plural(name: str) -> str:
    if name.endswith("y"):
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("s", "x", "ch")) else "s")


@lru_cache(maxsize=4)
def lexicon(language: str = "en") -> Lexicon:
    """The word lists of a language, made once."""
    return Lexicon(language)
