"""What became of an address: the public record it leads to, or that there was one.

An address names a permanent id, or a slug that a record has or had; both lead over any merges.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from documents.models import KINDS
from records.hidden import hidden_by
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
    """The identities that the public saw under ``slug``: now, or until they gave it up."""
    old = OldSlug.objects.filter(kind=model.kind_name(), slug=slug).values("identity")
    here = model._default_manager.filter(slug=slug).values("uid")
    seen = Q(uid__in=old) | Q(uid__in=here, slug=slug)
    return list(Identity.objects.filter(seen).order_by("uid"))


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
    """What was there, of an identity to which ``follow`` leads: as it was while anyone saw it."""
    uid, kind, label = identity.uid, identity.kind, identity.label
    if identity.ended_at is not None:
        return Was(uid, kind, label, identity.ended_at, deleted=True)
    record = KINDS[kind]._default_manager.get(uid=uid)
    left = [left_the_public(one) for one in (record, *hidden_by(record))]
    since = min((moment for moment in left if moment is not None), default=None)
    return Was(uid, kind, label, since, hidden=record.state == State.PUBLISHED)


def _destination(identity: Identity) -> Record | Identity | None:
    last = identity.survivor()
    if identity.published_at is None or last.kind not in KINDS:
        return None
    public = KINDS[last.kind]._default_manager.public().filter(uid=last.uid).first()  # type: ignore[attr-defined]
    return public or (identity if last.published_at is None else last)
