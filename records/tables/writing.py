"""A plan into the register: tried and taken back, or imported as one transaction and one batch.

Trying writes everything and rolls it back, so that a dry run says what the database itself says
of each row: overlaps, rings, what is unique, and what publishing would lack.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext as _

from records import policy, workflow
from records.history import proposals
from records.history.batches import batch, check_references
from records.history.owners import owners_of
from records.history.rows import RowChange
from records.models import NamedRecord, Proposal, Record, State
from records.policy import Action
from records.refusals import refusal_of
from records.text import index_text
from records.words import describe

from .columns import InFile, OtherNames, Several, chunks
from .files import Fault
from .plan import Plan, Problem, Progress, Row, Status

AT_ONCE = 200  # rows written by one statement


class ImportRefused(Exception):
    """Nothing was imported; the plan's rows and problems say why."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


@dataclass
class Imported:
    """What an import did."""

    batch: uuid.UUID | None = None
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    proposed: int = 0
    left_out: int = 0
    published: int = 0


@dataclass
class _Job:
    """One run over a plan: what has been written so far."""

    plan: Plan
    by: Any
    over: Collection[int]
    done: Imported = field(default_factory=Imported)
    keys: dict[str, int] = field(default_factory=dict)  # of added records, by slug
    written: dict[int, Row] = field(default_factory=dict)  # by the keys of their records


def may_publish(by: Any, model: type[Record]) -> bool:
    """Whether an import by this account may publish what it brings."""
    if by is None:
        return True
    return policy.may(by, Action.PUBLISH, model) and not policy.four_eyes()


def try_plan(
    plan: Plan, *, by: Any = None, publish: bool = False, over: Collection[int] = ()
) -> Iterator[Progress]:
    """Write the plan and take it back; what stands against a row is then in the plan."""
    if plan.problems:
        return
    with transaction.atomic():
        job = _Job(plan, by, over)
        with batch("import", by=by, what="trial"):
            yield from _write(job, publish=publish)
        _rehearse(job)
        transaction.set_rollback(True)


def import_plan(
    plan: Plan,
    *,
    by: Any = None,
    what: str,
    why: str = "",
    publish: bool = False,
    over: Collection[int] = (),
) -> Generator[Progress, None, Imported]:
    """Import a plan, whole or not at all; yields progress and returns what was ``Imported``.

    ``over`` are the numbers of conflicting rows that are written all the same. Raises
    ``ImportRefused`` where anything stands against any row. Whoever stops asking for progress
    before the end has imported nothing.
    """
    if publish and not may_publish(by, plan.model):
        raise PermissionDenied(_("You may not publish what you import."))
    if plan.refused:
        raise ImportRefused(plan)
    job = _Job(plan, by, over)
    with transaction.atomic():
        with batch("import", by=by, what=what, why=why) as key:
            yield from _write(job, publish=publish)
        if not plan.refused:
            yield from _propose(job, why=why)
        if plan.refused:
            raise ImportRefused(plan)
        yield Progress(_("Finishing"), len(plan.rows), len(plan.rows))
    job.done.batch = key if job.done.created or job.done.updated or job.done.published else None
    return job.done


def _write(job: _Job, *, publish: bool) -> Iterator[Progress]:
    workflow.lock()
    plan = job.plan
    creates = plan.with_status(Status.CREATE)
    updates = [
        row
        for row in plan.rows
        if row.status == Status.UPDATE or (row.status == Status.CONFLICT and row.number in job.over)
    ]
    counts = plan.counts()
    job.done.unchanged = counts[Status.UNCHANGED]
    total = len(creates) + len(updates)
    done = 0
    for level in _levels(plan, creates):
        for start in range(0, len(level), AT_ONCE):
            yield Progress(_("Writing rows"), done, total)
            some = level[start : start + AT_ONCE]
            _each_or_all(job, some, _create)
            done += len(some)
    for start in range(0, len(updates), AT_ONCE):
        yield Progress(_("Writing rows"), done, total)
        some = updates[start : start + AT_ONCE]
        _lock(plan, some)
        _each_or_all(job, [row for row in some if not row.problems], _update)
        done += len(some)
    job.done.left_out = sum(
        row.status == Status.CONFLICT and row.number not in job.over for row in plan.rows
    )
    yield Progress(_("Asking the rules of the register"), total, total)
    _check_deferred(plan)
    if not plan.refused:
        _ask_gates(job, publish=publish)


# Rows


def _levels(plan: Plan, rows: list[Row]) -> list[list[Row]]:
    """The new rows so that each comes after those of the table that it hangs on."""
    by_slug = {row.values.get("slug"): row for row in rows}
    levels: list[list[Row]] = []
    placed: set[str] = set()
    left = rows
    while left:
        ready = [
            row for row in left if all(one in placed or one not in by_slug for one in row.waits_for)
        ]
        if not ready:
            for row in left:
                fault = Fault(
                    _("These rows stand above each other in a ring."), _("Break the ring.")
                )
                plan.problem(row, "", fault)
            return levels
        levels.append(ready)
        placed |= {row.values["slug"] for row in ready if "slug" in row.values}
        chosen = {row.number for row in ready}
        left = [row for row in left if row.number not in chosen]
    return levels


def _each_or_all(job: _Job, rows: list[Row], write: Any) -> None:
    """Write ``rows`` together; where one is refused, each alone, to know which."""
    rows = [row for row in rows if _resolve(job, row)]
    if not rows:
        return
    try:
        with transaction.atomic():
            written = write(job, rows)
    except (IntegrityError, DataError) as error:
        if len(rows) == 1:
            _blame(job.plan, rows[0], error)
            return
        for row in rows:
            _each_or_all(job, [row], write)
        return
    job.written |= {record.pk: row for record, row in zip(written, rows, strict=True)}
    if write is _create:
        job.done.created += len(rows)
    else:
        job.done.updated += len(rows)


def _resolve(job: _Job, row: Row) -> bool:
    """Put the keys of records added before in the place of their slugs."""
    for name, value in row.values.items():
        if not isinstance(value, InFile):
            continue
        key = job.keys.get(value.slug)
        if key is None:
            fault = Fault(
                _("It hangs on “%(slug)s”, which is not added.") % {"slug": value.slug},
                _("Mend that row first."),
            )
            job.plan.problem(row, name, fault)
            return False
    return True


def _key(job: _Job, value: Any) -> Any:
    return job.keys[value.slug] if isinstance(value, InFile) else value


def _blame(plan: Plan, row: Row, error: Exception) -> None:
    """Enter what the database said of a row, at the cell where it can be mended."""
    if not isinstance(error, IntegrityError):
        plan.problem(row, "", Fault(str(error).splitlines()[0], _("Correct the row.")))
        return
    names = plan.column("names")
    kinds = [plan.model, *([names.model] if isinstance(names, OtherNames) else [])]
    refusal = refusal_of(error, kinds)
    remedy = _("Correct the row, or the record that it clashes with.")
    for column, sentences in refusal.errors.items():
        for sentence in sentences:
            plan.problem(row, column, Fault(str(sentence), remedy))
    for sentences in refusal.rows.values():
        for sentence in sentences:
            plan.problem(row, "names", Fault(str(sentence), remedy))


def _create(job: _Job, rows: list[Row]) -> list[Record]:
    """Add records with their names and topics, by a fixed number of statements."""
    plan = job.plan
    plain = [one for one in plan.every if not isinstance(one, OtherNames | Several) and one.written]
    records = []
    for row in rows:
        values = {
            plan.model._meta.get_field(one.name).attname: _key(job, row.values[one.name])  # type: ignore[union-attr]
            for one in plain
            if one.name in row.values
        }
        record: Any = plan.model(**values)
        if isinstance(record, NamedRecord):
            others = [name[0] for name in row.values.get("names", ())]
            record.search_text = index_text(record.name, *others)
        records.append(record)
    plan.model._base_manager.bulk_create(records)
    for column in plan.every:
        if isinstance(column, OtherNames):
            pairs = [
                (record.pk, name)
                for row, record in zip(rows, records, strict=True)
                for name in row.values.get("names", ())
            ]
            column.model._default_manager.bulk_create(_names(column, pairs))
        elif isinstance(column, Several):
            column.through._default_manager.bulk_create(
                column.through(**{f"{column.here}_id": record.pk, f"{column.there}_id": key})
                for row, record in zip(rows, records, strict=True)
                for key in sorted(row.values.get(column.name, ()))
            )
    for row, record in zip(rows, records, strict=True):
        if "slug" in row.values:
            job.keys[row.values["slug"]] = record.pk
    return records


def _names(column: OtherNames, pairs: Sequence[tuple[int, Any]]) -> list[Any]:
    return [
        column.model(
            record_id=key, text=text, language=language, kind=kind, since=since, until=until
        )
        for key, (text, language, kind, since, until) in pairs
    ]


def _lock(plan: Plan, rows: list[Row]) -> None:
    """Hold the records until the end; who wrote one since the plan was made has its way."""
    keys = sorted(row.record.pk for row in rows)
    held = dict(
        plan.model._base_manager.select_for_update()
        .order_by("pk")
        .filter(pk__in=keys)
        .values_list("pk", "version")
    )
    for row in rows:
        if held.get(row.record.pk) != row.record.version:
            plan.problem(
                row,
                "id",
                Fault(_("The record has just been changed."), _("Upload the table again.")),
            )


def _update(job: _Job, rows: list[Row]) -> list[Record]:
    plan = job.plan
    named = issubclass(plan.model, NamedRecord)
    search_texts = _search_texts(plan, rows) if named else {}
    for row in rows:
        mine = row.mine
        values: dict[str, Any] = {}
        for name, value in mine.items():
            column = plan.column(name)
            if isinstance(column, OtherNames):
                _write_names(column, row.record, value)
            elif isinstance(column, Several):
                _write_several(column, row.record, value)
            else:
                values[plan.model._meta.get_field(name).attname] = _key(job, value)  # type: ignore[union-attr]
        if named and ("names" in mine or "name" in mine):
            values["search_text"] = search_texts[row.number]
        # A record whose names or topics change has changed: its version counts up.
        values = values or {"uid": models.F("uid")}
        plan.model._base_manager.filter(pk=row.record.pk).update(**values)
    return [row.record for row in rows]


def _search_texts(plan: Plan, rows: list[Row]) -> dict[int, str]:
    """The words under which the records will be found, of those whose names change."""
    changing = []
    for row in rows:
        if row.mine.keys() & {"name", "names"}:
            changing.append(row)
    names_here: dict[int, list[str]] = defaultdict(list)
    relation: Any = plan.model._meta.get_field("names")  # type: ignore[misc]  # named ones have it
    model: Any = relation.related_model
    keys = [row.record.pk for row in changing]
    for key, text in model._default_manager.filter(record__in=keys).values_list("record", "text"):
        names_here[key].append(text)
    texts = {}
    for row in changing:
        mine = row.mine
        others = names_here[row.record.pk]
        if "names" in mine:
            others = [name[0] for name in mine["names"]]
        texts[row.number] = index_text(mine.get("name", row.record.name), *others)
    return texts


def _write_names(column: OtherNames, record: Any, wanted: frozenset[Any]) -> None:
    now = column.current(record)
    gone = {name[:3]: name for name in now - wanted}
    new = {name[:3]: name for name in wanted - now}
    rows: Any = column.model._default_manager.filter(record=record.pk)
    for text, language, kind in gone.keys() - new.keys():
        rows.filter(text=text, language=language, kind=kind).delete()
    for (text, language, kind), name in new.items():
        if (text, language, kind) in gone:
            found = rows.filter(text=text, language=language, kind=kind)
            found.update(since=name[3], until=name[4])
    added = [(record.pk, new[sign]) for sign in new.keys() - gone.keys()]
    column.model._default_manager.bulk_create(_names(column, added))


def _write_several(column: Several, record: Any, wanted: frozenset[int]) -> None:
    now = column.current(record)
    rows: Any = column.through._default_manager
    here = {f"{column.here}_id": record.pk}
    rows.filter(**here, **{f"{column.there}_id__in": now - wanted}).delete()
    rows.bulk_create(
        column.through(**here, **{f"{column.there}_id": key}) for key in sorted(wanted - now)
    )


# Rows of public records that a reviewer decides about


def _rehearse(job: _Job) -> dict[int, list[RowChange]]:
    """What the rows that need a proposal would change, by the keys of their records.

    They are written in nobody's name and taken back; what stands against one is then in the plan.
    """
    plan = job.plan
    rows = plan.with_status(Status.PROPOSAL)
    if not rows or plan.refused:
        return {}

    def write() -> None:
        rehearsal = _Job(plan, None, (), keys=job.keys)
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            _lock(plan, some)
            _each_or_all(rehearsal, [row for row in some if not row.problems], _update)
        _check_deferred(plan)

    found: dict[int, list[RowChange]] = defaultdict(list)
    for change in proposals.rehearse(write):
        owners = owners_of(change) or [(change.model, change.key)]
        for _model, key in owners[:1]:
            found[key].append(change)
    return found


def _propose(job: _Job, *, why: str) -> Iterator[Progress]:
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


# The table as a whole


def _check_deferred(plan: Plan) -> None:
    """Ask now what the database would ask at the end of the transaction."""
    try:
        with transaction.atomic():
            check_references()
    except IntegrityError as error:
        sentence = next(iter(refusal_of(error, [plan.model]).errors.values()), [str(error)])[0]
        plan.problems.append(Problem(0, "", str(sentence), _("Upload the table again.")))


def _ask_gates(job: _Job, *, publish: bool) -> None:
    """What is public stays whole; and publish the rest, where that was chosen.

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
        _blame_rows(job, records, getattr(refusal, "messages", None) or [str(refusal)])
        return
    job.done.published = len(records) - before


def _blame_rows(job: _Job, records: list[Any], sentences: list[str]) -> None:
    called = {describe(record): record for record in records}
    for sentence in dict.fromkeys(sentences):
        of = next((one for one in called if sentence.startswith(one)), None)
        remedy = _("Cite it on its page first, or import without publishing.")
        row = job.written.get(called[of].pk) if of is not None else None
        if row is not None:
            job.plan.problem(row, "id", Fault(sentence, remedy))
        else:
            job.plan.problems.append(Problem(0, "", sentence, remedy))
