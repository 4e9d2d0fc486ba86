"""How a reading is scored against what a text is known to say.

*Aligning.* A candidate stands for an expected fact of its kind if they speak of the same words:
the span of its name (of its title, of its person; of the whole candidate where it has none), or
of another mention of it that the candidate gives, overlaps a span of the fact, which is that of a
citation of the record in that document, or of the words that the label of a text of ours points
at. Of several, the pair whose names share most is taken first. In a first round number and date
must not contradict each other; in a second, what is left over may differ, so that a wrong number
is counted as a wrong field and not as a miss and a false one together. A participation or a
delegate belongs with the meeting it hangs on, and is aligned by participant and role, or by
person. Each candidate and each fact is used once.

*Duplicates.* A candidate left over that speaks of a fact already taken, by its words and by
its number or date, proposes a record twice. It is counted as a duplicate and not as right.

*Fields.* Of each aligned pair, each field that the text supports is right, wrong (another value)
or missing (none). ``rate`` is right over all three. A field that the fact leaves empty and the
candidate fills is *unasked*: it is counted, but the label may simply not mention it.

Dates are right if they mean the same first and last day. Names are right if they lead to the
record (by its permanent id) or are one of its names, folded; a place may have its country behind
it. The meeting of an outcome is right if it is the title of the candidate that found the meeting.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from rapidfuzz import fuzz

from records.dates import bounds
from records.text import fold

NAMING = {
    "meeting": "name",
    "outcome": "title",
    "office": "person",
    "delegate": "person",
    "membership": "participant",
    "participation": "participant",
    "series": "name",
}
"""The field whose words say what a candidate of each kind is about."""

ALIKE = 60
"""Of 100: how much two titles must share where one citation covers several instruments."""


@dataclass(frozen=True)
class Fact:
    """One thing a text says.

    ``values`` holds, by field, every form that counts as right: names of the record and its id.
    ``belongs_to`` is the key of the meeting that a participation, delegate or outcome hangs on.
    """

    kind: str
    key: str
    label: str
    spans: tuple[tuple[int, int], ...]
    values: Mapping[str, tuple[str, ...]]
    belongs_to: str = ""
    where: str = ""
    optional: bool = False  # a series or body the label allows and does not ask for


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


def score(facts: Sequence[Fact], candidates: Iterable[Any], where: Any) -> Score:
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
    return _aligned(wanted, _of([(one, None) for one in candidates], "meeting"), {})


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
    aligned = _aligned(facts, candidates, homes)
    taken = {id(candidate) for _fact, candidate in aligned}
    found = {fact.key for fact, _candidate in aligned}
    for fact in facts:
        tally = done.of(_kind_of(fact))
        if fact.optional and fact.key not in found:
            continue
        tally.facts += 1
        if fact.key not in found:
            done.slips.append(Slip("missed", _kind_of(fact), fact.label, fact.where))
    for fact, candidate in aligned:
        tally = done.of(_kind_of(fact))
        tally.found += 1
        tally.proposed += 1
        _count_fields(fact, candidate, tally, done, homes, dict(_owners(candidates)))
    for candidate, owner in candidates:
        if id(candidate) in taken:
            continue
        kind = _kind_of(candidate)
        tally = done.of(kind)
        tally.proposed += 1
        twice = any(_same_words(f, candidate) and _compatible(f, candidate) for f, _c in aligned)
        twice = twice or any(
            _likeness(f, candidate) >= 95 and _compatible(f, candidate) for f, _c in aligned
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
                got=_told(candidate),
                start=candidate.start,
            )
        )
    return aligned


def _owners(candidates: list[tuple[Any, Any]]) -> Iterable[tuple[int, Any]]:
    return ((id(candidate), owner) for candidate, owner in candidates)


def _kind_of(thing: Any) -> str:
    """An outcome that is a text of its own is counted as an instrument."""
    if thing.kind != "outcome":
        return str(thing.kind)
    values = thing.values if isinstance(thing, Fact) else thing.fields
    return "instrument" if values.get("instrument") else "outcome"


def _told(candidate: Any) -> str:
    return ", ".join(f"{name}={value.value}" for name, value in sorted(candidate.fields.items()))


def _aligned(
    facts: list[Fact], candidates: list[tuple[Any, Any]], homes: Mapping[int | str, str]
) -> list[tuple[Fact, Any]]:
    pairs: list[tuple[Fact, Any]] = []
    used: set[int] = set()
    found: set[str] = set()
    for strict in (True, False):
        ranked = []
        for row, fact in enumerate(facts):
            if fact.key in found:
                continue
            for column, (candidate, owner) in enumerate(candidates):
                if id(candidate) in used:
                    continue
                worth = _worth(fact, candidate, owner, homes, strict)
                if worth > 0:
                    ranked.append((-worth, row, column))
        for _worth_of, row, column in sorted(ranked):
            fact, candidate = facts[row], candidates[column][0]
            if fact.key not in found and id(candidate) not in used:
                found.add(fact.key)
                used.add(id(candidate))
                pairs.append((fact, candidate))
    return pairs


def _worth(
    fact: Fact, candidate: Any, owner: Any, homes: Mapping[int | str, str], strict: bool
) -> float:
    """How much speaks for the pair; 0 when it cannot be one."""
    if fact.kind in ("participation", "delegate"):
        at_home = owner is not None and homes.get(id(owner)) == fact.belongs_to
        naming = NAMING[fact.kind]
        same = _right(naming, fact.values[naming], candidate.fields.get(naming))
        if not at_home or not same:
            return 0
        role = _right("role", fact.values.get("role", ()), candidate.fields.get("role"))
        return 2 if role else (0 if strict else 1)
    likeness = _likeness(fact, candidate)
    if fact.kind == "membership":
        told = candidate.fields.get("participant")
        if not _same_words(fact, candidate) or not _right(
            "participant", fact.values["participant"], told
        ):
            return 0
        role = _right("role", fact.values.get("role", ()), candidate.fields.get("role"))
        return 2 if role else (0 if strict else 1)
    if not _same_words(fact, candidate) or (strict and not _compatible(fact, candidate)):
        return 0
    least = ALIKE if fact.kind in ("outcome", "office") or not strict else 0
    if likeness < least:
        return 0
    agreed = sum(
        10
        for name in ("ordinal", "date", "title")
        if name != NAMING[fact.kind]
        and _right(name, fact.values.get(name, ()), _value(candidate, name))
    )
    return 1 + likeness + _closeness(fact, candidate) + agreed


def _value(candidate: Any, name: str) -> Any:
    return candidate.fields.get(name)


def _same_words(fact: Fact, candidate: Any) -> bool:
    said = candidate.fields.get(NAMING[fact.kind])
    own = (said.start, said.end) if said else (candidate.start, candidate.end)
    return any(
        start < last and first < end
        for start, end in (own, *candidate.mentions)
        for first, last in fact.spans
    )


def _likeness(fact: Fact, candidate: Any) -> float:
    """0 to 100: how alike the best names of the two are."""
    said = candidate.fields.get(NAMING[fact.kind])
    told = {fold(candidate.title), fold(said.value) if said else ""} - {""}
    known = {fold(name) for name in fact.values.get(NAMING[fact.kind], (fact.label,))}
    return max((fuzz.token_set_ratio(a, b) for a in told for b in known), default=0)


def _closeness(fact: Fact, candidate: Any) -> float:
    """0 to 100: how nearly the names are the same, where one may hold the other."""
    known = fact.values.get(NAMING[fact.kind], (fact.label,))
    return max((fuzz.ratio(fold(candidate.title), fold(name)) for name in known), default=0)


def _compatible(fact: Fact, candidate: Any) -> bool:
    """Whether number and date of the two do not contradict each other."""
    said = candidate.fields.get("ordinal")
    known = fact.values.get("ordinal")
    if said and known and said.value not in known:
        return False
    said, known = candidate.fields.get("date"), fact.values.get("date")
    return not (said and known) or any(_overlap(said.value, date) for date in known)


def _overlap(one: str, other: str) -> bool:
    try:
        (a, b), (c, d) = bounds(one), bounds(other)
    except ValidationError:
        return False
    return not ((a and d and d < a) or (b and c and b < c))


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
        if name == NAMING[fact.kind] and fact.kind in ("meeting", "outcome", "series"):
            continue  # its words are compared when it is aligned
        if name == "meeting":
            owner = owners.get(id(candidate))
            right = owner is not None and homes.get(id(owner)) == fact.belongs_to
            right = right or (
                said is not None
                and (_right(name, known, said) or homes.get(fold(said.value)) == fact.belongs_to)
            )
            verdict = "right" if right else ("wrong" if said or owner else "missing")
        elif name == "country" and said is None:
            verdict = _country_verdict(known, candidate)
        elif said is None:
            verdict = "missing"
        else:
            verdict = "right" if _right(name, known, said) else "wrong"
        tally.fields.setdefault(name, Counter())[verdict] += 1
        if verdict != "right":
            done.slips.append(
                Slip(
                    verdict,
                    _kind_of(fact),
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


def _right(name: str, known: Sequence[str], said: Any) -> bool:
    """Whether what was read is one of the known forms."""
    if said is None:
        return False
    if said.uid and said.uid in known:
        return True
    if name in ("date", "since", "until"):
        return any(_same_date(said.value, date) for date in known)
    told = fold(said.value)
    forms = {fold(form) for form in known}
    if name == "place":
        return any(told == form or told.startswith(f"{form} ") for form in forms)
    if name in ("person", "participant", "mechanism", "series", "title", "instrument_of", "office"):
        return told in forms or f"the {told}" in forms or told.removeprefix("the ") in forms
    return told in forms


def _same_date(one: str, other: str) -> bool:
    try:
        return bounds(one) == bounds(other)
    except ValidationError:
        return False
