"""What answered when the address of a document was last asked for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .document import Document


class LinkCheck(models.Model):
    """What answered when the address of a document was last asked for."""

    class Answer(models.TextChoices):
        ALIVE = "alive", _("answers")
        GUARDED = "guarded", _("answers people, not programs")
        FAILING = "failing", _("does not answer now")
        GONE = "gone", _("is gone")

    DEAD = (Answer.FAILING, Answer.GONE)

    document = models.OneToOneField(Document, models.CASCADE, related_name="link_check")
    url = models.URLField(max_length=1000, help_text=_("The address that was asked for."))
    answer = models.CharField(max_length=10, choices=Answer)
    status = models.PositiveSmallIntegerField(
        null=True, help_text=_("The status of the answer; null where nothing answered.")
    )
    said = models.TextField(blank=True, default="", help_text=_("The answer in words."))
    led_to = models.TextField(
        blank=True, default="", help_text=_("Where it was redirected, if it was.")
    )
    failures = models.PositiveIntegerField(
        default=0, help_text=_("How many times in a row it was not answered.")
    )
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["asked_at"]),
            models.Index(
                fields=["id"],
                name="linkcheck_dead",
                condition=Q(answer__in=["failing", "gone"]),
            ),
        ]

    def __str__(self) -> str:
        return self.url
