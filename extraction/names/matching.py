"""A candidate against the register: which recorded meeting it may be, and where the two differ."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from rapidfuzz import fuzz

from extraction.candidates import UNSAID, Candidate, Match
from extraction.dates.meanings import overlap
from records.dates import bounds
from records.merging.likeness import numbers_in, words_of

from .bodies import sorted_words
from .gazetteer import Entry

MOST = 5
_COMPARED = (
    *("ordinal", "date", "place", "level", "track", "kind", "mode", "status"),
    *("mechanism", "series"),
)
_POINTERS = ("place", "mechanism", "series")
_LOOSE = ("kind", "status")  # sorted by each reader in their own way: no contradiction


class Matcher:
    """Recorded meetings, ready to be compared."""

    def __init__(self, meetings: Iterable[Entry]) -> None:
        self.by_words: dict[str, list[Entry]] = defaultdict(list)
        self.by_number: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self.by_series: dict[str, list[Entry]] = defaultdict(list)
        self.by_mechanism: dict[str, list[Entry]] = defaultdict(list)
        self.by_place: dict[str, list[Entry]] = defaultdict(list)
        for entry in meetings:
            for words in dict.fromkeys(map(sorted_words, (entry.name, *entry.names))):
                self.by_words[words].append(entry)
            facts = entry.facts
            self.by_number[facts.get("series", ""), facts.get("ordinal", "")].append(entry)
            self.by_series[facts.get("series", "")].append(entry)
            self.by_mechanism[facts.get("mechanism", "")].append(entry)
            self.by_place[facts.get("place", "")].append(entry)

    def matches(self, candidate: Candidate) -> tuple[Match, ...]:
        """The records that it may be, best first."""
        found: dict[str, Match] = {}
        for entry, score, because in self._possible(candidate):
            if entry.uid not in found or found[entry.uid].score < score:
                differs, fills = _compare(candidate, entry)
                found[entry.uid] = Match(
                    entry.uid, entry.name, round(score, 3), because, differs, fills
                )
        return tuple(sorted(found.values(), key=lambda one: (-one.score, one.uid))[:MOST])

    def _possible(self, candidate: Candidate) -> list[tuple[Entry, float, str]]:
        fields = candidate.fields
        series, mechanism, place = (
            fields.get(name, UNSAID).uid for name in ("series", "mechanism", "place")
        )
        ordinal, date = (fields.get(name, UNSAID).value for name in ("ordinal", "date"))
        found: list[tuple[Entry, float, str]] = []
        if series and ordinal:
            same = self.by_number[series, ordinal]
            found += [(one, 0.98, "the same series and number") for one in same]
        for entry in self.by_words.get(sorted_words(candidate.title), ()):
            if not _numbers_differ(candidate, entry):
                met = _meets(date, entry)
                found.append((entry, 0.95 if met is not False else 0.6, "the same name"))
        if series and not ordinal:
            for entry in self.by_series[series]:
                if met := _meets(date, entry):
                    found.append((entry, 0.93, "the same series and date"))
                elif met is None and not entry.facts.get("date"):
                    found.append((entry, 0.6, "the same series"))
        near = [*self.by_mechanism.get(mechanism, ())] if mechanism else []
        near += self.by_place.get(place, ()) if place else ()
        for entry in near:
            met = _meets(date, entry)
            if met is False or _numbers_differ(candidate, entry):
                continue
            alike = _alike(candidate, entry)
            if alike >= 92:
                score, because = 0.94 if met else 0.9, "the same body and nearly the same name"
            elif met and alike >= 50 and _same_day(candidate, entry, mechanism, place):
                score, because = 0.92, "the same body or place on the same days"
            elif met and _says_all(candidate, entry, mechanism):
                score, because = 0.91, "the same body and time, and all words of the name"
            elif met and alike >= 60:
                score = 0.5 + alike / 250
                because = "the same time and body or place, and a name alike"
            else:
                continue
            found.append((entry, score, because))
        return found


def _same_day(candidate: Candidate, entry: Entry, mechanism: str, place: str) -> bool:
    """Whether body or place, and date, and what else is known of both, are the same."""
    facts = entry.facts
    if candidate.fields["date"].value != facts.get("date"):
        return False
    for name in ("level", "kind"):
        value = candidate.fields.get(name)
        if value is not None and facts.get(name, value.value) != value.value:
            return False
    body = bool(mechanism) and mechanism == facts.get("mechanism")
    return (body and "-" in facts["date"]) or (bool(place) and place == facts.get("place"))


def _says_all(candidate: Candidate, entry: Entry, mechanism: str) -> bool:
    """Whether a meeting of the same body and kind is named in the words of the record's name."""
    kind = candidate.fields.get("kind")
    if not mechanism or mechanism != entry.facts.get("mechanism") or kind is None:
        return False
    words = set(_plain(entry.name).split())
    mine = set(_plain(candidate.title).split())
    return kind.value == entry.facts.get("kind") and len(words) > 3 and words <= mine


def _alike(candidate: Candidate, entry: Entry) -> float:
    """How alike the names are, 0 to 100; a name that is spelled out and abbreviated in brackets
    ("North Atlantic Council (NAC) Meeting") counts in either form."""
    names = [candidate.title, _ABBREVIATED.sub(" ", candidate.title)]
    if inside := _ABBREVIATED.search(candidate.title):
        names.append(candidate.title[inside.start() + 2 :].replace(")", "", 1))
    return max(
        fuzz.token_sort_ratio(_plain(one), _plain(other))
        for one in names
        for other in (entry.name, *entry.names)
    )


_ABBREVIATED = re.compile(r" \([A-Z][\w-]{1,12}\) ")
_ADDED = re.compile(r" \([^()]*\)$")


def _plain(name: str) -> str:
    """The words of a name without what is added in brackets at its end."""
    return " ".join(words_of(_ADDED.sub("", name)))


def _numbers_differ(candidate: Candidate, entry: Entry) -> bool:
    ordinal = candidate.fields.get("ordinal", UNSAID).value
    recorded = entry.facts.get("ordinal", "")
    if ordinal and recorded:
        return ordinal != recorded
    if bool(ordinal) != bool(recorded):
        mine, theirs = numbers_in(candidate.title), numbers_in(entry.name)
        return bool(mine and theirs and mine != theirs)
    return False


def _meets(date: str, entry: Entry) -> bool | None:
    """Whether the two dates can be one; ``None`` where one of them is not known."""
    recorded = entry.facts.get("date", "")
    try:
        bounds(recorded)
    except ValidationError:  # in the register's plain files it may be anything
        return None
    return overlap(date, recorded) if date and recorded else None


def _compare(candidate: Candidate, entry: Entry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields in which candidate and record differ, and those that the record has empty."""
    differs, fills = [], []
    for name in _COMPARED:
        value = candidate.fields.get(name)
        if value is None:
            continue
        recorded = entry.facts.get(name, "")
        if not recorded:
            fills.append(name)
        elif name == "date":
            if _meets(value.value, entry) is False:
                differs.append(name)
        elif name in _POINTERS:
            if value.uid and value.uid != recorded:
                differs.append(name)
        elif name not in _LOOSE and value.value != recorded:
            differs.append(name)
    return tuple(differs), tuple(fills)
