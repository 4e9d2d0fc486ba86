"""Where meetings are held."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Participant
from records.history.tracking import keep_history
from records.models import Name, NamedRecord, NamedRecordQuerySet
from reference import places, states


def in_country(country: Participant, place: str = "") -> Q:
    """What is in a country: as recorded, else by reference data. ``place`` leads to the place."""
    recorded = Q(**{f"{place}country": country})
    if country.reference is None:
        return recorded
    known = places.sources_in(country.reference.key)
    looked_up = {f"{place}country__isnull": True, f"{place}coordinates_from__in": known}
    return recorded | Q(**looked_up)


class PlaceQuerySet(NamedRecordQuerySet):
    """Reads of places."""

    def in_country(self, country: Participant) -> Self:
        """The places of a country, those included whose country is reference data."""
        return self.filter(in_country(country))

    def looked_up_each(self, names: Iterable[str]) -> dict[str, list[Any]]:
        """The places of the gazetteer that are called so."""
        meant = {name: some for name in names if (some := places.named(name))}
        if not meant:
            return {}
        sources = {one.source for some in meant.values() for one in some}
        found: Any = list(self.filter(coordinates_from__in=sources).order_by("pk"))
        return {
            name: [record for record in found if record.reference in some]
            for name, some in meant.items()
        }


@keep_history()
class Place(NamedRecord):
    """Where meetings are held: a city, a venue, or a region or country when no city is known."""

    PLURAL = "places"
    EVIDENTIAL = ("name", "country", "region")
    SAID_WITH: ClassVar = {"region": ("country",)}
    PUBLIC_THROUGH = ("country",)
    SHOWN_ELSEWHERE = ("country", "region", "latitude", "longitude", "coordinates_from")
    ERRORS_AT: ClassVar = {
        "place_coordinates_in_range": "latitude",
        "place_coordinates_say_where_from": "coordinates_from",
    }

    LOOKED_UP_BY = ("coordinates_from",)

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

    objects = PlaceQuerySet.as_manager()  # type: ignore[misc]

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

    @property
    def reference(self) -> places.Place | None:
        """The place of the gazetteer that it is."""
        return places.place(self.coordinates_from)

    @property
    def reference_country(self) -> states.State | None:
        """The country that reference data gives, where none is recorded."""
        known = self.reference if self.country_id is None else None
        return states.state(known.country) if known else None

    def looked_up_names(self) -> Sequence[str]:
        return (self.reference.name, *self.reference.names) if self.reference else ()

    def against_reference(self) -> dict[str, str]:
        """Coordinates that the gazetteer gives otherwise; a name of another place of it."""
        one = self.reference
        if one is None:
            return {}
        where = (Decimal(str(one.latitude)), Decimal(str(one.longitude)))
        if self.latitude is not None and (self.latitude, self.longitude) != where:
            sentence = gettext(
                "%(source)s is at %(latitude)s, %(longitude)s: say so, or name yours."
            )
            values = {"source": one.source, "latitude": where[0], "longitude": where[1]}
            return {"latitude": sentence % values}
        others = places.named(self.name)
        if others and one not in others:
            sentence = gettext("%(source)s is %(place)s, and “%(name)s” is another: %(others)s.")
            values = {"source": one.source, "place": one.name, "name": self.name}
            sources = ", ".join(each.source for each in others)
            return {"coordinates_from": sentence % {**values, "others": sources}}
        return {}


@keep_history()
class PlaceName(Name):
    """Another name of a place."""

    record = models.ForeignKey(Place, models.CASCADE, related_name="names")
