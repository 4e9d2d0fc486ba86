"""The values that a citation is judged to support: ``Citation.holds_for``.

A citation holds for a value, not for a field. When it is made, or comes to speak of one more
field, the database notes the value that its record has then (``triggers.judge_values``). Whether
it still holds is computed by comparing that with the value that the record has now: change the
value and its evidence is gone, change it back and it is there again.

In ``holds_for`` a relation is the key of its record, a date of a period the date and how it is
meant (``["1996", "first_seen"]``), and the further names are a list, each a value by itself.
"""

from collections.abc import Mapping
from typing import Any

from records.models import Name, NamedRecord, Record
from records.words import NOTHING, value_in_words

NAMES = "names"
"""The field of a record's further names in ``Citation.fields`` and ``Citation.holds_for``."""


def judged_fields(model: type[Record]) -> tuple[str, ...]:
    """The fields of ``model`` whose values need evidence, further names among them."""
    named = model.EVIDENTIAL and issubclass(model, NamedRecord)
    return (*model.EVIDENTIAL, *((NAMES,) if named else ()))


def values_of(record: Record) -> dict[str, Any]:
    """What ``holds_for`` would note of ``record`` now; prefetch the names of many."""
    values: dict[str, Any] = {}
    for name in judged_fields(type(record)):
        if name == NAMES:
            values[name] = sorted({name_label(one) for one in record.names.all()})  # type: ignore[attr-defined]
        elif other := record.SAID_WITH.get(name):
            values[name] = [getattr(record, name), getattr(record, other)]
        else:
            values[name] = getattr(record, _column(type(record), name).attname)
    return values


def name_label(name: Name) -> str:
    """A further name as it is judged: its words, and the time of their use where that is known."""
    used = f" [{name.since}/{name.until}]" if name.since or name.until else ""
    return f"{name.text}{used}"


def filled(record: Record, values: Mapping[str, Any]) -> list[str]:
    """Those of ``values_of(record)`` that say something, in the order of the model."""
    names = [NAMES] if values.get(NAMES) else []
    return [*record.filled_evidential_fields(), *names]


def holds(judged: Mapping[str, Any], name: str, values: Mapping[str, Any]) -> bool:
    """Whether what was judged is the value of ``name``; of further names, one of them.

    Words that are judged to be a name are so whether they are the preferred one or another.
    """
    if name == NAMES:
        return bool(names_held(judged, values))
    if name == "name" and values[name] in judged.get(NAMES, ()):
        return True
    return name in judged and judged[name] == values[name]


def lapsed(judged: Mapping[str, Any], values: Mapping[str, Any]) -> set[str]:
    """The fields of which another value was judged than the record has now.

    A name that became another of the record's names was judged rightly.
    """
    names = {*values.get(NAMES, ()), values.get("name")}
    gone = {
        NAMES: bool(set(judged.get(NAMES, ())) - names),
        "name": judged.get("name") not in names,
    }
    return {
        name
        for name in judged
        if name in values
        and not holds(judged, name, values)
        and (NAMES not in values or gone.get(name, True))
    }


def names_held(judged: Mapping[str, Any], values: Mapping[str, Any]) -> set[str]:
    """The further names, as ``name_label`` writes them, that were judged."""
    known = {*judged.get(NAMES, ()), judged.get("name")}
    return known & set(values.get(NAMES, ()))


def judged_in_words(model: type[Record], name: str, value: Any) -> str:
    """A value of ``holds_for``, as editors read it."""
    if name == NAMES:
        return ", ".join(f"“{one}”" for one in value)
    if how := model.SAID_WITH.get(name):
        day, meant = value
        return f"{day} ({value_in_words(model, how, meant)})" if day else NOTHING
    return value_in_words(model, name, value)


# The same in SQL


def value_sql(model: type[Record], name: str, row: str) -> str:
    """SQL: what ``holds_for`` notes of ``name`` in ``row``, an alias of the model's table."""
    if name == NAMES:
        return (
            "(SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]')"
            f' FROM (SELECT {label_sql("n")} COLLATE "C" AS label FROM {names_of(model)} n'
            f" WHERE n.record_id = {row}.id) l)"
        )
    columns = [f'{row}."{_column(model, name).column}"']
    if other := model.SAID_WITH.get(name):
        columns.append(f'{row}."{_column(model, other).column}"')
        return f"jsonb_build_array({', '.join(columns)})"
    return f"to_jsonb({columns[0]})"


def label_sql(row: str) -> str:
    """SQL: ``name_label`` of a row of a table of names."""
    return (
        f"{row}.text || CASE WHEN {row}.since = '' AND {row}.until = '' THEN ''"
        f" ELSE ' [' || {row}.since || '/' || {row}.until || ']' END"
    )


def holds_sql(model: type[Record], name: str, citation: str, row: str) -> str:
    """SQL: whether ``citation`` (an alias) was judged to support a column of ``row``."""
    same = f"{citation}.holds_for -> '{name}' = {value_sql(model, name, row)}"
    if name == "name" and NAMES in judged_fields(model):
        return f"({same} OR {citation}.holds_for -> '{NAMES}' ? {row}.name)"
    return same


def names_of(model: type[Record]) -> str:
    """The table of a model's further names."""
    related: Any = model._meta.get_field(NAMES).related_model
    return related._meta.db_table


def _column(model: type[Record], name: str) -> Any:
    return model._meta.get_field(name)
