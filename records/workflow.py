"""How a record becomes public and stops being so: the only writer of ``state``.

A part (a participation, an outcome, a citation …) is published together with its owner. What
must hold first is asked of the ``GATES``; a floor above adds its own when it is ready, as
``documents`` does with the rule that every value is cited.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from records.models import Identity, Record, Remark, State

from . import policy
from .approval import Approved, approve, check_covered, check_read
from .locking import check, lock
from .parts import Key, added_to, below, by_model, depending_anew, going_along, key_of, shown_again
from .policy import Action
from .triggers import told
from .words import describe

logger = logging.getLogger(__name__)

Gate = Callable[[Sequence[Record]], list[str]]

GATES: list[Gate] = []
"""Asked of records that are being published, and of those that are public again because of them
(``parts.shown_again``): each answers with a sentence for all that is wrong.

The states are written by then, and written back if any gate has something to say.
"""

LEAVING: list[Gate] = []
"""Asked in the same way of records that are being withdrawn: what is now wrong elsewhere."""

OWN: list[Callable[[Sequence[Record], Any], list[str]]] = []
"""Asked, where four eyes are, of records and who would publish them: a sentence for each record
to which that account added something that nobody else has agreed to."""


def publish(record: Record, *, by: Any = None, parts: bool = True, seen: str = "") -> Record:
    """Make ``record`` public, with its parts that go along (``parts.going_along``).

    With four eyes an account publishes what it has ``seen``: the mark of the page that showed it
    (``approval.mark_of``). Raises ``PermissionDenied`` where ``by`` may not, ``NotAsSeen`` where
    something has changed since, and ``ValidationError`` with one sentence for each thing that
    stands against it. Parts that were withdrawn stay so.
    """
    with transaction.atomic():
        lock()
        asked = seen and by is not None and policy.four_eyes()
        approved = approve([record], seen) if asked else None
        publish_all([record], by=by, parts=parts, approved=approved)
    record.refresh_from_db(fields=["state", "is_public", "version", "updated_at"])
    return record


@transaction.atomic
def publish_all(
    records: Iterable[Record],
    *,
    by: Any = None,
    parts: bool = True,
    approved: Approved | None = None,
) -> int:
    """Make ``records`` public together, so that they may depend on each other; how many changed.

    With four eyes an account makes public only what was ``approved`` as it stands, and with it
    nothing that was not.
    """
    lock()
    chosen = _locked(records)
    if parts:
        for part in list(going_along(chosen, lock=True)):
            chosen.setdefault(key_of(part), part)
    members = list(chosen.values())
    changed = [record for record in members if record.state != State.PUBLISHED]
    _allow(by, Action.PUBLISH, changed)
    if own := own_work(changed, by):
        raise ValidationError([ValidationError(line, code="four_eyes") for line in own])
    if by is not None and policy.four_eyes():
        check_covered(approved, changed)
    _write(changed, State.PUBLISHED)
    if approved is not None:
        check(partial(check_read, approved), changed)
    members += _shown_again(members, changed)
    check(lambda now: _refuse([*_still_hidden(chosen), *_said_by(GATES, now)], "unfit"), members)
    _log(changed, State.PUBLISHED, by)
    return len(changed)


@transaction.atomic
def publish_recorded(records: Iterable[Record], *, first: Gate) -> int:
    """Publish what was published elsewhere, such as in the register's files; how many changed.

    What depends on something that is not public, such as a part of a withdrawn record, is
    published as well and stays hidden, as if it were withdrawn: of the others ``first`` is asked,
    then the ``GATES``.
    """
    lock()
    chosen = _locked(records)
    changed = [record for record in chosen.values() if record.state != State.PUBLISHED]
    _write(changed, State.PUBLISHED)
    seen = [
        chosen[model, key]
        for model, keys in by_model(chosen.values()).items()
        for key in model._default_manager.filter(pk__in=keys).public().values_list("pk", flat=True)  # type: ignore[attr-defined]
    ]
    every = [*seen, *_shown_again(list(chosen.values()), changed)]
    _refuse([*first(seen), *_said_by(GATES, every)], "unfit")
    here = {key_of(record) for record in seen}
    check_leaving([record for key, record in chosen.items() if key not in here])
    _log(changed, State.PUBLISHED, None)
    return len(changed)


def _shown_again(members: Sequence[Record], changed: Sequence[Record]) -> list[Record]:
    """What is public again because ``changed`` are, or because members depend on others now."""
    here = {key_of(record) for record in members}
    found = shown_again([*changed, *depending_anew(members)])
    return [record for record in found if key_of(record) not in here]


def withdraw(record: Record, *, by: Any = None) -> Record:
    """Take ``record`` out of the public; its parts go with it and come back with it.

    Refused where something still public would lose what it rests on.
    """
    withdraw_all([record], by=by)
    record.refresh_from_db(fields=["state", "is_public", "version", "updated_at"])
    return record


@transaction.atomic
def withdraw_all(records: Iterable[Record], *, by: Any = None) -> int:
    """Take ``records`` out of the public together; how many they were."""
    lock()
    chosen = [one for one in _locked(records).values() if one.state != State.WITHDRAWN]
    _allow(by, Action.WITHDRAW, chosen)
    _write(chosen, State.WITHDRAWN)
    check_leaving(chosen)
    _log(chosen, State.WITHDRAWN, by)
    return len(chosen)


def check_leaving(records: Sequence[Record]) -> None:
    """Refuse that ``records`` are public no longer, where what still is would lack something."""
    if records:
        check(lambda now: _refuse(_said_by(LEAVING, now), "needed"), records)


def _said_by(gates: Sequence[Gate], records: Sequence[Record]) -> list[str]:
    return [line for gate in gates for line in gate(records)]


def _refuse(problems: Sequence[str], code: str) -> None:
    if problems:
        raise ValidationError([ValidationError(line, code=code) for line in problems])


@transaction.atomic
def submit(record: Record, *, by: Any, approved: Approved | None = None) -> Record:
    """Hand a draft and its drafted parts to the reviewers; its remarks are answered by that.

    Where ``by`` saw all of it as it stands, they agree to what others wrote in it.
    """
    lock()
    with told("fora.agreed", str(by.pk) if approved and record.SEEN_WHOLE else ""):
        _move(record, State.IN_REVIEW, Action.SUBMIT, by)
    Remark.objects.filter(identity=record.uid, answered=False).update(answered=True)
    return record


@transaction.atomic
def take_back(record: Record, *, by: Any) -> Record:
    """Take a record back from the reviewers, to go on with it."""
    _move(record, State.DRAFT, Action.TAKE_BACK, by)
    return record


@transaction.atomic
def send_back(record: Record, *, by: Any, remark: str) -> Record:
    """Return a record in review to its author, with what is to be done."""
    if not remark.strip():
        raise ValidationError(_("Say what is to be done: the author reads it."), code="no_remark")
    _move(record, State.DRAFT, Action.RETURN, by)
    Remark.objects.create(identity=Identity.objects.get(uid=record.uid), author=by, text=remark)
    return record


def _move(record: Record, state: State, action: Action, by: Any) -> None:
    """Move a record, and those of its parts that stand where it stands, between desks."""
    lock()
    chosen = _locked([record])
    (now,) = chosen.values()
    _allow(by, action, [now])
    for part in list(below(chosen, lock=True)):
        if part.state == now.state:
            chosen.setdefault(key_of(part), part)
    _write(list(chosen.values()), state)
    _log(list(chosen.values()), state, by)
    record.refresh_from_db(fields=["state", "is_public", "version", "updated_at"])


def _allow(by: Any, action: Action, records: Iterable[Record]) -> None:
    """Refuse what the role of ``by`` does not allow; the operator (``None``) may do all."""
    if by is None:
        return
    for record in records:
        if not policy.may(by, action, record):
            raise PermissionDenied(
                _("You may not do this to %(record)s.") % {"record": describe(record)}
            )


def own_work(records: Sequence[Record], by: Any) -> list[str]:
    """What ``by`` cannot publish because they wrote it, where four eyes are asked for.

    The database's triggers refuse the same; these are the words for it.
    """
    if by is None or not policy.four_eyes():
        return []
    own = set(
        Identity.objects.filter(
            uid__in=[record.uid for record in records], authors__contains=[by.pk]
        ).values_list("uid", flat=True)
    )
    last = _("%(record)s: you wrote this version, so somebody else publishes it.")
    before = _(
        "%(record)s: you wrote a part of it to which nobody else has agreed yet: let who changed"
        " it last hand it in, or somebody else publish it."
    )
    written = [
        (last if record.changed_by_id == by.pk else before) % {"record": describe(record)}
        for record in records
        if record.uid in own
    ]
    return [*written, *(line for ask in OWN for line in ask(records, by))]


@transaction.atomic
def review_added(record: Record) -> None:
    """What the open batch adds to a record in review is in review with it."""
    if record.state == State.IN_REVIEW:
        _write(added_to(record), State.IN_REVIEW)


@transaction.atomic
def restore_state(records: Iterable[Record], state: State, *, by: Any = None) -> int:
    """Take over a state that was decided elsewhere, such as in the register's files.

    It cannot make anything public: that is for ``publish_recorded``, which asks the gates.
    """
    if state == State.PUBLISHED:
        raise ValueError("publish_recorded() publishes")
    changed = [record for record in _locked(records).values() if record.state != state]
    _write(changed, state)
    _log(changed, state, by)
    return len(changed)


def _locked(records: Iterable[Record]) -> dict[Key, Record]:
    """The rows of ``records`` as they are now, held until the transaction ends."""
    return {
        key_of(row): row
        for model, keys in by_model(records).items()
        for row in model._default_manager.select_for_update().filter(pk__in=keys).order_by("pk")
    }


def _still_hidden(chosen: dict[Key, Record]) -> list[str]:
    """Which of the records, though published, the public does not see, and because of what."""
    problems: list[str] = []
    for model, keys in by_model(chosen.values()).items():
        rows: Any = model._default_manager.filter(pk__in=keys)
        hidden = set(keys) - set(rows.public().values_list("pk", flat=True))
        if not hidden:
            continue
        for relation in model.PUBLIC_THROUGH:
            target: Any = _target(model, relation)._default_manager
            rows = rows.filter(pk__in=hidden).order_by("pk")
            filled = rows.filter(**{f"{relation}__isnull": False})
            pairs = list(filled.values_list("pk", f"{relation}__pk"))
            others = target.in_bulk([other for _key, other in pairs])
            public = set(target.public().filter(pk__in=others).values_list("pk", flat=True))
            problems += [
                _("%(record)s depends on %(other)s, which is not public: publish that first.")
                % {"record": describe(chosen[model, key]), "other": describe(others[other])}
                for key, other in pairs
                if other not in public and (target.model, other) not in chosen
            ]
    return problems


def _target(model: type[models.Model], relation: str) -> type[Record]:
    for name in relation.split("__"):
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model  # type: ignore[return-value]


def _write(records: list[Record], state: State) -> None:
    for model, keys in by_model(records).items():
        model._default_manager.filter(pk__in=keys).update(state=state)


def _log(records: list[Record], state: State, by: Any) -> None:
    for record in records:
        logger.info("%s %s %s by %s", state, record.kind_name(), record.uid, by or "the system")
