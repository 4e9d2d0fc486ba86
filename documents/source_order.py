"""Rows in the order in which their sources tell them, and not by the letters of their titles.

A row stands where the first citation for its title does, else its first citation: by document,
passage and character, as in the files of the register (``documents.register.formatting``).
"""

from typing import Any

from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Collate, Concat, LPad

from documents.models import Citation
from records.models import Record, State


def place_in_source(model: type[Record]) -> Subquery:
    """Where the source tells of a row of ``model``, as text that sorts; null where nothing does."""
    cited = Citation.objects.filter(**{model.kind_name(): OuterRef("pk")}, state=State.PUBLISHED)
    titled = Q(fields__contains=["title"]) | Q(fields=[])
    place = Concat(
        "passage__capture__document__slug",
        *(part for name in ("passage__number", "start", "end") for part in _sortable(name)),
        output_field=models.TextField(),
    )
    return Subquery(
        cited.annotate(stands_at=Collate(place, "C"))
        .order_by(Case(When(titled, then=0), default=1), "stands_at")
        .values("stands_at")[:1]
    )


def _sortable(name: str) -> tuple[Any, Any]:
    return Value(" "), LPad(Cast(name, models.TextField()), 19, Value("0"))


def in_source_order(rows: Any) -> Any:
    """``rows``, which have titles, in the order of their sources; without a citation last."""
    return rows.order_by(place_in_source(rows.model).asc(nulls_last=True), "title", "id")
