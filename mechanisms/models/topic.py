"""Areas of cooperation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.history.tracking import keep_history
from records.models import Name, NamedRecord
from records.trees import no_cycle


@keep_history()
class Topic(NamedRecord):
    """An area of cooperation: counter-terrorism, disaster relief, maritime security …

    Topics are Fora's own words for sorting records; they are not facts and need no citation.
    """

    PLURAL = "topics"
    PUBLIC_THROUGH = ("parent",)
    TREES = ("parent",)

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )

    class Meta(NamedRecord.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        triggers = [*NamedRecord.Meta.triggers, no_cycle("parent_id")]


@keep_history()
class TopicName(Name):
    """Another name of a topic."""

    record = models.ForeignKey(Topic, models.CASCADE, related_name="names")
