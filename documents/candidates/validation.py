"""Values of a record that are text, read into what its model holds and checked by its rules.

What the record's own page would refuse is refused here too, in the same words at the same field.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from records.models import Record
from records.refusals import error_field
from records.search_text import clean

from .record_values import RecordValues

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
    """Each value as the model's own form field reads it, and what that refuses."""
    cleaned: dict[str, Any] = {}
    errors: Errors = {}
    for name in names:
        column: Any = values.model._meta.get_field(name)
        try:
            value = column.formfield(**options).clean(values.get(name))
        except ValidationError as refusal:
            errors[name] = list(refusal.messages)
            continue
        cleaned[name] = clean(value) if isinstance(value, str) else value
    return cleaned, errors


def _broken_rules(record: Record, names: set[str]) -> Errors:
    """What the model refuses of the values ``names``; the others are taken as they are.

    Each rule of the table is asked by itself, so that its sentence stands at its field.
    """
    errors: Errors = {}
    others = {field.name for field in record._meta.fields} - names
    try:
        record.full_clean(exclude=others, validate_constraints=False)
    except ValidationError as refusal:
        errors = {name: list(found) for name, found in refusal.message_dict.items()}
    unsound = others | set(errors)
    for model, constraints in record.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(model, record, exclude=unsound)
            except ValidationError as refusal:
                place = error_field(constraint, model)
                errors.setdefault(place, []).extend(refusal.messages)
    return errors


def _refuse(values: RecordValues, errors: Errors) -> None:
    placed: Errors = {}
    for name, found in errors.items():
        key = values.key(name) if name in values.names else ""
        placed.setdefault(key, []).extend(found)
    if placed:
        raise InvalidValues(placed, values.labels)
