"""A sentence laid out: its phrases, dates and places, and which of them belong together."""

import re
from dataclasses import dataclass, field
from typing import TypeVar

from extraction.dates.meanings import Known
from extraction.dates.when import When
from extraction.grammar import grammar
from extraction.names.gazetteer import Named
from extraction.names.places import Where, place_at
from extraction.source import Source
from extraction.words.lexicon import Word
from extraction.words.sentences import TokenizedSentence

from .drafts import Draft
from .phrases import Phrase

_PASSING = frozenset(grammar("en", "meetings")["passing"])
_HOLDING = re.compile(
    r"\s(?:(?:also|first|last|was|were|is|are|has|have|had|will|been|to be|be|to)\s){0,4}"
    r"(?:met|held|opened|convened|took place|take place|hosted|gathered|began|open|meet"
    r"|concluded)\b"
)
_INFINITIVE = re.compile(r"\bto (?!attend|join|host|hold|open|chair|the\b|an?\b)[a-z]+ ")
_APPOSITION = re.compile(
    r"(?:\s\([^)]{1,40}\))?,\s[^,.;()]{3,140},(?=\s(?:was|were|is|are|has|have|had|will|met|opened|opens"
    r"|closed|closes|began|begins|convened|concluded|concludes|took|ended|gathered)\b)"
)
_AND_PLACE = re.compile(r"\)?(?:,|;)?(?: and)?\s(?:in\s)?(?=[A-Z])")
BESIDE = re.compile(r"\bon the (?:sidelines|margins) of (?:the )?$")
_LEADS_TO_PLACE = re.compile(r"[\s,]*(?:in|at|near)\s(?:the\s)?(?:[a-z]+\s){0,3}", re.IGNORECASE)
_TELLS_WHERE = re.compile(r"\b(?:for|occasion|hosted|held|convened|organi[sz]ed|at|during)\b")
_DASH = re.compile(r"[)\]]?(?:\s{0,3}[—–-]\s|\s{0,3}:\s|\.?\s{2,}(?=[A-Z]))")
_BREAKING = frozenset(grammar("en", "meetings")["breaking"])
_T = TypeVar("_T", When, Where)


@dataclass
class Context:
    """What was read before a sentence, and still holds in it."""

    source: Source
    drafts: list[Draft] = field(default_factory=list)
    known: Known = field(default_factory=Known)
    frame: When | None = None  # "Since 2015 …", "In 2016 …": for the sentences that follow
    heading_year: int | None = None
    passage: int = -1
    here: Where | None = None  # where the news item was filed
    here_given: bool = False  # the meeting that the text itself speaks as has it
    where: Where | None = None  # the last place of a meeting: "in the same city"
    heading: Named | None = None  # the body that the heading above names
    body: Named | None = None  # the last body that a sentence was about
    number: int = 0


@dataclass
class ParsedSentence:
    """A sentence with everything found in it, while its meetings are made out."""

    context: Context
    sentence: TokenizedSentence
    phrases: list[Phrase]
    dates: list[When]
    places: list[Where]

    def __post_init__(self) -> None:
        self.source = self.context.source
        self.text = self.source.text
        self.front = self._front()
        self.groups = self._groups()
        self._group_of = {number: group for group in self.groups for number in group}

    # Where dates and places belong

    def _front(self) -> When | None:
        """The date with which the sentence opens: it holds for all of it."""
        first_phrase = self.phrases[0].start if self.phrases else self.sentence.end
        for when in self.dates:
            if when.start >= first_phrase:
                return None
            lead = self.text[self.sentence.start : when.start]
            words = lead.split()
            if (
                len(words) <= 3
                or lead.rstrip().endswith(("--", "—"))
                or re.search(
                    r"(?:,|\band|;)\s+(?:in|on|during|since|from|by)?\s*(?:the\s+)?$", lead
                )
            ):
                return when
        return None

    def opens_line(self, when: When) -> bool:
        """Whether a line of a chronology begins with the date: "1972 - The charter is adopted"."""
        before = self.text[self.sentence.start : when.start].strip(" •*·-–—([")
        return not before and bool(_DASH.match(self.text, when.end))

    def _groups(self) -> list[list[int]]:
        """Phrases that stand side by side: "the A, the B and the C"."""
        groups: list[list[int]] = []
        for number, phrase in enumerate(self.phrases):
            if groups:
                gap = self.text[self.end_of(self.phrases[groups[-1][-1]]) : phrase.start]
                if re.fullmatch(
                    r"(?:\s*[\"”’)]?\s*(?:,|and|as well as|&|the|an?|;|annual)\s*){1,4}[\"“‘]?",
                    gap,
                    re.IGNORECASE,
                ):
                    groups[-1].append(number)
                    continue
            groups.append([number])
        return groups

    def group_of(self, number: int) -> list[int]:
        """The phrases that stand side by side with a phrase, itself included."""
        return self._group_of[number]

    def end_of(self, phrase: Phrase) -> int:
        """Where the phrase ends, with the bracket after it."""
        if phrase.alias and phrase.alias[1] >= phrase.end:
            return phrase.alias[1] + 1
        return phrase.end

    def passes(self, start: int, end: int) -> bool:
        """Whether only holding, places and dates stand between: what follows still belongs."""
        if apposition := _APPOSITION.match(self.text, start, end):
            start = apposition.end()
        unknown = 0
        for word in self.words(start, end):
            if (
                word.cap
                or word.low in _PASSING
                or self.sentence.lexicon.is_in(word, "hold")
                or self.sentence.in_date(word)
                or word.text[0].isdigit()
            ):
                continue
            if word.is_mark and word.text not in ";?!":
                continue
            if any(p.start <= word.start < p.last for p in self.places):
                continue
            if word.low in ("which", "that") and self._tells_holding(word.end):
                continue
            unknown += 1
            if unknown > 2 or word.is_mark or self.sentence.is_verb(word) or word.low in _BREAKING:
                return False
        return True

    def _tells_holding(self, end: int) -> bool:
        """Whether a relative clause only goes on about when and where: "which met in …"."""
        return bool(_HOLDING.match(self.text[end : end + 40]))

    def zone(self, number: int) -> tuple[int, int]:
        """The stretch after a phrase that belongs to it."""
        last = number + 1 == len(self.phrases)
        end = self.sentence.end if last else self.phrases[number + 1].start
        return self.end_of(self.phrases[number]), end

    def dates_after(self, number: int) -> list[When]:
        return self._after(number, self.dates)

    def places_after(self, number: int) -> list[Where]:
        return self._after(number, self.places)

    def _after(self, number: int, found: list[_T]) -> list[_T]:
        """Of dates or places those behind a phrase that belong to it."""
        start, end = self.zone(number)
        here = [one for one in found if start <= one.start < end]
        if not here and self._is_beside(number):
            return self._after(number + 1, found)
        return [one for one in here if self.passes(start, one.start)]

    def date_before(self, number: int) -> When | None:
        number = self.group_of(number)[0]
        start = self.end_of(self.phrases[number - 1]) if number else self.sentence.start
        end = self.phrases[number].start
        before = [w for w in self.dates if start <= w.start < end]
        if not before:
            return None
        when = before[-1]
        between = self.text[when.end : end]
        if "|" in between or "\t" in between:
            return None
        if when is self.front:
            return when
        if _INFINITIVE.search(between) or ("," in between and not self.passes(when.end, end)):
            return None
        return when

    def _is_beside(self, number: int) -> bool:
        """Whether a meeting was held beside the one named next: "on the sidelines of the …"."""
        if number + 1 >= len(self.phrases):
            return False
        start, end = self.zone(number)
        return bool(BESIDE.search(self.text, start, end)) and self.passes(start, end)

    def stops(self, places: list[Where]) -> list[tuple[Where, When]]:
        """The places of "in A (5-6 May), B (9 July) and C (1 August)", each with its day."""
        found: list[tuple[Where, When]] = []
        where = places[0] if places else None
        while where is not None:
            when = next((w for w in self.dates if 0 < w.start - where.last <= 3), None)
            opened = when and self.text[where.last : when.start].strip() in ("(", ",")
            if when is None or not opened:
                break
            found.append((where, when))
            more = _AND_PLACE.match(self.text, when.end, self.sentence.end)
            where = place_at(self.source, more.end(), self.sentence.end) if more else None
        return found if len(found) > 1 else []

    def place_before(self, number: int) -> Where | None:
        start = self.end_of(self.phrases[number - 1]) if number else self.sentence.start
        end = self.phrases[number].start
        before = [p for p in self.places if start <= p.start < end]
        if not before:
            return None
        where = before[-1]
        between = self.text[where.last : end].lower()
        if "|" in between or "\t" in between:
            return None
        if self._opens(where) or _TELLS_WHERE.search(between) or self.passes(where.last, end):
            return where
        return None

    def _opens(self, where: Where) -> bool:
        """Whether the sentence begins with the place, or with a date and the place."""
        start = self.sentence.start
        if self.front is not None and self.front.end <= where.start:
            start = self.front.end
        return bool(_LEADS_TO_PLACE.fullmatch(self.text, start, where.start))

    def words(self, start: int, end: int) -> list[Word]:
        return [self.sentence.words[number] for number in self.sentence.between(start, end)]
