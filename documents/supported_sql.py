"""What a citation supports as its record stands, in SQL: ``evidence.supported_values`` once more.

Of citations that state nothing in words of their own; comparing words is for Python.
"""

from collections.abc import Iterable
from typing import Any

from records.models import Record

from .judged_names import NAMES, is_judged_sql, names_of
from .judgements import emptied_sql, holds_sql, judged_fields
from .models import SUBJECTS


def supported_sql(citation: str, subjects: Iterable[str] = SUBJECTS) -> str:
    """SQL: the fields that ``citation`` (an alias) supports, as JSON.

    ``subjects``: what it may be about, where that is known.
    """
    told = [
        f"WHEN {citation}.{name}_id IS NOT NULL"
        f" THEN (SELECT {_fields_sql(SUBJECTS[name], citation)}"
        f' FROM "{SUBJECTS[name]._meta.db_table}" s WHERE s.id = {citation}.{name}_id)'
        for name in subjects
    ]
    return f"(CASE {' '.join(told)} END)"


def _fields_sql(model: type[Record], citation: str) -> str:
    judged = judged_fields(model)
    held = "".join(
        f"CASE WHEN {_supports_sql(model, name, citation)} THEN '{name}' END, " for name in judged
    )
    others = ", ".join(f"'{name}'" for name in judged) or "''"
    unjudged = (
        f"ARRAY(SELECT f FROM unnest({citation}.fields) WITH ORDINALITY AS u (f, n)"
        f" WHERE f NOT IN ({others}) ORDER BY n)"
    )
    return f"to_json(array_remove(ARRAY[{held}NULL]::text[], NULL) || {unjudged}::text[])"


def _supports_sql(model: type[Record], name: str, citation: str) -> str:
    if name == NAMES:
        return (
            f"EXISTS (SELECT FROM {names_of(model)} n WHERE n.record_id = s.id"
            f" AND {is_judged_sql(f'{citation}.holds_for', 'n')})"
        )
    column: Any = model._meta.get_field(name)
    own = f's."{column.column}"'
    filled = f"{own} IS NOT NULL"
    if not column.is_relation and column.empty_strings_allowed:
        filled = f"{own} <> ''"
    if name in model.EMPTY_SAYS:
        filled = f"({filled} OR {emptied_sql(model, name, citation)})"
    return f"({filled}) AND {holds_sql(model, name, citation, 's')}"
