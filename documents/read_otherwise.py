"""What is read with words in a later copy that was not read with them in an earlier one."""

from collections.abc import Iterable, Sequence, Set
from itertools import groupby
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from .leads import Lead, Said
from .surroundings import Read, Surroundings

COMPARED = 1000  # of what leads to a passage together, those that are compared one by one
BESIDE = 10  # passages before and after them, to tell what came and what stood there
WINDOW = 2000  # passages of each copy among which those that are read with one are looked at


class Stretch(NamedTuple):
    """Passages of the earlier copy, and those of the later one in their place, by their numbers."""

    before: tuple[int, ...]
    after: tuple[int, ...]


class Turned(NamedTuple):
    """The same words said by somebody else, or as another kind of passage.

    ``is_own`` where they are those of the cited passage, and not beside it.
    """

    what: Literal["speaker", "kind"]
    before: str
    after: str
    is_own: bool


Otherwise = Stretch | Turned


def read_otherwise(
    later: Surroundings, at: int, earlier: Surroundings, then: int
) -> tuple[list[Otherwise], bool]:
    """What differs in what is read with a place, and with one of the earlier copy.

    And whether that is all: else words further above than is looked differ.
    """
    pair = _Pair(later, later.passage_at(at), earlier, earlier.passage_at(then))
    return pair.differences()


class _Pair:
    """A passage of the later copy and one of the earlier, to be compared with what is around."""

    def __init__(self, later: Surroundings, here: int, earlier: Surroundings, there: int) -> None:
        self.later, self.here, self.earlier, self.there = later, here, earlier, there
        self.now, self.was = later.read_with(here), earlier.read_with(there)
        self.mine, self.theirs = _passages_of(self.now), _passages_of(self.was)

    def differences(self) -> tuple[list[Otherwise], bool]:
        above, below = self.later.headings_above(self.here), self.earlier.headings_above(self.there)
        olds, news = self._windows(below, above)
        around = [
            *self._between(_before(olds, self.there), _before(news, self.here), self.theirs),
            *self._pairs([(self.there, self.here)], self.theirs),
            *self._between(_after(olds, self.there), _after(news, self.here), self.theirs),
        ]
        # Others may come between the headings above, but not right above.
        headings = self._between(below, above, {*below})
        found = [one for one in dict.fromkeys([*headings, *around]) if _own(one) not in around]
        is_all = all(_is_as_deep(new, old) for new, old in zip(self.now, self.was, strict=False))
        if self.now != self.was:
            others = self._texts(self.now, self.later, above)
            alone = others == self._texts(self.was, self.earlier, below)
            # A heading that came or went changes what leads to the text below it.
            is_all &= (
                bool(around) or (bool(headings) and alone) or any(map(_comes_or_goes, headings))
            )
        return found, is_all

    def _windows(self, below: Sequence[int], above: Sequence[int]) -> tuple[list[int], list[int]]:
        """The passages of each copy among which those stand that are read with the place.

        Where they stand too far from it, those alone.
        """
        theirs, mine = self.theirs.difference(below), self.mine.difference(above)
        offsets = {at - self.there for at in theirs} | {at - self.here for at in mine}
        first, last = min(offsets, default=0) - BESIDE, max(offsets, default=0) + BESIDE
        if last - first > WINDOW:
            return sorted({*theirs, self.there}), sorted({*mine, self.here})
        return (
            _around(self.there, first, last, len(self.earlier.said), set(below)),
            _around(self.here, first, last, len(self.later.said), set(above)),
        )

    def _texts(self, read: Read, text: Surroundings, headings: Sequence[int]) -> list[list[str]]:
        """What leads to a passage, but for headings above it."""
        hidden = set(headings)
        return [
            [text.said[at].words for at in _chain(lead)[0] if at not in hidden] for lead in read
        ]

    def _between(
        self, olds: Sequence[int], news: Sequence[int], wanted: set[int]
    ) -> list[Otherwise]:
        """What differs where one of ``wanted`` stood, or what is read with the place stands.

        As many passages in place of others are compared one by one.
        """
        found: list[Otherwise] = []
        steps = Indel.opcodes(_words(self.earlier.said, olds), _words(self.later.said, news))
        for is_same, some in groupby(steps, lambda step: step.tag == "equal"):
            steps_of_it = list(some)
            old = olds[steps_of_it[0].src_start : steps_of_it[-1].src_end]
            new = news[steps_of_it[0].dest_start : steps_of_it[-1].dest_end]
            if is_same or len(old) == len(new):
                found += self._pairs(zip(old, new, strict=True), wanted)
            elif wanted.intersection(old) or self.mine.intersection(new):
                found.append(Stretch(tuple(old), tuple(new)))
        return found

    def _pairs(self, pairs: Iterable[tuple[int, int]], wanted: set[int]) -> list[Otherwise]:
        """What differs between passages that stand in each other's place."""
        found: list[Otherwise] = []
        for old, new in pairs:
            was, now = self.earlier.said[old], self.later.said[new]
            is_own = (old, new) == (self.there, self.here)
            if old not in wanted and new not in self.mine:
                continue
            if was.words != now.words:
                found.append(Stretch((old,), (new,)))
            if was.speaker != now.speaker:
                names = self.earlier.rows[old].speaker, self.later.rows[new].speaker
                found.append(Turned("speaker", *names, is_own))
            if was.kind != now.kind:
                found.append(Turned("kind", was.kind, now.kind, is_own))
        return found


def _chain(lead: Lead) -> tuple[list[int], Lead | None]:
    """The last passages that lead to another, and what leads to them."""
    found: list[int] = []
    while lead.at >= 0 and lead.above is not None:
        if len(found) == COMPARED:
            return found, lead
        found.append(lead.at)
        lead = lead.above
    return found, None


def _passages_of(read: Read) -> set[int]:
    return {at for lead in read for at in _chain(lead)[0]}


def _words(said: Sequence[Said], passages: Sequence[int]) -> list[str]:
    return [said[at].words for at in passages]


def _own(one: Otherwise) -> Turned | None:
    """What differs beside the cited passage, as it differs in that."""
    return one._replace(is_own=True) if isinstance(one, Turned) and not one.is_own else None


def _comes_or_goes(one: Otherwise) -> bool:
    return isinstance(one, Stretch) and len(one.before) != len(one.after)


def _around(own: int, first: int, last: int, most: int, without: Set[int]) -> list[int]:
    places = range(max(0, own + first), min(most, own + last + 1))
    return [at for at in places if at not in without]


def _before(passages: Sequence[int], own: int) -> list[int]:
    return [at for at in passages if at < own]


def _after(passages: Sequence[int], own: int) -> list[int]:
    return [at for at in passages if at > own]


def _is_as_deep(lead: Lead, other: Lead) -> bool:
    """Whether what leads to two places is the same above all that is compared."""
    return lead == other or _chain(lead)[1] == _chain(other)[1]
