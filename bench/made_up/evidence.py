"""A citation for each record, which holds for all of its values that need evidence."""

from collections.abc import Iterator
from typing import Any

from . import Sizes, Table, uid_sql
from .texts import cited

OFFSET, LENGTH, CONTEXT = 33, 40, 32
"""Which characters of a passage are quoted, and how many are kept before and after them."""
SUBJECTS = [
    *("mechanism", "participant", "person", "membership", "place", "series", "meeting"),
    *("participation", "delegate", "outcome", "position"),
]
COLUMNS = (
    'id uid state {subject}_id passage_id fields holds_for start "end" quote prefix suffix'
    " stated reason"
)


def tables(sizes: Sizes, judged: bool) -> Iterator[Table]:
    """The citations of each kind, and of each third passage of the longest document."""
    for position, subject in enumerate(SUBJECTS):
        model = _model(subject)
        holds = holds_for_sql(model) if judged else "NULL::jsonb"
        spread = f"first + ({position} * 1009 + s.id) % (last - first + 1)"
        bounds = (
            f"(SELECT {sizes.longest + 1} AS first, max(p.id) AS last FROM documents_passage p"
            f" WHERE capture_id = {cited(sizes)}) bounds"
        )
        yield Table(
            "documents_citation",
            COLUMNS.format(subject=subject),
            f"SELECT before.n + r.n, {uid_sql('citation', '(before.n + r.n)')},"
            f" {_values('r')} FROM (SELECT row_number() OVER (ORDER BY s.id) AS n, s.id AS subject,"
            f" s.state, {fields_sql(model)} AS fields, {holds} AS holds_for,"
            f" {spread} AS passage FROM {model._meta.db_table} s, {bounds}) r"
            " JOIN documents_passage p ON p.id = r.passage"
            " CROSS JOIN (SELECT coalesce(max(id), 0) AS n FROM documents_citation) before"
            " ORDER BY r.n",
        )
    holds = holds_for_sql(_model("meeting"), ["name"]) if judged else "NULL::jsonb"
    yield Table(
        "documents_citation",
        COLUMNS.format(subject="meeting"),
        f"SELECT before.n + r.n, {uid_sql('citation', '(before.n + r.n)')}, {_values('r')}"
        " FROM (SELECT p.number / 3 AS n, s.id AS subject,"
        " CASE WHEN p.number % 30 = 0 THEN 'draft' ELSE s.state END AS state,"
        f" '{{name}}'::varchar[] AS fields, {holds} AS holds_for,"
        " p.id AS passage FROM documents_passage p JOIN meetings_meeting s ON s.id = p.number / 3"
        " WHERE p.capture_id = 1 AND p.number % 3 = 0) r"
        " JOIN documents_passage p ON p.id = r.passage"
        " CROSS JOIN (SELECT max(id) AS n FROM documents_citation) before ORDER BY r.n",
    )


def _values(row: str) -> str:
    """SQL: the columns from the state on; what is quoted, and what stands around it."""
    start = f"p.start + {OFFSET - 1}"
    return (
        f"{row}.state, {row}.subject, p.id, {row}.fields, {row}.holds_for,"
        f" {start}, {start} + {LENGTH}, substr(p.text, {OFFSET}, {LENGTH}),"
        f" substr(p.text, {OFFSET - CONTEXT}, {CONTEXT}),"
        f" substr(p.text, {OFFSET + LENGTH}, {CONTEXT}), '{{}}'::jsonb, ''"
    )


def _model(subject: str) -> Any:
    from documents.models import SUBJECTS as models

    return models[subject]


def _filled(model: Any) -> dict[str, str]:
    """Each value of ``model`` that needs evidence, with SQL of whether row ``s`` has one."""
    from documents.judged_names import NAMES
    from documents.judgements import judged_fields

    conditions = {}
    for name in judged_fields(model):
        if name == NAMES:
            of = model.names.rel.related_model._meta.db_table
            conditions[name] = f"EXISTS (SELECT FROM {of} n WHERE n.record_id = s.id)"
        else:
            column = model._meta.get_field(name)
            empty = "IS NOT NULL" if column.null or column.is_relation else "<> ''"
            conditions[name] = f's."{column.column}" {empty}'
    return conditions


def fields_sql(model: Any) -> str:
    """SQL: the values of row ``s`` that its citation supports: all that are filled."""
    cases = [f"CASE WHEN {filled} THEN '{name}' END" for name, filled in _filled(model).items()]
    return f"array_remove(ARRAY[{', '.join(cases)}]::varchar[], NULL)"


def holds_for_sql(model: Any, only: list[str] | None = None) -> str:
    """SQL: what the database notes of these values of row ``s`` (``documents.judgements``)."""
    from documents.judgements import value_sql

    noted = [
        f"CASE WHEN {filled} THEN jsonb_build_object('{name}', {value_sql(model, name, 's')})"
        " ELSE '{}' END"
        for name, filled in _filled(model).items()
        if only is None or name in only
    ]
    return " || ".join(noted)
