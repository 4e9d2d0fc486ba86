"""Changes of rows in an editor's words: values before and after, words added and removed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db import models

from records.fields import PartialDateField
from records.models import Name
from records.words import (
    EMPTY,
    NOTHING,
    field_label,
    noun_of,
    row_title,
    title_of_values,
    value_in_words,
)

from .rows import Row, RowChange, Values, owner_fields

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


def words_between(before: str, after: str) -> list[tuple[str, str]]:
    """Two texts as stretches ``("same" | "removed" | "added", text)``, word by word."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) * len(new) > 4_000_000:
        return [("removed", before), ("added", after)]
    stretches: list[tuple[str, str]] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            stretches.append(("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            stretches.append(("removed", "".join(old[i1:i2])))
        if j2 > j1:
            stretches.append(("added", "".join(new[j1:j2])))
    return stretches


# A change, line by line


@dataclass(frozen=True)
class Line:
    """One value of a row that changes; ``piece`` names it where one chooses among them.

    ``name`` is its column. Only ``is_prose`` is compared word by word: a date, a choice or a
    relation is another one as a whole.
    """

    label: str
    before: str
    after: str
    piece: str = ""
    name: str = ""
    is_prose: bool = True

    @property
    def words(self) -> list[tuple[str, str]]:
        """Both values as one text of words that stay, go and come."""
        if not self.is_prose or NOTHING in (self.before, self.after):
            pairs = [("removed", self.before), ("added", self.after)]
            return [(what, text) for what, text in pairs if text != NOTHING]
        return words_between(self.before, self.after)

    @property
    def words_before(self) -> list[tuple[str, str]]:
        """The value before, whole, with the words that go."""
        return [(what, text) for what, text in self.words if what != "added"]

    @property
    def words_after(self) -> list[tuple[str, str]]:
        """The value after, whole, with the words that come."""
        return [(what, text) for what, text in self.words if what != "removed"]


@dataclass(frozen=True)
class Lines:
    """A row's change in an editor's words: ``kind`` is added, removed or changed."""

    kind: str
    noun: str
    name: str
    lines: list[Line]
    piece: str = ""


def lines_of(
    change: RowChange,
    place: int | None = None,
    coming: Mapping[Row, str] | None = None,
    *,
    called: str = "",
) -> Lines:
    """A row change as it is shown; ``place`` is its number where one chooses among changes.

    ``coming`` names rows that other changes bring; ``called`` is the row's own name, if known.
    """
    before, after = change.before or {}, change.after or {}
    whole = change.kind != "changed"
    untold = {"id", "uid", *getattr(change.model, "UNTOLD", ()), *_owner_key(change.model)}
    lines = [
        Line(
            field_label(change.model, name),
            told_in_words(change.model, name, before, after, coming),
            told_in_words(change.model, name, after, before, coming),
            "" if whole or place is None else f"{place}:{name}",
            name,
            _is_prose(change.model, name),
        )
        for name in change.fields
        if name not in untold
        and (not whole or (change.row.get(name) not in EMPTY and name != "state"))
    ]
    return Lines(
        change.kind,
        noun_of(change.model),
        called or change_title(change, coming),
        lines,
        str(place) if whole and place is not None else "",
    )


def _is_prose(model: type[models.Model], name: str) -> bool:
    """Whether a column holds words, of which some may stay where others change."""
    field: Any = model._meta.get_field(name)
    plain = isinstance(field, models.CharField | models.TextField)
    return plain and not isinstance(field, PartialDateField) and not field.choices


def told_in_words(
    model: type[models.Model],
    name: str,
    row: Values,
    other: Values,
    coming: Mapping[Row, str] | None = None,
) -> str:
    """A value of a row; a model whose value needs the rest of the row to be read tells it."""
    told = getattr(model, "told", None)
    said = told(name, row, other) if told is not None and row else None
    return value_in_words(model, name, row.get(name), coming) if said is None else said


def change_title(change: RowChange, coming: Mapping[Row, str] | None = None) -> str:
    """What the changed row is called, also where it is no longer there."""
    row = change.model._base_manager.filter(pk=change.key).first()
    if row is not None:
        return row_title(row)
    return title_of_values(change.model, change.row, coming)


def describe_change(change: RowChange) -> str:
    """The changed row in a sentence: its kind and its name."""
    return f"{noun_of(change.model)} “{change_title(change)}”"


def _owner_key(model: type[models.Model]) -> list[str]:
    """The key by which a name or a topic belongs to its record, whose page it is shown on."""
    if issubclass(model, Name) or model._meta.auto_created:
        return [field.attname for field in owner_fields(model)]
    return []
