"""What an import would do, row by row: create, update, nothing, conflict, propose or refuse.

A plan only reads. ``matching`` finds the record of each row, ``comparing`` what the row says
otherwise; ``importing`` then tries the plan, so that the database's own rules have their say, or
imports it.
"""

from collections import defaultdict
from collections.abc import Generator, Iterator
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from records.models import Record
from records.search_text import fold

from .cells import Misread, Table, address
from .columns.base import Column
from .columns.plain import Plain
from .columns.relations import InFile, Relation
from .comparing import compare
from .formulas import restore
from .kinds import columns_of
from .matching import find_records
from .plan import CHUNK, Plan, Problem, Progress, Row


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
    find_records(plan)
    yield from compare(plan, by)
    plan.asks_order = any(one.asks_order for one in plan.columns)
    return plan


def _read_rows(plan: Plan, table: Table) -> Iterator[Progress]:
    new_slugs = _slugs_in(plan, table)
    for done, (number, cells) in enumerate(table.rows):
        if done % CHUNK == 0:
            yield Progress(_("Reading rows"), done, len(table.rows))
        row = Row(number)
        plan.rows.append(row)
        if fault := table.row_faults.get(number):
            row.problems.append(Problem(number, "", *fault))
            continue
        for column in plan.columns:
            place = plan.header[column.name]
            if fault := table.faults.get((number, place)):
                plan.problem(row, column.name, *fault)
                continue
            _read_cell(plan, row, column, restore(cells[place - 1]), new_slugs)


def _slugs_in(plan: Plan, table: Table) -> set[str]:
    """The slugs of the table's rows: a new record may depend on another that is added beside it."""
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
            and text.strip() not in column.lookup.faults
        ):
            row.values[column.name] = InFile(text.strip())
            row.waits_for.add(text.strip())
        else:
            plan.problem(row, column.name, *misread.fault)


# The header


def match_header(columns: list[Column], table: Table) -> tuple[dict[str, int], list[Problem]]:
    """The place of each column, from 1, and what is wrong with the names in the header."""
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
