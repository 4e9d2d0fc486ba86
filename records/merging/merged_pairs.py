"""What the queue of likely duplicates keeps of a merge, and forgets once it is undone."""

from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from records.models import DuplicatePair, Identity, Record

from .duplicates import pair_of


def enter_merge(loser: Record, winner: Record, *, by: Any, batch_id: UUID, why: str) -> None:
    """Keep that the two are one, and pass on which others the loser was said not to be."""
    pair, new = pair_of(loser, winner)
    pair.verdict = DuplicatePair.Verdict.SAME
    pair.winner_id, pair.batch, pair.why = winner.uid, batch_id, why
    pair.decided_by, pair.decided_at = by, timezone.now()
    pair.asked, pair.asked_by = None, None
    pair.version += 0 if new else 1
    pair.save()
    _pass_on_refusals(loser.uid, winner)


def _pass_on_refusals(loser: str, winner: Record) -> None:
    """Who is not the loser is not the winner either, for as long as the two are one."""
    refused = DuplicatePair.objects.filter(
        models.Q(one=loser) | models.Q(other=loser), verdict=DuplicatePair.Verdict.NOT_SAME
    )
    for pair in refused:
        third = pair.other_id if pair.one_id == loser else pair.one_id
        if third == winner.uid:
            continue
        one, other = sorted((third, winner.uid))
        heir, _new = DuplicatePair.objects.get_or_create(
            one_id=one, other_id=other, defaults={"kind": pair.kind, "score": pair.score}
        )
        if heir.verdict in DuplicatePair.TO_JUDGE:
            DuplicatePair.objects.filter(pk=heir.pk).update(
                verdict=DuplicatePair.Verdict.NOT_SAME,
                because_of=pair,
                asked=None,
                asked_by=None,
                version=models.F("version") + 1,
            )


def forget_merge(batch: UUID, loser: Identity, winner: Identity) -> None:
    """The pair is asked again, and so are those that were refused only because of the merge."""
    uids = (loser.uid, winner.uid)
    DuplicatePair.objects.filter(batch=batch).update(
        verdict=DuplicatePair.Verdict.OPEN,
        winner=None,
        batch=None,
        asked=None,
        asked_by=None,
        version=models.F("version") + 1,
    )
    inherited = DuplicatePair.objects.filter(
        models.Q(one=winner) | models.Q(other=winner),
        models.Q(because_of__one=loser) | models.Q(because_of__other=loser),
    ).exclude(one__in=uids, other__in=uids)
    inherited.filter(reasons=[]).delete()
    inherited.update(
        verdict=DuplicatePair.Verdict.OPEN, because_of=None, version=models.F("version") + 1
    )
