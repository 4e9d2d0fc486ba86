"""A plan into the register: tried and rolled back, or imported as one transaction and one batch.

Trying writes everything and rolls it back, so that a dry run says what the database itself says
of each row: overlaps, cycles, what is unique, and what publishing would lack.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from records import policy, workflow
from records.history import proposals
from records.history.batches import batch
from records.history.rows import RowChange, owners_of, pages_of
from records.locking import rehearsing
from records.models import Proposal, Record, State
from records.policy import Action
from records.words import describe

from .plan import Plan, Problem, Progress, Status
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


AfterWriting = Callable[[list[Any]], None]


def try_plan(
    plan: Plan,
    *,
    by: Any = None,
    publish: bool = False,
    overwrite: Collection[int] = (),
    after_writing: AfterWriting | None = None,
) -> Iterator[Progress]:
    """Write the plan and roll it back; what is refused is then in the plan, at its row.

    ``after_writing`` gets the records that were written, before the gates are asked.
    """
    if plan.problems:
        return
    with rehearsing(), transaction.atomic():
        job = Job(plan, by, overwrite, after_writing=after_writing)
        with batch("import", by=by, what="trial"):
            yield from _write(job, publish=publish)
            transaction.set_rollback(bool(plan.refused))
        _rehearse(job)
        transaction.set_rollback(True)


def import_plan(
    plan: Plan,
    *,
    by: Any = None,
    what: str,
    why: str = "",
    publish: bool = False,
    overwrite: Collection[int] = (),
    after_writing: AfterWriting | None = None,
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
    job = Job(plan, by, overwrite, after_writing=after_writing)
    with transaction.atomic():
        with batch("import", by=by, what=what, why=why) as key:
            yield from _write(job, publish=publish)
            if plan.refused:
                raise ImportRefused(plan)
        yield from _propose(job, why=why)
        if plan.refused:
            raise ImportRefused(plan)
        yield Progress(_("Finishing"), len(plan.rows), len(plan.rows))
    job.done.batch = key if job.done.created or job.done.updated or job.done.published else None
    return job.done


def _write(job: Job, *, publish: bool) -> Iterator[Progress]:
    workflow.lock()
    plan = job.plan
    updates = [
        row
        for row in plan.rows
        if row.status == Status.UPDATE
        or (row.status == Status.CONFLICT and row.number in job.overwrite)
    ]
    work = [(create_rows, some) for some in levels(plan, plan.with_status(Status.CREATE))]
    work.append((update_rows, updates))
    total = sum(len(rows) for _write_rows, rows in work)
    done = 0
    for write_rows, rows in work:
        for start in range(0, len(rows), AT_ONCE):
            yield Progress(_("Writing rows"), done, total)
            some = rows[start : start + AT_ONCE]
            write_rows(job, some)
            done += len(some)
    job.done.unchanged = len(plan.with_status(Status.UNCHANGED))
    job.done.left_out = sum(
        row.status == Status.CONFLICT and row.number not in job.overwrite for row in plan.rows
    )
    yield Progress(_("Asking the rules of the register"), total, total)
    check_deferred(plan)
    if not plan.refused:
        if job.after_writing is not None:
            job.after_writing(job.records())
        _check_gates(job, publish=publish)


def _check_gates(job: Job, *, publish: bool) -> None:
    """Ask whether what is public stays whole; and publish the rest, where that was chosen.

    The reasons against it are entered in the plan, each at its row.
    """
    records = [
        record
        for record in job.records()
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


# Rows of public records that a reviewer decides about


def _rehearse(job: Job) -> dict[int, list[RowChange]]:
    """What the rows that need a proposal would change, by the keys of their records.

    They are written without an author, asked of the gates as if they were accepted, and rolled
    back; what is refused is then in the plan.
    """
    plan = job.plan
    rows = plan.with_status(Status.PROPOSAL)
    if not rows or plan.refused:
        return {}

    def write() -> None:
        rehearsal = Job(plan, None, (), keys=job.keys, after_writing=job.after_writing)
        for start in range(0, len(rows), AT_ONCE):
            update_rows(rehearsal, rows[start : start + AT_ONCE])
        check_deferred(plan)
        if rehearsal.after_writing is not None:
            rehearsal.after_writing(rehearsal.records())
        _check_gates(rehearsal, publish=False)

    found: dict[int, list[RowChange]] = defaultdict(list)
    for change in proposals.rehearse(write):
        for key in _keys_of(plan.model, change):
            found[key].append(change)
    return found


def _keys_of(model: type[Record], change: RowChange) -> set[int]:
    """The records of ``model`` that a change is of: itself, or on whose pages it stands."""
    if change.model is model:
        return {change.key}
    near = {key for owner, key in owners_of(change) if owner is model}
    return near or {page.pk for page in pages_of([change]) if type(page) is model}


def _propose(job: Job, *, why: str) -> Iterator[Progress]:
    """Keep what the table says of public records as proposals, one for each record.

    What the same account proposed before, and nobody has decided about, is not proposed again.
    """
    rows = job.plan.with_status(Status.PROPOSAL)
    changes = _rehearse(job)
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
