"""What a meeting or a mechanism did."""

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


@keep_history()
class Outcome(Record):
    """What a meeting or a mechanism did: a declaration issued, a plan adopted, a text agreed.

    What one side only put forward is a ``Position``.
    """

    PLURAL = "outcomes"

    class Action(models.TextChoices):
        UNDER_NEGOTIATION = "under_negotiation", _("under negotiation")
        ANNOUNCED = "announced", pgettext_lazy("outcome", "announced")
        AGREED = "agreed", _("agreed")
        CONCLUDED = "concluded", _("concluded")
        APPROVED = "approved", _("approved")
        ADOPTED = "adopted", _("adopted")
        FORMULATED = "formulated", _("drawn up")
        FINALIZED = "finalized", _("finalized")
        SIGNED = "signed", _("signed")
        ISSUED = "issued", _("issued")
        LAUNCHED = "launched", _("launched")
        IMPLEMENTED = "implemented", _("being implemented")

    class InstrumentKind(models.TextChoices):
        TREATY = "treaty", _("treaty")
        AGREEMENT = "agreement", _("agreement")
        PROTOCOL = "protocol", _("protocol")
        MEMORANDUM = "memorandum", _("memorandum")
        DECLARATION = "declaration", _("declaration")
        STATEMENT = "statement", _("statement")
        CODE = "code", _("code of conduct")
        PLAN = "plan", _("plan, programme or strategy")
        INITIATIVE = "initiative", _("initiative")
        GUIDELINES = "guidelines", _("guidelines")
        RESOLUTION = "resolution", _("resolution or decision")
        REPORT = "report", _("report")
        LIST = "list", _("list of projects")
        OTHER = "other", _("other")

    EVIDENTIAL = (
        "title",
        "meeting",
        "mechanism",
        "action",
        "date",
        "proposer",
        "follows_up",
        "takes_up",
    )
    SAID_WITH: ClassVar = {
        "action": ("title", "meeting", "mechanism"),
        "date": ("action", "title", "meeting", "mechanism"),
        **dict.fromkeys(("proposer", "follows_up", "takes_up"), ("title",)),
    }
    AS_PLANNED: ClassVar = {"action": ("meeting", "mechanism")}
    PUBLIC_THROUGH = ("meeting", "mechanism", "proposer", "follows_up", "takes_up")
    BY_STATE = ("takes_up",)
    PART_OF = ("meeting", "mechanism")
    LISTED_IN = ("meeting", "mechanism")
    TREES = ("follows_up",)
    ERRORS_AT: ClassVar = {"outcome_of_a_meeting_or_a_mechanism": "meeting"}

    title = models.CharField(_("title"), max_length=500)
    meeting = models.ForeignKey(
        Meeting,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name=_("meeting"),
    )
    mechanism = models.ForeignKey(
        Mechanism,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name=_("mechanism"),
    )
    action = models.CharField(_("what was done"), max_length=20, choices=Action)
    instrument = models.CharField(
        _("instrument"),
        max_length=20,
        choices=InstrumentKind,
        blank=True,
        default="",
        help_text=_("Empty where the outcome is not a text of its own: a decision, a launch."),
    )
    date = PartialDateField(_("date"))
    earliest = earliest_of("date")
    latest = latest_of("date")
    date_order = order_of("date")
    proposer = models.ForeignKey(
        Participant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposed_outcomes",
        verbose_name=_("proposed by"),
    )
    follows_up = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_up_by",
        verbose_name=_("follows up"),
        help_text=_("The earlier outcome that this one carries out, extends or replaces."),
    )
    takes_up = models.ForeignKey(
        "Position",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_up_by",
        verbose_name=_("takes up"),
        help_text=_("The position of one side that it came of."),
    )
    summary = models.TextField(_("summary"), blank=True, default="", db_default="")
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="outcomes", verbose_name=_("topics")
    )

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["-date_order", "-id"]
        indexes = [
            models.Index(fields=["date_order", "id"]),
            models.Index(fields=["action", "date_order", "id"]),
            models.Index(fields=["instrument", "date_order", "id"]),
            models.Index(fields=["latest"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="outcome_of_a_meeting_or_a_mechanism",
                condition=Q(meeting__isnull=False) | Q(mechanism__isnull=False),
                violation_error_message=_("Say which meeting or which mechanism it came from."),
            ),
            *valid_dates("date"),
        ]
        triggers = [
            *record_triggers(label="title"),
            no_cycle("follows_up_id"),
        ]

    def __str__(self) -> str:
        return self.title


@keep_history(inserts_and_deletes_only=True)
class OutcomeTopic(Outcome.topics.through):  # type: ignore[misc,name-defined]
    """A topic of an outcome: here only so that its history is kept."""

    class Meta:
        proxy = True
        triggers = [change_owner("outcome_id", "outcome")]
