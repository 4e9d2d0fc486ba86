"""The records of the files on their way into the database, and the records that are there."""

from collections import Counter
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.db import models

from documents.models import KINDS
from records.keys import rows_by
from records.models import Identity, NamedRecord, Record, State

from .entries import SHOWN, Entry
from .formatting import KEYS
from .parsing import Files

MODELS: dict[str, type[Any]] = {kind: KINDS[kind] for kind in KEYS if kind in KINDS}
"""The kinds of the files, each after those that it points at; each has fields of its own."""

OWNERS = {kind: model.PART_OF for kind, model in MODELS.items() if model.PART_OF}
"""The foreign keys from a part to the record whose mapping holds it."""


@dataclass
class Loaded:
    """What a load did, by kind."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    not_in_files: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Row:
    """One record of the files on its way into the database."""

    entry: Entry
    model: type[Any]
    owner: "Row | None" = None
    values: dict[str, Any] = field(default_factory=dict)  # by field name, relations resolved
    names: list[dict[str, str]] = field(default_factory=list)
    topics: list["Row | Record"] = field(default_factory=list)
    judged: dict[str, Any] = field(default_factory=dict)  # what a citation says that it holds for
    state: str = State.PUBLISHED
    instance: Any = None  # the row in the database, once there is one
    is_new: bool = True
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def uid(self) -> str:
        return self.entry["id"]

    @property
    def kind(self) -> str:
        return self.entry.kind


class Rows:
    """All rows of a load: by kind, by permanent id, by slug; with what went wrong and was done."""

    def __init__(self, files: Files, *, overwrite: bool) -> None:
        self.overwrite = overwrite
        self.problems = files.problems
        self.done = Loaded()
        self.by_kind: dict[str, list[Row]] = {kind: [] for kind in MODELS}
        self.by_uid: dict[str, Row] = {}
        self.identities: dict[str, Identity] = {}  # those of the database
        self._by_slug: dict[tuple[type[Record], str], Row] = {}
        self._keys: dict[type[Record], dict[str, int]] = {}
        for entry, owner in files.walk():
            row = Row(entry, MODELS[entry.kind], self.by_uid.get(owner["id"]) if owner else None)
            self.by_kind[entry.kind].append(row)
            self.by_uid[row.uid] = row
            if "slug" in entry:
                self._by_slug[row.model, entry["slug"]] = row

    def find_existing(self) -> None:
        """Give each row the record it is in the database, locked, where there is one."""
        known = rows_by(Identity.objects, "uid", self.by_uid)
        self.identities = {identity.uid: identity for identity in known}
        for kind, rows in self.by_kind.items():
            model = MODELS[kind]
            queryset = model._default_manager.select_for_update(of=("self",))
            if issubclass(model, NamedRecord):
                queryset = queryset.prefetch_related("names")
            if "topics" in KEYS[kind]:
                queryset = queryset.prefetch_related("topics")
            found = rows_by(queryset, "uid", (row.uid for row in rows))
            here = {record.uid: record for record in found}
            for row in rows:
                if record := here.get(row.uid):
                    row.instance, row.is_new = record, False
                elif identity := self.identities.get(row.uid):
                    self._taken(row, identity)
            self.done.not_in_files[kind] = model._default_manager.count() - len(here)

    def _taken(self, row: Row, identity: Identity) -> None:
        """Say why a row cannot be made under an id that was given out before, if so."""
        kind = row.model.kind_name()
        if identity.kind != kind:
            message = f"the id {row.uid} is that of a {identity.kind} here; make a new one"
            self.problems.of(row.entry, message, "id")
        elif identity.merged_into_id:
            self.problems.of(
                row.entry,
                f"was merged into {identity.merged_into_id} here; take it out of the files",
            )
        elif not self.overwrite:
            self.problems.of(
                row.entry,
                "was deleted here; take it out of the files, or give --overwrite to restore it",
            )

    def find(self, model: type[Any], text: str) -> "Row | Record | None":
        """The record called ``text``: of the files, else of the database."""
        if issubclass(model, NamedRecord):
            found = self._by_slug.get((model, text))
        else:
            found = self.by_uid.get(text)
            found = found if found and found.model is model else None
        if found is None and (key := self._keys_of(model).get(text)):
            return model(pk=key)
        return found

    def unknown(self, model: type[Any], text: str) -> str:
        """That there is no such record, with those that are called alike."""
        known = {*self._keys_of(model), *(slug for one, slug in self._by_slug if one is model)}
        # To compare with every slug takes long; beyond what is shown nobody reads the guess.
        near = get_close_matches(text, known, 3, 0.6) if len(self.problems) < SHOWN else []
        kind = model._meta.model_name
        remedy = f"did you mean {' or '.join(near)}?" if near else "record it first"
        return f"there is no {kind} “{text[:80]}”; {remedy}"

    def _keys_of(self, model: type[Record]) -> dict[str, int]:
        """The slugs (or ids, where there are none) in the database, with their keys."""
        if model not in self._keys:
            name = "slug" if issubclass(model, NamedRecord) else "uid"
            self._keys[model] = dict(model._default_manager.values_list(name, "pk"))
        return self._keys[model]


def column_of(model: type[Any], key: str) -> "models.Field[Any, Any]":
    return model._meta.get_field(key)


def key_of(target: "Row | Record | None") -> int | None:
    """The key of what a relation points at, once it is in the database."""
    record = target.instance if isinstance(target, Row) else target
    return None if record is None else record.pk
