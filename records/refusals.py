"""What the database refused, in sentences that stand at the field where an editor can fix it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TRIGGER_ERRORS = {
    "four_eyes": gettext_lazy("You wrote this, so somebody else has to make it public."),
    "_no_cycle_": gettext_lazy("It would stand above itself: choose another one."),
    "permanent_id_never_changes": gettext_lazy("A permanent id never changes."),
}
"""What the triggers of every record refuse; a model has those of its own in ``TRIGGER_ERRORS``."""


class Refused(Exception):
    """What was typed is sound, but saving it would break a rule: nothing is saved.

    ``errors`` are sentences by field (``""``: the form as a whole); ``rows`` are sentences by
    the model of a list inside the form.
    """

    def __init__(
        self,
        errors: dict[str, list[str]] | None = None,
        rows: dict[type[models.Model], list[str]] | None = None,
    ) -> None:
        super().__init__(errors, rows)
        self.errors = errors or {}
        self.rows = rows or {}


def refusal_of(error: IntegrityError, models_at_hand: Iterable[type[models.Model]]) -> Refused:
    """The refusal that says what the database said, where an editor can fix it.

    Reached when a rule spans rows of one form, or two editors save at the same moment;
    everything else the form has refused before.
    """
    kinds = list(models_at_hand)
    cause = error.__cause__
    broken = getattr(getattr(cause, "diag", None), "constraint_name", None)
    for place, model in enumerate(kinds):
        for constraint in model._meta.constraints:
            if constraint.name == broken:
                sentence = str(constraint.get_violation_error_message())
                field = error_field(constraint, model)
                return (
                    Refused({field: [sentence]}) if not place else Refused({}, {model: [sentence]})
                )
    column = str(error).partition("_no_cycle_")[2].partition("_id:")[0]
    return Refused({column: [sentence_of(error)]})


def error_field(constraint: models.BaseConstraint, model: type[models.Model]) -> str:
    """The field beside which an editor expects to read that ``constraint`` is broken."""
    if field := getattr(model, "ERRORS_AT", {}).get(constraint.name):
        return field
    if constraint.name.endswith("_is_a_date"):
        return next(
            (
                f.name
                for f in model._meta.fields
                if constraint.name.endswith(f"_{f.name}_is_a_date")
            ),
            "",
        )
    if constraint.name.endswith("_ends_after_start"):
        return "until"
    fields = getattr(constraint, "fields", ())
    return "text" if "text" in fields else (fields[-1] if fields else "")


def broken_constraints(
    row: models.Model, exclude: set[str] | None
) -> Iterator[tuple[str, list[str]]]:
    """What each rule of the table refuses of ``row`` by itself, so that it stands at its field."""
    for model, constraints in row.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(model, row, exclude=exclude)
            except ValidationError as refusal:
                yield error_field(constraint, model), refusal.messages


def sentence_of(error: IntegrityError, **instead: str) -> str:
    """What the database refused, in its rule's own words where the rule has some.

    ``instead`` are the sentences of triggers where what is done has better ones.
    """
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    sentences: dict[str, Any] = {**TRIGGER_ERRORS, **instead}
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == broken:
                return str(constraint.get_violation_error_message())
        sentences |= getattr(model, "TRIGGER_ERRORS", {})
    for trigger, sentence in sentences.items():
        if trigger in str(error):
            return str(sentence)
    detail = getattr(getattr(error.__cause__, "diag", None), "message_detail", None)
    return _("The database refused this: %(rule)s") % {"rule": detail or broken or error}
