"""The promise that every published value rests on a passage, as the gate of publishing.

A citation supports a value while it holds for it (``documents.judgements``), or states it in words
that agree (``documents.stated``); that it contradicts is computed and never set by hand.
Everything works on many records at once: the number of queries follows the number of kinds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from documents.models import SUBJECTS, Citation, Document
from records.keys import chunks
from records.models import Record, State
from records.public import all_on
from records.words import describe, field_name, field_names

from .judged_names import NAMES
from .judgements import (
    Around,
    around,
    emptied,
    filled,
    holds,
    judged_fields,
    lapsed,
    names_held,
    said_of_same,
    values_of,
)
from .stated import Names, contradicted, names_it, names_to_compare


@dataclass
class Support:
    """What the citations of one record say of its filled values that need evidence.

    ``values`` are those that the record has now (``values_of``); ``passed_by`` holds citations that
    were judged to support others; ``names`` the further names, with those that hold for each.
    """

    record: Record
    values: dict[str, Any] = field(default_factory=dict)
    filled: list[str] = field(default_factory=list)
    supported: dict[str, list[Citation]] = field(default_factory=dict)
    contradicted: dict[str, list[Citation]] = field(default_factory=dict)
    passed_by: dict[str, list[Citation]] = field(default_factory=dict)
    names: dict[str, list[Citation]] = field(default_factory=dict)

    @property
    def uncited(self) -> list[str]:
        """Filled fields with a value that no citation supports."""
        return [
            name
            for name in self.filled
            if name not in self.supported or (name == NAMES and self.uncited_names)
        ]

    @property
    def uncited_names(self) -> list[str]:
        """The further names that no citation supports."""
        return [name for name, citations in self.names.items() if not citations]

    @property
    def uncited_in_words(self) -> str:
        """What is uncited, as a sentence says it; of further names, which."""
        words = [one for one in self.uncited if one != NAMES]
        said = [field_names(type(self.record), words)] if words else []
        if NAMES in self.uncited:
            which = ", ".join(f"“{name}”" for name in self.uncited_names)
            said.append(f"{field_name(type(self.record), NAMES)} ({which})")
        return ", ".join(said)

    @property
    def passed_in_words(self) -> str:
        """That values which nothing supports were other ones when their passages were judged."""
        names = [name for name in self.uncited if name in self.passed_by]
        if not names:
            return ""
        return _(
            "What is cited for %(fields)s was judged to support another value: say on the page of "
            "the record whether it says this one too."
        ) % {"fields": field_names(type(self.record), names)}

    def single_source(self) -> list[str]:
        """Supported fields for which only one document speaks."""
        return [
            name
            for name, citations in self.supported.items()
            if len({citation.passage.capture.document_id for citation in citations}) == 1
        ]


def supports(
    records: Sequence[Record],
    citations: "models.QuerySet[Citation] | None" = None,
    *,
    also_called: Names | None = None,
) -> list[Support]:
    """What supports each of ``records``; of ``citations`` only, where a queryset is given.

    ``also_called``: names that others are taken to have beside those they have.
    """
    chosen = Citation.objects.exclude(state=State.WITHDRAWN) if citations is None else citations
    found: dict[tuple[type[Record], int], list[Citation]] = defaultdict(list)
    rows = (
        chosen.of(list(records))  # type: ignore[attr-defined]
        .select_related("passage__capture")
        .defer("passage__text", "passage__capture__text", "quote", "prefix", "suffix")
        .order_by("passage_id", "start", "pk")
    )
    for citation in rows:
        name = citation.subject_name
        found[SUBJECTS[name], getattr(citation, f"{name}_id")].append(citation)
    cited = [(record, found[type(record), record.pk]) for record in records]
    return supports_of(cited, also_called=also_called)


def each_support(
    records: Sequence[Record], citations: "models.QuerySet[Citation]"
) -> Iterator[Support]:
    """What supports each of ``records``, however many: only a part of it is held at a time."""
    for some in chunks(records):
        yield from supports(some, citations)


def supports_of(
    cited: Sequence[tuple[Record, Sequence[Citation]]], *, also_called: Names | None = None
) -> list[Support]:
    """The same for records whose citations are at hand."""
    names = names_to_compare([(record, one) for record, some in cited for one in some])
    for where, words in (also_called or {}).items():
        names[where] = names.get(where, set()) | words
    _prefetch_names([record for record, _some in cited])
    known = around([record for record, _some in cited])
    return [_support(record, citations, names, known) for record, citations in cited]


def supported_values(cited: Sequence[tuple[Record, Sequence[Citation]]]) -> dict[int, list[str]]:
    """The values that each citation supports as its record stands, by the key of the citation.

    What was judged of another value, or is stated otherwise, is not among them; what needs no
    evidence is where the citation names it.
    """
    found: dict[int, list[str]] = {one.pk: [] for _record, some in cited for one in some}
    for (record, citations), support in zip(cited, supports_of(cited), strict=True):
        judged = judged_fields(type(record))
        for name in judged:
            for citation in support.supported.get(name, ()):
                found[citation.pk].append(name)
        for citation in citations:
            found[citation.pk] += [
                name
                for name in citation.fields
                if name not in judged and citation not in support.contradicted.get(name, ())
            ]
    return found


def _support(record: Record, citations: Iterable[Citation], names: Names, known: Around) -> Support:
    values = values_of(record, known)
    support = Support(record, values, filled(record, values))
    support.names = {name: [] for name in values.get(NAMES, ())}
    citations = list(citations)
    if asked := {name for one in citations for name in emptied(record, one.holds_for or {})}:
        every = {*support.filled, *asked}
        support.filled = [name for name in judged_fields(type(record)) if name in every]
    for citation in citations:
        judged = citation.holds_for or {}
        passed = lapsed(judged, values)
        against = contradicted(citation, record, names)
        for name in against:
            support.contradicted.setdefault(name, []).append(citation)
        for name in support.filled:
            if name in against:
                continue
            if not set(against).isdisjoint(record.SAID_WITH.get(name, ())):
                continue
            if holds(judged, name, values) or (
                said_of_same(judged, name, values) and names_it(citation, name)
            ):
                support.supported.setdefault(name, []).append(citation)
            elif name in passed:
                support.passed_by.setdefault(name, []).append(citation)
        for name in names_held(judged, values):
            support.names[name].append(citation)
    return support


def _prefetch_names(records: Iterable[Record]) -> None:
    named: dict[type[Record], list[Record]] = defaultdict(list)
    for record in records:
        if NAMES in judged_fields(type(record)):
            named[type(record)].append(record)
    for some in named.values():
        prefetch_related_objects(some, NAMES)


# The gates of the workflow


def every_value_is_cited(records: Sequence[Record]) -> list[str]:
    """While publishing: each filled evidential value has a citation to a public document.

    A citation that speaks of a public record is published with that record in view: what it says
    may have changed. So is what is said of a record that may no longer be a plan.
    """
    records = [*records, *_public_subjects(records)]
    records += said_because_of(records)
    citations = Citation.objects.filter(
        state=State.PUBLISHED, passage__capture__document__in=Document.objects.public()
    )
    sentence = _("%(record)s: no public document is cited for %(fields)s.")
    return _told_of_uncited(records, citations, sentence)


def said_because_of(records: Sequence[Record]) -> list[Record]:
    """The public records of which a source says something because of what ``records`` say.

    Who came to a meeting that was held, whose list is complete on which a member is.
    """
    found = _said_of_plans(records)
    return [*found, *_said_of_lists([*records, *found], [*records, *found])]


def _public_subjects(records: Sequence[Record]) -> list[Record]:
    """The public records that the citations among ``records`` are about, beside ``records``."""
    known = {(type(record), record.pk) for record in records}
    wanted: dict[type[Record], set[int]] = defaultdict(set)
    for record in records:
        if isinstance(record, Citation):
            name = record.subject_name
            model, key = SUBJECTS[name], getattr(record, f"{name}_id")
            if model.EVIDENTIAL and (model, key) not in known:
                wanted[model].add(key)
    return [
        subject
        for model, keys in wanted.items()
        for subject in model._default_manager.public().filter(pk__in=keys)  # type: ignore[attr-defined]
    ]


def _said_of_plans(records: Sequence[Record]) -> list[Record]:
    """The public records of which a source says something as of a plan, or not, of ``records``."""
    here = {(type(record), record.pk) for record in records}
    found: list[Record] = []
    for kind, model in SUBJECTS.items():
        for relation in sorted({one for some in model.AS_PLANNED.values() for one in some}):
            owner = model._meta.get_field(relation).related_model
            if not (keys := [record.pk for record in records if type(record) is owner]):
                continue
            judged = Citation.objects.filter(
                **{f"{kind}__{relation}__in": keys}, holds_for__has_any_keys=[*model.AS_PLANNED]
            )
            said = model._default_manager.public().filter(pk__in=judged.values(f"{kind}_id"))  # type: ignore[attr-defined]
            found += [one for one in said if (model, one.pk) not in here]
    return found


def _said_of_lists(rows: Sequence[Record], known: Sequence[Record] = ()) -> list[Record]:
    """The public records that say how far a list goes on which ``rows`` are; none of ``known``.

    A row is a membership, a participation, the participant whose it is, or what that depends on.
    """
    here = {(type(record), record.pk) for record in known}
    found: list[Record] = []
    for model in SUBJECTS.values():
        for name, (relation, member) in model.LISTED.items():
            listed: Any = model._meta.get_field(relation)
            owner, on_it = listed.field.attname, listed.related_model._meta.get_field(member)
            keys = {getattr(row, owner) for row in rows if type(row) is listed.related_model}
            where = Q(pk__in=keys)
            if members := all_on(rows, on_it.related_model):
                told = {f"{on_it.name}__in": members, "state": State.PUBLISHED}
                those = listed.related_model._default_manager.filter(**told)
                where |= Q(pk__in=those.values(owner))
            owners = model._default_manager.public().filter(where).exclude(**{name: ""})  # type: ignore[attr-defined]
            found += [one for one in owners if (model, one.pk) not in here]
    return found


def nothing_loses_its_last_citation(records: Sequence[Record]) -> list[str]:
    """While withdrawing: what was cited to these documents or by these citations still is.

    So is what a source says of a list on which they are.
    """
    return [*_left_without_citation(records), *_no_longer_complete(records)]


def _no_longer_complete(records: Sequence[Record]) -> list[str]:
    sentence = _(
        "%(record)s says how far the list goes on which this is, or what depends on it: say there "
        "first that it is of those named in the sources."
    )
    found = supports(_said_of_lists(records, records), Citation.objects.public())
    return [
        sentence % {"record": describe(one.record)}
        for one in found
        if set(one.uncited).intersection(one.record.LISTED)
    ]


def _left_without_citation(records: Sequence[Record]) -> list[str]:
    documents = all_on(records, Document)  # a chapter goes with its book
    citations = [record.pk for record in records if isinstance(record, Citation)]
    if not documents and not citations:
        return []
    gone = Citation.objects.filter(
        Q(pk__in=citations) | Q(passage__capture__document__in=documents)
    )
    subjects: list[Record] = []
    for name, model in SUBJECTS.items():
        keys = gone.exclude(**{name: None}).values(f"{name}_id")
        subjects += model._default_manager.public().filter(pk__in=keys)
    sentence = _("%(record)s is public and would have nothing left to show for %(fields)s.")
    return _told_of_uncited(subjects, Citation.objects.public(), sentence)


def _told_of_uncited(
    records: Sequence[Record], citations: "models.QuerySet[Citation]", sentence: str
) -> list[str]:
    """``sentence`` of each of ``records`` with values that none of ``citations`` supports."""
    evidential = [record for record in records if record.EVIDENTIAL]
    return [
        f"{sentence % {'record': describe(found.record), 'fields': found.uncited_in_words}} "
        f"{found.passed_in_words}".strip()
        for found in each_support(evidential, citations)
        if found.uncited
    ]
