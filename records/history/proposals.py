"""Changes of what is public that wait for somebody who may agree to them.

A proposal is a set of row changes beside the live rows. It was made by writing them and taking
them back, so it holds exactly what accepting it will write: fields, names, relations, rows that
come and go, and citations alike.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from records import policy, workflow
from records.locking import rehearsing
from records.models import Identity, Proposal, Record
from records.policy import Action
from records.words import describe, field_label

from .batches import Kind, batch
from .becoming_public import approve_changes, look_at_changes, make_more_public
from .changes import Impossible, write
from .changes import obstacles as obstacles_of
from .differences import describe_change
from .events import changes_of_batch
from .rows import RowChange, pages_of

Status = Proposal.Status


def rehearse(writing: Callable[[], Any]) -> list[RowChange]:
    """What ``writing`` would change: it is done, read from the history, and taken back.

    It is written by no account, for nobody is to be held to it. Raises what ``writing`` does.
    """
    with rehearsing(), batch("review", what="rehearsal", apart=True) as key:
        writing()
        found = changes_of_batch(key)
        transaction.set_rollback(True)
    return found


# Proposing


@transaction.atomic
def propose(
    changes: Sequence[RowChange],
    *,
    by: Any,
    record: Record | None = None,
    what: str = "",
    why: str = "",
    instead_of: Proposal | None = None,
) -> Proposal:
    """Keep ``changes`` for a reviewer; ``instead_of`` an earlier proposal of the same author."""
    if not changes:
        raise ValidationError(_("Nothing would change."), code="no_change")
    written = as_json(changes)
    if instead_of is not None:
        earlier = _locked(instead_of, instead_of.version, *Proposal.OPEN)
        if earlier.author_id != by.pk:
            raise PermissionDenied
        earlier.changes, earlier.why, earlier.status = written, why, Status.WAITING
        earlier.version += 1
        earlier.save()
        return earlier
    identity = Identity.objects.get(uid=record.uid) if record is not None else None
    return Proposal.objects.create(
        identity=identity, author=by, what=what, why=why, changes=written
    )


def as_json(changes: Iterable[RowChange]) -> list[dict[str, Any]]:
    """Row changes as they are stored in ``Proposal.changes``."""
    return [
        {
            "model": change.model._meta.label_lower,
            "key": change.key,
            "before": change.before,
            "after": change.after,
        }
        for change in changes
    ]


def changes_of(proposal: Proposal) -> list[RowChange]:
    """The row changes of a proposal, with the values as the models hold them."""
    found = []
    for stored in proposal.changes:
        model = apps.get_model(stored["model"])
        values = [_values(model, stored[side]) for side in ("before", "after")]
        found.append(RowChange(model, stored["key"], *values))
    return found


def _values(model: type[models.Model], stored: dict[str, Any] | None) -> dict[str, Any] | None:
    if stored is None:
        return None
    fields = {field.attname: field for field in model._meta.concrete_fields}
    # A field that the model has no longer is left out: nothing could be written there.
    return {name: fields[name].to_python(value) for name, value in stored.items() if name in fields}


def obstacles(proposal: Proposal) -> list[str]:
    """Why a proposal could not be accepted as things stand now; then it has gone stale."""
    with transaction.atomic():
        return obstacles_of(changes_of(proposal))


# Deciding


def mark(proposal: Proposal) -> str:
    """The mark of all that is read where the proposal would change something."""
    return look_at_changes(changes_of(proposal))[0]


def accept(
    proposal: Proposal,
    *,
    by: Any,
    version: int,
    seen: str = "",
    only: Collection[str] | None = None,
    remark: str = "",
) -> Proposal:
    """Write what was proposed, in its author's name; ``only`` some of it (see ``pieces``).

    With four eyes ``seen`` is the mark of the page that showed it (``mark``), with all that the
    public would read with what it makes public (``becoming_public``). Raises
    ``Impossible`` where the register has moved on, ``NotAsSeen`` where anything has changed since
    the page was made, ``ValidationError`` where something stands against publishing it or somebody
    else decided first, ``PermissionDenied`` where ``by`` may not decide.
    """
    with transaction.atomic():
        workflow.lock()
        decided = _to_decide(proposal, version, by)
        changes = changes_of(decided)
        chosen = changes if only is None else _chosen(changes, only)
        if not chosen:
            raise ValidationError(_("Choose what to accept."), code="nothing_chosen")
        if reasons := obstacles_of(chosen):
            raise Impossible(reasons)
        approved = None
        if policy.four_eyes() or (seen and make_more_public(chosen)):
            approved = approve_changes(changes, seen)
        with batch(
            "review",
            by=by,
            author=decided.author,
            what=decided.what,
            why=decided.why,
            proposal=decided.pk,
        ) as key:
            write(chosen, by=by, approved=approved)
        whole = only is None or set(pieces(changes)) <= set(only)
        return _decide(decided, Status.ACCEPTED if whole else Status.IN_PART, by, remark, batch=key)


@transaction.atomic
def give_back(proposal: Proposal, *, by: Any, version: int, remark: str) -> Proposal:
    """Return a proposal to its author, with what is to be done."""
    if not remark.strip():
        raise ValidationError(_("Say what is to be done: the author reads it."), code="no_remark")
    return _decide(_to_decide(proposal, version, by), Status.RETURNED, by, remark)


@transaction.atomic
def reject(proposal: Proposal, *, by: Any, version: int, remark: str) -> Proposal:
    """Decline a proposal for good, with the reason."""
    if not remark.strip():
        raise ValidationError(_("Say why: the author reads it."), code="no_remark")
    return _decide(_to_decide(proposal, version, by), Status.REJECTED, by, remark)


@transaction.atomic
def take_back(proposal: Proposal, *, by: Any, version: int) -> Proposal:
    """Give up one's own proposal."""
    found = _locked(proposal, version, *Proposal.OPEN)
    if found.author_id != by.pk:
        raise PermissionDenied
    found.status = Status.TAKEN_BACK
    found.version += 1
    found.save()
    return found


def may_decide(user: Any, proposal: Proposal) -> bool:
    """Whether ``user`` may accept, return or reject: not one's own, where four eyes are asked."""
    if not policy.may(user, Action.PUBLISH):
        return False
    return proposal.author_id != user.pk or not policy.four_eyes()


def _to_decide(proposal: Proposal, version: int, by: Any) -> Proposal:
    if not may_decide(by, proposal):
        raise PermissionDenied(_("Somebody else decides about what you proposed."))
    return _locked(proposal, version, Status.WAITING)


def _locked(proposal: Proposal, version: int, *statuses: str) -> Proposal:
    """The proposal as it is now, held; refused if it is not the one that was looked at."""
    found = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if found.status not in statuses or found.version != version:
        raise ValidationError(
            _("In the meantime this proposal was changed or decided: it is now %(status)s.")
            % {"status": found.get_status_display()},
            code="stale",
        )
    return found


def _decide(
    proposal: Proposal, status: Proposal.Status, by: Any, remark: str, **also: Any
) -> Proposal:
    proposal.status, proposal.remark, proposal.decided_by = status, remark, by
    proposal.decided_at = Now()  # type: ignore[assignment]
    proposal.version += 1
    for name, value in also.items():
        setattr(proposal, name, value)
    proposal.save()
    proposal.refresh_from_db()
    return proposal


# In part


def pieces(changes: Sequence[RowChange]) -> list[str]:
    """What of a proposal can be accepted by itself: ``"0"`` a row that comes or goes, ``"1:date"``
    one value of a row that changes, by the place of the row change in the proposal."""
    return [
        piece
        for place, change in enumerate(changes)
        for piece in (
            [f"{place}:{name}" for name in change.fields]
            if change.kind == "changed"
            else [str(place)]
        )
    ]


def taken(proposal: Proposal) -> set[str]:
    """The pieces of an accepted proposal that were written."""
    written = {change.where: change for change in changes_of_batch(proposal.batch)}
    found = set()
    for place, change in enumerate(changes_of(proposal)):
        done = written.get(change.where)
        if done is None:
            continue
        if change.kind != "changed":
            found.add(str(place))
        found |= {f"{place}:{name}" for name in change.fields if name in done.fields}
    return found


def _check_together(change: RowChange, fields: Sequence[str]) -> None:
    """Refuse some of the values that mean something only together (``TOGETHER`` of a model)."""
    together = set(getattr(change.model, "TOGETHER", ())).intersection(change.fields)
    if 0 < len(together.intersection(fields)) < len(together):
        names = ", ".join(field_label(change.model, name) for name in sorted(together))
        raise ValidationError(
            _("%(row)s: take all of these together, or none: %(fields)s.")
            % {"row": describe_change(change), "fields": names},
            code="together",
        )


def _chosen(changes: Sequence[RowChange], only: Collection[str]) -> list[RowChange]:
    unknown = set(only) - set(pieces(changes))
    if unknown:
        raise ValidationError(_("This is not a part of the proposal."), code="unknown_piece")
    found = []
    for place, change in enumerate(changes):
        if change.kind == "changed":
            fields = [name for name in change.fields if f"{place}:{name}" in only]
            _check_together(change, fields)
            if fields:
                found.append(change.only(fields))
        elif str(place) in only:
            found.append(change)
    return found


# Writing where one may, proposing where one may only propose


@transaction.atomic
def write_or_propose(
    writing: Callable[[Any], Any],
    *,
    about: Sequence[RowChange | models.Model],
    by: Any,
    what: str,
    why: str = "",
    kind: Kind = "request",
    **more: Any,
) -> Proposal | None:
    """Do ``writing`` if ``by`` may change all that it is about, else propose what it would do.

    ``about`` are the rows, or the changes of rows, on whose pages it is written; who may change
    them is asked once nothing can be published any more. ``writing`` is called with ``by`` where
    it is to last, and with ``None`` where it is only rehearsed. ``what``, ``why`` and ``more``
    are of the batch, which is the one that is open, if any (``records.history.batches``).

    The proposal, or ``None`` where it was written. Raises ``PermissionDenied`` where ``by`` may
    not even propose, ``ValidationError`` where nothing would change, and what ``writing`` raises.
    """
    workflow.lock()
    pages = pages_of(about)
    if may_write(pages, by=by):
        with batch(kind, by=by, what=what, why=why, **more):
            writing(by)
        return None
    return _propose_on(pages, writing, by=by, what=what, why=why)


@transaction.atomic
def propose_writing(
    writing: Callable[[Any], Any],
    *,
    about: Sequence[RowChange | models.Model],
    by: Any,
    what: str,
    why: str = "",
) -> Proposal:
    """Propose what ``writing`` would do, also where ``by`` may write it: somebody else agrees.

    Raises as ``write_or_propose`` does.
    """
    workflow.lock()
    pages = pages_of(about)
    may_write(pages, by=by)
    return _propose_on(pages, writing, by=by, what=what, why=why)


def _propose_on(
    pages: Sequence[Record], writing: Callable[[Any], Any], *, by: Any, what: str, why: str
) -> Proposal:
    wanted = rehearse(lambda: writing(None))
    record = pages[0] if len(pages) == 1 else None
    return propose(wanted, by=by, record=record, what=what, why=why)


def may_write(pages: Iterable[Record], *, by: Any) -> bool:
    """Whether ``by`` may change all of ``pages``; where not, they may propose to.

    Raises ``PermissionDenied`` where they may not even do that.
    """
    live = True
    for record in pages:
        if policy.may(by, Action.CHANGE, record):
            continue
        if not policy.may(by, Action.PROPOSE, record):
            raise PermissionDenied(
                _("You may not change %(record)s.") % {"record": describe(record)}
            )
        live = False
    return live
