"""What became of an address: the public record it leads to, or that there was one.

An address names a permanent id, or a slug that a record has or had; both lead over any merges.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from documents.models import KINDS
from records.hidden import hidden_by
from records.history.events import row_at
from records.models import Identity, NamedRecord, OldSlug, Record, State
from records.shown_many import left_the_public


def follow(*identities: Identity) -> Record | Identity | None:
    """Where an address leads today that is or was that of ``identities``.

    To the first public record among them, else to the first identity whose record is gone; what
    never was public leads nowhere.
    """
    found = [_destination(identity) for identity in identities]
    public = next((one for one in found if isinstance(one, Record)), None)
    return public or next((one for one in found if one is not None), None)


def identities_of_slug(model: type[NamedRecord], slug: str) -> list[Identity]:
    """The identities that have or had ``slug``: the record there now, and who gave it up."""
    old = OldSlug.objects.filter(kind=model.kind_name(), slug=slug).values("identity")
    here = model._default_manager.filter(slug=slug).values("uid")
    return list(Identity.objects.filter(Q(uid__in=old) | Q(uid__in=here)).order_by("uid"))


@dataclass(frozen=True)
class Was:
    """What was public at an address that leads nowhere now, as it may be told.

    ``since`` when it is not, where that is known. It was ``deleted``; or it is ``hidden`` with
    something that it depends on; or it was withdrawn itself.
    """

    uid: str
    kind: str
    label: str
    since: datetime | None
    deleted: bool = False
    hidden: bool = False


def what_was(identity: Identity) -> Was:
    """What was there, of an identity to which ``follow`` leads.

    Of what is hidden it is called what it was while anyone saw it.
    """
    uid, kind = identity.uid, identity.kind
    if identity.ended_at is not None:
        return Was(uid, kind, identity.label, identity.ended_at, deleted=True)
    record = KINDS[kind]._default_manager.filter(uid=uid, state=State.PUBLISHED).first()
    if record is None:
        return Was(uid, kind, identity.label, identity.changed_at)
    left = [left_the_public(one) for one in hidden_by(record)]
    since = min((moment for moment in left if moment is not None), default=None)
    label = _called_at(record, since) if since and identity.label else ""
    return Was(uid, kind, label, since, hidden=True)


def _called_at(record: Record, moment: datetime) -> str:
    said = row_at(type(record), record.pk, moment) or {}
    if said.get("state") != State.PUBLISHED:
        return ""
    return str(said.get("name") or said.get("title") or "")


def _destination(identity: Identity) -> Record | Identity | None:
    last = identity.survivor()
    if identity.published_at is None or last.published_at is None or last.kind not in KINDS:
        return None
    rows = KINDS[last.kind]._default_manager.filter(uid=last.uid)
    public = rows.public().first()  # type: ignore[attr-defined]
    if public is not None:
        return public
    hidden = rows.first()
    return None if hidden is not None and not _was_public(hidden) else last


def _was_public(record: Record) -> bool:
    """Whether ``record`` and everything it depends on have been public, if only once.

    A record can be published under an owner that never was: nobody has seen it, so its address
    must not say that it is there.
    """
    uids = {owner.uid for owner in _owners(record)}
    return not Identity.objects.filter(uid__in=uids, published_at=None).exists()


def _owners(record: Record) -> Iterator[Record]:
    """``record``, what it depends on, what that depends on, and so on."""
    yield record
    for relation in record.PUBLIC_THROUGH:
        owner: Any = record
        for step in relation.split("__"):
            owner = getattr(owner, step, None)
        if owner is not None:
            yield from _owners(owner)
