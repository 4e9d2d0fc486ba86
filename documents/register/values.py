"""What an entry says, as the columns of its model store it; what they cannot store is a problem."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from documents.judgements import judged_fields
from documents.models import citable_fields
from mechanisms.models import Topic
from records.models import Record, State, check_period

from .entries import Entry, Problems
from .formatting import DEFAULTS, KEYS, MAPPINGS, NESTED
from .judged import read_judged
from .rows import OWNERS, Row, Rows, column_of


def fill_in(row: Row, rows: Rows) -> None:
    """Give ``row`` its values, names, topics and state from its entry."""
    entry, model, problems = row.entry, row.model, rows.problems
    row.state = entry.get("state") or DEFAULTS["state"]
    if row.state not in State.values:
        problems.of(entry, not_a_choice("state", row.state, State.values), "state")
    for key in KEYS[row.kind]:
        if key in NESTED or key in ("id", "state", "topics", "at", "fields", *MAPPINGS):
            continue
        column = column_of(model, key)
        if isinstance(column, models.ForeignKey):
            row.values[key] = _related(rows, entry, key, column)
        else:
            row.values[key] = value_of(entry, key, column, problems)
    row.names = [_name(name, model, problems) for name in entry.get("names", ())]
    _refuse_twice(entry.get("names", ()), problems)
    for slug in entry.get("topics", ()):
        if found := rows.find(Topic, slug):
            row.topics.append(found)
        else:
            problems.of(entry, rows.unknown(Topic, slug), "topics")
    if row.owner is not None:
        _fill_in_owner(row, row.owner, problems)
    if row.kind == "citation":
        _fill_in_fields(row, problems)
        row.judged = read_judged(row, rows)
    for since, until in (("since", "until"), ("founded", "ended")):
        if since in row.values and until in row.values:
            try:
                check_period(row.values[since], row.values[until], end_field=until)
            except ValidationError as error:
                problems.of(entry, f"{until}: {' '.join(error.messages)}", until)


def value_of(entry: Entry, key: str, column: "models.Field[Any, Any]", problems: Problems) -> Any:
    """What ``entry`` says at ``key`` as ``column`` stores it; a problem where it cannot."""
    text = entry.get(key, "")
    if not text:
        return _empty(entry, key, column, problems)
    value: Any = text
    try:
        if isinstance(column, models.DecimalField):
            value = Decimal(text)
        elif isinstance(column, models.IntegerField):
            value = int(text)
    except (ValueError, InvalidOperation):
        problems.of(entry, f"{key}: “{text[:40]}” is not a number", key)
        return None
    values = [str(one) for one, _label in column.flatchoices]
    if values and text not in values:
        problems.of(entry, not_a_choice(key, text, values), key)
        return value
    try:
        column.run_validators(value)
    except ValidationError as error:
        problems.of(entry, f"{key}: {' '.join(error.messages)}", key)
        return value
    if isinstance(column, models.DecimalField) and value.is_finite():
        value = value.quantize(Decimal(1).scaleb(-(column.decimal_places or 0)))
    return value


def _empty(entry: Entry, key: str, column: "models.Field[Any, Any]", problems: Problems) -> Any:
    if key in ("media_type", "encoding", "language", *DEFAULTS) and column.has_default():
        return column.get_default()
    if isinstance(column, (models.IntegerField, models.DecimalField)):
        if not column.null:
            problems.of(entry, f"{key} is missing; write a number")
        return None
    if not column.blank:
        choices = [str(value) for value, _label in column.flatchoices]
        hint = f"; choose from {', '.join(choices)}" if choices else ""
        problems.of(entry, f"{key} is missing{hint}")
    return ""


def _related(
    rows: Rows, entry: Entry, key: str, column: "models.ForeignKey[Any, Any]"
) -> "Row | Record | None":
    target = column.related_model
    assert not isinstance(target, str)
    if not (text := entry.get(key, "")):
        return None
    found = rows.find(target, text)
    if found is None:
        rows.problems.of(entry, f"{key}: {rows.unknown(target, text)}", key)
    return found


def _name(entry: Entry, model: type[Any], problems: Problems) -> dict[str, str]:
    name_model: Any = model._meta.get_field("names").related_model
    return {key: value_of(entry, key, column_of(name_model, key), problems) for key in KEYS["name"]}


def _refuse_twice(names: Iterable[Entry], problems: Problems) -> None:
    seen: dict[tuple, int] = {}
    for name in names:
        key = (name.get("text"), name.get("language", "en"), name.get("kind"))
        if key in seen:
            problems.of(name, f"{key[0]} stands twice (line {seen[key]} too); keep one")
        seen[key] = name.line


def _fill_in_owner(row: Row, owner: Row, problems: Problems) -> None:
    """A part belongs to the record whose mapping holds it."""
    if owner.kind not in OWNERS[row.kind]:
        problems.of(row.entry, f"cannot stand under a {owner.kind}")
        return
    of_either = row.model.PART_OF == ("meeting", "mechanism")
    if of_either and owner.kind == "mechanism" and row.values.get("mechanism"):
        problems.of(row.entry, "has its mechanism from where it stands; leave the key out")
    row.values[owner.kind] = owner
    if of_either:
        row.values.setdefault("meeting", None)


def _fill_in_fields(row: Row, problems: Problems) -> None:
    """What a citation speaks of are fields of the record under which it stands."""
    assert row.owner is not None
    allowed = citable_fields(row.owner.model)
    judged = judged_fields(row.owner.model)
    for key, known in (("fields", allowed), ("stated", allowed), ("holds_for", judged)):
        for name in row.entry.get(key, ()):
            if name not in known:
                near = get_close_matches(name, known, 1)
                hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(known)}"
                message = f"a {row.owner.kind} has no value called “{name[:40]}”; {hint}"
                problems.of(row.entry, message, key)
    if unknown := set(row.entry.get("holds_for", ())) - set(judged):
        row.entry["holds_for"] = {
            name: value for name, value in row.entry["holds_for"].items() if name not in unknown
        }
    row.values["fields"] = row.entry.get("fields", [])
    row.values["stated"] = row.entry.get("stated", {})


def not_a_choice(key: str, text: str, values: Iterable[str]) -> str:
    return f"{key}: “{text[:40]}” is not a choice; choose from {', '.join(values)}"
