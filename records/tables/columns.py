"""The columns of a kind's table, derived from its model: what a cell says, and how it is written.

A relation stands in its cell as the slug of the record it leads to, or its permanent id where
that has no slug; a unique name is understood as well. Bookkeeping and derived columns are left
out, except the permanent id and the version, by which a row finds its record and is known to be
stale, and the state, which a table only shows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from records.fields import PartialDateField
from records.history.tracking import DERIVED, NOT_CONTENT
from records.models import Identity, Name, NamedRecord, OldSlug, Record
from records.text import clean, fold

from . import dates
from .files import Fault

AT_ONCE = 1000  # keys asked for in one query
CANDIDATES = 200  # records among which one of a name is looked for
BETWEEN = " | "  # the several values of one cell

EXPORT_ONLY: set[type[Record]] = set()
"""Kinds whose rows cannot be read from a table."""

KEYS: dict[type[Record], list[tuple[str, ...]]] = {}
"""What tells two records of a kind apart, beside its slug and its unique constraints."""

KNOWN_BY: dict[type[Record], list[tuple[str, str]]] = {}
"""Further columns that find a record: the name of the column, and the path to its values."""

ADDRESSES: dict[type[models.Model], tuple[str, ...]] = {}
"""How a row that is no record is named in a cell: paths whose values are joined by ``#``."""


class Misread(Exception):
    """A cell that cannot be taken."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.fault = Fault(what, remedy)


@dataclass(frozen=True)
class InFile:
    """A relation to a record that the same table adds, by its slug."""

    slug: str


def kinds() -> dict[str, type[Record]]:
    """Every kind of record that has a table, by its noun."""
    return {
        model.kind_name(): model
        for model in apps.get_models()
        if issubclass(model, Record) and not model._meta.proxy
    }


def columns_of(model: type[Record]) -> list["Column"]:
    """The columns of a kind's table, in order."""
    columns: list[Column] = [PermanentId(), Version(), ShownState()]
    for field in model._meta.concrete_fields:
        if field.primary_key or not field.editable or field.name in NOT_CONTENT | DERIVED:
            continue
        columns.append(Relation(field) if isinstance(field, models.ForeignKey) else Plain(field))
    if issubclass(model, NamedRecord):
        columns.append(OtherNames(model))
    columns += [Several(field) for field in model._meta.many_to_many]
    columns += [KnownBy(model, *known) for known in KNOWN_BY.get(model, ())]
    return columns


def known_names(model: type[Record]) -> set[str]:
    """The names that a column of the kind's table may have."""
    return {name for column in columns_of(model) for name in (column.name, column.label)}


def keys_of(model: type[Record]) -> list[tuple[str, ...]]:
    """By which columns, taken together, a row is recognized; those of the database first."""
    keys: list[tuple[str, ...]] = [("slug",)] if issubclass(model, NamedRecord) else []
    keys += [
        tuple(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields
    ]
    return [*keys, *KEYS.get(model, [])]


class Column:
    """One column: its name in the header, and both ways between values and cells."""

    name: str = ""
    label: str = ""
    help: str = ""
    written = True  # whether an import writes it
    required = False

    def paths(self) -> tuple[str, ...]:
        """What a row of an export needs to be read for this column."""
        return ()

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        """The cells of a stretch of an export."""
        raise NotImplementedError

    def prepare(self, texts: Iterable[str]) -> None:
        """Look up what ``texts``, the cells of a whole table, lead to."""

    def value(self, text: str) -> Any:
        """What a cell says; raises ``Misread``."""
        return text

    def current(self, record: Any) -> Any:
        """What a record says, to be compared with ``value``."""
        return getattr(record, self.name)

    def same(self, one: Any, other: Any) -> bool:
        return one == other

    def shown(self, value: Any) -> str:
        """A value as a cell."""
        return "" if value is None else str(value)

    def choices(self) -> list[str]:
        return []


class PermanentId(Column):
    name = "id"
    written = False

    def __init__(self) -> None:
        self.label = _("Permanent id")
        self.help = _("Empty for a new record.")

    def paths(self) -> tuple[str, ...]:
        return ("uid",)

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        return [row["uid"] for row in rows]

    def current(self, record: Any) -> Any:
        return record.uid


class Version(Column):
    name = "version"
    written = False

    def __init__(self) -> None:
        self.label = _("Version")
        self.help = _("Leave it as exported: it shows whether the record has moved on since.")

    def paths(self) -> tuple[str, ...]:
        return ("version",)

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        return [row["version"] for row in rows]

    def value(self, text: str) -> int | None:
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise Misread(
                _("“%(text)s” is not a version.") % {"text": text[:40]},
                _("Leave the column as it was exported, or empty the cell."),
            )
        return int(text)


class ShownState(Column):
    name = "state"
    written = False

    def __init__(self) -> None:
        self.label = _("State")
        self.help = _("Only shown: an import does not change it.")

    def paths(self) -> tuple[str, ...]:
        return ("state",)

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        return [row["state"] for row in rows]


class Plain(Column):
    """A column of the record itself."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self.name = field.name
        self.label = capfirst(str(field.verbose_name))
        self.help = str(field.help_text)
        self.required = not field.blank and not field.has_default()
        if self.name == "slug":  # an import makes one of the name
            self.required = False
            self.help = _("%(help)s Empty: made of the name.") % {"help": self.help}
        self.order = ""  # of day and month, where the editor said so
        self.asks_order = False
        self.date = isinstance(field, PartialDateField)
        self.number = isinstance(field, models.IntegerField | models.DecimalField)
        self.by_label = {
            fold(str(word)): value for value, label in field.flatchoices for word in (value, label)
        }

    def paths(self) -> tuple[str, ...]:
        return (self.name,)

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        return [self.shown(row[self.name]) for row in rows]

    def shown(self, value: Any) -> str:
        if isinstance(value, Decimal):
            return f"{value:f}"
        if isinstance(value, list):
            return BETWEEN.join(map(str, value))
        if isinstance(value, dict):
            return BETWEEN.join(f"{key}: {one}" for key, one in value.items())
        return "" if value is None else str(value)

    def choices(self) -> list[str]:
        return [str(value) for value, _label in self.field.flatchoices if value != ""]

    def value(self, text: str) -> Any:
        given: Any = clean(text).strip()
        if not given:
            return self._empty()
        if self.date:
            given = self._date(given)
        if self.field.flatchoices:
            given = self._choice(given)
        try:
            return self._quantized(self.field.clean(given, None))
        except ValidationError as refusal:
            raise Misread(" ".join(refusal.messages), self._remedy()) from refusal

    def _empty(self) -> Any:
        if self.field.null:
            return None
        if self.field.blank:
            return ""
        if self.field.has_default():
            return self.field.get_default()
        raise Misread(_("%(column)s is missing.") % {"column": self.label}, self._remedy())

    def _date(self, text: str) -> str:
        try:
            return dates.as_edtf(text, self.order)
        except dates.WhichOrder as question:
            self.asks_order = True
            raise Misread(question.fault.what, question.fault.remedy) from question
        except dates.NoDate as refusal:
            raise Misread(refusal.fault.what, refusal.fault.remedy) from refusal

    def _choice(self, text: str) -> Any:
        if fold(text) not in self.by_label:
            raise Misread(
                _("“%(text)s” is none of the choices of %(column)s.")
                % {"text": text[:60], "column": self.label},
                self._remedy(),
            )
        return self.by_label[fold(text)]

    def _quantized(self, value: Any) -> Any:
        if isinstance(value, Decimal) and value.is_finite():
            return value.quantize(Decimal(1).scaleb(-self.field.decimal_places))
        return value

    def _remedy(self) -> str:
        if choices := self.choices():
            return _("Write one of: %(choices)s.") % {"choices": ", ".join(choices)}
        if self.help:
            return self.help
        if self.number:
            return _("Write a number.")
        return _("Write it shorter, or as the field's rule says.") if self.field.max_length else ""

    def same(self, one: Any, other: Any) -> bool:
        if isinstance(one, str) and isinstance(other, str):
            return one == other or clean(one).strip() == clean(other).strip()
        return one == other


class Finder:
    """Which records of a model the texts of a column name: by slug, permanent id or one name."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model: Any = model
        self.named = issubclass(model, NamedRecord)
        self.found: dict[str, int] = {}
        self.faults: dict[str, Fault] = {}
        self.names: dict[int, str] = {}

    def prepare(self, texts: Iterable[str]) -> None:
        """Find all that ``texts`` name, in queries that follow the different texts alone."""
        left = {text.strip() for text in texts} - {"", *self.found, *self.faults}
        if self.named:
            left -= self._take(left, "slug")
        left -= self._take(left, "uid")
        if self.named:
            left -= self._take_old_slugs(left)
            for text in sorted(left):
                self._take_name(text)
        left -= {*self.found, *self.faults}
        for identity in _in_chunks(Identity.objects.select_related("merged_into"), "uid", left):
            self.faults[identity.uid] = fault_of_id(identity, self.model)

    def find(self, text: str) -> int | InFile:
        """The key of what ``text`` names; raises ``Misread`` with the candidates."""
        text = text.strip()
        if text in self.found:
            return self.found[text]
        fault = self.faults.get(text) or Fault(
            _("There is no %(kind)s “%(text)s”.")
            % {"kind": self.model._meta.verbose_name, "text": text[:60]},
            _("Write its slug, its permanent id, or its name as recorded; or add it first."),
        )
        raise Misread(fault.what, fault.remedy)

    def text_of(self, key: int) -> str:
        """How a cell names the row of a key."""
        if key not in self.names:
            self.load_names([key])
        return self.names.get(key, str(key))

    def load_names(self, keys: Iterable[int]) -> None:
        wanted = {key for key in keys if isinstance(key, int)} - self.names.keys()
        column = "slug" if self.named else "uid"
        rows: Any = self.model._base_manager.values_list("pk", column)
        for chunk in chunks(sorted(wanted)):
            self.names |= dict(rows.filter(pk__in=chunk))

    def _take(self, texts: set[str], column: str) -> set[str]:
        rows = self.model._base_manager.only("pk", column)
        taken = {getattr(row, column): row.pk for row in _in_chunks(rows, column, texts)}
        self.found |= taken
        return set(taken)

    def _take_old_slugs(self, texts: set[str]) -> set[str]:
        rows = OldSlug.objects.filter(kind=self.model.kind_name())
        old = {row.slug: row.identity_id for row in _in_chunks(rows, "slug", texts)}
        keys = {
            row.uid: row.pk
            for row in _in_chunks(self.model._base_manager.only("pk", "uid"), "uid", old.values())
        }
        taken = {slug: keys[uid] for slug, uid in old.items() if uid in keys}
        self.found |= taken
        return set(taken)

    def _take_name(self, text: str) -> None:
        wanted = fold(text)
        exact = self.model._base_manager.filter(name=text)[:CANDIDATES]
        near = self.model._default_manager.search(text).order_by("pk").prefetch_related("names")
        rows = {row.pk: row for row in exact}
        for row in near[:CANDIDATES]:
            if wanted in {fold(row.name), *(fold(name.text) for name in row.names.all())}:
                rows[row.pk] = row
        if len(rows) == 1:
            (self.found[text],) = rows
        elif rows:
            named = [f"{row} ({row.slug})" for row in rows.values()]
            self.faults[text] = Fault(
                _("“%(text)s” is the name of several: %(candidates)s.")
                % {"text": text[:60], "candidates": "; ".join(named[:5])},
                _("Write the slug of the one that is meant."),
            )


def fault_of_id(identity: Identity, model: type[Record]) -> Fault:
    """Why a permanent id leads to no record of ``model``."""
    if identity.merged_into is not None:
        return Fault(
            _("%(uid)s was merged into %(other)s.")
            % {"uid": identity.uid, "other": identity.merged_into_id},
            _("Write %(other)s instead.") % {"other": identity.merged_into_id},
        )
    if identity.kind != model.kind_name():
        return Fault(
            _("%(uid)s is the id of another kind of record (%(kind)s).")
            % {"uid": identity.uid, "kind": identity.kind},
            _("Write the id of a record of this kind, or empty the cell."),
        )
    return Fault(
        _("The record with the id %(uid)s was deleted.") % {"uid": identity.uid},
        _("Empty the cell to add it as a new record, or take the row out."),
    )


class Relation(Column):
    """A column that names another record."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self.name = field.name
        self.label = capfirst(str(field.verbose_name))
        self.help = str(field.help_text) or _("Slug, permanent id or unique name.")
        self.required = not field.null
        self.finder = Finder(field.related_model)

    def paths(self) -> tuple[str, ...]:
        target = self.field.related_model
        if issubclass(target, NamedRecord):
            return (f"{self.name}__slug",)
        if issubclass(target, Record):
            return (f"{self.name}__uid",)
        return tuple(f"{self.name}__{path}" for path in ADDRESSES[target])

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        paths = self.paths()
        return [
            "#".join("" if row[path] is None else str(row[path]) for path in paths)
            if row[paths[0]] is not None
            else ""
            for row in rows
        ]

    def prepare(self, texts: Iterable[str]) -> None:
        self.finder.prepare(texts)

    def value(self, text: str) -> Any:
        if not text.strip():
            if self.field.null:
                return None
            raise Misread(_("%(column)s is missing.") % {"column": self.label}, self.help)
        return self.finder.find(text)

    def current(self, record: Any) -> Any:
        return getattr(record, self.field.attname)

    def shown(self, value: Any) -> str:
        if value is None:
            return ""
        return value.slug if isinstance(value, InFile) else self.finder.text_of(value)


class Several(Column):
    """Records of one kind that a record is sorted under: their slugs, divided by ``|``."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self.name = field.name
        self.label = capfirst(str(field.verbose_name))
        self.help = _("Slugs, divided by |")
        self.through: Any = field.remote_field.through
        self.here = field.m2m_field_name()
        self.there = field.m2m_reverse_field_name()
        self.finder = Finder(field.related_model)

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        slugs: dict[int, list[str]] = {}
        pairs = self.through._default_manager.filter(
            **{f"{self.here}__in": [row["pk"] for row in rows]}
        ).values_list(f"{self.here}_id", f"{self.there}__slug")
        for key, slug in pairs:
            slugs.setdefault(key, []).append(slug)
        return [BETWEEN.join(sorted(slugs.get(row["pk"], ()))) for row in rows]

    def prepare(self, texts: Iterable[str]) -> None:
        self.finder.prepare(part for text in texts for part in text.split("|"))

    def value(self, text: str) -> frozenset[int]:
        parts = [part for part in text.split("|") if part.strip()]
        return frozenset(self.finder.find(part) for part in parts)  # type: ignore[misc]

    def current(self, record: Any) -> frozenset[int]:
        return frozenset(row.pk for row in getattr(record, self.name).all())

    def shown(self, value: Any) -> str:
        return BETWEEN.join(sorted(self.finder.text_of(key) for key in value or ()))


NameValues = tuple[str, str, str, str, str]
"""A further name: its text, language, kind, since and until."""


class OtherNames(Column):
    """The further names of a record: ``东盟地区论坛 [zh-Hans; official] | ARF [en; acronym]``."""

    def __init__(self, model: Any) -> None:
        self.model: Any = model._meta.get_field("names").related_model
        self.name = "names"
        self.label = capfirst(_("other names"))
        self.help = _("Such as: 东盟地区论坛 [zh-Hans; official] | ARF [en; acronym; since 1994]")

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        names: dict[int, list[NameValues]] = {}
        for key, *values in self.model._default_manager.filter(
            record__in=[row["pk"] for row in rows]
        ).values_list("record_id", "text", "language", "kind", "since", "until"):
            names.setdefault(key, []).append(tuple(values))  # type: ignore[arg-type]
        return [self.shown(names.get(row["pk"], ())) for row in rows]

    def shown(self, value: Any) -> str:
        return BETWEEN.join(map(name_as_text, sorted(value or (), key=_name_order)))

    def value(self, text: str) -> frozenset[NameValues]:
        names: dict[tuple[str, str, str], NameValues] = {}
        for part in split_names(clean(text)):
            values = self._name(part)
            if values[:3] in names:
                raise Misread(
                    _("The name “%(name)s” stands there twice.") % {"name": values[0][:60]},
                    _("Take one out."),
                )
            names[values[:3]] = values
        return frozenset(names.values())

    def _name(self, part: str) -> NameValues:
        try:
            values = name_from_text(part)
        except ValueError as error:
            raise Misread(
                _("“%(part)s” is not a name with its language.") % {"part": part.strip()[:60]},
                self.help,
            ) from error
        for column, given in zip(
            ("text", "language", "kind", "since", "until"), values, strict=True
        ):
            try:
                self.model._meta.get_field(column).clean(given, None)  # type: ignore[union-attr]
            except ValidationError as refusal:
                raise Misread(
                    _("“%(part)s”: %(what)s")
                    % {"part": part.strip()[:60], "what": " ".join(refusal.messages)},
                    self.help,
                ) from refusal
        return values

    def current(self, record: Any) -> frozenset[NameValues]:
        return frozenset(
            (name.text, name.language, name.kind, name.since, name.until)
            for name in record.names.all()
        )

    def same(self, one: Any, other: Any) -> bool:
        return one == other or _cleaned(one) == _cleaned(other)


def _cleaned(names: frozenset[NameValues]) -> set[NameValues]:
    return {(clean(text), *rest) for text, *rest in names}  # type: ignore[misc]


def _name_order(name: NameValues) -> tuple[str, str, str]:
    return name[2], name[1], name[0]


def name_as_text(name: NameValues) -> str:
    """One further name as it stands in a cell."""
    text, language, kind, since, until = name
    for sign in ("\\", "|", "["):
        text = text.replace(sign, f"\\{sign}")
    if text[:1].isspace():
        text = f"\\{text}"
    if text[-1:].isspace():
        text = f"{text[:-1]}\\{text[-1:]}"
    notes = [language, kind]
    notes += [f"since {since}"] if since else []
    notes += [f"until {until}"] if until else []
    return f"{text} [{'; '.join(notes)}]"


def split_names(text: str) -> list[str]:
    """A cell of names at its bars, except those that are part of a name."""
    parts, part, skipped = [], "", False
    for char in text:
        if char == "|" and not skipped:
            parts.append(part)
            part = ""
            continue
        part += char
        skipped = char == "\\" and not skipped
    return [part for part in [*parts, part] if part.strip()]


def name_from_text(part: str) -> NameValues:
    """The name that ``name_as_text`` wrote; ``ValueError`` where it is none."""
    text, rest, end = "", "", 0
    characters = iter(range(len(part)))
    for place in characters:
        char = part[place]
        if char == "\\":
            if next(characters, None) is None:
                raise ValueError(part)
            text += part[place + 1]
            end = len(text)
        elif char == "[":
            rest = part[place + 1 :].strip()
            break
        elif text or not char.isspace():
            text += char
            end = end if char.isspace() else len(text)
    if not rest.endswith("]") or not text[:end]:
        raise ValueError(part)
    notes = [note.strip() for note in rest[:-1].split(";")]
    language, kind = notes[0], Name.Kind.ALIAS.value
    ends = {"since": "", "until": ""}
    for note in notes[1:]:
        word, _space, value = note.partition(" ")
        if word in ends:
            ends[word] = value.strip()
        else:
            kind = note
    return text[:end], language, kind, ends["since"], ends["until"]


class KnownBy(Column):
    """A column that only finds a record, such as the hash of a document's file."""

    written = False

    def __init__(self, model: type[Record], name: str, path: str) -> None:
        self.model: Any = model
        self.name = self.label = name
        self.path = path
        self.help = _("Finds the record; an import does not change it.")
        self.found: dict[str, int] = {}

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        known: dict[int, list[str]] = {}
        pairs = self.model._base_manager.filter(
            pk__in=[row["pk"] for row in rows], **{f"{self.path}__isnull": False}
        ).values_list("pk", self.path)
        for key, value in pairs:
            known.setdefault(key, []).append(value)
        return [BETWEEN.join(sorted(known.get(row["pk"], ()))) for row in rows]

    def prepare(self, texts: Iterable[str]) -> None:
        wanted = {part.strip() for text in texts for part in text.split("|")} - {""}
        rows = self.model._base_manager.values_list(self.path, "pk")
        for chunk in chunks(sorted(wanted)):
            self.found |= dict(rows.filter(**{f"{self.path}__in": chunk}))

    def value(self, text: str) -> int | None:
        """The key of the record that the cell finds."""
        parts = [part.strip() for part in text.split("|") if part.strip()]
        keys = {self.found[part] for part in parts if part in self.found}
        if parts and len(keys) != 1:
            raise Misread(
                _("%(column)s “%(text)s” is of no record here, or of several.")
                % {"column": self.label, "text": text[:70]},
                _("Empty the cell, or name the record by its id."),
            )
        return keys.pop() if keys else None


def chunks(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _in_chunks(rows: models.QuerySet, column: str, values: Iterable[Any]) -> Iterator[Any]:
    for chunk in chunks(sorted(values)):
        yield from rows.filter(**{f"{column}__in": chunk})
