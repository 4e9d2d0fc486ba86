"""What is said of no more than a plan: a meeting that was announced, a body that is proposed.

The same rule twice, for a record at hand and for the rows of a query.
"""

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from records.models import Record


def relation_to_plan(record: Record, name: str) -> str:
    """The relation to what may be the plan of which ``name`` is said: the first that is filled.

    ``""`` where none is, or where it is said of ``record`` itself.
    """
    for one in record.AS_PLANNED.get(name, ()):
        if getattr(record, record._meta.get_field(one).attname) is not None:  # type: ignore[union-attr]
            return one
    return ""


def plan_behind(record: Record) -> Record | None:
    """The plan of which ``record`` is said, or which it is itself; ``None`` where it is of none.

    Reads the relations of ``AS_PLANNED``, so they should be joined.
    """
    relation = relation_to_plan(record, next(iter(record.AS_PLANNED), ""))
    told: Record = getattr(record, relation) if relation else record
    return told if told.is_planned else None


def said_of_plan(model: type[Record]) -> ExpressionWrapper:
    """Whether a row of ``model`` is said of a plan, or is one itself, to annotate with."""
    told, empty = Q(), Q()
    for name in _relations(model):
        other = model._meta.get_field(name).related_model
        told |= empty & Q((f"{name}__isnull", False)) & _planned(other, f"{name}__")  # type: ignore[arg-type]
        empty &= Q((f"{name}__isnull", True))
    return ExpressionWrapper(told or _planned(model), output_field=BooleanField())


def _relations(model: type[Record]) -> tuple[str, ...]:
    """The relations to what may be the plan, of which the first that is filled counts."""
    return next(iter(model.AS_PLANNED.values()), ())


def _planned(model: type[Record], path: str = "") -> Q:
    told = Q()
    for name, values in model.PLANNED.items():
        told |= Q((f"{path}{name}__in", values))
    return told


def said_of_plan_sql(model: type[Record], row: str) -> str:
    """SQL: the same of ``row``, an alias of the table of ``model``."""
    fields: list[Any] = [model._meta.get_field(name) for name in _relations(model)]
    told = "".join(
        f'WHEN {row}."{one.column}" IS NOT NULL THEN'
        f" (SELECT {_planned_sql(one.related_model, 'o')}"
        f' FROM "{one.related_model._meta.db_table}" o WHERE o.id = {row}."{one.column}") '
        for one in fields
    )
    return f"(CASE {told}ELSE false END)" if told else _planned_sql(model, row)


def _planned_sql(model: type[Record], row: str) -> str:
    told = []
    for name, values in model.PLANNED.items():
        column = model._meta.get_field(name).column  # type: ignore[union-attr]
        listed = ", ".join(f"'{one}'" for one in values)
        told.append(f'{row}."{column}" IN ({listed})')
    return f"({' OR '.join(told)})"
