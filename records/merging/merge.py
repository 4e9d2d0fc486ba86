"""Merging two records into one, and taking that apart again.

All that points at the losing record (names, parts, citations, topics, texts …) goes to the
winning one; the loser's name becomes another name of the winner; the loser's row goes, and its
permanent id and its address lead to the winner. All of it is one batch, so the history knows
every step and ``unmerge`` can write it back.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from pghistory.models import Context

from records import policy, workflow
from records.approval import Approved
from records.history import changes
from records.history.batches import batch, check_references
from records.history.events import changes_of_batch
from records.history.rows import RowChange, Values
from records.models import Identity, OldSlug, Record, State
from records.policy import Action
from records.refusals import sentence_of
from records.triggers import told
from records.words import describe

from .checks import (
    CannotMerge,
    NeedsSecondReviewer,
    choosable_fields,
    needs_second_reviewer,
    obstacles,
)
from .merged_pairs import enter_merge, forget_merge
from .moving import Same, merge_rows

CAPTURES_MAY_MOVE = "fora.merging"
"""The setting under which the trigger ``keep_capture`` lets a copy go to another document."""


def merge(
    loser: Record,
    winner: Record,
    *,
    by: Any = None,
    why: str = "",
    fields: Sequence[str] = (),
    author: Any = None,
    approved: Approved | None = None,
) -> UUID:
    """Merge ``loser`` into ``winner``, which takes over the loser's values of ``fields``.

    ``author`` is who asked for it, where ``by`` only agrees to what they have ``approved``.
    Returns the batch, by which it can be undone. Raises ``CannotMerge`` with reasons,
    ``PermissionDenied`` where ``by`` may not.
    """
    led_to = OldSlug.objects.filter(
        kind=loser.kind_name(), slug=getattr(loser, "slug", "")
    ).values_list("identity_id", flat=True)
    try:
        with batch(
            "merge",
            by=by,
            author=author,
            what=f"{loser.uid} → {winner.uid}",
            why=why,
            loser=loser.uid,
            winner=winner.uid,
            loser_name=str(loser),
            slug_led_to=led_to.first() or "",
        ) as key:
            workflow.lock()
            loser, winner = _as_they_are(by, loser, winner)
            if reasons := obstacles(loser, winner):
                raise CannotMerge(*reasons)
            if by is not None and author in (None, by) and needs_second_reviewer(loser, winner):
                raise NeedsSecondReviewer
            stays = [winner.uid] if winner.is_public else []
            same: Same = {}
            with told(CAPTURES_MAY_MOVE), approved.told() if approved else nullcontext():
                kept = merge_rows(loser, winner, _taken(loser, fields), same)
                check_references()
            _ask_gates(kept, stays)
            enter_merge(loser, winner, by=author or by, batch_id=key, why=why)
    except IntegrityError as error:
        if "four_eyes" in str(error):
            raise NeedsSecondReviewer from error
        ring = _("Something would stand above itself: one of the two is below the other.")
        raise CannotMerge(sentence_of(error, _no_cycle_=ring)) from error
    return key


def _as_they_are(by: Any, *records: Record) -> list[Record]:
    """The rows as they are now, held; refused where one is gone, or ``by`` may not merge it."""
    found = []
    for record in records:
        rows = type(record)._base_manager.select_for_update(of=("self",))
        now = rows.filter(pk=record.pk).first()
        if now is None:
            raise CannotMerge(
                _("%(record)s is there no longer: it was merged or deleted in the meantime.")
                % {"record": describe(record)}
            )
        if by is not None and not policy.may(by, Action.MERGE, now):
            raise PermissionDenied(_("You may not merge %(record)s.") % {"record": describe(now)})
        found.append(now)
    return found


def check_choosable(loser: Record, fields: Sequence[str]) -> None:
    """Refuse what is no value that the other record could take over."""
    unknown = set(fields) - set(choosable_fields(type(loser)))
    if unknown:
        raise CannotMerge(
            _("There is no value called %(names)s to take over.")
            % {"names": ", ".join(sorted(unknown))}
        )


def _taken(loser: Record, fields: Sequence[str]) -> Values:
    check_choosable(loser, fields)
    columns = [loser._meta.get_field(name) for name in fields]
    return {column.attname: getattr(loser, column.attname) for column in columns}  # type: ignore[union-attr]


def _ask_gates(kept: Sequence[Record], stays: Sequence[str] = ()) -> None:
    """Ask of what stays whether it may be public; and of what is hidden now what that leaves.

    Those that ``stays`` names by their ids are public, and no merge hides them unasked.
    """
    public: list[Record] = []
    hidden: list[Record] = []
    for record in kept:
        for row in type(record)._base_manager.filter(pk=record.pk, state=State.PUBLISHED):
            (public if row.is_public or row.uid in stays else hidden).append(row)
    try:
        if public:
            workflow.publish_all(public, parts=False)
        workflow.check_leaving(hidden)
    except ValidationError as refusal:
        raise CannotMerge(*refusal.messages) from refusal


def ancestors(record: Record) -> list[Identity]:
    """The identities that were merged into ``record``, and into those, and so on."""
    found: dict[str, Identity] = {}
    level = [record.uid]
    while level:
        merged = Identity.objects.filter(merged_into__in=level).order_by("ended_at", "uid")
        level = [one.uid for one in merged if one.uid not in found]
        found |= {one.uid: one for one in merged}
    return list(found.values())


# Taking apart


@dataclass(frozen=True)
class Merged:
    """What the history knows of a merge."""

    loser: Identity
    winner: Identity
    slug_led_to: str
    loser_name: str


def merged_in(batch_id: Any) -> Merged:
    """The merge that a batch was; ``CannotMerge`` where it was none."""
    context = Context.objects.filter(pk=batch_id).first()
    said = context.metadata if context is not None else {}
    if said.get("kind") != "merge":
        raise CannotMerge(_("This was no merge."))
    known = Identity.objects.in_bulk([said["loser"], said["winner"]])
    return Merged(
        loser=known[said["loser"]],
        winner=known[said["winner"]],
        slug_led_to=said.get("slug_led_to", ""),
        loser_name=said.get("loser_name", ""),
    )


def taken_apart(batch_id: Any) -> list[RowChange]:
    """What undoing a merge would write."""
    return [change.inverted() for change in changes_of_batch(batch_id)]


@transaction.atomic
def unmerge(
    batch_id: Any,
    *,
    by: Any = None,
    why: str = "",
    author: Any = None,
    approved: Approved | None = None,
) -> None:
    """Undo a merge: both records are again what they were before it.

    ``author`` is who asked for it, where ``by`` only agrees to what they have ``approved``
    (``becoming_public.approve_changes`` of ``taken_apart``).

    Raises ``changes.Impossible`` with a sentence for each later change that stands in the way,
    ``CannotMerge`` where it is undone already or a second reviewer has to agree.
    """
    workflow.lock()
    merged = merged_in(batch_id)
    loser, winner = merged.loser, merged.winner
    if by is not None and not policy.may(by, Action.UNDO):
        raise PermissionDenied(_("You may not undo a merge."))
    if loser.merged_into_id != winner.uid:
        raise CannotMerge(_("This merge is undone already."))
    if by is not None and author in (None, by) and unmerging_needs_second_reviewer(merged):
        raise NeedsSecondReviewer
    with batch(
        "undo", by=by, author=author, what=f"undo {batch_id}", why=why, undone=str(batch_id)
    ):
        done = changes_of_batch(batch_id)
        before = next(one.row for one in done if one.row.get("uid") == loser.uid)
        slug = before.get("slug", "")
        OldSlug.objects.filter(identity=loser, slug=slug).delete()
        with told(CAPTURES_MAY_MOVE):
            changes.write([change.inverted() for change in done], by=by, approved=approved)
        if merged.slug_led_to:
            OldSlug.objects.create(kind=loser.kind, slug=slug, identity_id=merged.slug_led_to)
    forget_merge(batch_id, loser, winner)


def unmerging_needs_second_reviewer(merged: Merged) -> bool:
    """Whether taking a merge apart changes what is public."""
    return policy.four_eyes() and State.PUBLISHED in (merged.loser.state, merged.winner.state)
