"""What the rows of a table say otherwise than their records, and what becomes of each row."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from records import policy
from records.history.events import tracked, values_of
from records.models import NamedRecord, Record
from records.policy import Action

from .columns.names import OtherNames
from .columns.relations import Relation, Several
from .plan import CHUNK, Difference, Plan, Progress, Row, Status


def compare(plan: Plan, by: Any) -> Iterator[Progress]:
    """Give each row its status and what it would change, as far as ``by`` may; yields progress."""
    for start in range(0, len(plan.rows), CHUNK):
        yield Progress(_("Comparing rows"), start, len(plan.rows))
        some = plan.rows[start : start + CHUNK]
        _compare_some(plan, [row for row in some if row.record is not None])
    may_add = by is None or policy.may(by, Action.ADD, plan.model)
    by_state: dict[str, Status] = {}  # which is what decides, so that the policy is asked once
    for row in plan.rows:
        row.label = _label(plan, row)
        if row.problems:
            row.status = Status.ERROR
        elif row.record is None:
            _check_new(plan, row, may_add=may_add)
        elif not row.differences:
            row.status = Status.UNCHANGED
        else:
            state = row.record.state
            if state not in by_state:
                by_state[state] = _status_of_change(row.record, by)
            row.status = by_state[state]
            if row.status == Status.ERROR:
                what = _("You may not change a record that is %(state)s.")
                remedy = _("Take the row out, or ask whoever reviews the record.")
                now = row.record.get_state_display()
                plan.problem(row, "id", what % {"state": now}, remedy)
            elif _is_conflict(plan, row) and row.status == Status.UPDATE:
                row.status = Status.CONFLICT
            elif not row.mine:  # a reviewer is not asked about what the table left as it was
                row.status = Status.UNCHANGED
    yield Progress(_("Comparing rows"), len(plan.rows), len(plan.rows))


def _label(plan: Plan, row: Row) -> str:
    if row.record is not None:
        return str(row.record)
    for name in ("name", "title"):
        if row.values.get(name):
            return str(row.values[name])
    shown = [
        column.shown(row.values[column.name])
        for column in plan.columns
        if row.values.get(column.name)
    ]
    return ", ".join(shown[:3])


def _compare_some(plan: Plan, rows: list[Row]) -> None:
    """Enter where the table differs from the records."""
    queryset: Any = plan.model._base_manager.filter(pk__in=[row.record.pk for row in rows])
    if not issubclass(plan.model, NamedRecord):  # it is called by the records that it names
        relations = [one.name for one in plan.every if isinstance(one, Relation)]
        queryset = queryset.select_related(*relations)
    several = [one.name for one in plan.columns if isinstance(one, OtherNames | Several)]
    records = {one.pk: one for one in queryset.prefetch_related(*several)}
    for column in plan.columns:
        if isinstance(column, Relation):
            now = [column.current(one) for one in records.values()]
            mine = [row.values.get(column.name) for row in rows]
            column.lookup.load_names([*now, *mine])  # type: ignore[list-item]
    for row in rows:
        record = records.get(row.record.pk)
        if record is None:
            continue
        row.record = record
        for column in plan.columns:
            if column.name not in row.values:
                continue
            now, mine = column.current(record), row.values[column.name]
            if not column.same(mine, now):
                row.differences.append(Difference(column, now, mine))
    _load_bases(plan, [row for row in rows if row.differences and _is_stale(row)])


def _is_stale(row: Row) -> bool:
    return row.version is not None and row.version != row.record.version


def _load_bases(plan: Plan, rows: list[Row]) -> None:
    """Load what the records said in the versions that the rows were exported from."""
    if not rows:
        return
    versions = {row.record.pk: row for row in rows}
    events = (
        tracked()[plan.model]
        .objects.filter(pgh_obj_id__in=versions)
        .exclude(pgh_label="delete")
        .order_by("pgh_id")
    )
    bases: dict[int, dict[str, Any]] = {}
    for event in events:
        if event.version <= (versions[event.pgh_obj_id].version or 0):
            bases[event.pgh_obj_id] = values_of(event)
    for row in rows:
        base = bases.get(row.record.pk)
        for one in row.differences:
            if base is not None and one.column.attname in base:
                one.base, one.base_known = base[one.column.attname], True


def _is_conflict(plan: Plan, row: Row) -> bool:
    """Whether the record has changed, since the row was exported, in what the row would change."""
    if not _is_stale(row):
        return False
    if row.version > row.record.version:
        plan.problem(
            row,
            "version",
            _("The record has only come to version %(now)s.") % {"now": row.record.version},
            _("Leave the column as it was exported, or empty the cell."),
        )
        return False
    return any(
        not one.base_known or not one.column.same(one.base, one.now) for one in row.differences
    )


def _check_new(plan: Plan, row: Row, *, may_add: bool) -> None:
    if not may_add:
        plan.problem(row, "", _("You may not add records of this kind."), "")
        return
    for column in plan.every:
        if column.required and column.name not in row.values:
            plan.problem(
                row,
                column.name,
                _("%(column)s is missing.") % {"column": column.label},
                _("A new record needs the column “%(name)s”.") % {"name": column.name},
            )
    if not row.problems:
        row.status = Status.CREATE
        row.differences = [
            Difference(column, None, row.values[column.name])
            for column in plan.every
            if row.values.get(column.name)
        ]


def _status_of_change(record: Record, by: Any) -> Status:
    """UPDATE where ``by`` may write a change, PROPOSAL where they may propose one, else ERROR."""
    if by is None or policy.may(by, Action.CHANGE, record):
        return Status.UPDATE
    return Status.PROPOSAL if policy.may(by, Action.PROPOSE, record) else Status.ERROR
