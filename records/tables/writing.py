"""Rows of a plan into the register, many by one statement; refusals go back into the plan."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext as _

from records.copying import copy_in
from records.history.batches import check_references
from records.models import NamedRecord, Record
from records.refusals import refusal_of

from .columns.names import FIELDS, OtherNames
from .columns.relations import InFile, Several
from .plan import Plan, Problem, Row

AT_ONCE = 200  # rows written by one statement


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
class Job:
    """One run over a plan by an account: what has been written so far."""

    plan: Plan
    by: Any
    overwrite: Collection[int]  # numbers of conflicting rows that are written all the same
    done: Imported = field(default_factory=Imported)
    keys: dict[str, int] = field(default_factory=dict)  # of added records, by slug
    written: dict[int, Row] = field(default_factory=dict)  # by the keys of their records
    after_writing: Callable[[list[Any]], None] | None = None  # gets the records, before the gates

    def records(self) -> list[Any]:
        """What was written, as it is now."""
        return list(self.plan.model._base_manager.filter(pk__in=self.written).order_by("pk"))


def levels(plan: Plan, rows: list[Row]) -> list[list[Row]]:
    """The new rows so that each comes after those of the table that it depends on."""
    by_slug = {row.values["slug"]: row.number for row in rows if "slug" in row.values}
    above = {row.number: {by_slug[one] for one in row.waits_for & by_slug.keys()} for row in rows}
    order = TopologicalSorter(above)
    with suppress(CycleError):  # what is not in a ring, or under one, still gets its place
        order.prepare()
    left = {row.number: row for row in rows}
    levels: list[list[Row]] = []
    while ready := sorted(order.get_ready()):  # in the order of the table
        levels.append([left.pop(number) for number in ready])
        order.done(*ready)
    for row in left.values():
        what = _("These rows stand above each other in a ring.")
        plan.problem(row, "", what, _("Break the ring."))
    return levels


def create_rows(job: Job, rows: list[Row]) -> None:
    """Add the records of new rows."""
    job.done.created += _write(job, rows, _create)


def update_rows(job: Job, rows: list[Row]) -> None:
    """Lock the records of these rows and change them."""
    _lock(job.plan, rows)
    job.done.updated += _write(job, [row for row in rows if not row.problems], _update)


def _write(job: Job, rows: list[Row], write: Callable[[Job, list[Row]], list[Record]]) -> int:
    """Write ``rows`` together; where one is refused, each alone. Returns how many it were."""
    rows = [row for row in rows if _resolve(job, row)]
    if not rows:
        return 0
    try:
        with transaction.atomic():
            written = write(job, rows)
    except (IntegrityError, DataError) as error:
        if len(rows) > 1:
            return sum(_write(job, [row], write) for row in rows)
        _enter_refusal(job.plan, rows[0], error)
        return 0
    job.written |= {record.pk: row for record, row in zip(written, rows, strict=True)}
    return len(rows)


def _resolve(job: Job, row: Row) -> bool:
    """Whether the records that a row depends on have been added."""
    for name, value in row.values.items():
        if not isinstance(value, InFile):
            continue
        key = job.keys.get(value.slug)
        if key is None:
            what = _("It depends on “%(slug)s”, which is not added.") % {"slug": value.slug}
            job.plan.problem(row, name, what, _("Correct that row first."))
            return False
    return True


def _key(job: Job, value: Any) -> Any:
    return job.keys[value.slug] if isinstance(value, InFile) else value


def _enter_refusal(plan: Plan, row: Row, error: Exception) -> None:
    """Enter what the database said of a row, at the cell where it can be corrected."""
    if not isinstance(error, IntegrityError):
        plan.problem(row, "", str(error).splitlines()[0], _("Correct the row."))
        return
    names = plan.column("names")
    kinds = [plan.model, *([names.model] if isinstance(names, OtherNames) else [])]
    refusal = refusal_of(error, kinds)
    remedy = _("Correct the row, or the record that it clashes with.")
    for column, sentences in refusal.errors.items():
        for sentence in sentences:
            plan.problem(row, column, str(sentence), remedy)
    for sentences in refusal.rows.values():
        for sentence in sentences:
            plan.problem(row, "names", str(sentence), remedy)


def _create(job: Job, rows: list[Row]) -> list[Record]:
    """Add records with their names and topics, by a fixed number of statements."""
    plan = job.plan
    plain = [one for one in plan.every if one.attname]
    records: list[Record] = []
    for row in rows:
        values = {
            one.attname: _key(job, row.values[one.name]) for one in plain if one.name in row.values
        }
        record: Any = plan.model(**values)
        if isinstance(record, NamedRecord):
            others = [name[0] for name in row.values.get("names", ())]
            record.search_text = record.search_text_with(others)
        records.append(record)
    copy_in(records)
    for column in plan.every:
        if isinstance(column, OtherNames):
            pairs = [
                (record.pk, name)
                for row, record in zip(rows, records, strict=True)
                for name in row.values.get("names", ())
            ]
            copy_in(_names(column, pairs))
        elif isinstance(column, Several):
            links = [
                column.through(**{f"{column.here}_id": record.pk, f"{column.there}_id": key})
                for row, record in zip(rows, records, strict=True)
                for key in sorted(row.values.get(column.name, ()))
            ]
            copy_in(links)
    for row, record in zip(rows, records, strict=True):
        if "slug" in row.values:
            job.keys[row.values["slug"]] = record.pk
    return records


def _names(column: OtherNames, pairs: Sequence[tuple[int, Any]]) -> list[Any]:
    return [
        column.model(record_id=key, **dict(zip(FIELDS, values, strict=True)))
        for key, values in pairs
    ]


def _lock(plan: Plan, rows: list[Row]) -> None:
    """Lock the records; one that was written since the plan was made is left as it is."""
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
                _("The record has just been changed."),
                _("Upload the table again."),
            )


def _update(job: Job, rows: list[Row]) -> list[Record]:
    plan = job.plan
    named = issubclass(plan.model, NamedRecord)
    search_texts = _search_texts(plan, rows) if named else {}
    for row in rows:
        mine = row.mine
        values: dict[str, Any] = {}
        for column in plan.columns:
            if column.name not in mine:
                continue
            value = mine[column.name]
            if isinstance(column, OtherNames):
                _write_names(column, row.record, value)
            elif isinstance(column, Several):
                _write_several(column, row.record, value)
            else:
                values[column.attname] = _key(job, value)
        if row.number in search_texts:
            values["search_text"] = search_texts[row.number]
        # A record whose names or topics change has changed: its version counts up.
        values = values or {"uid": models.F("uid")}
        plan.model._base_manager.filter(pk=row.record.pk).update(**values)
    return [row.record for row in rows]


def _search_texts(plan: Plan, rows: list[Row]) -> dict[int, str]:
    """The words under which the records will be found, of those whose names change."""
    model_of_rows: Any = plan.model
    kept = ("name", *model_of_rows.LOOKED_UP_BY)
    changing = [row for row in rows if row.mine.keys() & {"names", *kept}]
    names_here: dict[int, list[str]] = defaultdict(list)
    relation: Any = plan.model._meta.get_field("names")  # type: ignore[misc]  # named ones have it
    model: Any = relation.related_model
    keys = [row.record.pk for row in changing]
    for key, text in model._default_manager.filter(record__in=keys).values_list("record", "text"):
        names_here[key].append(text)
    texts = {}
    for row in changing:
        mine, others = row.mine, names_here[row.record.pk]
        if "names" in mine:
            others = [name[0] for name in mine["names"]]
        values = {name: mine.get(name, getattr(row.record, name)) for name in kept}
        texts[row.number] = model_of_rows(**values).search_text_with(others)
    return texts


def _write_names(column: OtherNames, record: Any, wanted: frozenset[Any]) -> None:
    """Write the further names; one of which only the period is another stays the row it was."""
    now = column.current(record)
    rows: Any = column.model._default_manager.filter(record=record.pk)
    new = sorted(wanted - now)
    for name in sorted(now - wanted):
        row = rows.filter(**dict(zip(FIELDS, name, strict=True)))
        same = next((one for one in new if one[:3] == name[:3]), None)
        if same is None:
            row.delete()
        else:
            row.update(since=same[3], until=same[4])
            new.remove(same)
    column.model._default_manager.bulk_create(_names(column, [(record.pk, one) for one in new]))


def _write_several(column: Several, record: Any, wanted: frozenset[int]) -> None:
    now = column.current(record)
    rows: Any = column.through._default_manager
    here = {f"{column.here}_id": record.pk}
    rows.filter(**here, **{f"{column.there}_id__in": now - wanted}).delete()
    rows.bulk_create(
        column.through(**here, **{f"{column.there}_id": key}) for key in sorted(wanted - now)
    )


def check_deferred(plan: Plan) -> None:
    """Ask now what the database would ask at the end of the transaction."""
    try:
        with transaction.atomic():
            check_references()
    except IntegrityError as error:
        sentence = next(iter(refusal_of(error, [plan.model]).errors.values()), [str(error)])[0]
        plan.problems.append(Problem(0, "", str(sentence), _("Upload the table again.")))
