"""A plan into the register: tried and rolled back, or imported as one transaction and one batch.

Trying writes everything and rolls it back, so that a dry run says what the database itself says
of each row: overlaps, cycles, what is unique, and what publishing would lack.
"""

from collections.abc import Collection, Generator, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from records import policy, workflow
from records.history.batches import batch
from records.models import Record, State
from records.policy import Action
from records.words import describe

from .columns.lookup import chunks
from .plan import Plan, Problem, Progress, Status
from .proposing import propose, rehearse
from .writing import AT_ONCE, Imported, Job, check_deferred, create_rows, levels, update_rows


class ImportRefused(Exception):
    """Nothing was imported; the plan's rows and problems say why."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def may_publish(by: Any, model: type[Record]) -> bool:
    """Whether an import by this account may publish it."""
    if by is None:
        return True
    return policy.may(by, Action.PUBLISH, model) and not policy.four_eyes()


def try_plan(
    plan: Plan, *, by: Any = None, publish: bool = False, overwrite: Collection[int] = ()
) -> Iterator[Progress]:
    """Write the plan and roll it back; what is refused is then in the plan, at its row."""
    if plan.problems:
        return
    with transaction.atomic():
        job = Job(plan, by, overwrite)
        with batch("import", by=by, what="trial"):
            yield from _write(job, publish=publish)
        rehearse(job)
        transaction.set_rollback(True)


def import_plan(
    plan: Plan,
    *,
    by: Any = None,
    what: str,
    why: str = "",
    publish: bool = False,
    overwrite: Collection[int] = (),
) -> Generator[Progress, None, Imported]:
    """Import a plan, whole or not at all; yields progress and returns what was ``Imported``.

    ``overwrite`` are the numbers of conflicting rows that are written all the same. Raises
    ``ImportRefused`` where anything is wrong with any row. Whoever stops asking for progress
    before the end has imported nothing.
    """
    if publish and not may_publish(by, plan.model):
        raise PermissionDenied(_("You may not publish what you import."))
    if plan.refused:
        raise ImportRefused(plan)
    job = Job(plan, by, overwrite)
    with transaction.atomic():
        with batch("import", by=by, what=what, why=why) as key:
            yield from _write(job, publish=publish)
        if not plan.refused:
            yield from propose(job, why=why)
        if plan.refused:
            raise ImportRefused(plan)
        yield Progress(_("Finishing"), len(plan.rows), len(plan.rows))
    job.done.batch = key if job.done.created or job.done.updated or job.done.published else None
    return job.done


def _write(job: Job, *, publish: bool) -> Iterator[Progress]:
    workflow.lock()
    plan = job.plan
    creates = plan.with_status(Status.CREATE)
    updates = [
        row
        for row in plan.rows
        if row.status == Status.UPDATE
        or (row.status == Status.CONFLICT and row.number in job.overwrite)
    ]
    counts = plan.counts()
    job.done.unchanged = counts[Status.UNCHANGED]
    total = len(creates) + len(updates)
    done = 0
    for level in levels(plan, creates):
        for start in range(0, len(level), AT_ONCE):
            yield Progress(_("Writing rows"), done, total)
            some = level[start : start + AT_ONCE]
            create_rows(job, some)
            done += len(some)
    for start in range(0, len(updates), AT_ONCE):
        yield Progress(_("Writing rows"), done, total)
        some = updates[start : start + AT_ONCE]
        update_rows(job, some)
        done += len(some)
    job.done.left_out = sum(
        row.status == Status.CONFLICT and row.number not in job.overwrite for row in plan.rows
    )
    yield Progress(_("Asking the rules of the register"), total, total)
    check_deferred(plan)
    if not plan.refused:
        _check_gates(job, publish=publish)


def _check_gates(job: Job, *, publish: bool) -> None:
    """Ask whether what is public stays whole; and publish the rest, where that was chosen.

    The reasons against it are entered in the plan, each at its row.
    """
    records = [
        record
        for chunk in chunks(sorted(job.written))
        for record in job.plan.model._base_manager.filter(pk__in=chunk)
        if record.state == State.PUBLISHED or (publish and record.state != State.WITHDRAWN)
    ]
    if not records:
        return
    before = sum(record.state == State.PUBLISHED for record in records)
    try:
        with transaction.atomic():
            workflow.publish_all(records, by=job.by, parts=publish)
    except (ValidationError, PermissionDenied) as refusal:
        _enter_refusals(job, records, getattr(refusal, "messages", None) or [str(refusal)])
        return
    job.done.published = len(records) - before


def _enter_refusals(job: Job, records: list[Any], sentences: list[str]) -> None:
    called = {describe(record): record for record in records}
    for sentence in dict.fromkeys(sentences):
        of = next((one for one in called if sentence.startswith(one)), None)
        remedy = _("Cite it on its page first, or import without publishing.")
        row = job.written.get(called[of].pk) if of is not None else None
        if row is not None:
            job.plan.problem(row, "id", sentence, remedy)
        else:
            job.plan.problems.append(Problem(0, "", sentence, remedy))
