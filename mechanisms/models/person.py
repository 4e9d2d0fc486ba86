"""Natural persons, and the offices they hold for participants."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.history.tracking import keep_history
from records.models import Name, NamedRecord, Period, Record
from records.triggers import record_triggers

from .participant import Participant


@keep_history()
class Person(NamedRecord):
    """A natural person."""

    PLURAL = "people"
    EVIDENTIAL = ("name",)

    class Meta(NamedRecord.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [*NamedRecord.Meta.indexes, models.Index(fields=["name", "id"])]


@keep_history()
class PersonName(Name):
    """Another name of a person."""

    record = models.ForeignKey(Person, models.CASCADE, related_name="names")


@keep_history()
class Office(Period, Record):
    """A post that a person holds for a participant over a period."""

    PLURAL = "offices"
    EVIDENTIAL = ("person", "participant", "title", "since", "until")
    SAID_WITH: ClassVar = {
        "title": ("person", "participant"),
        "since": ("since_is", "title", "person", "participant"),
        "until": ("until_is", "title", "person", "participant"),
    }
    EMPTY_SAYS = ("since", "until")
    PUBLIC_THROUGH = ("person", "participant")
    ERRORS_AT: ClassVar = {"office_once": "title"}
    PART_OF = ("person",)
    LISTED_IN = ("person",)

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="offices", verbose_name=_("person")
    )
    participant = models.ForeignKey(
        Participant,
        models.PROTECT,
        related_name="offices",
        help_text=_("For whom the office is held: a state, a ministry, an institute."),
        verbose_name=_("participant"),
    )
    title = models.CharField(
        _("office"),
        max_length=300,
        help_text=_("As the source gives it: Vice Foreign Minister."),
    )

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["person", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "participant", "title", "since"],
                name="office_once",
                violation_error_message=_("This office is already recorded."),
            ),
            *Period.Meta.constraints,
        ]
        triggers = record_triggers(label="title")

    def __str__(self) -> str:
        return f"{self.person}, {self.title}"
