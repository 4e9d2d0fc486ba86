"""Where meetings are held."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Participant
from records.history.tracking import keep_history
from records.models import Name, NamedRecord


@keep_history()
class Place(NamedRecord):
    """Where meetings are held: a city, a venue, or a region or country when no city is known."""

    PLURAL = "places"
    EVIDENTIAL = ("name", "country", "region")
    PUBLIC_THROUGH = ("country",)
    ERRORS_AT: ClassVar = {
        "place_coordinates_in_range": "latitude",
        "place_coordinates_say_where_from": "coordinates_from",
    }

    country = models.ForeignKey(
        Participant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("country"),
    )
    region = models.CharField(_("province or region"), max_length=200, blank=True, default="")
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        help_text=_("Degrees north, WGS 84. From a gazetteer, not from a source document."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        help_text=_("Degrees east, WGS 84."),
    )
    coordinates_from = models.CharField(
        _("coordinates from"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("The gazetteer and its number: GeoNames 1651944."),
    )

    class Meta(NamedRecord.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = [*NamedRecord.Meta.indexes, models.Index(fields=["name", "id"])]
        constraints = [
            models.CheckConstraint(
                name="place_coordinates_in_range",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                violation_error_message=_(
                    "Give both: latitude from -90 to 90 and longitude from -180 to 180."
                ),
            ),
            models.CheckConstraint(
                name="place_coordinates_say_where_from",
                condition=Q(latitude__isnull=True) | ~Q(coordinates_from=""),
                violation_error_message=_("Say which gazetteer the coordinates come from."),
            ),
        ]


@keep_history()
class PlaceName(Name):
    """Another name of a place."""

    record = models.ForeignKey(Place, models.CASCADE, related_name="names")
