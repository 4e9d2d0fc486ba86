"""Tables for tests: written as editors would bring them, read and planned as the desk does."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from records.models import Record
from records.tables.cells import Table, Unreadable
from records.tables.exporting import csv_lines, write_xlsx
from records.tables.importing import import_plan, try_plan
from records.tables.kinds import known_names
from records.tables.plan import Plan
from records.tables.planning import make_plan
from records.tables.reading import read_table
from records.tables.writing import Imported


def as_csv(*rows: Sequence[Any], separator: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def exported(model: type[Record], form: str = "csv", queryset: Any = None) -> bytes:
    rows = model._default_manager.all() if queryset is None else queryset
    if form == "csv":
        return "".join(csv_lines(rows, model)).encode()
    out = io.BytesIO()
    write_xlsx(out, rows, model)
    return out.getvalue()


def edited(data: bytes, **changes: str) -> bytes:
    """An exported table with some text in it replaced."""
    text = data.decode()
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text.encode()


def table(model: type[Record], data: bytes, **options: str) -> Table:
    return read_table(data, known=known_names(model), **options)


def refusal(model: type[Record], data: bytes, **options: str) -> str:
    """Why a file cannot be read."""
    with pytest.raises(Unreadable) as refused:
        table(model, data, **options)
    return " ".join(refused.value.messages)


def finish(work: Any) -> Any:
    """Do all of the work, and return what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def planned(model: type[Record], data: bytes, *, by: Any = None, order: str = "") -> Plan:
    return finish(make_plan(model, table(model, data), by=by, order=order))


def tried(model: type[Record], data: bytes, *, by: Any = None, **options: Any) -> Plan:
    plan = planned(model, data, by=by)
    finish(try_plan(plan, by=by, **options))
    return plan


def imported(model: type[Record], data: bytes, *, by: Any = None, **options: Any) -> Imported:
    return finish(import_plan(planned(model, data, by=by), by=by, what="a table", **options))


def statuses(plan: Plan) -> list[str]:
    assert plan.problems == []
    return [row.status.value for row in plan.rows]


def problems(plan: Plan) -> list[str]:
    """Everything wrong with a table, as ``C5: what``."""
    return [f"{one.cell}: {one.what}" for one in plan.all_problems]
