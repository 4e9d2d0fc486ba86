"""A sentence cut into words, with the names, numbers and dates in it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from extraction.names.gazetteer import Mention
from extraction.source import Source

from .lexicon import Head, Lexicon, Word, lexicon, words_in
from .ordinals import Ordinal, ordinals_in, roman

OPEN, CLOSE = '"“‘«「『', '"”’»」』'
YEAR = re.compile(r"(?:1[89]|20)[0-9]{2}")


class TokenizedSentence:
    """The words of one sentence, with all by which phrases are recognized."""

    def __init__(
        self, source: Source, start: int, end: int, dates: Sequence[tuple[int, int]]
    ) -> None:
        self.source, self.start, self.end = source, start, end
        self.words = words_in(source.text, start, end)
        self.text = source.text
        self.lexicon: Lexicon = lexicon("en")
        self.dates = dates

    # Most sentences tell of nothing that counts; each of these is made when it is asked for.

    @cached_property
    def index(self) -> dict[int, int]:
        """The number of a word by where it begins."""
        return {word.start: number for number, word in enumerate(self.words)}

    @cached_property
    def ends(self) -> dict[int, int]:
        """The number of a word by where it ends."""
        return {word.end: number for number, word in enumerate(self.words)}

    @cached_property
    def mentions(self) -> list[Mention]:
        """The names of the register."""
        return self.source.mentions_in(self.start, self.end)

    @cached_property
    def mention_ends(self) -> dict[int, Mention]:
        return {one.end: one for one in self.mentions}

    @cached_property
    def mention_starts(self) -> dict[int, Mention]:
        return {one.start: one for one in self.mentions}

    @cached_property
    def ordinals(self) -> list[Ordinal]:
        """The numbers that count something."""
        return ordinals_in(self.text, self.start, self.end) + _roman_ordinals(self.words)

    @cached_property
    def ordinal_ends(self) -> dict[int, Ordinal]:
        return {one.end: one for one in self.ordinals}

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    @cached_property
    def in_ordinal(self) -> set[int]:
        """The numbers of the words of ordinals."""
        return {number for one in self.ordinals for number in self.between(one.start, one.end)}

    @cached_property
    def _in_date(self) -> set[int]:
        return {
            self.words[number].start
            for first, last in self.dates
            for number in self.between(first, last)
        }

    @cached_property
    def _letters(self) -> list[Word]:
        return [word for word in self.words if not word.is_mark]

    @cached_property
    def shouted(self) -> bool:
        """Whether most of it is in capitals."""
        letters = self._letters
        return bool(letters) and sum(w.text.isupper() for w in letters) * 2 > len(letters)

    @cached_property
    def titled(self) -> bool:
        """Whether it is printed as a headline."""
        return (
            not self.shouted
            and sum(w.cap for w in self._letters) * 10 > len(self._letters) * 6
            and not self.text[self.start : self.end].endswith((".", "”", '"'))
        )

    def between(self, start: int, end: int) -> range:
        """The numbers of the words that begin between two places."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def in_date(self, word: Word) -> bool:
        return word.start in self._in_date

    def is_stop(self, word: Word) -> bool:
        if word.cap and word.low in self.lexicon.list("counts") and word.start > self.start:
            return False  # "ASEAN Plus Three"
        return word.is_mark or self.lexicon.is_in(word, "stop")

    def is_verb(self, word: Word) -> bool:
        if self.titled and word.start > self.start and self.lexicon.is_in(word, "acts_now"):
            return True  # "Eighth Meeting of Ministers Closes in Suva"
        return (not word.cap or self.shouted) and self.lexicon.is_in(word, "hold", "attend", "acts")

    def head_at(self, number: int) -> tuple[str, Head, bool, int] | None:
        """The head that ends at a word, and where it begins ("round table" has two words)."""
        word = self.words[number]
        if number and (low := f"{self.words[number - 1].low} {word.low}") in (
            "round table",
            "round tables",
        ):
            return low, self.lexicon.heads["round table"], low.endswith("s"), number - 1
        if word.low == "year" and number + 1 < len(self.words) and word.cap:
            if self.words[number + 1].low == "of":
                return "year of", self.lexicon.heads["year of"], False, number
            return None
        found = self.lexicon.head(word)
        return (*found, number) if found else None


_ROMAN_ENDING = re.compile(r"(?<=[IVXLC])(?:st|nd|rd|th)$")
_BEFORE_ROMAN = ("the", "this", "its", "their", "our", "a", "and")


def _roman_ordinals(words: Sequence[Word]) -> list[Ordinal]:
    """Roman numerals that begin a name: "the VII EU-LAC Summit", and not "Track II Seminar"."""
    found = []
    for before, word, after in zip([None, *words], words, words[1:], strict=False):
        if word.text[0] not in "IVXLC":
            continue
        figure = _ROMAN_ENDING.sub("", word.text)
        value = roman(figure) if word.cap and after.cap else 0
        begins = before is None or before.low in _BEFORE_ROMAN or not (before.cap or before.is_mark)
        if value and begins and (len(figure) > 1 or figure in "XV"):
            found.append(Ordinal(value, word.start, word.end))
    return found
