"""What the public no longer sees once something else is withdrawn, and because of what.

A record is public only with all that it depends on (``PUBLIC_THROUGH``): a meeting with its place,
and what was done there with the meeting. How far that goes, ``models.public`` says.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.models import NamedRecord, Record, State
from records.models.public import depends_through

from .words import noun_of, nouns_of

MOST_COUNTED = 1000
SHOWN = 5  # records of one kind that are named


@dataclass(frozen=True)
class Hidden:
    """Public records of one kind that depend on others; one key more than are counted, at most."""

    model: type[Record]
    keys: list[int]

    @property
    def in_words(self) -> str:
        """How many of what: “3 meetings”, “more than 1,000 meetings”."""
        noun = noun_of(self.model) if len(self.keys) == 1 else nouns_of(self.model)
        if len(self.keys) <= MOST_COUNTED:
            return _("%(number)s %(things)s") % {"number": f"{len(self.keys):,}", "things": noun}
        return _("more than %(number)s %(things)s") % {
            "number": f"{MOST_COUNTED:,}",
            "things": noun,
        }

    def first(self) -> list[Record]:
        """A few of them."""
        rows = self.model._default_manager.filter(pk__in=self.keys[:SHOWN])
        return list(rows.order_by("pk"))

    @property
    def others(self) -> str:
        """How many are not among the first, as it is said after these; "" where none."""
        if len(self.keys) > MOST_COUNTED:
            return _("and others")
        number = len(self.keys) - SHOWN
        if number <= 0:
            return ""
        return ngettext("and %(number)s more", "and %(number)s more", number) % {"number": number}


def hidden_with(records: Sequence[Record]) -> list[Hidden]:
    """The public records that would not be so without ``records``, all of one kind.

    Without what stands on the pages of these. A query for each kind, whatever is recorded.
    """
    keys = [record.pk for record in records]
    found = [_hidden_of(model, type(records[0]), keys) for model in _kinds()] if keys else []
    return [one for one in found if one.keys]


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
    found = {(type(one), one.pk): one for one in _not_published(record, ())}
    return list(found.values())


def _not_published(record: Record, above: tuple[type[Record], ...]) -> Iterator[Record]:
    further = []
    for relation in record.PUBLIC_THROUGH:
        other: Any = record
        for step in relation.split("__"):
            other = getattr(other, step, None)
        if other is None:
            continue
        if other.state != State.PUBLISHED:
            yield other
        if type(other) not in (*above, type(record)):
            further.append(other)
    for other in further:
        yield from _not_published(other, (*above, type(record)))


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


def _hidden_of(model: type[Record], target: type[Record], keys: list[int]) -> Hidden:
    paths = [path for path, other in depends_through(model) if other is target]
    own = [name for name in model.PART_OF if name in paths]
    every: Any = model._default_manager.order_by()
    if model is target:
        every = every.exclude(pk__in=keys)
    for name in own:
        every = every.exclude(**{f"{name}__in": keys})
    asked = [
        every.public()
        .filter(**{f"{path}__in": keys})
        .values_list("pk", flat=True)[: MOST_COUNTED + 1]
        for path in paths
        if path not in own
    ]
    if not asked:
        return Hidden(model, [])
    rows = asked[0].union(*asked[1:])[: MOST_COUNTED + 1] if asked[1:] else asked[0]
    return Hidden(model, sorted(rows))
