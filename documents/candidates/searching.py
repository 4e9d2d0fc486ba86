"""Where a document says a value: looked for outwards from the words of a candidate.

In its own words, in their passage, in the passages around it, then in the rest of the document;
plainly everywhere, and near the candidate also in words that are alike.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import ForeignKey, IntegerField
from django.utils.translation import override

from documents.models import Candidate, Capture, Passage, Reading
from extraction.names.countries import LANGUAGES
from extraction.wording import (
    How,
    Sought,
    Wording,
    may_say_year,
    wordings_of_choice,
    wordings_of_date,
    wordings_of_name,
    wordings_of_number,
    words_alike,
)
from extraction.words.choices import choice_pattern
from records.fields import PartialDateField
from records.models import NamedRecord
from reference.states import state
from texts.copied_words import find_words
from texts.pieces import FURNITURE

from .citing import Span

AROUND = 3  # passages before and after the candidate's own that are near it
MOST = 6  # places that are offered for one value
CONTEXT = 70  # characters shown before and after words that are offered
FAR = 400_000  # characters around the candidate that are looked through

OWN_WORDS, OWN_PASSAGE, NEAR, ELSEWHERE = range(4)  # the zones
OF_MEETINGS = ("meeting", "series", "participation", "delegate")
"""Kinds whose choices are said in the words for meetings."""


@dataclass(frozen=True)
class Offer:
    """Words of the document that seem to say a value, in the passage where they stand."""

    wording: Wording
    passage: Passage
    zone: int
    distance: int  # characters from the candidate
    context: tuple[str, str, str]  # what stands before the words, they themselves, what follows

    @property
    def span(self) -> Span:
        return self.wording.start, self.wording.end

    @property
    def is_plain(self) -> bool:
        """Whether they say it in so many words."""
        return self.wording.how is How.EXACT


Finder = Callable[[int, int], list[Wording]]


@dataclass(frozen=True)
class Finders:
    """How a value is looked for between two places of a text."""

    plainly: Finder
    alike: Finder = lambda _start, _end: []
    date: str = ""  # EDTF of it, by which passages can be passed over


class Search:
    """Looks for values in the document of a candidate."""

    def __init__(self, row: Candidate) -> None:
        self.row = row

    @cached_property
    def passages(self) -> list[Passage]:
        """What can be cited and is read: all but the furniture of pages."""
        rows = Passage.objects.filter(capture=self.row.capture_id).exclude(kind=FURNITURE)
        return list(rows.defer("text").order_by("number"))

    @cached_property
    def _starts(self) -> list[int]:
        return [passage.start for passage in self.passages]

    @cached_property
    def capture(self) -> Capture:
        return Capture.objects.select_related("document").get(pk=self.row.capture_id)

    @cached_property
    def text(self) -> str:
        return self.capture.text or ""

    @cached_property
    def published(self) -> str:
        """The day that dates without a year count from, as the reader took it."""
        read = Reading.objects.filter(capture=self.capture).values_list("date", flat=True).first()
        return self.capture.document.published or read or ""

    def offers(self, column: Any, kind: str, value: Any, home: Span) -> list[Offer]:
        """Where the value of a column stands, the likeliest words first.

        ``value`` is as the model holds it, or the name of a related record that is to be added;
        ``home`` are the words of the candidate.
        """
        finders = self._finders(column, kind, value)
        found: list[Offer] = []
        looked = 0
        for at, is_far in self._outwards(home):
            one = self.passages[at]
            looked += one.end - one.start
            if is_far and (len(found) >= MOST or looked > FAR):
                break
            if is_far and not may_say_year(self.text[one.start : one.end], finders.date):
                continue
            words = finders.plainly(one.start, one.end)
            if not words and not is_far:
                words = finders.alike(one.start, one.end)
            found += [self.offer(wording, home) for wording in words]
        found.sort(key=lambda one: (one.zone, one.wording.how, one.distance))
        return found[:MOST]

    def _finders(self, column: Any, kind: str, value: Any) -> Finders:
        text = self.text
        if isinstance(column, PartialDateField):
            date = str(value)
            return Finders(
                lambda a, b: wordings_of_date(text, a, b, date, self.published), date=date
            )
        if isinstance(column, IntegerField):
            is_ordinal = column.name == "ordinal"
            return Finders(
                lambda a, b: wordings_of_number(text, a, b, int(value), ordinal=is_ordinal)
            )
        if column.choices:
            pattern = choice_pattern(
                column.name,
                str(value),
                _labels(column, value),
                of_meeting=kind in OF_MEETINGS,
                language=self.capture.document.language or "en",
            )
            return Finders(lambda a, b: wordings_of_choice(text, a, b, pattern))
        sought = Sought.of(names_of(value), whole=isinstance(column, ForeignKey))
        return Finders(
            lambda a, b: wordings_of_name(text, a, b, sought),
            lambda a, b: words_alike(text, a, b, sought),
        )

    def offer(self, wording: Wording, home: Span) -> Offer:
        """Words that were found, with how far off they stand."""
        here, at = self._number_at(home[0]), self._number_at(wording.start)
        zone = ELSEWHERE if abs(at - here) > AROUND else NEAR
        if at == here:
            inside = home[0] <= wording.start and wording.end <= home[1]
            zone = OWN_WORDS if inside else OWN_PASSAGE
        passage, distance = self.passages[at], abs(wording.start - home[0])
        return Offer(wording, passage, zone, distance, self._context(passage, wording))

    def _context(self, passage: Passage, wording: Wording) -> tuple[str, str, str]:
        first = max(passage.start, wording.start - CONTEXT)
        last = min(passage.end, wording.end + CONTEXT)
        before, after = self.text[first : wording.start], self.text[wording.end : last]
        if first > passage.start:
            before = "…" + before.partition(" ")[2]
        if last < passage.end:
            after = after.rpartition(" ")[0] + "…"
        return before, self.text[wording.start : wording.end], after

    def place(self, words: str, home: Span) -> Span | None:
        """Where words that an editor typed stand, as near to the candidate as can be."""
        for at, _is_far in self._outwards(home):
            start = self.passages[at].start
            if found := find_words(self.text[start : self.passages[at].end], words):
                first, last = min(found, key=lambda one: abs(start + one[0] - home[0]))
                return start + first, start + last
        return None

    def is_of_a_passage(self, span: Span) -> bool:
        """Whether a stretch is words of one passage."""
        return any(one.start <= span[0] < span[1] <= one.end for one in self.passages)

    def _outwards(self, home: Span) -> Iterator[tuple[int, bool]]:
        """The passages, by their places in the list, from the candidate's own; which are far."""
        here = self._number_at(home[0])
        for at in sorted(range(len(self.passages)), key=lambda at: (abs(at - here), at)):
            yield at, abs(at - here) > AROUND

    def _number_at(self, position: int) -> int:
        """The place in the list of the passage in which a character stands."""
        return max(bisect_right(self._starts, position) - 1, 0)


def names_of(value: Any) -> list[str]:
    """All that a record is called, of a country in other languages too; else the value itself."""
    if not isinstance(value, NamedRecord):
        return [str(value)]
    country = state(getattr(value, "iso_alpha2", "") or "")
    return [
        *(value.name, *(other.text for other in value.names.all())),
        *(country.names_in_texts(*LANGUAGES) if country else ()),
    ]


def _labels(column: Any, value: Any) -> list[str]:
    """What a choice is called: its key, and its labels in the languages of the interface."""
    labels = [str(value).replace("_", " ")]
    for language in ("en", "zh-hans"):
        with override(language):
            labels.append(str(dict(column.flatchoices).get(value, value)))
    return [label for label in labels if any(char.isalpha() for char in label)]
