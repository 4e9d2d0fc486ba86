"""What is public: a row is, if everything it depends on is."""

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .record import Record


class State(models.TextChoices):
    """Where a record stands between a first draft and the public."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class DependsOnPublic(Func):
    """Whether everything that a row hangs on is public, all the way up.

    A delegate hangs on a meeting, which hangs on a mechanism. Along a tree (a body and the body
    above it) it goes one step up and no further. Each relation is looked up by a small query of
    its own: a citation hangs on dozens of tables, and joining them takes the planner seconds.
    The SQL is written out once per model; built by querysets, each page would spend a tenth of a
    second on it.
    """

    arity = 1
    output_field = models.BooleanField()

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        (row,) = self.get_source_expressions()
        table = compiler.quote_name_unless_alias(row.alias)
        return depending_on_public(row.target.model).replace(THE_ROW, table), []


THE_ROW = "{row}"


@cache
def depending_on_public(model: type["Record"]) -> str:
    """The SQL of ``DependsOnPublic`` for a row of ``model`` that stands at ``THE_ROW``."""
    return _depending_on_public(model, THE_ROW, ()) or "TRUE"


def _depending_on_public(model: type["Record"], row: str, above: tuple[type["Record"], ...]) -> str:
    conditions = []
    for number, relation in enumerate(model.PUBLIC_THROUGH):
        first, *further = relation.split("__")
        other: Any = model
        last = row
        key = f'{row}."{model._meta.get_field(first).column}"'  # type: ignore[union-attr]
        joins = ""
        for step in (first, *further):
            field: Any = other._meta.get_field(step)
            near = f"up{len(above)}_{number}_{step}"
            if joins:
                joins += f' JOIN "{field.related_model._meta.db_table}" {near}'
                joins += f' ON {near}.id = {last}."{field.column}"'
            else:
                joins = f'"{field.related_model._meta.db_table}" {near}'
                found = f"{near}.id = {key}"
            other, last = field.related_model, near
        found += f" AND {last}.state = '{State.PUBLISHED}'"
        if other not in (*above, model):
            beyond = _depending_on_public(other, last, (*above, model))
            found += f" AND {beyond}" if beyond else ""
        # A scalar query, and not EXISTS, which PostgreSQL may answer by reading the whole table.
        conditions.append(
            f"({key} IS NULL OR (SELECT 1 FROM {joins} WHERE {found} LIMIT 1) IS NOT NULL)"  # noqa: S608
        )
    return " AND ".join(conditions)
