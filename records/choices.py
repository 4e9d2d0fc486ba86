"""Choices as rules of the database: a row holds none that its model does not offer.

One check constraint for each column with ``choices``, made from them after each migration: a new
choice asks for no migration. Where rows of old hold one that is gone, the rule is kept for what
is written from then on, and the log says so.
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

APPS = ("records", "mechanisms", "meetings", "documents")


@dataclass(frozen=True)
class ChoiceRule:
    """One column and the values that it may hold."""

    model: type[models.Model]
    field: Any

    @cached_property
    def values(self) -> list[str]:
        offered = {str(value) for value, _label in self.field.flatchoices}
        return sorted(offered | ({""} if self.field.blank else set()))

    @property
    def name(self) -> str:
        """Its name in the database, another one for other choices."""
        column = f"{self.model._meta.db_table}_{self.field.column}"
        offered = hashlib.sha256("\n".join(self.values).encode()).hexdigest()[:8]
        return f"{column[:45]}_choices_{offered}"

    def allows(self, value: Any) -> bool:
        return value is None or str(value) in self.values


def choice_rules() -> Iterator[ChoiceRule]:
    """The rules of all tables of the register; what the history holds is not asked."""
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            kept = model._meta.managed and not model._meta.proxy
            if kept and not hasattr(model, "pgh_tracked_model"):
                for field in model._meta.local_fields:
                    if field.flatchoices:
                        yield ChoiceRule(model, field)


def choice_refused(model: type[models.Model], name: str, value: Any) -> str:
    """Why a column cannot hold ``value``, as a sentence; ``""`` where it can.

    ``name`` is the field or its column.
    """
    field: Any = model._meta.get_field(name)
    if not field.flatchoices or ChoiceRule(model, field).allows(value):
        return ""
    return _("“%(value)s” is none of the choices of “%(field)s” any more: choose another.") % {
        "value": value,
        "field": field.verbose_name,
    }


def sentence_of_rule(name: str) -> str:
    """What the database says with the constraint ``name``; ``""`` if that is no choice."""
    for rule in choice_rules():
        if rule.name == name:
            labels = [str(label) for value, label in rule.field.flatchoices]
            return _("“%(field)s” must be one of: %(choices)s.") % {
                "field": rule.field.verbose_name,
                "choices": ", ".join(labels),
            }
    return ""


def keep_choices() -> None:
    """Make the constraints that are missing, and drop those of other choices."""
    wanted = {rule.name: rule for rule in choice_rules()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, conrelid::regclass::text, convalidated FROM pg_constraint"
            " WHERE contype = 'c' AND conname ~ '_choices_[0-9a-f]{8}$'"
            " AND connamespace = current_schema()::regnamespace"
        )
        there = {name: (table, valid) for name, table, valid in cursor.fetchall()}
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema()"
        )
        columns = set(cursor.fetchall())
        for name in there.keys() - wanted.keys():
            cursor.execute(f'ALTER TABLE {there[name][0]} DROP CONSTRAINT "{name}"')
        for name, rule in wanted.items():
            table = rule.model._meta.db_table
            if (table, rule.field.column) not in columns:  # migrated back to before it
                continue
            if name not in there:
                offered = ", ".join("'" + value.replace("'", "''") + "'" for value in rule.values)
                cursor.execute(
                    f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}"'
                    f' CHECK ("{rule.field.column}" IN ({offered})) NOT VALID'
                )
            if not there.get(name, (table, False))[1]:
                _validate(cursor, table, name)


def _validate(cursor: Any, table: str, name: str) -> None:
    try:
        with transaction.atomic():
            cursor.execute(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"')
    except IntegrityError:
        logger.warning(
            "%s holds rows with a choice that is offered no more (%s): correct them, then migrate.",
            table,
            name,
        )
