"""Which values a candidate of each kind has, by the names of the model's fields."""

from django.db import models

from documents.models import SUBJECTS
from extraction.candidates import Candidate, Value
from records.models import Record

FIELDS: dict[str, tuple[str, ...]] = {
    "meeting": (
        *("name", "date", "place", "mechanism", "series", "ordinal"),
        *("level", "kind", "status", "mode", "track"),
    ),
    "participation": ("meeting", "participant", "role"),
    "delegate": ("meeting", "person", "participant", "role", "office"),
    "outcome": (
        *("title", "action", "instrument", "date"),
        *("meeting", "mechanism", "proposer", "follows_up"),
    ),
    "position": (
        *("title", "kind", "date"),
        *("meeting", "mechanism", "proposer", "audience"),
    ),
    "membership": ("mechanism", "participant", "role", "since", "since_is", "until", "until_is"),
    "office": ("person", "participant", "title", "since", "since_is", "until", "until_is"),
    "series": ("name", "mechanism", "level", "kind", "track"),
    "mechanism": ("name", "kind", "parent", "predecessor", "status", "founded", "ended"),
    "participant": ("name", "kind", "parent"),
    "person": ("name",),
    "place": ("name", "country", "region"),
    "topic": ("name", "parent"),
}
"""The kinds of record that are made at the desk, and the values that are asked for."""


OWNER = {
    "participation": "meeting",
    "delegate": "meeting",
    "outcome": "meeting",
    "position": "meeting",
}
"""Of what a candidate has as parts: the value that its owner gives."""

TITLED = ("outcome", "position")
"""Kinds with a title, of a meeting or of a mechanism; they can be candidates of their own too."""


OUR_NAMES = {kind: {"name": "title"} for kind in ("outcome", "position", "office")}
"""What the reader calls otherwise than the model."""


ADDED_AS_PRINTED = ("place", "person", "series")
"""Kinds that are made by the name as printed where the register does not know it."""


def values_read(found: Candidate) -> dict[str, Value]:
    """What was read, by the names of the model's fields."""
    ours = OUR_NAMES.get(found.kind, {})
    values = {ours.get(name, name): value for name, value in found.fields.items()}
    if found.kind == "meeting" and "ordinal" in values and "series" not in values:
        values |= _series_of_name(values.get("name"), values["ordinal"])
    names = FIELDS.get(found.kind, ())
    called = "name" if "name" in names else "title"
    # An office has a title of its own; only where nothing was read are the words taken for it.
    if called in names and called not in values and (names[0] == called or not values):
        values[called] = Value(found.title, found.start, found.end)
    return {name: value for name, value in values.items() if name in names}


def _series_of_name(name: Value | None, ordinal: Value) -> dict[str, Value]:
    """A number needs a series: where the name begins with the number, what follows names it."""
    if name is None or name.start != ordinal.start:
        return {}
    rest = name.value[ordinal.end - ordinal.start :]
    start = ordinal.end + len(rest) - len(rest.lstrip())
    if not rest.strip() or start >= name.end:
        return {}
    return {"series": Value(rest.strip(), start, name.end)}


def relation(kind: str, name: str) -> type[Record] | None:
    """The records that the value ``name`` of a ``kind`` is one of, if it is a relation."""
    column = SUBJECTS[kind]._meta.get_field(name)
    return column.related_model if isinstance(column, models.ForeignKey) else None  # type: ignore[return-value]
