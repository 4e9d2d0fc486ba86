"""Whether what a source states of a value, in its own words, agrees with what the record says.

A relation is stated by a name: any that the record has to which it leads. Everything works on many
records at once: the number of queries follows the number of kinds.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import override

from documents.models import SUBJECTS, Citation
from records.fields import PartialDateField
from records.history.rows import Row
from records.models import NamedRecord, Record, State
from records.search_text import fold

Names = dict[Row, set[str]]
"""Under what each of some records is known, folded."""


def names_it(citation: Citation, name: str) -> bool:
    """Whether it states a value in its own words, and is about it.

    No words alone can agree where a list is complete, which is said of who is on it, nor which
    record is meant, for several may be called so.
    """
    model = SUBJECTS[citation.subject_name]
    if name in model.LISTED or model._meta.get_field(name).is_relation:
        return False
    return name in citation.stated and (not citation.fields or name in citation.fields)


def stating_otherwise(among: Any = None) -> "models.QuerySet[Citation]":
    """Citations that give a value in the words of the source: those that may contradict.

    ``among``: the citations that are asked, else all that still count.
    """
    counting = Citation.objects.exclude(state=State.WITHDRAWN) if among is None else among
    return counting.exclude(stated={})


def contradictions(citation: Citation, record: Record) -> list[str]:
    """The fields for which ``citation`` states another value than its record has."""
    return contradictions_between([(record, citation)])[0][1]


def contradictions_between(
    pairs: Sequence[tuple[Record, Citation]],
) -> list[tuple[Citation, list[str]]]:
    """The same for records, each with a citation that is about it."""
    names = names_to_compare(pairs)
    return [(citation, contradicted(citation, record, names)) for record, citation in pairs]


def contradicted(citation: Citation, record: Record, names: Names) -> list[str]:
    """The columns that the source gives otherwise, in the order of the form.

    Names and topics are lists: one more of them is no contradiction.
    """
    return [
        column.name
        for column in record._meta.concrete_fields
        if column.name in citation.stated
        and _differs(record, column, citation.stated[column.name], names)
    ]


def _differs(record: Record, column: "models.Field[Any, Any]", stated: Any, names: Names) -> bool:
    value = getattr(record, column.attname)
    if value in (None, "") or stated in (None, ""):
        return (value in (None, "")) != (stated in (None, ""))
    if isinstance(column, models.ForeignKey):
        return fold(str(stated)) not in names.get((column.related_model, value), set())
    if isinstance(column, PartialDateField):
        return str(stated).strip() != value
    if column.choices:
        return fold(str(stated)) not in _choice_words(column, value)
    return fold(str(stated)) != fold(str(value))


@cache
def _choice_words(column: models.Field, value: str) -> frozenset[str]:
    """What a choice is called in any language of the interface, whoever asks in whichever."""
    label = dict(column.flatchoices).get(value, value)
    words = {fold(value)}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words.add(fold(str(label)))
    return frozenset(words)


def names_to_compare(pairs: Iterable[tuple[Record, Citation]]) -> Names:
    """Under what each related record is known, for those that some citation states."""
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for record, citation in pairs:
        for column in record._meta.concrete_fields:
            if column.name in citation.stated and isinstance(column, models.ForeignKey):
                wanted[column.related_model].add(getattr(record, column.attname))
    return names_of_each(wanted)


def names_of_each(wanted: Mapping[type[models.Model], Collection[int]]) -> Names:
    """Under what records are known, by their kinds and keys."""
    return {where: spelled.known for where, spelled in spelled_of_each(wanted).items()}


@dataclass
class Spelled:
    """Under what one record is known, folded: its names, and what its addresses end with."""

    names: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)

    @property
    def known(self) -> set[str]:
        return self.names | self.addresses

    def add(self, names: Iterable[str], addresses: Iterable[str] = ()) -> None:
        self.names |= {fold(word) for word in names if word}
        self.addresses |= {fold(word) for word in addresses if word}


def spelled_of_each(
    wanted: Mapping[type[models.Model], Collection[int]],
) -> dict[Row, Spelled]:
    """The same, names and addresses apart."""
    found: dict[Row, Spelled] = {}
    for model, keys in wanted.items():
        rows = model._default_manager.filter(pk__in=keys)
        if issubclass(model, NamedRecord):
            rows = rows.prefetch_related("names")
        for row in rows:
            found[model, row.pk] = spelled = Spelled()
            spelled.add([str(row)], [getattr(row, "slug", ""), getattr(row, "uid", "")])
            if isinstance(row, NamedRecord):
                spelled.add(name.text for name in row.names.all())  # type: ignore[attr-defined]
    return found
