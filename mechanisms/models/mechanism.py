"""Mechanisms: standing multilateral bodies, forums, dialogues, processes and frameworks."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mechanisms.models.topic import Topic
from records.fields import PartialDateField, earliest_of, latest_of, order_of, valid_dates
from records.history.tracking import keep_history
from records.models import Name, NamedRecord, check_period
from records.trees import no_cycle
from records.triggers import change_owner

from .vocabulary import Listed


@keep_history()
class Mechanism(NamedRecord):
    """A standing multilateral body, forum, dialogue, process or framework."""

    class Kind(models.TextChoices):
        ORGANIZATION = "organization", _("organization")
        FORUM = "forum", _("forum")
        DIALOGUE = "dialogue", _("dialogue")
        PROCESS = "process", _("process")
        FRAMEWORK = "framework", _("framework of cooperation")
        COUNCIL = "council", _("council or committee")
        WORKING_GROUP = "working_group", _("working group")
        CENTRE = "centre", _("centre or secretariat")
        FUND = "fund", _("fund or bank")
        ARRANGEMENT = "arrangement", _("arrangement under an agreement")
        PROGRAMME = "programme", _("programme of activities")
        NETWORK = "network", _("network")
        OTHER = "other", _("other")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        NEGOTIATED = "negotiated", _("under negotiation")
        ACTIVE = "active", _("active")
        DORMANT = "dormant", _("dormant")
        ENDED = "ended", _("ended")

    PLURAL = "mechanisms"
    EVIDENTIAL = (
        "name",
        "parent",
        "predecessor",
        "status",
        "founded",
        "ended",
        "founding",
        "membership_listed",
    )
    LISTED: ClassVar = {"membership_listed": ("memberships", "participant")}
    PLANNED: ClassVar = {"status": (Status.PROPOSED, Status.NEGOTIATED)}
    AS_PLANNED: ClassVar = dict.fromkeys(("founded", "ended", "founding", "membership_listed"), ())
    EMPTY_SAYS = ("status", "ended")
    PUBLIC_THROUGH = ("parent", "predecessor")
    TREES = ("parent", "predecessor")
    ERRORS_AT: ClassVar = {"mechanism_ends_after_founding": "ended"}

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text=_("The body it works under: a working group under ADMM-Plus."),
        verbose_name=_("parent"),
    )
    predecessor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        help_text=_("The body it took the place of."),
        verbose_name=_("predecessor"),
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=Status,
        blank=True,
        default="",
        help_text=_("Only as a source says; leave empty where none does."),
    )
    founded = PartialDateField(_("founded"), single=True)
    founded_earliest = earliest_of("founded")
    founded_latest = latest_of("founded")
    founded_order = order_of("founded")
    ended = PartialDateField(_("ended"), single=True)
    ended_earliest = earliest_of("ended")
    ended_latest = latest_of("ended")
    founding = models.TextField(
        _("how it was founded"),
        blank=True,
        default="",
        help_text=_("In your own words: who proposed it, which meeting launched it."),
    )
    membership_listed = models.CharField(
        _("list of members"),
        max_length=10,
        choices=Listed,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: the members named in the sources; there may be others."),
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="mechanisms", verbose_name=_("topics")
    )

    class Meta(NamedRecord.Meta):
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")
        indexes = [*NamedRecord.Meta.indexes, models.Index(fields=["name", "id"])]
        constraints = [
            *valid_dates("founded", "ended"),
            models.CheckConstraint(
                name="mechanism_ends_after_founding",
                condition=Q(founded_earliest__isnull=True)
                | Q(ended_latest__isnull=True)
                | Q(ended_latest__gte=models.F("founded_earliest")),
                violation_error_message=_("It ended before it was founded."),
            ),
        ]
        triggers = [
            *NamedRecord.Meta.triggers,
            no_cycle("parent_id"),
            no_cycle("predecessor_id"),
        ]

    def clean(self) -> None:
        super().clean()
        check_period(self.founded, self.ended, end_field="ended")


@keep_history(inserts_and_deletes_only=True)
class MechanismTopic(Mechanism.topics.through):  # type: ignore[misc,name-defined]
    """A topic of a mechanism: here only so that its history is kept."""

    class Meta:
        proxy = True
        triggers = [change_owner("mechanism_id", "mechanism")]


@keep_history()
class MechanismName(Name):
    """Another name of a mechanism."""

    record = models.ForeignKey(Mechanism, models.CASCADE, related_name="names")
