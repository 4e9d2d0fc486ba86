"""Which changes of the models need a migration: those that the database would notice.

Labels, help texts, choices, validators and the like are for people and forms. They are taken out
of both states before these are compared, so they neither ask for a migration nor stand in one.
"""

from typing import Any

from django.db import models
from django.db.migrations import autodetector
from django.db.migrations.operations import AlterModelOptions
from django.db.migrations.state import ModelState, ProjectState
from pgtrigger.migrations import MigrationAutodetectorMixin

FOR_PEOPLE = frozenset(models.Field.non_db_attrs) - {
    "db_column",  # names the column
    "on_delete",  # a relation cannot be written without it
    # What a data migration calls the other end of a relation.
    "related_name",
    "related_query_name",
}
"""What Django, too, knows to be nothing to the database, as arguments of a field."""


class MigrationAutodetector(MigrationAutodetectorMixin, autodetector.MigrationAutodetector):
    """Django's, which also sees triggers (pgtrigger), and does not see what is for people."""

    def __init__(
        self, from_state: ProjectState, to_state: ProjectState, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(plain_state(from_state), plain_state(to_state), *args, **kwargs)


def plain_state(state: ProjectState) -> ProjectState:
    """A copy of ``state`` without what is for people."""
    plain = ProjectState(
        {key: plain_model(model) for key, model in state.models.items()}, state.real_apps
    )
    plain.is_delayed = state.is_delayed
    return plain


def plain_model(model: ModelState) -> ModelState:
    options = {
        name: value
        for name, value in model.options.items()
        if name not in AlterModelOptions.ALTER_OPTION_KEYS
        or name in {"managed", "base_manager_name", "default_manager_name"}
    }
    options["constraints"] = [plain_constraint(rule) for rule in model.options["constraints"]]
    fields = [(name, plain_field(field)) for name, field in model.fields.items()]
    return ModelState(model.app_label, model.name, fields, options, model.bases, model.managers)


def plain_field(field: models.Field) -> models.Field:
    _name, _path, args, kwargs = field.deconstruct()
    plain: dict[str, Any] = {
        name: plain_field(value) if isinstance(value, models.Field) else value
        for name, value in kwargs.items()
        if name not in FOR_PEOPLE
    }
    return type(field)(*args, **plain)


def plain_constraint(constraint: models.BaseConstraint) -> models.BaseConstraint:
    _path, args, kwargs = constraint.deconstruct()
    kwargs.pop("violation_error_message", None)
    return type(constraint)(*args, **kwargs)
