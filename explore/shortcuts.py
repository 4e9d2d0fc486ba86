"""What every detail page asks first: the public record at an address, or what became of it."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404

from documents.models import SUBJECTS, Citation
from records.models import Identity, NamedRecord, OldSlug, Record, State

KINDS: dict[str, type[Record]] = {**SUBJECTS, "citation": Citation}
"""Every kind of record that has a permanent id, by the name its identity carries."""

Named = TypeVar("Named", bound=NamedRecord)


class Moved(Exception):
    """The record asked for has another address for good; answered with a redirect (301)."""

    def __init__(self, url: str):
        super().__init__(url)
        self.url = url


class Gone(Exception):
    """The record asked for was public and no longer is; answered with the page for 410."""

    def __init__(self, identity: Identity, label: str):
        super().__init__(identity.uid)
        self.identity = identity
        self.label = label


def get_public_or_gone(records: "type[Named] | QuerySet[Named]", slug: str) -> Named:
    """The public record with ``slug``, from a model or from a queryset with its joins.

    Raises ``Moved`` for a slug that a public record gave up, ``Gone`` for a record that was
    public once, and ``Http404`` otherwise: for a record that never was public and for one that
    never existed alike. ``explore.middleware`` turns the first two into answers.
    """
    queryset = records if isinstance(records, QuerySet) else records._default_manager.all()
    record = queryset.filter(slug=slug).public().first()  # type: ignore[attr-defined]
    if record is not None:
        return record
    model = queryset.model
    old = OldSlug.objects.filter(kind=model.kind_name(), slug=slug).values("identity")
    here = model._default_manager.filter(slug=slug).values("uid")
    for identity in Identity.objects.filter(Q(uid__in=old) | Q(uid__in=here)):
        try:
            found = public_record(identity)
        except Http404:
            continue
        raise Moved(found.get_absolute_url())
    raise Http404


def public_record(identity: Identity) -> Record:
    """The public record that ``identity`` leads to now, over any merges; else 404 or 410."""
    if identity.published_at is None:
        raise Http404
    last = survivor(identity)
    model = KINDS.get(last.kind)
    if model is None:
        raise Http404
    record = model._default_manager.filter(uid=last.uid).public().first()  # type: ignore[attr-defined]
    if record is not None:
        return record
    hidden = model._default_manager.filter(uid=last.uid).first()
    if last.published_at is None or (hidden is not None and not was_public(hidden)):
        raise Http404
    # A withdrawn record is named as it stands; one that is being rewritten is not named at all.
    if hidden is None:
        label = last.label
    else:
        label = str(hidden) if hidden.state == State.WITHDRAWN else ""
    raise Gone(last, label)


def survivor(identity: Identity) -> Identity:
    """Where a chain of merges ends; a ring, which no service makes, ends where it is noticed."""
    seen = {identity.uid}
    while identity.merged_into is not None and identity.merged_into_id not in seen:
        identity = identity.merged_into
        seen.add(identity.uid)
    return identity


def was_public(record: Record) -> bool:
    """Whether ``record`` and everything it hangs on have been public, if only once.

    A record can be published under an owner that never was: nobody has seen it, so its address
    must not say that it is there.
    """
    uids = {owner.uid for owner in _owners(record)}
    return not Identity.objects.filter(uid__in=uids, published_at=None).exists()


def _owners(record: Record) -> Iterator[Record]:
    """``record``, what it hangs on, what that hangs on, and so on."""
    yield record
    for relation in record.PUBLIC_THROUGH:
        owner: Any = record
        for step in relation.split("__"):
            owner = getattr(owner, step, None)
        if owner is not None:
            yield from _owners(owner)
