"""What a reviewer decides about a pair of records and what moves rows: at once, or as a job."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from records.history.counting import counted
from records.jobs import Kind, Outcome
from records.jobs.kinds import Work, add
from records.merging import verdicts
from records.merging.checks import moves_more_than
from records.merging.duplicates import look_around
from records.models import DuplicatePair, Job, NamedRecord
from records.tables.plan import Progress

from .duplicates import records_of
from .jobs.asking import AT_ONCE, link
from .pages import address_in_desk

WRITING = ("keep_one", "keep_other", "agree", "undo")
"""The verdicts that move rows."""


def carry_out(
    pair: DuplicatePair,
    verdict: str,
    *,
    by: Any,
    version: int,
    fields: Sequence[str],
    why: str,
    seen: str,
) -> str:
    """Do what a verdict of ``WRITING`` says, and say what came of it.

    Raises ``ValidationError`` where it cannot be.
    """
    found = records_of([pair])
    told: dict[str, Any] = {"version": version, "by": by}
    if verdict == "agree":
        winner, loser = _asked_for(pair, found)
        verdicts.agree(pair, winner=winner, loser=loser, seen=seen, **told)
        return _("It is done.")
    if verdict == "undo":
        if verdicts.undo(pair, why=why, seen=seen, **told):
            return _("The merge is undone: both records are as they were.")
        return _("Another reviewer has to agree: it waits in the queue.")
    if len(found) < 2:
        raise ValidationError(_("One of the two is there no longer."))
    winner, loser = _chosen(pair, verdict, found)
    if verdicts.same(pair, loser=loser, winner=winner, fields=fields, why=why, seen=seen, **told):
        winner.refresh_from_db()
        look_around(winner)
        return _("The two are merged into “%(record)s”.") % {"record": winner}
    return _("It changes what is public: it is merged as soon as another reviewer agrees.")


def _chosen(
    pair: DuplicatePair, verdict: str, found: dict[str, NamedRecord]
) -> tuple[NamedRecord, NamedRecord]:
    uids = pair.uids if verdict == "keep_one" else pair.uids[::-1]
    return found[uids[0]], found[uids[1]]


def _asked_for(
    pair: DuplicatePair, found: dict[str, NamedRecord]
) -> tuple[NamedRecord | None, NamedRecord | None]:
    winner_uid = (pair.asked or {}).get("winner", pair.winner_id)
    others = [uid for uid in pair.uids if uid != winner_uid]
    return found.get(winner_uid), found.get(others[0])


def takes_long(pair: DuplicatePair, verdict: str) -> bool:
    """Whether a verdict moves so many rows that nobody should wait for it at a page."""
    if verdict not in WRITING:
        return False
    if pair.batch is not None:  # to be taken apart
        return sum(one.number for one in counted(pair.batch)) > AT_ONCE
    found = records_of([pair])
    if len(found) < 2:
        return False
    _winner, loser = _asked_for(pair, found) if pair.asked else _chosen(pair, verdict, found)
    return loser is not None and moves_more_than(AT_ONCE, loser)


def decide_pair(job: Job) -> Work:
    """A verdict that moves many rows."""
    given = dict(job.given)
    pair = DuplicatePair.objects.filter(pk=given.pop("pair")).first()
    if pair is None:
        raise ValidationError(_("This pair is asked no longer: one of the two has changed."))
    yield Progress(_("Moving what points at the record"), 0, 0)
    said = carry_out(pair, given.pop("verdict"), by=job.by, **given)
    return Outcome(said, link(address_in_desk(pair), _("See the pair")))


add(Kind("pair", decide_pair))
