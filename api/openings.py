"""What PostgreSQL leaves open in the JSON of an answer, because only Python can say it.

A text stands there that nobody can have written, with what is needed to fill it in.
"""

import json
import re
import secrets
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db import models
from rest_framework import serializers

from documents.evidence import supported_values
from documents.models import SUBJECTS, TITLED, Citation
from records.models import NamedRecord

from .dumps import dumps

MARK = f"open-{secrets.token_hex(8)}-"
OPEN = re.compile(rf'"{MARK}(\d+):((?:[^"\\]|\\.)*)"')

Fill = Callable[[Sequence[list[Any]]], Sequence[Any]]
"""Takes the values that stand in each of the openings of a kind; says what each is filled with."""


class Openings:
    """The kinds of openings of a statement."""

    def __init__(self) -> None:
        self.fills: list[Fill] = []

    def sql(self, fill: Fill, *values: str) -> str:
        """SQL: an opening that ``fill`` fills in by ``values``."""
        if fill not in self.fills:
            self.fills.append(fill)
        number = self.fills.index(fill)
        return f"to_json('{MARK}{number}:' || jsonb_build_array({', '.join(values)})::text)"


def filled_in(rows: list[str], openings: Openings) -> list[str]:
    """``rows`` of JSON with their openings filled in."""
    wanted = {(match[1], match[2]): "" for row in rows for match in OPEN.finditer(row)}
    for number, fill in enumerate(openings.fills):
        if not (asked := [key for key in wanted if key[0] == str(number)]):
            continue  # most rows leave nothing open
        given = fill([json.loads(json.loads(f'"{values}"')) for _number, values in asked])
        wanted |= {key: dumps(one).decode() for key, one in zip(asked, given, strict=True)}
    return [OPEN.sub(lambda match: wanted[match[1], match[2]], row) for row in rows]


def looked_up(model: type[models.Model], name: str, columns: Sequence[str], shown: Any) -> Any:
    """How a property of a model is written that follows from a few texts of a row."""
    fill = Property(model, name, columns, shown)

    def write(row: Any, openings: Openings) -> str:
        texts = [row.column(one) for one in columns]
        return f"CASE WHEN concat({', '.join(texts)}) <> '' THEN {openings.sql(fill, *texts)} END"

    return write


class Property:
    """Fills in a property of a model that follows from a few of its columns."""

    def __init__(self, model: type[models.Model], name: str, columns: Sequence[str], shown: Any):
        self.key = (model, name, tuple(columns))
        self.read = partial(_property, model, name, columns, shown)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Property) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __call__(self, given: Sequence[list[Any]]) -> list[Any]:
        return [self.read(values) for values in given]


def _property(
    model: type[models.Model],
    name: str,
    columns: Sequence[str],
    shown: serializers.BaseSerializer,
    values: list[Any],
) -> Any:
    found = getattr(model(**dict(zip(columns, values, strict=True))), name)
    return None if found is None else shown.to_representation(found)


COMPARED = ("pk", "fields", "stated", "holds_for", *(f"{name}_id" for name in SUBJECTS))
"""What is compared of a citation; its words, and those around them, are long."""


def supported(given: Sequence[list[Any]]) -> list[list[str]]:
    """What citations support, by their keys; the queries follow the kinds that they are about."""
    rows = Citation.objects.filter(pk__in=[key for (key,) in given]).only(*COMPARED).order_by()
    cited = [(one.subject_name, one) for one in rows]
    found = []
    for name, model in SUBJECTS.items():
        of_record: dict[int, list[Citation]] = {}
        for subject, one in cited:
            if subject == name:
                of_record.setdefault(getattr(one, f"{name}_id"), []).append(one)
        if not of_record:
            continue
        records: Any = model._default_manager.filter(pk__in=of_record).order_by()
        if issubclass(model, NamedRecord):
            records = records.defer("search_text")
        found += [(record, of_record[record.pk]) for record in records]
    values = supported_values(found)
    titled = {one.pk for kind, one in cited if kind in TITLED}
    return [
        ["title" if name == "name" and key in titled else name for name in values[key]]
        for (key,) in given
    ]
