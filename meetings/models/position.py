"""What one side put forward at a meeting or in a text."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mechanisms.models import Mechanism, Participant, Topic
from records.fields import PartialDateField, earliest_of, latest_of, order_of, valid_dates
from records.history.tracking import keep_history
from records.models import Record
from records.trees import no_cycle
from records.triggers import change_owner, record_triggers

from .meeting import Meeting
from .outcome import Outcome


@keep_history()
class Position(Record):
    """What one side put forward: a proposal, a call, a stand; never counted among outcomes."""

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", pgettext_lazy("position", "proposal")
        CALL = "call", pgettext_lazy("position", "call")
        STAND = "stand", pgettext_lazy("position", "stand")

    PLURAL = "positions"
    EVIDENTIAL = (
        "title",
        "meeting",
        "mechanism",
        "proposer",
        "audience",
        "date",
        "follows_up",
        "continues",
    )
    SAID_WITH: ClassVar = {
        "title": ("proposer", "meeting", "mechanism"),
        **dict.fromkeys(("proposer", "follows_up", "continues"), ("title",)),
        **dict.fromkeys(("audience", "date"), ("title", "proposer")),
    }
    AS_PLANNED: ClassVar = {"title": ("meeting", "mechanism")}
    PUBLIC_THROUGH = ("meeting", "mechanism", "proposer", "follows_up", "continues")
    PART_OF = ("meeting", "mechanism")
    LISTED_IN = ("meeting", "mechanism")
    TREES = ("continues",)
    ERRORS_AT: ClassVar = {"position_at_a_meeting_or_on_a_mechanism": "meeting"}

    title = models.CharField(
        _("title"), max_length=500, help_text=_("What was put forward, in your own words.")
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind, default=Kind.PROPOSAL, db_default=Kind.PROPOSAL
    )
    meeting = models.ForeignKey(
        Meeting,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name=_("meeting"),
    )
    mechanism = models.ForeignKey(
        Mechanism,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name=_("mechanism"),
    )
    proposer = models.ForeignKey(
        Participant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name=_("put forward by"),
    )
    audience = models.CharField(
        _("put to"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("Only where the source says to whom: the ASEAN countries, all parties."),
    )
    date = PartialDateField(_("date"))
    earliest = earliest_of("date")
    latest = latest_of("date")
    date_order = order_of("date")
    follows_up = models.ForeignKey(
        Outcome,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name=_("follows up"),
        help_text=_("The earlier outcome that it is about, or wants to carry further."),
    )
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name=_("continues"),
        help_text=_("The earlier position that it repeats or carries further."),
    )
    summary = models.TextField(_("summary"), blank=True, default="", db_default="")
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="positions", verbose_name=_("topics")
    )

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["-date_order", "-id"]
        indexes = [models.Index(fields=["date_order", "id"])]
        constraints = [
            models.CheckConstraint(
                name="position_at_a_meeting_or_on_a_mechanism",
                condition=Q(meeting__isnull=False) | Q(mechanism__isnull=False),
                violation_error_message=_(
                    "Say at which meeting or about which mechanism it was put forward."
                ),
            ),
            *valid_dates("date"),
        ]
        triggers = [
            *record_triggers(label="title"),
            no_cycle("continues_id"),
        ]

    def __str__(self) -> str:
        return self.title


@keep_history(inserts_and_deletes_only=True)
class PositionTopic(Position.topics.through):  # type: ignore[misc,name-defined]
    """A topic of a position: here only so that its history is kept."""

    class Meta:
        proxy = True
        triggers = [change_owner("position_id", "position")]
