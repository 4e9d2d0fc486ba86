"""What is cited for the values that a change of rows is about: for those before it, and after it.

Nothing is written to find that out: the citations that a change makes or changes are taken as it
would write them, the others as they are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q

from records.history.rows import Row, RowChange, Table, Values
from records.models import Name, NamedRecord, Record, State

from .evidence import Support, supports_of
from .judged_names import NAMES, name_label
from .judgements import how_meant, judged_fields
from .models import SUBJECTS, Citation, Passage


@dataclass(frozen=True)
class Beside:
    """What stands beside one value: who supports it, and who states another, as it does."""

    citations: Sequence[Citation] = ()
    otherwise: Sequence[tuple[Citation, str]] = ()
    lacks: bool = False  # it needs evidence and has none


@dataclass
class _Side:
    """Records as they are before a change, or after it, with what is cited for each."""

    records: dict[Row, Record] = field(default_factory=dict)
    names: dict[Row, list[Name]] = field(default_factory=lambda: defaultdict(list))
    citations: dict[Row, list[Citation]] = field(default_factory=lambda: defaultdict(list))
    found: dict[Row, Support] = field(default_factory=dict)

    def enter(self, row: Any) -> None:
        if isinstance(row, Name):
            self.names[_owner(type(row)), row.record_id].append(row)  # type: ignore[attr-defined]
        elif not isinstance(row, Citation):
            self.records[type(row), row.pk] = row
        elif row.state != State.WITHDRAWN:
            kind = row.subject_name
            self.citations[SUBJECTS[kind], getattr(row, f"{kind}_id")].append(row)

    def weigh(self) -> None:
        """Find what supports the values of each record."""
        for where, record in self.records.items():
            if isinstance(record, NamedRecord):  # its names are those of this side
                record._prefetched_objects_cache = {NAMES: self.names[where]}  # type: ignore[attr-defined]
        found = supports_of([(one, self.citations[where]) for where, one in self.records.items()])
        self.found = dict(zip(self.records, found, strict=True))


class ChangedEvidence:
    """The evidence of the values of ``changes``; a few queries for each kind they are about."""

    def __init__(self, changes: Iterable[RowChange]) -> None:
        self._changes: dict[Table, list[RowChange]] = defaultdict(list)
        for change in changes:
            self._changes[change.model].append(change)
        self._before, self._after = _Side(), _Side()
        cited = Q(pk__in=[])
        for kind, model in SUBJECTS.items():
            names: Any = _names(model)
            keys = {change.key for change in self._changes[model]}
            keys |= {change.row["record_id"] for change in self._changes.get(names, ())}
            if not keys:
                continue
            self._take(model._base_manager.filter(pk__in=keys))
            if names is not None:
                self._take(names._base_manager.filter(record__in=keys))
            cited |= Q(**{f"{kind}__in": keys})
        self._take(Citation.objects.filter(cited))
        self._read_passages()
        self._before.weigh()
        self._after.weigh()

    def beside(self, change: RowChange, name: str) -> tuple[Beside, Beside]:
        """What stands beside a column of ``change``: before it, and after it."""
        return (
            _beside(self._before, change, change.before, name),
            _beside(self._after, change, change.after, name),
        )

    def comes(self, citation: Citation) -> str:
        """Whether the changes make ``citation`` (``"added"``), change it, or leave it (``""``)."""
        kinds = (one.kind for one in self._changes[Citation] if one.key == citation.pk)
        return next(kinds, "")

    def _take(self, live: "models.QuerySet[Any]") -> None:
        """Enter the rows of a table: as they are where nothing changes them, else as changed."""
        changed = self._changes[live.model]
        for row in live.exclude(pk__in=[change.key for change in changed]):
            self._before.enter(row)
            self._after.enter(row)
        for change in changed:
            for side, values in ((self._before, change.before), (self._after, change.after)):
                if values is not None:
                    side.enter(change.model(**values))

    def _read_passages(self) -> None:
        cited = [*self._before.citations.values(), *self._after.citations.values()]
        passages = Passage.objects.select_related("capture__document").defer("capture__text")
        found = passages.in_bulk({citation.passage_id for some in cited for citation in some})
        for some in cited:
            some[:] = [citation for citation in some if citation.passage_id in found]
            for citation in some:
                citation.passage = found[citation.passage_id]


def _beside(side: _Side, change: RowChange, values: Values | None, column: str) -> Beside:
    model: Any = change.model
    if values is None:
        return Beside()
    if issubclass(model, Name):
        return _beside_name(side, change, model(**values), column)
    found = side.found.get(change.where)
    if found is None:
        return Beside()
    name = model._meta.get_field(column).name
    meant = next((one for one in model.SAID_WITH if how_meant(model, one) == name), "")
    if meant and (change.kind != "changed" or change.before[meant] != change.after[meant]):  # type: ignore[index]
        return Beside()  # it stands beside the value that is meant so
    name = meant or name
    if name not in judged_fields(model):
        named = [one for one in side.citations[change.where] if name in one.fields]
        return Beside(named)
    against = found.contradicted.get(name, ())
    return Beside(
        found.supported.get(name, ()),
        [(citation, str(citation.stated[name])) for citation in against],
        lacks=name in found.uncited,
    )


def _beside_name(side: _Side, change: RowChange, name: Name, column: str) -> Beside:
    """The evidence of a further name, beside its words, or its period where that alone changed."""
    told = [one for one in ("text", "since", "until") if one in change.fields]
    owner = _owner(type(name))
    if column not in told[:1] or NAMES not in judged_fields(owner):
        return Beside()
    found = side.found.get((owner, name.record_id))  # type: ignore[attr-defined]
    citations = found.names.get(name_label(name), ()) if found is not None else ()
    return Beside(citations, lacks=not citations)


def _owner(names: type[Name]) -> Any:
    return names._meta.get_field("record").related_model


def _names(model: type[Record]) -> Any:
    """The table of the further names of a kind, if it has such."""
    return model._meta.get_field(NAMES).related_model if issubclass(model, NamedRecord) else None
