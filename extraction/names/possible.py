"""What a text can name: asked of each name of a large register before its record is read.

A name that is not possible is not found in the text, nor compared with anything in it. Of one that
is possible nothing is said; by those that are, the text is read as it would be by all.
"""

from collections.abc import Iterable
from itertools import pairwise

from extraction.grammar import grammar
from records.merging.likeness import COUNTING, SMALL
from records.search_text import UNSPACED_RUN, fold

from .bodies import spelled_words
from .countries import ADJECTIVES
from .gazetteer import tokens


class Possible:
    """The names that can be found in a text, or are compared with its words."""

    def __init__(self, text: str) -> None:
        adjectives = {country for word, country in ADJECTIVES.items() if word in text}
        runs = [[token.folded for token in tokens(one)] for one in (text, *adjectives)]
        self.words = frozenset(word for run in runs for word in run)
        self._pairs = {pair for run in runs for pair in pairwise(run)}
        self.spelled = set(spelled_words(text))
        self._characters = set(fold(text))

    def add_body(self, name: str) -> None:
        """Let a series be called like a body that the text may name."""
        self.spelled |= spelled_words(name)
        self._characters |= set(fold(name))

    def is_named(self, name: str) -> bool:
        """Whether ``name`` can stand in the text."""
        run = [token.folded for token in tokens(name)]
        return self.words.issuperset(run) and self._pairs.issuperset(pairwise(run))

    def is_between(self, name: str) -> bool:
        """Whether a body called "A-B Cooperation" can be the one of a meeting between the two."""
        pair = name.split(maxsplit=1)[0].split("-") if name else []
        return len(pair) == 2 and self.words.issuperset(map(fold, pair))

    def is_series(self, name: str) -> bool:
        """Whether a series of that name can be meant, in other words or another order."""
        return all(
            self._characters.issuperset(word) if UNSPACED_RUN.search(word) else word in self.spelled
            for word in spelled_words(name) - {"affair"}
        )

    def spellings(self) -> frozenset[str]:
        """The words that ``is_series`` lets pass, without their last "s", in every spelling."""
        known = grammar("en", "bodies")["spellings"]
        others = {word for word, one in known.items() if one.rstrip("s") in self.spelled}
        loose: Iterable[str] = {*others, *SMALL, *COUNTING, "affair"}
        return frozenset({*self.spelled, *(word.rstrip("s") for word in loose)})
