"""Rows of public records that a reviewer decides about: what they change is proposed."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from records.history import proposals
from records.history.owners import owners_of
from records.history.rows import RowChange
from records.models import Proposal, Record

from .plan import Progress, Status
from .writing import AT_ONCE, Job, check_deferred, update_rows


def rehearse(job: Job) -> dict[int, list[RowChange]]:
    """What the rows that need a proposal would change, by the keys of their records.

    They are written without an author and rolled back; what is refused is then in the plan.
    """
    plan = job.plan
    rows = plan.with_status(Status.PROPOSAL)
    if not rows or plan.refused:
        return {}

    def write() -> None:
        rehearsal = Job(plan, None, (), keys=job.keys)
        for start in range(0, len(rows), AT_ONCE):
            update_rows(rehearsal, rows[start : start + AT_ONCE])
        check_deferred(plan)

    found: dict[int, list[RowChange]] = defaultdict(list)
    for change in proposals.rehearse(write):
        owners = owners_of(change) or [(change.model, change.key)]
        for _model, key in owners[:1]:
            found[key].append(change)
    return found


def propose(job: Job, *, why: str) -> Iterator[Progress]:
    """Keep what the table says of public records as proposals, one for each record.

    What the same account proposed before, and nobody has decided about, is not proposed again.
    """
    rows = job.plan.with_status(Status.PROPOSAL)
    changes = rehearse(job)
    for number, row in enumerate(rows):
        if number % AT_ONCE == 0:
            yield Progress(_("Proposing changes of public records"), number, len(rows))
        wanted = changes.get(row.record.pk)
        if wanted and not _is_proposed(row.record, wanted, job.by):
            proposals.propose(wanted, by=job.by, record=row.record, what=row.label, why=why)
            job.done.proposed += 1


def _is_proposed(record: Record, wanted: list[RowChange], by: Any) -> bool:
    return Proposal.objects.filter(
        identity=record.uid,
        author=by,
        status=Proposal.Status.WAITING,
        changes=proposals.as_json(wanted),
    ).exists()
