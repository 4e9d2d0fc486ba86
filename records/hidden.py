"""What the public no longer sees once something else is withdrawn, and because of what.

A record is public only with all that it depends on (``PUBLIC_THROUGH``): a meeting with its place,
and what was done there with the meeting (``records.public``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.models import NamedRecord, Record, State

from .public import Dependence, dependences, dependents
from .words import noun_of, nouns_of

MOST_COUNTED = 1000
SHOWN = 5  # records of one kind that are named


@dataclass(frozen=True)
class Hidden:
    """Public records of one kind that depend on others; one key more than are counted, at most."""

    model: type[Record]
    keys: list[int]
    and_more: bool = False  # of that on which they depend, not all was counted

    @property
    def in_words(self) -> str:
        """How many of what: “3 meetings”, “more than 1,000 meetings”."""
        noun = noun_of(self.model) if len(self.keys) == 1 else nouns_of(self.model)
        words = {"number": f"{min(len(self.keys), MOST_COUNTED):,}", "things": noun}
        if len(self.keys) > MOST_COUNTED:
            return _("more than %(number)s %(things)s") % words
        if self.and_more:
            return _("at least %(number)s %(things)s") % words
        return _("%(number)s %(things)s") % words

    def first(self) -> list[Record]:
        """A few of them."""
        rows = self.model._default_manager.filter(pk__in=self.keys[:SHOWN])
        return list(rows.order_by("pk"))

    @property
    def others(self) -> str:
        """How many are not among the first, as it is said after these; "" where none."""
        if self.and_more or len(self.keys) > MOST_COUNTED:
            return _("and others")
        number = len(self.keys) - SHOWN
        if number <= 0:
            return ""
        return ngettext("and %(number)s more", "and %(number)s more", number) % {"number": number}


def hidden_with(records: Sequence[Record]) -> list[Hidden]:
    """The public records that would not be so without ``records``, all of one kind.

    Without what stands on the pages of these. What is looked for does not grow with what is
    recorded: where more of a kind depend on them than are counted, some of those lead further.
    """
    if not records:
        return []
    start = type(records[0])
    known = {start: {record.pk for record in records}}
    own = {
        model: _public_among(model, some, known, set())
        for model in _kinds()
        if (some := [one for one in _on(model, known) if one.relation in model.PART_OF])
    }
    level = first = known
    while level:
        found = {
            model: _public_among(model, some, level, known.get(model, set()))
            for model in _kinds()
            if (some := [one for one in _on(model, level) if level is first or not one.by_state])
        }
        level = {model: keys for model, keys in found.items() if keys}
        known = known | {model: known.get(model, set()) | keys for model, keys in level.items()}
    known[start] -= {record.pk for record in records}
    more = _leading_from({model for model, keys in known.items() if len(keys) > MOST_COUNTED})
    return [
        Hidden(model, sorted(keys)[: MOST_COUNTED + 1], and_more=model in more)
        for model in _kinds()
        if (keys := known.get(model, set()) - own.get(model, set()))
    ]


def no_longer_public(before: Iterable[Hidden]) -> list[Hidden]:
    """Those of them that are not public by now."""
    found = []
    for one in before:
        rows: Any = one.model._default_manager.filter(pk__in=one.keys)
        still = set(rows.public().values_list("pk", flat=True))
        found.append(Hidden(one.model, [key for key in one.keys if key not in still]))
    return [one for one in found if one.keys]


def hidden_by(record: Record) -> list[Record]:
    """What a record depends on that is not published, from near to far."""
    found: dict[tuple[type[Record], int], Record] = {}
    level = [record]
    while level:
        above = [pair for each in level for pair in _above(each)]
        new = {(type(one), one.pk) for one, _by_state in above} - found.keys()
        found |= {(type(one), one.pk): one for one, _by_state in above}
        level = [one for one, by_state in above if not by_state and (type(one), one.pk) in new]
    return [one for one in found.values() if one.state != State.PUBLISHED]


def _above(record: Record) -> Iterator[tuple[Record, bool]]:
    for step in dependences(type(record)):
        other: Any = record
        for name in step.relation.split("__"):
            other = getattr(other, name, None)
        if other is not None:
            yield other, step.by_state


# Along the relations


@cache
def _kinds() -> list[type[Record]]:
    """The kinds that depend on others; of those without a value of their own (citations), none."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Record)
        and model.PUBLIC_THROUGH
        and (model.EVIDENTIAL or issubclass(model, NamedRecord))
    ]


def _on(model: type[Record], level: Mapping[type[Record], set[int]]) -> list[Dependence]:
    """By which relations rows of ``model`` may depend on those of ``level``."""
    return [one for one in dependences(model) if one.other in level]


def _public_among(
    model: type[Record],
    relations: Sequence[Dependence],
    level: Mapping[type[Record], set[int]],
    known: set[int],
) -> set[int]:
    """The public rows that depend on ``level`` by ``relations``, and not those that are known."""
    every: Any = model._default_manager.public().order_by().exclude(pk__in=known)  # type: ignore[attr-defined]
    asked = [
        every.filter(**{f"{one.relation}__in": level[one.other]}).values_list("pk", flat=True)
        for one in relations
    ]
    first, *others = (rows[: MOST_COUNTED + 1] for rows in asked)
    return set(first.union(*others)[: MOST_COUNTED + 1] if others else first)


def _leading_from(kinds: set[type[Record]]) -> set[type[Record]]:
    """The kinds that depend on any of ``kinds``."""
    found: set[type[Record]] = set()
    level = kinds
    while level:
        level = {one.model for kind in level for one in dependents(kind)} - found
        found |= level
    return found
