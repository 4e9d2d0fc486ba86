"""What an import would do, row by row: create, update, nothing, conflict, propose or refuse.

A plan only reads. It finds the record of each row (by permanent id, else by what tells records of
this kind apart), reads the cells and compares them. ``writing`` then tries the plan, so that the
database's own rules have their say, or imports it.
"""

from collections import defaultdict
from collections.abc import Generator, Iterator
from difflib import get_close_matches
from typing import Any

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from records import policy
from records.history.events import tracked, values_of
from records.models import Identity, NamedRecord, Record
from records.policy import Action
from records.tables.plan import STRETCH, Difference, Plan, Problem, Progress, Row, Status
from records.text import fold

from .columns import (
    KEYS,
    KNOWN_BY,
    Column,
    InFile,
    KnownBy,
    Misread,
    Plain,
    Relation,
    Several,
    chunks,
    columns_of,
    fault_of_id,
    keys_of,
)
from .files import Fault, Table, address
from .formulas import restore


def make_plan(
    model: type[Record], table: Table, *, by: Any = None, order: str = ""
) -> Generator[Progress, None, Plan]:
    """Plan the import of ``table``; yields progress and returns the ``Plan``.

    ``by`` is the importer, ``None`` for a command of the operator; ``order`` says whether day
    (``dmy``) or month (``mdy``) comes first where a date leaves it open.
    """
    columns = columns_of(model)
    header, problems = match_header(columns, table)
    here = [one for one in columns if one.name in header]
    plan = Plan(model, columns, sorted(here, key=lambda one: header[one.name]), header)
    plan.notes, plan.problems = table.notes, problems
    if problems:
        return plan
    total = len(table.rows)
    for column in plan.columns:
        if isinstance(column, Plain):
            column.order = order
        yield Progress(_("Looking up what %(column)s names") % {"column": column.label}, 0, total)
        place = header[column.name] - 1
        column.prepare(
            {restore(cells[place]) for _number, cells in table.rows if place < len(cells)}
        )
    yield from _read_rows(plan, table)
    yield Progress(_("Finding the records"), 0, total)
    _find_records(plan)
    yield from _compare(plan, by)
    plan.asks_order = any(getattr(one, "asks_order", False) for one in plan.columns)
    return plan


# The header


def match_header(columns: list[Column], table: Table) -> tuple[dict[str, int], list[Problem]]:
    """Where each column stands, and what is wrong with the names in the header."""
    by_name = {column.name.casefold(): column for column in columns}
    labels: dict[str, list[Column]] = defaultdict(list)
    for column in columns:
        labels[fold(column.label)].append(column)
    header: dict[str, int] = {}
    problems = []
    for place, name in enumerate(table.header, start=1):
        cell = address(table.header_row, place)
        if name.startswith("#"):
            table.notes.append(
                _("Column %(cell)s (%(name)s) is a remark and not read.")
                % {"cell": cell, "name": name[:60]}
            )
            continue
        found = by_name.get(restore(name).casefold())
        same = labels.get(fold(name), [])
        if found is None and len(same) == 1:
            found = same[0]
        if found is None:
            problems.append(Problem(table.header_row, cell, *_unknown_column(name, columns)))
        elif found.name in header:
            problems.append(
                Problem(
                    table.header_row,
                    cell,
                    _("The column “%(name)s” stands there twice.") % {"name": found.name},
                    _("Take one out."),
                )
            )
        else:
            header[found.name] = place
    return header, problems


def _unknown_column(name: str, columns: list[Column]) -> tuple[str, str]:
    names = [column.name for column in columns]
    if not name:
        return _("A column has no name."), _("Name it, or take the column out.")
    close = get_close_matches(name.casefold(), names, n=1)
    what = _("There is no column “%(name)s”.") % {"name": name[:60]}
    if close:
        return what, _("Did you mean “%(close)s”? A name that begins with # is a remark.") % {
            "close": close[0]
        }
    return what, _(
        "Choose from %(names)s; or let the name begin with #, then it is a remark and not read."
    ) % {"names": ", ".join(names)}


# The cells


def _read_rows(plan: Plan, table: Table) -> Iterator[Progress]:
    new_slugs = _slugs_in(plan, table)
    for done, (number, cells) in enumerate(table.rows):
        if done % STRETCH == 0:
            yield Progress(_("Reading rows"), done, len(table.rows))
        row = Row(number)
        plan.rows.append(row)
        if fault := table.row_faults.get(number):
            row.problems.append(Problem(number, "", fault.what, fault.remedy))
            continue
        for column in plan.columns:
            place = plan.header[column.name]
            if fault := table.faults.get((number, place)):
                plan.problem(row, column.name, fault)
                continue
            _read_cell(plan, row, column, restore(cells[place - 1]), new_slugs)


def _slugs_in(plan: Plan, table: Table) -> set[str]:
    """The slugs that rows of the table have: records may hang on others added beside them."""
    place = plan.header.get("slug")
    if place is None:
        return set()
    return {cells[place - 1].strip() for _number, cells in table.rows if place <= len(cells)} - {""}


def _read_cell(plan: Plan, row: Row, column: Column, text: str, new_slugs: set[str]) -> None:
    try:
        if column.name == "id":
            row.uid = text.strip()
        elif column.name == "version":
            row.version = column.value(text.strip())
        elif column.name == "state":
            return
        elif column.name == "slug" and not text.strip():
            return  # one is made of the name, or the record keeps its own
        else:
            row.values[column.name] = column.value(text)
    except Misread as misread:
        if (
            isinstance(column, Relation)
            and column.field.related_model is plan.model
            and text.strip() in new_slugs
            and text.strip() not in column.finder.faults
        ):
            row.values[column.name] = InFile(text.strip())
            row.waits_for.add(text.strip())
        else:
            plan.problem(row, column.name, misread.fault)


# The records


def _find_records(plan: Plan) -> None:
    """Give each row the record that it is about, where there is one."""
    _find_by_id(plan)
    known = [column for column in plan.columns if isinstance(column, KnownBy)]
    for column in known:
        _find_by_known(plan, column)
    for key in keys_of(plan.model):
        _find_by_key(plan, key)
    _name_new_ones(plan)
    _refuse_twice(plan)


def _find_by_id(plan: Plan) -> None:
    wanted = {row.uid for row in plan.rows if row.uid}
    found: dict[str, Record] = {}
    rows: Any = plan.model._base_manager
    for chunk in chunks(sorted(wanted)):
        found |= {row.uid: row for row in rows.filter(uid__in=chunk)}
    missing = sorted(wanted - found.keys())
    identities = {
        identity.uid: identity
        for chunk in chunks(missing)
        for identity in Identity.objects.select_related("merged_into").filter(uid__in=chunk)
    }
    for row in plan.rows:
        if not row.uid:
            continue
        row.record = found.get(row.uid)
        if row.record is None:
            identity = identities.get(row.uid)
            fault = (
                fault_of_id(identity, plan.model)
                if identity
                else Fault(
                    _("No record has the id “%(uid)s”.") % {"uid": row.uid[:40]},
                    _("Empty the cell for a new record; its id is given by the register."),
                )
            )
            plan.problem(row, "id", fault)


def _find_by_known(plan: Plan, column: KnownBy) -> None:
    keys = {row.values.get(column.name) for row in plan.rows} - {None}
    records = _in_bulk(plan.model, keys)
    for row in plan.rows:
        key = row.values.pop(column.name, None)
        if key is not None:
            _recognize(plan, row, records[key], column.name)


def _name_new_ones(plan: Plan) -> None:
    """Make slugs of the names of rows that have none; a slug taken is for the editor to judge."""
    if not issubclass(plan.model, NamedRecord):
        return
    made = {}
    for row in plan.rows:
        if row.record is None and not row.uid and not row.problems and "slug" not in row.values:
            slug = slugify(str(row.values.get("name", "")))[:200]
            if slug:
                made[row.number] = slug
            elif row.values.get("name"):
                plan.problem(
                    row,
                    "slug" if "slug" in plan.header else "name",
                    Fault(
                        _("No slug can be made of this name."),
                        _("Write one in the column “slug”, of Latin letters and hyphens."),
                    ),
                )
    taken = dict(
        pair
        for chunk in chunks(sorted(set(made.values())))
        for pair in plan.model._base_manager.filter(slug__in=chunk).values_list("slug", "uid")  # type: ignore[misc]
    )
    for row in plan.rows:
        slug = made.get(row.number, "")
        if slug in taken:
            plan.problem(
                row,
                "name",
                Fault(
                    _("A record of this name is here already (%(slug)s, id %(uid)s).")
                    % {"slug": slug, "uid": taken[slug]},
                    _("Write its id or slug to change it, or another slug to add a second one."),
                ),
            )
        elif slug:
            row.values["slug"] = slug


def _key_of(plan: Plan, row: Row, key: tuple[str, ...]) -> tuple[Any, ...] | None:
    """What tells this row apart by ``key``, or ``None`` where the table does not say it."""
    values = []
    for name in key:
        value = row.values.get(name, _default(plan.model, name))
        if isinstance(value, InFile):
            return None
        values.append(value)
    if key in KEYS.get(plan.model, ()):
        return tuple(values) if any(value not in (None, "") for value in values) else None
    # To the database, two rows without a value differ.
    return None if None in values or values[0] == "" else tuple(values)


def _default(model: type[Record], name: str) -> Any:
    column: Any = model._meta.get_field(name)
    if column.has_default():
        return column.get_default()
    return None if column.null else ""


def _find_by_key(plan: Plan, key: tuple[str, ...]) -> None:
    wanted = {
        row.number: values
        for row in plan.rows
        if not row.uid and not row.problems and (values := _key_of(plan, row, key)) is not None
    }
    if not wanted:
        return
    names = [plan.model._meta.get_field(name).attname for name in key]  # type: ignore[union-attr]
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    rows: Any = plan.model._base_manager
    for chunk in chunks(sorted(set(wanted.values()), key=repr)):
        some = rows
        for place, name in enumerate(names):
            ones = {values[place] for values in chunk}
            condition = models.Q(**{f"{name}__in": ones - {None}})
            some = some.filter(
                condition | models.Q(**{f"{name}__isnull": True}) if None in ones else condition
            )
        for pk, *values in some.values_list("pk", *names):
            found[tuple(values)].append(pk)
    keys = {pk for values in wanted.values() for pk in found.get(values, ())}
    records = _in_bulk(plan.model, keys)
    for row in plan.rows:
        candidates = found.get(wanted.get(row.number, ()), [])
        if len(candidates) == 1:
            _recognize(plan, row, records[candidates[0]], key[0])
        elif candidates and row.record is None:
            uids = ", ".join(records[pk].uid for pk in candidates[:5])
            plan.problem(
                row,
                key[0],
                Fault(
                    _("Several records say the same: %(ids)s.") % {"ids": uids},
                    _("Write the id of the one that is meant."),
                ),
            )


def _recognize(plan: Plan, row: Row, record: Record, column: str) -> None:
    if row.record is None and not row.uid:
        row.record = record
    elif row.record is not None and row.record.pk != record.pk:
        plan.problem(
            row,
            column,
            Fault(
                _("The row is of %(one)s, but this is what tells %(other)s apart.")
                % {"one": row.record.uid, "other": record.uid},
                _("Correct it, or write the id of the record that is meant."),
            ),
        )


def _in_bulk(model: type[Record], keys: set[Any]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for chunk in chunks(sorted(keys)):
        found |= model._base_manager.in_bulk(chunk)
    return found


def _refuse_twice(plan: Plan) -> None:
    """Two rows of one record, or two new ones that could not be told apart."""
    first: dict[Any, int] = {}
    keys = keys_of(plan.model)
    for row in plan.rows:
        if row.record is not None:
            signs: list[Any] = [row.record.pk]
        elif row.problems:
            continue
        else:
            signs = [
                (key, values) for key in keys if (values := _key_of(plan, row, key)) is not None
            ]
        for sign in signs:
            if sign in first:
                column = sign[0][0] if isinstance(sign, tuple) else "id"
                plan.problem(
                    row,
                    column,
                    Fault(
                        _("Row %(row)s is of the same record.") % {"row": first[sign]},
                        _("Take one of the two out."),
                    ),
                )
                break
            first[sign] = row.number


# Comparing


def _compare(plan: Plan, by: Any) -> Iterator[Progress]:
    for start in range(0, len(plan.rows), STRETCH):
        yield Progress(_("Comparing rows"), start, len(plan.rows))
        some = plan.rows[start : start + STRETCH]
        _compare_some(plan, [row for row in some if row.record is not None])
    desks = _Destinations(plan.model, by)
    for row in plan.rows:
        row.label = _label(plan, row)
        if row.problems:
            row.status = Status.ERROR
        elif row.record is None:
            _check_new(plan, row, desks)
        elif not row.differences:
            row.status = Status.UNCHANGED
        else:
            row.status = desks.of(row.record)
            if row.status == Status.ERROR:
                plan.problem(row, "id", desks.fault(row.record))
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
        plan_column.shown(row.values[plan_column.name])
        for plan_column in plan.columns
        if row.values.get(plan_column.name)
    ]
    return ", ".join(shown[:3])


def _compare_some(plan: Plan, rows: list[Row]) -> None:
    """Enter what the table says otherwise than the records."""
    keys = [row.record.pk for row in rows]
    queryset: Any = plan.model._base_manager.filter(pk__in=keys)
    relations = [
        one.name for one in plan.columns if one.name == "names" or isinstance(one, Several)
    ]
    # What a record is called may stand on the records beside it.
    queryset = queryset.select_related(
        *(
            one.name
            for one in plan.every
            if isinstance(one, Relation) and not issubclass(plan.model, NamedRecord)
        )
    )
    records = {one.pk: one for one in queryset.prefetch_related(*relations)}
    for column in plan.columns:
        if isinstance(column, Relation):
            now = [column.current(one) for one in records.values()]
            mine = [row.values.get(column.name) for row in rows]
            column.finder.load_names([*now, *mine])  # type: ignore[list-item]
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
    _recall_bases(plan, [row for row in rows if row.differences and _is_stale(row)])


def _is_stale(row: Row) -> bool:
    return row.version is not None and row.version != row.record.version


def _recall_bases(plan: Plan, rows: list[Row]) -> None:
    """What the records said in the versions that the rows were exported from."""
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
            attname = getattr(getattr(one.column, "field", None), "attname", "")
            if base is not None and attname in base and not isinstance(one.column, Several):
                one.base, one.base_known = base[attname], True


def _is_conflict(plan: Plan, row: Row) -> bool:
    """Whether the record has moved on, since the row was exported, in what the row would change."""
    if not _is_stale(row):
        return False
    if row.version > row.record.version:
        plan.problem(
            row,
            "version",
            Fault(
                _("The record has only come to version %(now)s.") % {"now": row.record.version},
                _("Leave the column as it was exported, or empty the cell."),
            ),
        )
        return False
    return any(
        not one.base_known or not one.column.same(one.base, one.now) for one in row.differences
    )


def _check_new(plan: Plan, row: Row, desks: "_Destinations") -> None:
    if not desks.may_add:
        plan.problem(row, "", Fault(_("You may not add records of this kind."), ""))
        return
    for column in plan.every:
        if column.required and column.name not in row.values:
            plan.problem(
                row,
                column.name,
                Fault(
                    _("%(column)s is missing.") % {"column": column.label},
                    _("A new record needs the column “%(name)s”.") % {"name": column.name},
                ),
            )
    if not row.problems:
        row.status = Status.CREATE
        row.differences = [
            Difference(column, None, row.values[column.name])
            for column in plan.every
            if row.values.get(column.name)
        ]


class _Destinations:
    """Where the change of a record goes: into it, to a reviewer, or nowhere.

    What decides is the record's state, so that the policy is asked once for each state.
    """

    def __init__(self, model: type[Record], by: Any) -> None:
        self.by = by
        self.may_add = by is None or policy.may(by, Action.ADD, model)
        self.known: dict[str, Status] = {}

    def of(self, record: Record) -> Status:
        if record.state not in self.known:
            self.known[record.state] = destination(record, self.by)
        return self.known[record.state]

    def fault(self, record: Record) -> Fault:
        return Fault(
            _("You may not change a record that is %(state)s.")
            % {"state": record.get_state_display()},  # type: ignore[attr-defined]
            _("Take the row out, or ask whoever reviews the record."),
        )


def destination(record: Record, by: Any) -> Status:
    """Whether ``by`` may write a change of ``record`` (UPDATE), may only propose it, or neither."""
    if by is None or policy.may(by, Action.CHANGE, record):
        return Status.UPDATE
    return Status.PROPOSAL if policy.may(by, Action.PROPOSE, record) else Status.ERROR


def recognized_by(model: type[Record]) -> list[str]:
    """By what a record of this kind is recognized, in words."""
    named = [" + ".join(key) for key in keys_of(model)]
    return ["id", *named, *(name for name, _path in KNOWN_BY.get(model, ()))]
