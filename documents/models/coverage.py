"""How far what is published rested on evidence when it was last counted."""

from django.db import models
from django.db.models.functions import Now
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Mechanism
from records.growth import grow


class Coverage(models.Model):
    """How far one part of what is published rested on evidence when it was last counted.

    A part is the whole register, a kind of record, one field of a kind, or what belongs to one
    mechanism. Made by ``manage.py check_evidence --store``, which replaces all rows at once.
    """

    class Scope(models.TextChoices):
        REGISTER = "register", _("the whole register")
        KIND = "kind", _("one kind of record")
        FIELD = "field", _("one field of a kind")
        MECHANISM = "mechanism", _("what belongs to one mechanism")

    scope = models.CharField(max_length=10, choices=Scope)
    kind = models.CharField(max_length=40, blank=True, default="")
    field = models.CharField(max_length=60, blank=True, default="")
    mechanism = models.ForeignKey(
        Mechanism, models.CASCADE, null=True, related_name="coverage", verbose_name=_("mechanism")
    )
    records = models.PositiveBigIntegerField(help_text=_("Published records."))
    filled = models.PositiveBigIntegerField(help_text=_("Values of theirs that need evidence."))
    evidenced = models.PositiveBigIntegerField(help_text=_("Values that a citation supports."))
    single = models.PositiveBigIntegerField(
        help_text=_("Values for which only one document speaks.")
    )
    disputed = models.PositiveBigIntegerField(
        help_text=_("Values of which some source states another.")
    )
    taken_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("coverage by evidence")
        verbose_name_plural = _("coverage by evidence")
        ordering = ["scope", "-filled", "id"]
        indexes = [models.Index(fields=["scope", "-filled", "-id"], name="coverage_by_scope")]
        triggers = [grow()]

    @property
    def share_percent(self) -> str:
        """The share that is evidenced, never rounded up to the whole."""
        return _percent(self.evidenced, self.filled)

    @property
    def single_percent(self) -> str:
        """The share that rests on one document alone."""
        return _percent(self.single, self.filled)

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.evidenced} of {self.filled}"


def _percent(part: int, whole: int) -> str:
    tenths = part * 1000 // whole if whole else 1000
    return f"{number_format(tenths / 10, 1)} %"
