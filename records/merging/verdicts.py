"""What somebody judges of two likely duplicates: the same, not the same, unsure.

Each verdict carries the version of the pair it started from; who comes second is told. Where a
merge changes what is public and the institute asks for four eyes, “the same” waits for a second
reviewer, who agrees or says no.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records import policy, workflow
from records.approval import approve
from records.history.becoming_public import approve_changes
from records.models import DuplicatePair, Record
from records.policy import Action

from .checks import CannotMerge, needs_second_reviewer, obstacles
from .merge import (
    check_choosable,
    merge,
    merged_in,
    taken_apart,
    unmerge,
    unmerging_needs_second_reviewer,
)

Verdict = DuplicatePair.Verdict


class Stale(ValidationError):
    """Somebody else was first."""


@transaction.atomic
def settle(pair: DuplicatePair, verdict: Verdict, *, version: int, by: Any, why: str = "") -> None:
    """Keep a verdict other than “the same”: not the same, unsure, or open, to be asked again."""
    now = _held(pair, version, by)
    if now.verdict == Verdict.SAME:
        raise CannotMerge(_("The two are merged: undo the merge first."))
    now.verdict, now.why = verdict, why
    now.decided_by, now.decided_at = by, timezone.now()
    now.asked, now.asked_by, now.because_of = None, None, None
    _save(now)


@transaction.atomic
def same(
    pair: DuplicatePair,
    *,
    loser: Record,
    winner: Record,
    version: int,
    by: Any,
    fields: Sequence[str] = (),
    why: str = "",
    seen: str = "",
) -> bool:
    """The two are one. Merges them, or asks a second reviewer; whether it is merged already.

    ``seen`` is the mark of the page that showed both: who asks a second reviewer agrees to it as
    that one does. Raises ``CannotMerge`` with the reasons, ``NotAsSeen`` where something of them
    has changed since, and ``ValidationError`` where nothing was seen.
    """
    now = _held(pair, version, by)
    if sorted((loser.uid, winner.uid)) != sorted(now.uids):
        raise CannotMerge(_("This pair is of other records."))
    if by is None or not needs_second_reviewer(loser, winner):
        merge(loser, winner, by=by, why=why, fields=fields)
        return True
    check_choosable(loser, fields)
    if reasons := obstacles(loser, winner):
        raise CannotMerge(*reasons)
    approve([loser, winner], seen)
    asked = {"do": "merge", "winner": winner.uid, "fields": list(fields), "why": why}
    _ask(now, {**asked, "seen": seen}, by)
    return False


@transaction.atomic
def undo(
    pair: DuplicatePair, *, version: int, by: Any, why: str = "", seen: str | None = None
) -> bool:
    """Take the merge apart, or ask a second reviewer; whether it is done already.

    ``seen`` is the mark of the page that showed what would become public again.
    """
    now = _held(pair, version, by, Action.UNDO)
    if now.batch is None:
        raise CannotMerge(_("The two are not merged."))
    if by is None or not unmerging_needs_second_reviewer(merged_in(now.batch)):
        approved = approve_changes(taken_apart(now.batch), seen) if seen else None
        unmerge(now.batch, by=by, why=why, approved=approved)
        return True
    _ask(now, {"do": "undo", "why": why}, by)
    return False


@transaction.atomic
def agree(
    pair: DuplicatePair,
    *,
    loser: Record | None,
    winner: Record | None,
    version: int,
    by: Any,
    seen: str = "",
) -> None:
    """The second reviewer agrees with what the first asked for, and it is done.

    ``seen`` is the mark of the page that showed both (``approval.mark_of``), or what is public
    once they are apart (``becoming_public``). Raises ``NotAsSeen`` where something of that has
    changed since.
    """
    now = _held(pair, version, by)
    asked = now.asked
    if not asked:
        raise CannotMerge(_("Nothing waits here for a second reviewer."))
    if by == now.asked_by:
        raise CannotMerge(_("You asked for this yourself: another reviewer has to agree."))
    approved = None
    if asked["do"] == "undo":
        if policy.four_eyes():
            approved = approve_changes(taken_apart(now.batch), seen)
        unmerge(now.batch, by=by, why=asked["why"], author=now.asked_by, approved=approved)
        return
    if loser is None or winner is None or winner.uid != asked["winner"]:
        raise CannotMerge(_("One of the two is there no longer."))
    if policy.four_eyes():
        approved = approve([loser, winner], seen)
        if "seen" in asked:  # by who asked: what they asked for is still that
            approve([loser, winner], asked["seen"])
    merge(
        loser,
        winner,
        by=by,
        why=asked["why"],
        fields=asked["fields"],
        author=now.asked_by,
        approved=approved,
    )


@transaction.atomic
def decline(pair: DuplicatePair, *, version: int, by: Any) -> None:
    """What was asked for is not done, or is taken back by who asked."""
    now = _held(pair, version, by)
    now.asked, now.asked_by = None, None
    _save(now)


def _ask(pair: DuplicatePair, what: dict[str, Any], by: Any) -> None:
    pair.asked, pair.asked_by = what, by
    _save(pair)


def _held(
    pair: DuplicatePair, version: int, by: Any, action: Action = Action.MERGE
) -> DuplicatePair:
    """The pair as it is, held until the transaction ends; refused where it has moved on."""
    if by is not None and not policy.may(by, action):
        raise PermissionDenied(_("You may not judge likely duplicates."))
    workflow.lock()
    now = DuplicatePair.objects.select_for_update(of=("self",)).filter(pk=pair.pk).first()
    if now is None:
        raise Stale(_("This pair is asked no longer: one of the two has changed."))
    if now.version != version:
        raise Stale(
            _(
                "Somebody else judged this pair while you were looking at it: it is now"
                " “%(verdict)s”. Nothing of yours is done; look again."
            )
            % {"verdict": now.get_verdict_display()},
            code="stale",
        )
    return now


def _save(pair: DuplicatePair) -> None:
    pair.version += 1
    pair.save()
