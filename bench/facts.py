"""What a text says, and whether a candidate says the same.

Dates are right if they mean the same first and last day. Names are right if they lead to the
record (by its permanent id) or are one of its names, folded; a place may have its country behind
it. The meeting of an outcome is right if it is the title of the candidate that found the meeting.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from rapidfuzz import fuzz

from records.dates import bounds
from records.search_text import fold

NAMING = {
    "meeting": "name",
    "outcome": "title",
    "position": "title",
    "office": "person",
    "delegate": "person",
    "membership": "participant",
    "participation": "participant",
    "series": "name",
}
"""The field whose words say what a candidate of each kind is about."""


@dataclass(frozen=True)
class Fact:
    """One thing a text says.

    ``values`` holds, by field, every form that counts as right: names of the record and its id.
    ``belongs_to`` is the key of the meeting that a participation, delegate or outcome belongs to.
    """

    kind: str
    key: str
    label: str
    spans: tuple[tuple[int, int], ...]
    values: Mapping[str, tuple[str, ...]]
    belongs_to: str = ""
    where: str = ""
    optional: bool = False  # a series or body the label allows and does not ask for


def kind_of(thing: Any) -> str:
    """An outcome that is a text of its own is counted as an instrument."""
    if thing.kind != "outcome":
        return str(thing.kind)
    values = thing.values if isinstance(thing, Fact) else thing.fields
    return "instrument" if values.get("instrument") else "outcome"


def same_words(fact: Fact, candidate: Any) -> bool:
    said = candidate.fields.get(NAMING[fact.kind])
    own = (said.start, said.end) if said else (candidate.start, candidate.end)
    return any(
        start < last and first < end
        for start, end in (own, *candidate.mentions)
        for first, last in fact.spans
    )


def likeness(fact: Fact, candidate: Any) -> float:
    """0 to 100: how alike the best names of the two are."""
    said = candidate.fields.get(NAMING[fact.kind])
    told = {fold(candidate.title), fold(said.value) if said else ""} - {""}
    known = {fold(name) for name in fact.values.get(NAMING[fact.kind], (fact.label,))}
    return max((fuzz.token_set_ratio(a, b) for a in told for b in known), default=0)


def closeness(fact: Fact, candidate: Any) -> float:
    """0 to 100: how nearly the names are the same, where one may hold the other."""
    known = fact.values.get(NAMING[fact.kind], (fact.label,))
    return max((fuzz.ratio(fold(candidate.title), fold(name)) for name in known), default=0)


def compatible(fact: Fact, candidate: Any) -> bool:
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


def is_right(name: str, known: Sequence[str], said: Any) -> bool:
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
