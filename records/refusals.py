"""What the database refused, in sentences that stand at the field where an editor can fix it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.choices import sentence_of_rule

TRIGGER_ERRORS = {
    "four_eyes": gettext_lazy("You wrote this, so somebody else has to make it public."),
    "_no_cycle_": gettext_lazy("It would stand above itself: choose another one."),
    "named_by_source": gettext_lazy(
        "A source says whose a value is by a name of this record: take names away in a batch, which"
        " asks what rests on them."
    ),
    "permanent_id_never_changes": gettext_lazy("A permanent id never changes."),
    "slug_was_public": gettext_lazy(
        "Another record was public under this slug, and its address leads there for good: choose"
        " another one."
    ),
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
    for place, model in enumerate(models_at_hand):
        if rule := _broken_rule(error, model):
            said = [str(rule.get_violation_error_message())]
            return (
                Refused({}, {model: said}) if place else Refused({error_field(rule, model): said})
            )
    column = str(error).partition("_no_cycle_")[2].partition("_id:")[0]
    column = "slug" if "slug_was_public" in str(error) else column
    return Refused({column: [sentence_of(error)]})


def error_field(constraint: models.BaseConstraint, model: type[models.Model]) -> str:
    """The field beside which an editor expects to read that ``constraint`` is broken."""
    if field := getattr(model, "ERRORS_AT", {}).get(constraint.name):
        return field
    if constraint.name.endswith("_is_a_date"):
        return constraint.name.removeprefix(f"{model._meta.model_name}_").removesuffix("_is_a_date")
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
    sentences: dict[str, Any] = {**TRIGGER_ERRORS, **instead}
    for model in apps.get_models():
        if rule := _broken_rule(error, model):
            return str(rule.get_violation_error_message())
        sentences |= getattr(model, "TRIGGER_ERRORS", {})
    for trigger, sentence in sentences.items():
        if trigger in str(error):
            return str(sentence)
    said = getattr(error.__cause__, "diag", None)
    if sentence := sentence_of_rule(getattr(said, "constraint_name", None) or ""):
        return sentence
    rule_or_row = said and (said.message_detail or said.constraint_name)
    return _("The database refused this: %(rule)s") % {"rule": rule_or_row or error}


def _broken_rule(error: IntegrityError, model: type[models.Model]) -> models.BaseConstraint | None:
    """The constraint of a model that the database found broken, if it is one of its own."""
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return next((rule for rule in model._meta.constraints if rule.name == broken), None)
