"""Fields that every floor uses: partial dates and the columns derived from them."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _

from .dates import MAX_LENGTH, validate_edtf, validate_point
from .written_dates import as_edtf, readings


class PartialDateFormField(forms.CharField):
    """A partial date in a form: read as people write it, kept as EDTF."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if len(days := readings(text)) > 1:
            raise ValidationError(
                _("“%(text)s” is %(one)s or %(other)s, as day or month comes first."),
                code="two_readings",
                params={"text": text, "one": days[0], "other": days[1]},
            )
        return as_edtf(text)


class PartialDateField(models.CharField):
    """A date as precise as the source allows: EDTF text, ``""`` where it is not known.

    ``single=True`` refuses periods; use it for the ends of a period. Put the columns made by
    ``earliest_of``, ``latest_of`` and ``order_of`` beside it, and a constraint of ``valid_dates``.
    """

    def __init__(self, *args, single: bool = False, **kwargs):
        self.single = single
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault(
            "help_text",
            _("2016, 2016-09, 2016-09-07, 2015~ (about); [2015..2017-01-11]: some day between.")
            if single
            else _(
                "2016, 2016-09, 2016-09-07, 2015~ (about); 2016-09-07/2016-09-08: lasted from "
                "then to then; [2015..2017-01-11]: some day between."
            ),
        )
        super().__init__(*args, **kwargs)
        self.validators = [
            *self.validators,
            validate_point if single else validate_edtf,
        ]

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.single:
            kwargs["single"] = True
        return name, path, args, kwargs


def _derived(function: str, output: models.Field, *sources: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(*(F(source) for source in sources), function=function),
        output_field=output,
        db_persist=True,
        editable=False,
    )


def earliest_of(source: str) -> models.GeneratedField:
    """The first day the partial date in ``source`` can mean; null where open or unknown."""
    return _derived("edtf_earliest", models.DateField(null=True), source)


def latest_of(source: str) -> models.GeneratedField:
    """The last day the partial date in ``source`` can mean; null where open or unknown."""
    return _derived("edtf_latest", models.DateField(null=True), source)


def order_of(source: str) -> models.GeneratedField:
    """Sorts by earliest day, then precision, then latest day; unknown dates come first."""
    return _derived("edtf_order", models.CharField(max_length=40, db_collation="C"), source)


def period_of(since: str, until: str) -> models.GeneratedField:
    """Every day that a period may cover, as a PostgreSQL date range."""
    return _derived("edtf_period", DateRangeField(null=True), since, until)


class IsValidDate(Func):
    """SQL ``edtf_is_valid(column)``: what the check constraint on a partial date asks."""

    function = "edtf_is_valid"
    output_field = models.BooleanField()


def valid_dates(*columns: str) -> list[models.CheckConstraint]:
    """One check constraint for each partial date column of a model."""
    return [
        models.CheckConstraint(
            name=f"%(class)s_{column}_is_a_date",
            condition=IsValidDate(F(column)),
            violation_error_message=_("This is not a date Fora can read."),
        )
        for column in columns
    ]
