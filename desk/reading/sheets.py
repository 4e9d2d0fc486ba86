"""A candidate as forms: one sheet for the record that it would become, one for each part.

A sheet begins with what was read, in the register's terms: relations by their permanent id, else
by a name that only one record has. What is unknown can be added with the decision: a place, a
person and a series by the name as printed, any other where an editor types a name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import modelform_factory

from desk.forms import RecordForm, RecordSelect
from documents.candidates.fields import ADDED_AS_PRINTED, FIELDS, OWNER, relation, values_of
from documents.candidates.lookup import alive, known_by_names, record_of
from documents.models import SUBJECTS, Citation
from extraction.candidates import Candidate, Value
from records.models import Record
from records.text import clean
from records.words import choice_label

LEAVE_OUT = "leave_out"
SAME_AS = "same_as"


@dataclass
class Sheet:
    """The form of one record, filled with what was read.

    ``data`` is what a browser would send of it: each value by its name, and under
    ``<name>-new`` what a relation is called that is to be added.
    """

    found: Candidate
    prefix: str
    names: tuple[str, ...]
    initial: dict[str, str]
    data: dict[str, str]

    @property
    def kind(self) -> str:
        return self.found.kind

    @property
    def model(self) -> type[Record]:
        return SUBJECTS[self.kind]

    @property
    def is_left_out(self) -> bool:
        """Whether it is left out; not where it was for a lack that an editor has filled in."""
        if not self.data.get(self.key(LEAVE_OUT)):
            return False
        return not (self.initial.get(self.key(LEAVE_OUT)) and self.typed())

    @property
    def is_changed(self) -> bool:
        return self.data != self.initial

    def key(self, name: str) -> str:
        return f"{self.prefix}-{name}" if self.prefix else name

    def get(self, name: str) -> str:
        return self.data.get(self.key(name), "")

    def is_given(self, name: str) -> bool:
        """Whether it has a value, or the name of a record that is to be added for it."""
        return bool(self.get(name) or self.get(f"{name}-new"))

    def typed(self) -> set[str]:
        """The values in which it differs from what was read."""
        return {
            name
            for name in self.names
            for key in (self.key(name), self.key(f"{name}-new"))
            if self.data.get(key, "") != self.initial.get(key, "")
        }

    def form(self, instance: Record | None = None) -> RecordForm:
        """The form, bound to what stands in the sheet."""
        made: RecordForm = form_of(self.kind, self.names)(
            self.data, prefix=self.prefix or None, instance=instance
        )
        return made

    @property
    def lacking(self) -> list[str]:
        """Values that a record of this kind must have, and that were not read."""
        needed = [
            name
            for name in self.names
            if not getattr(SUBJECTS[self.kind]._meta.get_field(name), "blank", True)
        ]
        if self.get("ordinal"):
            needed.append("series")  # which the number counts in
        lacking = [name for name in needed if not self.is_given(name)]
        if self.kind == "outcome" and not self.prefix:
            whose = ("meeting", "mechanism")
            lacking += [] if any(self.is_given(name) for name in whose) else whose[:1]
        return lacking

    @property
    def unknown(self) -> list[str]:
        """Names that were read and that the register does not know, and nothing will add."""
        return [
            value.value
            for name, value in values_of(self.found).items()
            if name in self.names
            and relation(self.kind, name) is not None
            and not self.get(name)
            and not self.get(f"{name}-new")
        ]


def sheets_of(found: Candidate, sent: Mapping[str, str] | None = None) -> list[Sheet]:
    """The sheets of a candidate, its own first, with what was ``sent`` in place of what was read.

    The number of queries follows the kinds of relation, not the number of values.
    """
    whole = [(found, "")]
    whole += [
        (part, f"part-{number}") for number, part in enumerate(found.parts) if part.kind in OWNER
    ]
    keys = _keys_of(one for one, _prefix in whole)
    return [_sheet(one, prefix, keys, sent) for one, prefix in whole]


Keys = Callable[[type[Record], Value], str]


def _sheet(found: Candidate, prefix: str, keys: Keys, sent: Mapping[str, str] | None) -> Sheet:
    owner = OWNER.get(found.kind) if prefix else None
    names = tuple(name for name in FIELDS[found.kind] if name != owner)
    sheet = Sheet(found, prefix, names, {}, {})
    read = values_of(found)
    for name in names:
        model, value = relation(found.kind, name), read.get(name)
        if model is None:
            sheet.initial[sheet.key(name)] = value.value if value else _default(found.kind, name)
            continue
        key = keys(model, value) if value else ""
        sheet.initial[sheet.key(name)] = key
        added = value and not key and model.kind_name() in ADDED_AS_PRINTED
        sheet.initial[sheet.key(f"{name}-new")] = value.value if value and added else ""
    if prefix:
        lacks = [
            name
            for name in names
            if relation(found.kind, name) is not None
            and not SUBJECTS[found.kind]._meta.get_field(name).null  # type: ignore[union-attr]
            and not sheet.initial[sheet.key(name)]
            and not sheet.initial[sheet.key(f"{name}-new")]
        ]
        sheet.initial[sheet.key(LEAVE_OUT)] = "on" if lacks else ""
    sheet.data = dict(sheet.initial)
    if sent is not None:
        for key in sheet.initial:
            sheet.data[key] = clean(sent.get(key, "")).strip().replace("\r", "")
    return sheet


def _default(kind: str, name: str) -> str:
    column: Any = SUBJECTS[kind]._meta.get_field(name)
    value = column.get_default()
    return "" if value is None else str(value)


def _keys_of(found: Iterable[Candidate]) -> Keys:
    """How to find the key of the record that a value names, by its permanent id or its name."""
    ids: dict[type[Record], set[str]] = {}
    names: dict[type[Record], set[str]] = {}
    for one in found:
        for name, value in values_of(one).items():
            model = relation(one.kind, name)
            if model is not None:
                home = ids if value.uid else names
                home.setdefault(model, set()).add(value.uid or value.value)
    by_id = {
        (model, uid): str(pk)
        for model, uids in ids.items()
        for uid, pk in alive(model).filter(uid__in=uids).values_list("uid", "pk")
    }
    by_name = {model: known_by_names(model, called) for model, called in names.items()}

    def key(model: type[Record], value: Value) -> str:
        if (model, value.uid) in by_id:
            return by_id[model, value.uid]
        record = record_of(model, value.uid) if value.uid else by_name[model].get(value.value)
        return str(record.pk) if record is not None else ""

    return key


@cache
def form_of(kind: str, names: tuple[str, ...]) -> type[RecordForm]:
    """The form of a kind of record, with relations chosen by typing."""

    def widget(column: Any, **kwargs: Any) -> Any:
        if isinstance(column, models.ForeignKey):
            kwargs["widget"] = RecordSelect(column, admin.site)
            kwargs["required"] = not column.null
        return column.formfield(**kwargs)

    made: Any = modelform_factory(
        SUBJECTS[kind], form=RecordForm, fields=names, formfield_callback=widget
    )
    return made


class RecordChoice(forms.Form):
    """One record of a kind, chosen by typing; the field is called ``name``."""

    def __init__(self, kind: str, name: str, *, chosen: Any = None, sent: Any = None) -> None:
        super().__init__(sent, initial={name: chosen})
        column: Any = Citation._meta.get_field(kind)  # a citation has a relation to every kind
        choice = forms.ModelChoiceField(alive(SUBJECTS[kind]), required=False)
        choice.widget = RecordSelect(column, admin.site)
        choice.widget.is_required = False
        choice.widget.choices = choice.choices
        choice.widget.label = choice_label
        self.fields[name] = choice
