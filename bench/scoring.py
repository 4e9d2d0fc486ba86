"""How a reading is scored against what a text is known to say.

Which candidate stands for which fact says ``alignment``.

*Duplicates.* A candidate left over that speaks of a fact already taken, by its words and by
its number or date, proposes a record twice. It is counted as a duplicate and not as right.

*Fields.* Of each aligned pair, each field that the text supports is right, wrong (another value)
or missing (none). ``rate`` is right over all three. A field that the fact leaves empty and the
candidate fills is *unasked*: it is counted, but the label may simply not mention it.

Which values count as right says ``facts``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from records.search_text import fold

from .alignment import align
from .facts import NAMING, Fact, compatible, is_right, kind_of, likeness, same_words


@dataclass
class Tally:
    """Counts of one kind."""

    facts: int = 0
    found: int = 0
    proposed: int = 0
    duplicates: int = 0
    fields: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        self.facts += other.facts
        self.found += other.found
        self.proposed += other.proposed
        self.duplicates += other.duplicates
        for name, counts in other.fields.items():
            self.fields.setdefault(name, Counter()).update(counts)

    @property
    def recall(self) -> float:
        return self.found / self.facts if self.facts else 1.0

    @property
    def precision(self) -> float:
        return self.found / self.proposed if self.proposed else 1.0

    def rate(self, name: str) -> float:
        """The share of the facts' values that were read right; 1 where there were none."""
        counts = self.fields.get(name, Counter())
        asked = counts["right"] + counts["wrong"] + counts["missing"]
        return counts["right"] / asked if asked else 1.0


@dataclass(frozen=True)
class Slip:
    """One thing that went wrong: ``missed``, ``false``, ``twice``, ``wrong`` or ``missing``."""

    what: str
    kind: str
    label: str
    where: str
    expected: str = ""
    got: str = ""
    start: int = 0


@dataclass
class Score:
    """The tallies of one or more texts by kind, and all slips."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)

    def of(self, kind: str) -> Tally:
        return self.tallies.setdefault(kind, Tally())

    def add(self, other: "Score") -> None:
        for kind, tally in other.tallies.items():
            self.of(kind).add(tally)
        self.slips += other.slips


def score_text(facts: Sequence[Fact], candidates: Iterable[Any], where: Any) -> Score:
    """Score ``candidates`` of one text; ``where`` says the locator of a character."""
    done = Score()
    top: list[tuple[Any, Any]] = []
    parts: list[tuple[Any, Any]] = []
    for candidate in candidates:
        if candidate.kind in NAMING:
            top.append((candidate, None))
        parts += [(part, candidate) for part in candidate.parts if part.kind in NAMING]
    meetings = _scored([f for f in facts if f.kind == "meeting"], _of(top, "meeting"), done, where)
    homes: dict[int | str, str] = {id(candidate): fact.key for fact, candidate in meetings}
    homes |= {fold(candidate.title): fact.key for fact, candidate in meetings}
    for kind in NAMING:
        if kind != "meeting":
            wanted = [fact for fact in facts if fact.kind == kind]
            got = _of([*top, *parts], kind)
            _scored(wanted, got, done, where, homes)
    return done


def aligned_meetings(facts: Sequence[Fact], candidates: Iterable[Any]) -> list[tuple[Fact, Any]]:
    """The recorded meetings that were found, each with its candidate."""
    wanted = [fact for fact in facts if fact.kind == "meeting"]
    return align(wanted, _of([(one, None) for one in candidates], "meeting"), {})


def _of(pairs: Sequence[tuple[Any, Any]], kind: str) -> list[tuple[Any, Any]]:
    return [pair for pair in pairs if pair[0].kind == kind]


def _scored(
    facts: list[Fact],
    candidates: list[tuple[Any, Any]],
    done: Score,
    where: Any,
    homes: Mapping[int | str, str] | None = None,
) -> list[tuple[Fact, Any]]:
    """Align one kind, count, and note the slips; returns the pairs."""
    homes = homes or {}
    aligned = align(facts, candidates, homes)
    taken = {id(candidate) for _fact, candidate in aligned}
    found = {fact.key for fact, _candidate in aligned}
    for fact in facts:
        tally = done.of(kind_of(fact))
        if fact.optional and fact.key not in found:
            continue
        tally.facts += 1
        if fact.key not in found:
            done.slips.append(Slip("missed", kind_of(fact), fact.label, fact.where))
    for fact, candidate in aligned:
        tally = done.of(kind_of(fact))
        tally.found += 1
        tally.proposed += 1
        _count_fields(fact, candidate, tally, done, homes, dict(_owners(candidates)))
    for candidate, owner in candidates:
        if id(candidate) in taken:
            continue
        kind = kind_of(candidate)
        tally = done.of(kind)
        tally.proposed += 1
        twice = any(same_words(f, candidate) and compatible(f, candidate) for f, _c in aligned)
        twice = twice or any(
            likeness(f, candidate) >= 95 and compatible(f, candidate) for f, _c in aligned
        )
        if owner is not None and candidate.kind in ("participation", "delegate"):
            twice = False
        tally.duplicates += twice
        done.slips.append(
            Slip(
                "twice" if twice else "false",
                kind,
                candidate.title,
                where(candidate.start),
                got=_values_of(candidate),
                start=candidate.start,
            )
        )
    return aligned


def _owners(candidates: list[tuple[Any, Any]]) -> Iterable[tuple[int, Any]]:
    return ((id(candidate), owner) for candidate, owner in candidates)


def _values_of(candidate: Any) -> str:
    return ", ".join(f"{name}={value.value}" for name, value in sorted(candidate.fields.items()))


def _count_fields(
    fact: Fact,
    candidate: Any,
    tally: Tally,
    done: Score,
    homes: Mapping[int | str, str],
    owners: Mapping[int, Any],
) -> None:
    for name, known in fact.values.items():
        said = candidate.fields.get(name)
        if name == NAMING[fact.kind] and fact.kind in ("meeting", "outcome", "position", "series"):
            continue  # its words are compared when it is aligned
        if name == "meeting":
            owner = owners.get(id(candidate))
            right = owner is not None and homes.get(id(owner)) == fact.belongs_to
            right = right or (
                said is not None
                and (is_right(name, known, said) or homes.get(fold(said.value)) == fact.belongs_to)
            )
            verdict = "right" if right else ("wrong" if said or owner else "missing")
        elif name == "country" and said is None:
            verdict = _country_verdict(known, candidate)
        elif said is None:
            verdict = "missing"
        else:
            verdict = "right" if is_right(name, known, said) else "wrong"
        tally.fields.setdefault(name, Counter())[verdict] += 1
        if verdict != "right":
            done.slips.append(
                Slip(
                    verdict,
                    kind_of(fact),
                    f"{fact.label}: {name}",
                    fact.where,
                    known[0] if known else "",
                    said.value if said else "",
                    said.start if said else candidate.start,
                )
            )
    for name in candidate.fields:
        if name not in fact.values and name != NAMING[fact.kind]:
            tally.fields.setdefault(name, Counter())["unasked"] += 1


def _country_verdict(known: Sequence[str], candidate: Any) -> str:
    """The country that is printed behind the place, where the reader keeps the two together."""
    place = candidate.fields.get("place")
    words = f" {fold(place.value)} " if place else ""
    return "right" if any(f" {fold(name)} " in words for name in known) else "missing"
