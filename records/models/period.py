"""A stretch of time whose ends may be known, unknown, planned, or known only by sight."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.dates import bounds
from records.fields import PartialDateField, period_of, valid_dates


class Period(models.Model):
    """A stretch of time whose ends may be known, unknown, planned, or known only by sight."""

    class Began(models.TextChoices):
        BEGAN = "began", _("began then")
        FIRST_SEEN = "first_seen", _("first seen then")
        PLANNED = "planned", _("planned to begin then")

    class Ended(models.TextChoices):
        ENDED = "ended", _("ended then")
        LAST_SEEN = "last_seen", _("last seen then")
        PLANNED = "planned", _("planned to end then")

    since = PartialDateField(_("since"), single=True)
    since_is = models.CharField(
        _("the beginning"),
        max_length=10,
        choices=Began,
        default=Began.BEGAN,
        help_text=_(
            "Whether the source says that it began then, shows it existing then, or that it is to."
        ),
    )
    until = PartialDateField(_("until"), single=True)
    until_is = models.CharField(_("the end"), max_length=10, choices=Ended, default=Ended.ENDED)
    term = period_of("since", "until")

    class Meta:
        abstract = True
        constraints = [
            *valid_dates("since", "until"),
            models.CheckConstraint(
                name="%(class)s_ends_after_start",
                condition=Q(term__isnull=True) | Q(term__isempty=False),
                violation_error_message=_("It ends before it begins."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        check_period(self.since, self.until)


def held_during(days: Any) -> Q:
    """The periods that held on some day of a range, as far as their sources say.

    An end that is not known leaves the time open; what was only planned may never have begun.
    """
    in_term = Q(term__isnull=True) | Q(term__overlap=days)
    return in_term & ~Q(since_is=Period.Began.PLANNED)


def check_period(since: str, until: str, *, end_field: str = "until") -> None:
    """Refuse a period that ends before it begins, with the message at its end."""
    try:
        first, last = bounds(since)[0], bounds(until)[1]
    except ValidationError:
        return  # the field itself has said so
    if first and last and last < first:
        raise ValidationError(
            {end_field: _("This is before the beginning (%(since)s).") % {"since": since}},
            code="period_backwards",
        )
