"""A participant's role in a mechanism over a period."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.history.tracking import keep_history
from records.models import Period, Record

from .mechanism import Mechanism
from .participant import Participant


@keep_history()
class Membership(Period, Record):
    """A participant's role in a mechanism over a period."""

    PLURAL = "memberships"

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        OBSERVER = "observer", _("observer")
        DIALOGUE_PARTNER = "dialogue_partner", _("dialogue partner")
        CHAIR = "chair", _("chair")
        CO_CHAIR = "co_chair", _("co-chair")
        SECRETARIAT = "secretariat", _("secretariat")
        GUEST = "guest", _("guest")
        APPLICANT = "applicant", _("applicant")
        FOUNDER = "founder", _("founder")

    EVIDENTIAL = ("mechanism", "participant", "role", "since", "until")
    SAID_WITH: ClassVar = {"since": "since_is", "until": "until_is"}
    PUBLIC_THROUGH = ("mechanism", "participant")
    ERRORS_AT: ClassVar = {"membership_no_overlap": "since"}
    PART_OF = ("mechanism",)

    mechanism = models.ForeignKey(
        Mechanism, models.PROTECT, related_name="memberships", verbose_name=_("mechanism")
    )
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="memberships", verbose_name=_("participant")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)

    class Meta(Record.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["mechanism", "role", "participant", "id"]
        constraints = [
            *Period.Meta.constraints,
            ExclusionConstraint(
                name="membership_no_overlap",
                expressions=[
                    ("mechanism", "="),
                    ("participant", "="),
                    ("role", "="),
                    ("term", "&&"),
                ],
                violation_error_message=_(
                    "This participant already has this role here in an overlapping period."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.get_role_display()}, {self.mechanism}"
