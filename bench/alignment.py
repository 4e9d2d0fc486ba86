"""Which candidate stands for which fact.

A candidate stands for an expected fact of its kind if they speak of the same words:
the span of its name (of its title, of its person; of the whole candidate where it has none), or
of another mention of it that the candidate gives, overlaps a span of the fact, which is that of a
citation of the record in that document, or of the words that the label of a text of ours points
at. Of several, the pair whose names share most is taken first. In a first round number and date
must not contradict each other; in a second, what is left over may differ, so that a wrong number
is counted as a wrong field and not as a miss and a false one together. A participation or a
delegate belongs with its meeting, and is aligned by participant and role, or by
person. Each candidate and each fact is used once.
"""

from collections.abc import Mapping
from typing import Any

from .facts import NAMING, Fact, closeness, compatible, is_right, likeness, same_words

ALIKE = 60
"""Of 100: how much two titles must share where one citation covers several instruments."""


def align(
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
        same = is_right(naming, fact.values[naming], candidate.fields.get(naming))
        if not at_home or not same:
            return 0
        role = is_right("role", fact.values.get("role", ()), candidate.fields.get("role"))
        return 2 if role else (0 if strict else 1)
    alike = likeness(fact, candidate)
    if fact.kind == "membership":
        told = candidate.fields.get("participant")
        if not same_words(fact, candidate) or not is_right(
            "participant", fact.values["participant"], told
        ):
            return 0
        role = is_right("role", fact.values.get("role", ()), candidate.fields.get("role"))
        return 2 if role else (0 if strict else 1)
    if not same_words(fact, candidate) or (strict and not compatible(fact, candidate)):
        return 0
    least = ALIKE if fact.kind in ("outcome", "position", "office") or not strict else 0
    if alike < least:
        return 0
    agreed = sum(
        10
        for name in ("ordinal", "date", "title")
        if name != NAMING[fact.kind]
        and is_right(name, fact.values.get(name, ()), _value(candidate, name))
    )
    return 1 + alike + closeness(fact, candidate) + agreed


def _value(candidate: Any, name: str) -> Any:
    return candidate.fields.get(name)
