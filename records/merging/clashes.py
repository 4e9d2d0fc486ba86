"""Rows of two records that would say the same once the records are one."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import OuterRef, Subquery

from records.history.rows import Values
from records.history.tracking import NOT_CONTENT
from records.models import Record


def clashing_rows(
    model: type[models.Model], relation: str, loser: Record, winner: Record, rows: Any
) -> list[tuple[Any, Any]]:
    """Rows of the loser, each with the row of the winner that says the same of it already."""
    found: dict[int, int] = {}
    for equal, overlapping in _unique_columns(model, relation):
        like = model._base_manager.filter(**{relation: winner.pk})
        like = like.filter(**{name: OuterRef(name) for name in equal})
        like = like.filter(**{f"{name}__overlap": OuterRef(name) for name in overlapping})
        twin = Subquery(like.order_by("pk").values("pk")[:1])
        clashes = rows.annotate(_twin=twin).filter(_twin__isnull=False)
        for key, other in clashes.values_list("pk", "_twin"):
            found.setdefault(key, other)
    both = model._base_manager.in_bulk([*found, *found.values()])
    return [(both[key], both[twin]) for key, twin in found.items()]


def _unique_columns(model: type[models.Model], relation: str) -> list[tuple[list[str], list[str]]]:
    """Columns that, with ``relation``, stand once in a table: equal ones, and overlapping ones."""
    rules: list[tuple[set[str], set[str]]] = [
        (set(names), set()) for names in model._meta.unique_together
    ]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            rules.append((set(constraint.fields), set()))
        elif isinstance(constraint, ExclusionConstraint):
            parts = [(str(name), operator) for name, operator in constraint.expressions]
            rules.append(
                (
                    {name for name, operator in parts if operator == "="},
                    {name for name, operator in parts if operator == "&&"},
                )
            )
    rules += [({one.name}, set()) for one in model._meta.concrete_fields if one.unique]
    return [
        (sorted(equal - {relation}), sorted(overlapping))
        for equal, overlapping in rules
        if relation in equal
    ]


def periods_differ(row: Any, twin: Any) -> bool:
    return any(
        mine and theirs and mine != theirs
        for mine, theirs in ((row.since, twin.since), (row.until, twin.until))
    )


def values_only_in(loser: models.Model, winner: models.Model) -> Values:
    """The values that only the row that goes has: a part's are taken over without asking."""
    names = {"id", "uid", "search_text", *NOT_CONTENT}
    return {
        column.attname: getattr(loser, column.attname)
        for column in loser._meta.concrete_fields
        if column.name not in names
        and not isinstance(column, models.GeneratedField)
        and getattr(winner, column.attname) in (None, "")
        and getattr(loser, column.attname) not in (None, "")
    }
