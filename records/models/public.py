"""What is public: a published row, if everything it depends on is; asked by ``public()``."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.conditions import THE_ROW, RowCondition, finds

if TYPE_CHECKING:
    from .record import Record


class State(models.TextChoices):
    """Where a record stands between a first draft and the public."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


@cache
def depending_on_public(model: type["Record"]) -> RowCondition:
    """Whether everything that a row of ``model`` depends on is public, all the way up.

    A delegate depends on a meeting, which depends on a mechanism. Along a tree (a body and the
    body above it) it goes one step up and no further.
    """
    published = f"= '{State.PUBLISHED}'"
    return RowCondition(sql=_depending_on(model, THE_ROW, (), published) or "TRUE")


@cache
def depending_on_what_counts(model: type["Record"]) -> RowCondition:
    """Whether nothing that a row of ``model`` depends on is withdrawn, as far up."""
    counts = f"<> '{State.WITHDRAWN}'"
    return RowCondition(sql=_depending_on(model, THE_ROW, (), counts) or "TRUE")


@cache
def depends_through(model: type["Record"]) -> tuple[tuple[str, type["Record"]], ...]:
    """The relations along which a row of ``model`` depends on others, and the kinds of those."""
    return tuple(_through(model, ()))


def _through(
    model: type["Record"], above: tuple[type["Record"], ...]
) -> Iterator[tuple[str, type["Record"]]]:
    for relation in model.PUBLIC_THROUGH:
        other: Any = model
        for step in relation.split("__"):
            other = other._meta.get_field(step).related_model
        yield relation, other
        if other not in (*above, model):
            for further, beyond in _through(other, (*above, model)):
                yield f"{relation}__{further}", beyond


def _depending_on(
    model: type["Record"], row: str, above: tuple[type["Record"], ...], state: str
) -> str:
    """SQL: whether each row on which ``row`` depends has a state that is like ``state``."""
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
        found += f" AND {last}.state {state}"
        if other not in (*above, model):
            beyond = _depending_on(other, last, (*above, model), state)
            found += f" AND {beyond}" if beyond else ""
        conditions.append(f"({key} IS NULL OR {finds(f'FROM {joins} WHERE {found}')})")
    return " AND ".join(conditions)
