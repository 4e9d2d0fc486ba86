"""Where the words of a citation stand in another copy of its document: pure text, no database.

The selectors are those of the W3C Web Annotation model: the exact words with what stands before
and after them (TextQuoteSelector), and their characters (TextPositionSelector). White space is
compared as one space, so that lines broken elsewhere are no change of words, and quotation marks
and dashes as the plainest of their kind; everything else, case included, is one.

The work grows with the length of the two texts and the number of quotes: quotes are found in one
pass for all, repeats are looked at up to ``MOST_REPEATS``, and words that are only alike are
looked for near where they must be, in stretches of bounded length.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ahocorasick
from rapidfuzz import fuzz

from records.search_text import UNSPACED

from .landmarks import LONGEST, Between, Landmarks, stands_once, width, words_of
from .marks import plain_marks
from .whitespace import Spaced, one_space

ALIKE = 0.75
"""From which likeness on a stretch is proposed; rapidfuzz's ``ratio`` (InDel, 0 to 1) of the words.

In the tables of edits of the tests, a sentence with one value and a few words changed stays above
0.8, and two sentences of one report that have nothing but their subject in common below 0.6.
"""
SAME_CONTEXT = 0.5  # share of the kept context that still stands around the words
NEARBY = 2000  # characters between two landmarks whose words are compared one by one
PARAGRAPH = 200  # characters that, once in each text, are the same words wherever they stand
SENTENCE = 60  # the same of words among which there are numbers: a date, an ordinal
UNSPACED_IN_ONE = 3  # characters that say as much as one of a script written without spaces
AGREED = 300  # characters on either side of a quote that are looked at for where it went
FEW_WORDS = 24  # shorter contexts are words that may stand in any sentence
MOST_REPEATS = 250  # places of one quote that are compared
COMPARED = 500_000  # places that are compared for all quotes of a text together, about
HEAD = 32  # characters by which all quotes are looked for at once
NO_BETTER = 0.95  # likeness beyond which no other stretch is looked at
LIKELY = 50  # likeness in percent from which on a stretch is looked at more closely
EDGE = 200  # characters of each end of a longer quote, which are looked for by themselves
REFINE = 8  # words by which each end of a likely stretch is tried longer and shorter
REFINED = 2  # likely stretches whose ends are tried


@dataclass(frozen=True)
class Selector:
    """The words that a citation quotes: what they are, and where they stood."""

    quote: str
    prefix: str
    suffix: str
    start: int


@dataclass(frozen=True)
class _Sought:
    """A selector as it is looked for: spaces made one, and where it should stand by now."""

    quote: str
    prefix: str
    suffix: str
    start: int  # in the old text, as it was
    expected: int
    between: Between | None
    cuts_before: bool  # whether the quote begins within a word
    cuts_after: bool


@dataclass(frozen=True)
class Place:
    """A stretch of the new text: characters ``start`` to ``end``.

    ``score`` is the likeness of its words to those of the quote, 1 where they are the same.
    ``sure`` says whether it is without doubt the stretch that was quoted.
    """

    start: int
    end: int
    score: float
    sure: bool


class Finder:
    """Finds the words of citations of one copy of a text in another."""

    def __init__(self, new: str, *, old: str | None = None) -> None:
        self.new = Spaced(plain_marks(new))
        self.old = Spaced(plain_marks(old)) if old is not None else None
        self.landmarks = Landmarks(self.old, self.new)
        self._first: dict[str, int] = {}

    def find(self, selectors: Sequence[Selector]) -> list[Place | None]:
        """The place of each selector in the new text, or ``None`` where nothing is alike enough."""
        sought = [self._sought(selector) for selector in selectors]
        heads = self._heads({one.quote[:HEAD] for one in sought if one.quote})
        repeats = min(MOST_REPEATS, max(10, COMPARED // max(1, len(sought))))
        places: list[Place | None] = []
        for one in sought:
            found = self._occurrences(one, heads.get(one.quote[:HEAD], []), repeats)
            if found:
                places.append(self._choose(one, found))
            else:
                places.append(self._alike(one) if one.quote else None)
        return places

    def _sought(self, selector: Selector) -> _Sought:
        quote = one_space(plain_marks(selector.quote))
        if self.old is None:
            expected, between = self.new.position(selector.start), None
        else:
            start = self.old.position(selector.start)
            expected = self.landmarks.moved_to(start)
            between = self.landmarks.between(start, start + len(quote))
        return _Sought(
            quote,
            one_space(plain_marks(selector.prefix)),
            one_space(plain_marks(selector.suffix)),
            selector.start,
            expected,
            between,
            _joined(selector.prefix[-1:] + selector.quote[:1], 1),
            _joined(selector.quote[-1:] + selector.suffix[:1], 1),
        )

    # The same words

    def _heads(self, heads: set[str]) -> dict[str, list[int]]:
        """Where each of ``heads`` begins in the new text: one pass for all."""
        automaton = ahocorasick.Automaton()
        for head in heads:
            automaton.add_word(head, head)
        found: dict[str, list[int]] = defaultdict(list)
        if heads:
            automaton.make_automaton()
            for last, head in automaton.iter(self.new.text):
                found[head].append(last - len(head) + 1)
        return found

    def _occurrences(self, sought: _Sought, heads: list[int], most: int) -> list[int]:
        """Where the words stand, the ``most`` nearest to where they should."""
        text, quote = self.new.text, sought.quote
        found = []
        for looked, at in enumerate(_nearest(heads, sought.expected)):
            if text.startswith(quote, at):
                found.append(at)
            if len(found) >= most or looked >= 10 * most:
                break
        else:
            return found
        if not found:  # it may still stand far from where it should
            if quote not in self._first:
                self._first[quote] = text.find(quote)
            found = [at for at in [self._first[quote]] if at >= 0]
        return found

    def _choose(self, sought: _Sought, found: Sequence[int]) -> Place:
        """The occurrence that agrees best with what stood around the words, then the nearest."""
        length, between = len(sought.quote), sought.between

        def rank(at: int) -> tuple[bool, float, int]:
            agreed = self._context(sought, at, at + length)
            agreed += between is not None and between.holds(at, at + length)
            return (
                not self._cuts_as_before(sought, at, at + length),
                -agreed,
                abs(at - sought.expected),
            )

        at = min(found, key=rank) if len(found) > 1 else found[0]
        start, stop = self.new.stretch(at, at + length)
        sure = self._cuts_as_before(sought, at, at + length) and self._is_that_of(sought, at, found)
        return Place(start, stop, 1.0, sure)

    def _is_that_of(self, sought: _Sought, at: int, found: Sequence[int]) -> bool:
        """Whether the words that stand at ``at`` are those that were quoted, and not the same
        words said of something else: by what is around them, or by what they say themselves."""
        end = at + len(sought.quote)
        if sought.between is None:
            around = self._context(sought, at, end) >= SAME_CONTEXT or (
                self.new.origin(at) == sought.start
            )
        else:
            around = self._is_alone(sought, sought.between, at, found) and self._stayed(
                sought, sought.between, at, end
            )
        return around or self._moved_whole(sought, at, end)

    def _is_alone(self, sought: _Sought, between: Between, at: int, found: Sequence[int]) -> bool:
        """Whether no other of the same words there may as well be those that were quoted."""
        length = len(sought.quote)
        others = [one for one in found if one != at and between.holds(one, one + length)]
        if not others or self.old is None:
            return True
        context = self._context(sought, at, at + length)
        if context >= SAME_CONTEXT and all(
            self._context(sought, one, one + length) < context for one in others
        ):
            return True
        first = self.old.position(sought.start)
        return all(
            self.old.text.count(sought.quote, *old) == self.new.text.count(sought.quote, *new)
            for old, new in (
                ((between.old[0], first), (between.new[0], at)),
                ((first, between.old[1]), (at, between.new[1])),
            )
        )

    def _stayed(self, sought: _Sought, between: Between, at: int, end: int) -> bool:
        """Whether the stretch lies where it did: words around it are the same, none of them
        stood on its other side."""
        if not between.holds(at, end):
            return False
        if between.new == (at, end):
            return True
        if self.old is None or max(width(between.old), width(between.new)) > NEARBY:
            return self._context(sought, at, end) >= SAME_CONTEXT
        first = self.old.position(sought.start)
        last = first + len(sought.quote)
        was_before = words_of(self.old.text[between.old[0] : first])
        was_after = words_of(self.old.text[last : between.old[1]])
        is_before = words_of(self.new.text[between.new[0] : at])
        is_after = words_of(self.new.text[end : between.new[1]])
        crossed = ((is_before - was_before) & (was_after - is_after)) + (
            (was_before - is_before) & (is_after - was_after)
        )
        same = (was_before & is_before) + (was_after & is_after)
        return not crossed and (between.marked or bool(same))

    def _moved_whole(self, sought: _Sought, at: int, end: int) -> bool:
        """Whether a paragraph, or a sentence with its numbers, stands elsewhere as it was."""
        if self.old is None:
            return False
        old, new = self.old.text, self.new.text
        first = self.old.position(sought.start)
        last = first + len(sought.quote)
        before = _shared(
            old[max(0, first - AGREED) : first][::-1], new[max(0, at - AGREED) : at][::-1]
        )
        after = _shared(old[last : last + AGREED], new[end : end + AGREED])
        stretch = new[at - before : end + after]
        size = len(stretch) * (UNSPACED_IN_ONE if _is_unspaced(stretch) else 1)
        numbers = sum(char.isnumeric() for char in stretch)
        telling = size >= PARAGRAPH or (size >= SENTENCE and numbers > 1)
        return telling and stands_once(stretch, old) and stands_once(stretch, new)

    def _cuts_as_before(self, sought: _Sought, start: int, end: int) -> bool:
        """Whether the stretch cuts no word that the quote did not cut: no “port” of “ports”."""
        text = self.new.text
        return (sought.cuts_before or not _joined(text, start)) and (
            sought.cuts_after or not _joined(text, end)
        )

    def _context(self, sought: _Sought, start: int, end: int) -> float:
        """The share of prefix and suffix that stands next to the stretch, from 0 to 1."""
        text, prefix, suffix = self.new.text, sought.prefix, sought.suffix
        if not prefix and not suffix:
            return 1.0 if start == 0 and end == len(text) else 0.0
        before = text[max(0, start - len(prefix) - 1) : start].rstrip()
        after = text[end : end + len(suffix) + 1].lstrip()
        agreed = _shared(prefix[::-1], before[::-1]) + _shared(suffix, after)
        return agreed / (len(prefix) + len(suffix))

    # Words that are alike

    def _alike(self, sought: _Sought) -> Place | None:
        """The stretch most like the quote among the likely ones, if it is alike enough."""
        likely: dict[tuple[int, int], float] = {}
        for low, high in self._windows(sought):
            found = self._aligned(sought.quote, low, high)
            if found is not None:
                likely[found[1:]] = max(found[0], likely.get(found[1:], 0))
                if found[0] >= NO_BETTER:
                    break
        best = (0.0, 0, 0)
        for start, end in sorted(likely, key=lambda one: -likely[one])[:REFINED]:
            best = max(best, self._refined(sought.quote, start, end))
        if best[0] < ALIKE:
            return None
        start, end = self.new.stretch(best[1], best[2])
        return Place(start, end, round(best[0], 4), False)

    def _windows(self, sought: _Sought) -> Iterator[tuple[int, int]]:
        """Where the quote may stand in other words: a few stretches of bounded length."""
        text, quote, between = self.new.text, sought.quote, sought.between
        reach = 2 * len(quote) + 400
        if between and 0 < width(between.new) <= 3 * reach:
            yield max(0, between.new[0] - 40), min(len(text), between.new[1] + 40)
        else:
            yield max(0, sought.expected - reach), min(len(text), sought.expected + reach)
        if len(sought.prefix) >= FEW_WORDS and (at := text.find(sought.prefix)) >= 0:
            at += len(sought.prefix)
            yield at, min(len(text), at + reach)
        if len(sought.suffix) >= FEW_WORDS and (at := text.find(sought.suffix)) >= 0:
            yield max(0, at - reach), at
        for hint in self.landmarks.hints(quote):
            yield max(0, hint - len(quote) // 2 - 100), min(len(text), hint + reach)

    def _aligned(self, quote: str, low: int, high: int) -> tuple[float, int, int] | None:
        """About where in the window ``quote`` stands: likeness, start, end."""
        window = self.new.text[low:high]
        if not window.strip():
            return None
        if len(quote) <= LONGEST:
            found = fuzz.partial_ratio_alignment(quote, window, score_cutoff=LIKELY)
            if found is None:
                return None
            return found.score / 100, low + found.dest_start, low + found.dest_end
        first = fuzz.partial_ratio_alignment(quote[:EDGE], window, score_cutoff=LIKELY)
        last = fuzz.partial_ratio_alignment(quote[-EDGE:], window, score_cutoff=LIKELY)
        if first is None or last is None or last.dest_end <= first.dest_start:
            return None
        score = (first.score + last.score) / 200
        return score, low + first.dest_start, low + last.dest_end

    def _refined(self, quote: str, start: int, end: int) -> tuple[float, int, int]:
        """A likely stretch with its ends moved to those ends of words that make it most alike."""
        text = self.new.text
        low = max(0, start - 12 * REFINE)
        starts, ends = _edges(text[low : end + 12 * REFINE])

        def score(words: str, one: int, other: int) -> float:
            return fuzz.ratio(words, text[one:other]) / 100 if other > one else 0.0

        firsts = [low + one for one in _around(starts, start - low)]
        lasts = [low + one for one in _around(ends, end - low)]
        if len(quote) <= LONGEST:
            for _round in range(2):
                start = max(firsts, key=lambda one: score(quote, one, end))
                end = max(lasts, key=lambda one: score(quote, start, one))
        else:  # each end is compared by itself, and the whole but once
            head, tail = start + EDGE, end - EDGE
            start = max(firsts, key=lambda one: score(quote[:EDGE], one, head))
            end = max(lasts, key=lambda one: score(quote[-EDGE:], tail, one))
        return score(quote, start, end), start, end


def _around(places: list[int], at: int) -> list[int]:
    """The ``REFINE`` of ``places`` on either side of ``at``."""
    near = bisect_left(places, at)
    return places[max(0, near - REFINE) : near + REFINE]


def _nearest(places: list[int], expected: int) -> Iterator[int]:
    """``places``, which are in order, from the nearest to ``expected`` outwards."""
    above = bisect_left(places, expected)
    below = above - 1
    while below >= 0 or above < len(places):
        nearer_below = above >= len(places) or (
            below >= 0 and expected - places[below] < places[above] - expected
        )
        if nearer_below:
            yield places[below]
            below -= 1
        else:
            yield places[above]
            above += 1


def _edges(window: str) -> tuple[list[int], list[int]]:
    """Where the words of ``window`` begin, and where they end, with or without signs after them."""
    if _is_unspaced(window):
        return list(range(len(window))), list(range(1, len(window) + 1))
    starts = {found.start() for found in re.finditer(r"(?<!\S)\S|(?<!\w)\w", window)}
    ends = {found.end() for found in re.finditer(r"\S(?!\S)|\w(?!\w)", window)}
    return sorted(starts), sorted(ends)


def _joined(text: str, at: int) -> bool:
    """Whether a cut at ``at`` goes through a word; scripts without spaces have no such cuts."""
    if not 0 < at < len(text):
        return False
    one, other = text[at - 1], text[at]
    return one.isalnum() and other.isalnum() and not (_is_unspaced(one) or _is_unspaced(other))


def _is_unspaced(text: str) -> bool:
    """Whether most of ``text`` is of a script that is written without spaces."""
    unspaced = sum(map(len, re.findall(f"[{UNSPACED}]+", text)))
    return unspaced * 2 > len(text)


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginning."""
    number = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        number += 1
    return number
