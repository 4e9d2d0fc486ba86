"""Lines of meetings that are counted together."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Mechanism
from records.fields import PartialDateField, valid_dates
from records.history.tracking import keep_history
from records.models import Name, NamedRecord

from .vocabulary import Kind, Level, Track


@keep_history()
class Series(NamedRecord):
    """A line of meetings that are counted together: the China-ASEAN Summit."""

    PLURAL = "series"
    EVIDENTIAL = ("name", "mechanism", "count_min", "count_max", "count_date")
    SAID_WITH: ClassVar = {"count_min": ("count_date",), "count_max": ("count_date",)}
    PUBLIC_THROUGH = ("mechanism",)
    ERRORS_AT: ClassVar = {
        "series_count_in_order": "count_max",
        "series_count_has_a_date": "count_date",
    }

    mechanism = models.ForeignKey(
        Mechanism,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="series",
        verbose_name=_("mechanism"),
    )
    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True, default="")
    track = models.CharField(_("track"), max_length=3, choices=Track, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True, default="")

    count_min = models.PositiveIntegerField(
        _("meetings counted by a source, at least"),
        null=True,
        blank=True,
        help_text=_(
            "Where a source counts meetings without naming each: “three by November 2016”."
        ),
    )
    count_max = models.PositiveIntegerField(
        _("meetings counted by a source, at most"),
        null=True,
        blank=True,
        help_text=_("The same number where the source gives just one."),
    )
    count_date = PartialDateField(
        _("counted as of"), single=True, help_text=_("Until when the source counts.")
    )

    class Meta(NamedRecord.Meta):
        verbose_name = _("series")
        verbose_name_plural = _("series")
        indexes = [*NamedRecord.Meta.indexes, models.Index(fields=["name", "id"])]
        constraints = [
            models.CheckConstraint(
                name="series_count_in_order",
                condition=Q(count_min__isnull=True)
                | Q(count_max__isnull=True)
                | Q(count_max__gte=models.F("count_min")),
                violation_error_message=_("This is fewer than the least number."),
            ),
            models.CheckConstraint(
                name="series_count_has_a_date",
                condition=Q(count_min__isnull=True, count_max__isnull=True, count_date="")
                | ((Q(count_min__isnull=False) | Q(count_max__isnull=False)) & ~Q(count_date="")),
                violation_error_message=_("A count of meetings has the date as of which it is."),
            ),
            *valid_dates("count_date"),
        ]


@keep_history()
class SeriesName(Name):
    """Another name of a series."""

    record = models.ForeignKey(Series, models.CASCADE, related_name="names")
