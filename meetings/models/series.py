"""Lines of meetings that are counted together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Mechanism
from records.history.tracking import keep_history
from records.models import Name, NamedRecord

from .vocabulary import Kind, Level, Track


@keep_history()
class Series(NamedRecord):
    """A line of meetings that are counted together: the China-ASEAN Summit."""

    PLURAL = "series"
    EVIDENTIAL = ("name", "mechanism")
    PUBLIC_THROUGH = ("mechanism",)

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

    class Meta(NamedRecord.Meta):
        verbose_name = _("series")
        verbose_name_plural = _("series")
        indexes = [*NamedRecord.Meta.indexes, models.Index(fields=["name", "id"])]


@keep_history()
class SeriesName(Name):
    """Another name of a series."""

    record = models.ForeignKey(Series, models.CASCADE, related_name="names")
