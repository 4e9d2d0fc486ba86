"""How far the public register rests on evidence: the proof that all is cited, and the share.

Counting reads every public record, so it is done by ``manage.py check_evidence`` and not by a
request; what public pages show is kept in ``Coverage`` with the day on which it was counted.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from documents.models import SUBJECTS, Citation, Coverage
from mechanisms.models import Mechanism
from meetings.models import Meeting

from .evidence import Support, supports
from .needs_work import EVIDENTIAL, contradicting
from .stated import stating_otherwise

CHUNK = 2000


@dataclass
class Share:
    """How many values of some records need evidence, and have it."""

    records: int = 0
    filled: int = 0
    evidenced: int = 0
    single: int = 0
    disputed: int = 0

    def add(self, found: Support, names: list[str]) -> None:
        """Count a record, with those of its filled values that are called ``names``."""
        alone = set(found.single_source())
        self.records += 1
        self.filled += len(names)
        self.evidenced += sum(name not in found.uncited for name in names)
        self.single += sum(name in alone for name in names)
        self.disputed += sum(name in found.contradicted for name in names)

    @property
    def part(self) -> float:
        """The part of the values that is evidenced, from 0 to 1."""
        return self.evidenced / self.filled if self.filled else 1.0

    @property
    def part_single(self) -> float:
        """The part of the values that rests on one document alone."""
        return self.single / self.filled if self.filled else 0.0


@dataclass
class Survey:
    """What was found in the whole public register.

    ``uncited`` holds the records with values that nothing supports; ``undeclared`` the citations
    that state another value than their record has, where nobody has said why.
    """

    whole: Share = field(default_factory=Share)
    kinds: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    fields: dict[tuple[str, str], Share] = field(default_factory=lambda: defaultdict(Share))
    mechanisms: dict[int, Share] = field(default_factory=lambda: defaultdict(Share))
    uncited: list[Support] = field(default_factory=list)
    undeclared: list[tuple[Citation, list[str]]] = field(default_factory=list)


def survey() -> Survey:
    """Ask of every public record whether each of its values is supported in public."""
    result = Survey()
    public = Citation.objects.public()
    for kind, model in EVIDENTIAL.items():
        result.kinds[kind] = Share()
        for chunk in _chunks(model._default_manager.public()):  # type: ignore[attr-defined]
            above = mechanisms_of(chunk)
            for found in supports(chunk, public):
                _count(result, kind, found, above.get(found.record.pk))
    unexplained = (
        stating_otherwise(public)
        .filter(reason="")
        .select_related("passage__capture__document")
        .defer("passage__text", "passage__capture__text")
        .prefetch_related(*SUBJECTS)
    )
    for citations in _chunks(unexplained):
        result.undeclared += contradicting(citations)
    return result


def _count(result: Survey, kind: str, found: Support, mechanism: int | None) -> None:
    result.whole.add(found, found.filled)
    result.kinds[kind].add(found, found.filled)
    for name in found.filled:
        result.fields[kind, name].add(found, [name])
    if mechanism is not None:
        result.mechanisms[mechanism].add(found, found.filled)
    if found.uncited:
        result.uncited.append(found)


def mechanisms_of(records: list[Any]) -> dict[int, int]:
    """The mechanism to which each of ``records`` (of one kind) belongs, where it belongs to one."""
    found: dict[int, int] = {}
    of_meetings: dict[int, int] = {}
    for record in records:
        if isinstance(record, Mechanism):
            found[record.pk] = record.pk
        elif getattr(record, "mechanism_id", None) is not None:
            found[record.pk] = record.mechanism_id
        elif getattr(record, "meeting_id", None) is not None:
            of_meetings[record.pk] = record.meeting_id
    rows = Meeting.objects.filter(pk__in=set(of_meetings.values()), mechanism__isnull=False)
    mechanisms = dict(rows.values_list("pk", "mechanism"))
    found |= {
        key: mechanisms[meeting] for key, meeting in of_meetings.items() if meeting in mechanisms
    }
    return found


def _chunks(queryset: "models.QuerySet[Any]") -> Iterator[list[Any]]:
    """The rows in order of their keys, a bounded number at a time."""
    last = 0
    while chunk := list(queryset.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


@transaction.atomic
def store(result: Survey) -> None:
    """Keep the shares of ``result`` as those that public pages show, instead of the last ones."""
    scope = Coverage.Scope
    rows = [Coverage(**vars(result.whole), scope=scope.REGISTER)]
    rows += [
        Coverage(**vars(share), scope=scope.KIND, kind=kind) for kind, share in result.kinds.items()
    ]
    rows += [
        Coverage(**vars(share), scope=scope.FIELD, kind=kind, field=name)
        for (kind, name), share in result.fields.items()
    ]
    standing = set(Mechanism.objects.filter(pk__in=result.mechanisms).values_list("pk", flat=True))
    rows += [
        Coverage(**vars(share), scope=scope.MECHANISM, mechanism_id=key)
        for key, share in result.mechanisms.items()
        if key in standing
    ]
    Coverage.objects.all().delete()
    Coverage.objects.bulk_create(rows, batch_size=CHUNK)
