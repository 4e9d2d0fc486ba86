"""Which record each row of a table is about: by permanent id, else by what tells its kind apart.

New records get their slugs here, and two rows of one record are refused.
"""

from collections import defaultdict
from typing import Any

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from records.keys import chunks
from records.models import Identity, NamedRecord, Record

from .cells import Fault
from .columns.relations import InFile, KnownBy, fault_of_id
from .kinds import KEYS, keys_of
from .plan import Plan, Row


def find_records(plan: Plan) -> None:
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
    found = plan.model._base_manager.in_bulk(wanted, field_name="uid")
    identities = Identity.objects.select_related("merged_into").in_bulk(wanted - found.keys())
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
            plan.problem(row, "id", *fault)


def _find_by_known(plan: Plan, column: KnownBy) -> None:
    keys = {row.values.get(column.name) for row in plan.rows} - {None}
    records = plan.model._base_manager.in_bulk(keys)
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
                    _("No slug can be made of this name."),
                    _("Write one in the column “slug”, of Latin letters and hyphens."),
                )
    here = plan.model._base_manager.only("slug", "uid")  # type: ignore[misc]  # named ones have it
    taken = here.in_bulk(set(made.values()), field_name="slug")
    for row in plan.rows:
        slug = made.get(row.number, "")
        if slug in taken:
            plan.problem(
                row,
                "name",
                _("A record of this name is here already (%(slug)s, id %(uid)s).")
                % {"slug": slug, "uid": taken[slug].uid},
                _("Write its id or slug to change it, or another slug to add a second one."),
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
    records = plan.model._base_manager.in_bulk(keys)
    for row in plan.rows:
        candidates = found.get(wanted.get(row.number, ()), [])
        if len(candidates) == 1:
            _recognize(plan, row, records[candidates[0]], key[0])
        elif candidates and row.record is None:
            uids = ", ".join(records[pk].uid for pk in candidates[:5])
            plan.problem(
                row,
                key[0],
                _("Several records say the same: %(ids)s.") % {"ids": uids},
                _("Write the id of the one that is meant."),
            )


def _recognize(plan: Plan, row: Row, record: Record, column: str) -> None:
    if row.record is None and not row.uid:
        row.record = record
    elif row.record is not None and row.record.pk != record.pk:
        plan.problem(
            row,
            column,
            _("The row is of %(one)s, but this is what tells %(other)s apart.")
            % {"one": row.record.uid, "other": record.uid},
            _("Correct it, or write the id of the record that is meant."),
        )


def _refuse_twice(plan: Plan) -> None:
    """Two rows of one record, or two new ones that could not be told apart."""
    first: dict[Any, int] = {}
    keys = keys_of(plan.model)
    for row in plan.rows:
        if row.record is not None:
            same: list[Any] = [row.record.pk]
        elif row.problems:
            continue
        else:
            same = [
                (key, values) for key in keys if (values := _key_of(plan, row, key)) is not None
            ]
        for one in same:
            if one in first:
                column = one[0][0] if isinstance(one, tuple) else "id"
                plan.problem(
                    row,
                    column,
                    _("Row %(row)s is of the same record.") % {"row": first[one]},
                    _("Take one of the two out."),
                )
                break
            first[one] = row.number
