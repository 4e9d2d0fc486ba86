"""The values that a citation was judged to support, in the words of the register's files.

A file says them only where the record has another value now; of all others it goes without
saying.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import models

from documents.judged_names import MAY_BE_PREFERRED, NAMES, name_label
from documents.judgements import (
    PLANNED,
    STATED,
    as_planned,
    columns_of,
    unmarked,
)
from documents.listings import TO_BEGIN, how_on_list, in_order, list_rows
from records.models import NamedRecord, Record

from .rows import Row, Rows, key_of

MARKS = {True: "(planned)", False: "(not planned)"}
"""At the end of a value in a file: whether it was said of a plan, where that is otherwise now."""

GONE = "(gone)"
"""In place of a record that was judged to be meant, and was deleted since: no other is it."""

NOBODY = 0  # its key

AS_IT_STANDS = object()
"""What is judged on saving, as a value that is not noted yet."""


def judged_otherwise(
    record: Record, holds_for: dict[str, Any] | None, now: dict[str, Any]
) -> dict[str, Any]:
    """What ``holds_for`` of a citation has otherwise than ``record``, as a file says it.

    ``now`` are the values of the record (``values_of``). What a value is said with is left out
    where it is what the record has.
    """
    return {
        name: _in_file(type(record), name, value, now[name])
        for name, value in (holds_for or {}).items()
        if name in now and not _goes_without(value, now[name])
    }


def _goes_without(value: Any, now: Any) -> bool:
    """Whether a file need not say it: it is what is judged when the file is loaded.

    Of a value that is stated otherwise, what the record says it of; of a list, all on it.
    """
    if value == now:
        return bool(now == getattr(now, "coming", now))
    return isinstance(value, list) and value[:1] == [STATED] and value[1:] == now[1:]


def _in_file(model: type[Record], name: str, value: Any, now: Any) -> Any:
    if name == NAMES:
        return [_label_in_file(one, now) for one in value]
    mark = [] if as_planned(value) == as_planned(now) else [MARKS[as_planned(value)]]
    value, now = unmarked(value), unmarked(now)
    if name in model.LISTED:
        member = _member(model, name)
        on_it = [" ".join([_as_text(member, one), *how]) for one, *how in value[1]]
        return [value[0], *on_it, *mark]
    several = list(zip(columns_of(model, name), value, now, strict=True))
    while len(several) > 1 and several[-1][1] == several[-1][2]:
        several.pop()
    said = [*(_as_text(column, one) for column, one, _now in several), *mark]
    return said if len(said) > 1 else said[0]


def _label_in_file(label: str, now: Sequence[str]) -> str:
    """A further name that was judged: its words alone, where the record has but one such name."""
    words = label.rpartition(" [")[0]
    same = [one for one in now if one == words or one.rpartition(" [")[0] == words]
    return words if same == [label] else label


def _labels_in(given: Sequence[str], owner: Row) -> list[str]:
    """The same, read again; names that the record has no longer are left as they are written.

    Files of earlier versions say of a name only that it is official or former, and when.
    """
    model: Any = owner.model._meta.get_field(NAMES).related_model
    spelled: dict[str, set[str]] = defaultdict(set)
    for name in (model(**one) for one in owner.names):
        label = name_label(name)
        told = label[len(name.text) + 2 : -1].split("; ")[1:]
        earlier = "; ".join(one for one in told if one not in MAY_BE_PREFERRED)
        for words in (name.text, f"{name.text} [{earlier}]"):
            spelled[words].add(label)
        spelled[label] = {label}
    return sorted({label for text in given for label in spelled.get(text, {text})})


def _member(model: type[Record], name: str) -> Any:
    """The column of a row of a list that says who is on it."""
    return list_rows(model, name).related_model._meta.get_field(model.LISTED[name][1])


def _as_text(column: Any, value: Any) -> str:
    if value in (None, STATED):
        return ""
    if column.related_model is not None:
        known = "slug" if issubclass(column.related_model, NamedRecord) else "uid"
        rows = column.related_model._base_manager.filter(pk=value)
        return rows.values_list(known, flat=True).first() or GONE
    return str(value)


def read_judged(row: Row, rows: Rows) -> dict[str, Any]:
    """The same, of the citation in ``row``, as the column keeps it; relations are not keys yet.

    What a value is said with may be left out: it is what the record has; so may whether it was said
    of a plan. Of a list, so may those on it: it is judged as it stands then (``AS_IT_STANDS``).
    """
    assert row.owner is not None
    model, owner = row.owner.model, row.owner
    judged: dict[str, Any] = {}
    for name, text in row.entry.get("holds_for", {}).items():
        given = list(text) if isinstance(text, list) else [text]
        if name == NAMES:
            judged[name] = _labels_in(given, owner)
            continue
        marked = next((is_plan for is_plan, mark in MARKS.items() if given[-1:] == [mark]), None)
        if marked is not None:
            given.pop()
        if not given:
            rows.problems.of(
                row.entry, f"{name} says no value: write which, or leave it out", "holds_for"
            )
            continue
        mark = [PLANNED] if is_planned(owner, name, marked) else []
        columns = columns_of(model, name)
        if name in model.LISTED:
            on_it = [_read_on_list(row, rows, _member(model, name), one) for one in given[1:]]
            is_said = on_it or marked is not None or not given[0]
            judged[name] = [given[0], on_it, *mark] if is_said else AS_IT_STANDS
            continue
        if len(given) not in range(1, len(columns) + 1):
            known = ", ".join(column.name for column in columns)
            message = f"{name} has 1 to {len(columns)} values: {known}"
            rows.problems.of(row.entry, message, "holds_for")
            continue
        read = [_read(row, rows, *pair) for pair in zip(columns, given, strict=False)]
        read += [owner.values.get(column.name) for column in columns[len(read) :]]
        if name in row.entry.get("stated", {}):
            read[0] = STATED
        judged[name] = [*read, *mark] if mark or name in model.SAID_WITH else read[0]
    return judged


def is_planned(owner: Row, name: str, marked: bool | None = None) -> bool:
    """Whether ``name`` of ``owner`` was said of a plan: as it is ``marked``, else as it is now."""
    relations = owner.model.AS_PLANNED.get(name)
    if relations is None or marked is not None:
        return bool(relations is not None and marked)
    found = (owner.values.get(relation) for relation in relations)
    told: Any = next((one for one in found if one is not None), None) if relations else owner
    if told is None:
        return False
    if isinstance(told, Row):
        told = told.model(
            **{one: told.values[one] for one in told.model.PLANNED if one in told.values}
        )
    return bool(told.is_planned)


def _read(row: Row, rows: Rows, column: Any, text: str) -> Any:
    if isinstance(column, models.ForeignKey) and text == GONE:
        return NOBODY
    if isinstance(column, models.ForeignKey):
        target = rows.find(column.related_model, text) if text else None
        if text and target is None:
            message = rows.unknown(column.related_model, text)
            rows.problems.of(row.entry, message, "holds_for")
        return target
    if isinstance(column, models.IntegerField):
        return int(text) if text.isascii() and text.isdigit() else None
    return text


def _read_on_list(row: Row, rows: Rows, column: Any, text: str) -> tuple[Any, ...]:
    """One on a list, and how (``listings.on_list``): ``japan observer``, ``… 2004 ended``."""
    called, *how = text.split(" ")
    known, most = [], len(how_on_list(column.model))
    for name, place in (("role", 0), ("until_is", 2)):
        if len(how) > place and name in how_on_list(column.model):
            known.append(how[place] in dict(column.model._meta.get_field(name).flatchoices))
    if len(how) == 2:
        known.append(how[1] == TO_BEGIN)
    if not known or not all(known) or len(how) > most:
        message = f"“{text[:60]}” is not one on a list and a role, such as japan observer"
        rows.problems.of(row.entry, message, "holds_for")
        return None, ""
    return _read(row, rows, column, called), *how


def judged_columns(row: Row) -> dict[str, Any]:
    """What ``read_judged`` found, once every record has its key."""
    assert row.owner is not None
    return {name: _keys(row.owner.model, name, value) for name, value in row.judged.items()}


def judged_with(row: Row, before: dict[str, Any] | None) -> dict[str, Any]:
    """``before``, with what the files say; what they leave to be judged is judged on saving."""
    judged = {**(before or {}), **judged_columns(row)}
    return {name: value for name, value in judged.items() if value is not AS_IT_STANDS}


def _keys(model: type[Record], name: str, value: Any) -> Any:
    if name in model.LISTED and value is not AS_IT_STANDS:
        said, on_it, *mark = value
        return [said, in_order((_key(one), *how) for one, *how in on_it if one is not None), *mark]
    return [_key(one) for one in value] if isinstance(value, list) else _key(value)


def _key(value: Any) -> Any:
    return key_of(value) if isinstance(value, Row | Record) else value
