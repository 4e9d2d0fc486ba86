"""The values that a citation was judged to support, in the words of the register's files.

A file says them only where the record has another value now; of all others it goes without
saying.
"""

from typing import Any

from django.db import models

from documents.judgements import NAMES, values_of
from records.models import NamedRecord, Record

from .rows import Row, Rows, key_of


def judged_otherwise(record: Record, holds_for: dict[str, Any] | None) -> dict[str, Any]:
    """What ``holds_for`` of a citation has otherwise than ``record``, as a file says it."""
    now = values_of(record)
    return {
        name: _in_file(type(record), name, value)
        for name, value in (holds_for or {}).items()
        if name in now and now[name] != value
    }


def _in_file(model: type[Record], name: str, value: Any) -> Any:
    if name == NAMES or isinstance(value, list):
        return [str(one) for one in value]
    related: Any = model._meta.get_field(name).related_model
    if related is not None and value is not None:
        known = "slug" if issubclass(related, NamedRecord) else "uid"
        return related._base_manager.filter(pk=value).values_list(known, flat=True).first() or ""
    return "" if value is None else str(value)


def read_judged(row: Row, rows: Rows) -> dict[str, Any]:
    """The same, of the citation in ``row``, as the column keeps it; relations are not keys yet."""
    assert row.owner is not None
    model = row.owner.model
    judged: dict[str, Any] = {}
    for name, text in row.entry.get("holds_for", {}).items():
        if name == NAMES or name in model.SAID_WITH:
            judged[name] = list(text) if isinstance(text, list) else [text]
            continue
        column: Any = model._meta.get_field(name)
        if isinstance(text, list):
            rows.problems.of(row.entry, f"{name} has one value, not a list", "holds_for")
        elif isinstance(column, models.ForeignKey):
            target = rows.find(column.related_model, text) if text else None
            if text and target is None:
                message = rows.unknown(column.related_model, text)
                rows.problems.of(row.entry, message, "holds_for")
            judged[name] = target
        elif isinstance(column, models.IntegerField):
            judged[name] = int(text) if text.isascii() and text.isdigit() else None
        else:
            judged[name] = text
    return judged


def judged_columns(row: Row) -> dict[str, Any]:
    """What ``read_judged`` found, once every record has its key."""
    return {
        name: key_of(value) if isinstance(value, Row | Record) else value
        for name, value in row.judged.items()
    }
