"""Places that are not recorded yet, added from the gazetteer."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from meetings.models import Place
from reference import places


def places_to_add(words: str) -> list[places.Place]:
    """The places that ``words`` name and that have no record yet.

    A place of that name without coordinates may be it: an editor ties it to the gazetteer.
    """
    found = places.named(words)
    if not found:
        return []
    called = Place.objects.called_each(one.name for one in found)  # by the gazetteer as well
    return [one for one in found if not called[one.name]]


def add_place(source: str) -> Place:
    """A draft of a place of the gazetteer, with its coordinates; its record, where there is one.

    Its country is looked up by ``source`` and not copied. Raises ``ValidationError`` for a
    source that the gazetteer has not.
    """
    one = places.place(source)
    if one is None:
        raise ValidationError(_("The gazetteer has no such place."), code="unknown")
    if known := Place.objects.filter(coordinates_from=one.source).order_by("pk").first():
        return known
    record = Place(
        name=one.name,
        latitude=Decimal(str(one.latitude)),
        longitude=Decimal(str(one.longitude)),
        coordinates_from=one.source,
    )
    record.slug = record.free_slug()
    record.full_clean()
    record.save()
    return record
