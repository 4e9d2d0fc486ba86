"""Taking a merge apart again."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pghistory.models
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from records import policy, workflow
from records.history import changes
from records.history.batches import batch
from records.history.events import changes_of_batch
from records.models import Identity, OldSlug, State
from records.policy import Action

from .checks import CannotMerge, NeedsSecondReviewer
from .merged_pairs import forget_merge
from .moving import captures_may_move


@dataclass(frozen=True)
class Merged:
    """What the history knows of a merge."""

    batch: UUID
    loser: Identity
    winner: Identity
    slug_led_to: str
    loser_name: str
    why: str = field(default="")


def merged_in(batch_id: Any) -> Merged:
    """The merge that a batch was; ``CannotMerge`` where it was none."""
    context = pghistory.models.Context.objects.filter(pk=batch_id).first()
    said = context.metadata if context is not None else {}
    if said.get("kind") != "merge":
        raise CannotMerge([_("This was no merge.")])
    known = Identity.objects.in_bulk([said["loser"], said["winner"]])
    return Merged(
        batch=batch_id,
        loser=known[said["loser"]],
        winner=known[said["winner"]],
        slug_led_to=said.get("slug_led_to", ""),
        loser_name=said.get("loser_name", ""),
        why=said.get("why", ""),
    )


@transaction.atomic
def unmerge(batch_id: Any, *, by: Any = None, why: str = "", author: Any = None) -> None:
    """Undo a merge: both records are again what they were before it.

    Raises ``changes.Impossible`` with a sentence for each later change that stands in the way,
    ``CannotMerge`` where it is undone already or a second reviewer has to agree.
    """
    workflow.lock()
    merged = merged_in(batch_id)
    if by is not None and not policy.may(by, Action.UNDO):
        raise PermissionDenied(_("You may not undo a merge."))
    if merged.loser.merged_into_id != merged.winner.uid:
        raise CannotMerge([_("This merge is undone already.")])
    if by is not None and author in (None, by) and unmerging_needs_second_reviewer(merged):
        raise NeedsSecondReviewer
    with batch(
        "undo", by=by, author=author, what=f"undo {batch_id}", why=why, undone=str(batch_id)
    ):
        OldSlug.objects.filter(identity=merged.loser, slug__in=_slugs(merged)).delete()
        if merged.slug_led_to:
            OldSlug.objects.create(
                kind=merged.loser.kind, slug=_slugs(merged)[0], identity_id=merged.slug_led_to
            )
        with captures_may_move():
            changes.write([change.inverted() for change in changes_of_batch(batch_id)], by=by)
    forget_merge(merged.batch, merged.loser, merged.winner)


def unmerging_needs_second_reviewer(merged: Merged) -> bool:
    """Whether taking a merge apart changes what is public."""
    return policy.four_eyes() and State.PUBLISHED in (merged.loser.state, merged.winner.state)


def _slugs(merged: Merged) -> list[str]:
    """The slug that the loser had when it was merged."""
    return [
        change.before["slug"]
        for change in changes_of_batch(merged.batch)
        if change.before and change.before.get("uid") == merged.loser.uid and change.after is None
        if "slug" in change.before
    ]
