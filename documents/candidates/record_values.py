"""The values of the records that a candidate would become: of its own record and of each part.

They are text, as a browser sends it. They begin with what was read, in the register's terms:
relations by their permanent id, else by a name that only one record has. What is unknown can be
added with the decision: a place, a person and a series by the name as printed, any other where an
editor types a name. What the record's own page would refuse is refused here too, in the same words
at the same field.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError

from documents.models import SUBJECTS
from documents.models import Candidate as Row
from extraction.candidates import Candidate, Value
from records.models import Record
from records.refusals import broken_constraints
from records.search_text import clean
from records.words import field_label

from .fields import ADDED_AS_PRINTED, FIELDS, OWNER, TITLED, relation, values_read
from .lookup import known_by_names, not_withdrawn, record_of
from .serialization import from_json

LEAVE_OUT = "leave_out"
SAME_AS = "same_as"


@dataclass
class RecordValues:
    """The values of one record, as they were read (``initial``) and as they are now (``data``).

    Both hold each value under ``key(name)``, a relation as the key of its record, and under
    ``key(f"{name}-new")`` what a related record is called that is to be added.
    """

    found: Candidate
    prefix: str  # "" for the candidate's own record, "part-0" … for its parts
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

    def sent(self, name: str) -> str:
        """What stands in the boxes of a value: an answer about something else is none."""
        return " | ".join(filter(None, (self.get(name), self.get(f"{name}-new"))))

    def as_read(self) -> "RecordValues":
        """The same, with nothing typed."""
        return replace(self, data=self.initial)

    def typed(self) -> set[str]:
        """The values in which it differs from what was read."""
        return {
            name
            for name in self.names
            for key in (self.key(name), self.key(f"{name}-new"))
            if self.data.get(key, "") != self.initial.get(key, "")
        }

    @property
    def labels(self) -> dict[str, str]:
        """What each value is called, by its key; of a part with the part's title before it."""
        before = f"{self.found.title}: " if self.prefix else ""
        return {self.key(name): f"{before}{field_label(self.model, name)}" for name in self.names}

    @property
    def lacking(self) -> list[str]:
        """Values that a record of this kind must have, and that were not read."""
        needed = [
            name
            for name in self.names
            if not getattr(self.model._meta.get_field(name), "blank", True)
        ]
        if self.get("ordinal"):
            needed.append("series")  # which the number counts in
        lacking = [name for name in needed if not self.is_given(name)]
        if self.kind in TITLED and not self.prefix:
            whose = ("meeting", "mechanism")
            lacking += [] if any(self.is_given(name) for name in whose) else whose[:1]
        return lacking

    @property
    def unknown(self) -> list[str]:
        """Names that were read and that the register does not know, and nothing will add."""
        return [
            value.value
            for name, value in values_read(self.found).items()
            if name in self.names
            and relation(self.kind, name) is not None
            and not self.is_given(name)
        ]


def record_values(found: Candidate, sent: Mapping[str, str] | None = None) -> list[RecordValues]:
    """The values of a candidate's own record, then of its parts, as read or else as ``sent``.

    The number of queries follows the kinds of relation, not the number of values.
    """
    whole = [(found, "")]
    whole += [
        (part, f"part-{number}") for number, part in enumerate(found.parts) if part.kind in OWNER
    ]
    keys = _keys_of(one for one, _prefix in whole)
    return [_values(one, prefix, keys, sent) for one, prefix in whole]


Keys = Callable[[type[Record], Value], str]


def values_of(row: Row, sent: Mapping[str, str] | None = None) -> list[RecordValues]:
    """The same of a stored candidate."""
    return record_values(from_json(row), sent)


def _values(
    found: Candidate, prefix: str, keys: Keys, sent: Mapping[str, str] | None
) -> RecordValues:
    owner = OWNER.get(found.kind) if prefix else None
    names = tuple(name for name in FIELDS[found.kind] if name != owner)
    values = RecordValues(found, prefix, names, {}, {})
    read, initial = values_read(found), values.initial
    for name in names:
        model, value = relation(found.kind, name), read.get(name)
        if model is None:
            initial[values.key(name)] = value.value if value else _default(values.model, name)
            continue
        key = keys(model, value) if value else ""
        initial[values.key(name)] = key
        added = value and not key and model.kind_name() in ADDED_AS_PRINTED
        initial[values.key(f"{name}-new")] = value.value if value and added else ""
    values.data = dict(initial)
    if prefix:
        lacks = any(
            relation(found.kind, name) is not None
            and not values.model._meta.get_field(name).null  # type: ignore[union-attr]
            and not values.is_given(name)
            for name in names
        )
        initial[values.key(LEAVE_OUT)] = values.data[values.key(LEAVE_OUT)] = "on" if lacks else ""
    if sent is not None:
        for key in initial:
            values.data[key] = clean(sent.get(key, "")).strip().replace("\r", "")
    return values


def _default(model: type[Record], name: str) -> str:
    column: Any = model._meta.get_field(name)
    value = column.get_default()
    return "" if value is None else str(value)


def _keys_of(found: Iterable[Candidate]) -> Keys:
    """How to find the key of the record that a value names, by its permanent id or its name."""
    ids: dict[type[Record], set[str]] = {}
    names: dict[type[Record], set[str]] = {}
    for one in found:
        for name, value in values_read(one).items():
            model = relation(one.kind, name)
            if model is not None:
                home = ids if value.uid else names
                home.setdefault(model, set()).add(value.uid or value.value)
    by_id = {
        (model, uid): str(pk)
        for model, uids in ids.items()
        for uid, pk in not_withdrawn(model).filter(uid__in=uids).values_list("uid", "pk")
    }
    by_name = {model: known_by_names(model, called) for model, called in names.items()}

    def key(model: type[Record], value: Value) -> str:
        if (model, value.uid) in by_id:
            return by_id[model, value.uid]
        record = record_of(model, value.uid) if value.uid else by_name[model].get(value.value)
        return str(record.pk) if record is not None else ""

    return key


# Read into what the model holds, and checked by its rules

Errors = dict[str, list[str]]


class InvalidValues(ValidationError):
    """Values that cannot be written.

    ``errors`` are sentences by the key that a value has in ``RecordValues.data``, ``""`` for
    none; ``labels`` says what to call the values before their sentences.
    """

    def __init__(self, errors: Errors, labels: Mapping[str, str] | None = None) -> None:
        self.errors = errors
        sentences = [
            f"{labels[name]}: {sentence}" if labels and name in labels else sentence
            for name, found in errors.items()
            for sentence in found
        ]
        super().__init__([ValidationError(one, code="invalid") for one in sentences])


def clean_values(values: RecordValues, names: Iterable[str]) -> dict[str, Any]:
    """The values of ``names`` as the model holds them; empty ones are left out.

    Raises ``InvalidValues``.
    """
    wanted = [name for name in dict.fromkeys(names) if name in values.names]
    cleaned, errors = _cleaned(values, wanted, required=False)
    _refuse(values, errors)
    return {name: value for name, value in cleaned.items() if value not in (None, "")}


def refused_values(values: Iterable[RecordValues]) -> Errors:
    """What cannot be read as a value at all, by the keys of the values."""
    errors: Errors = {}
    for one in values:
        if not one.is_left_out:
            found = _cleaned(one, one.names, required=False)[1]
            errors |= {one.key(name): sentences for name, sentences in found.items()}
    return errors


def fill_in(record: Record, values: RecordValues) -> None:
    """Give ``record`` all of ``values``, checked together with what else it says; unsaved.

    Raises ``InvalidValues``.
    """
    cleaned, errors = _cleaned(values, values.names)
    for name, value in cleaned.items():
        setattr(record, name, value)
    for name, found in _broken_rules(record, set(cleaned)).items():
        errors.setdefault(name, []).extend(found)
    _refuse(values, errors)


def _cleaned(
    values: RecordValues, names: Iterable[str], **options: Any
) -> tuple[dict[str, Any], Errors]:
    """Each value as the model's own form field reads it, and what that or the model refuses."""
    cleaned: dict[str, Any] = {}
    errors: Errors = {}
    for name in names:
        column: Any = values.model._meta.get_field(name)
        try:
            value = column.formfield(**options).clean(values.get(name))
            if "required" in options:  # else the record is checked as a whole
                column.run_validators(value)
        except ValidationError as refusal:
            errors[name] = list(refusal.messages)
            continue
        cleaned[name] = clean(value) if isinstance(value, str) else value
    return cleaned, errors


def _broken_rules(record: Record, names: set[str]) -> Errors:
    """What the model refuses of the values ``names``; the others are taken as they are."""
    errors: Errors = {}
    others = {field.name for field in record._meta.fields} - names
    try:
        record.full_clean(exclude=others, validate_constraints=False)
    except ValidationError as refusal:
        errors = {name: list(found) for name, found in refusal.message_dict.items()}
    for place, sentences in broken_constraints(record, others | set(errors)):
        errors.setdefault(place, []).extend(sentences)
    return errors


def _refuse(values: RecordValues, errors: Errors) -> None:
    placed: Errors = {}
    for name, found in errors.items():
        key = values.key(name) if name in values.names else ""
        placed.setdefault(key, []).extend(found)
    if placed:
        raise InvalidValues(placed, values.labels)
