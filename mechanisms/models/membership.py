"""A participant's role in a mechanism over a period."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from mechanisms.triggers import COMPLETE_LIST, collective_is_no_member, keep_complete_list
from records.history.tracking import keep_history
from records.models import Period, Record

from .mechanism import Mechanism
from .participant import Participant
from .vocabulary import MemberRole


@keep_history()
class Membership(Period, Record):
    """A participant's role in a mechanism over a period."""

    PLURAL = "memberships"

    Role = MemberRole

    EVIDENTIAL = ("mechanism", "participant", "role", "since", "until")
    SAID_WITH: ClassVar = {
        "role": ("mechanism", "participant"),
        "since": ("since_is", "role", "mechanism", "participant"),
        "until": ("until_is", "role", "mechanism", "participant"),
    }
    AS_PLANNED: ClassVar = dict.fromkeys(("role", "since", "until"), ("mechanism",))
    EMPTY_SAYS = ("since", "until")
    PUBLIC_THROUGH = ("mechanism", "participant")
    ERRORS_AT: ClassVar = {"membership_no_overlap": "since"}
    TRIGGER_ERRORS: ClassVar = {
        "collective_is_no_member": _(
            "A collective stands for the members of this body: it is not one more of them."
        ),
        "complete_list": COMPLETE_LIST,
    }
    PART_OF = ("mechanism",)
    LISTED_IN = ("mechanism", "participant")

    mechanism = models.ForeignKey(
        Mechanism, models.PROTECT, related_name="memberships", verbose_name=_("mechanism")
    )
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="memberships", verbose_name=_("participant")
    )
    role = models.CharField(_("role"), max_length=20, choices=MemberRole, default=MemberRole.MEMBER)

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
        triggers = [
            *Record.Meta.triggers,
            collective_is_no_member(),
            keep_complete_list("mechanism_id", "mechanisms_mechanism", "membership_listed"),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.get_role_display()}, {self.mechanism}"

    def clean(self) -> None:
        super().clean()
        both = self.participant_id and self.mechanism_id
        if both and self.participant.members_of_id == self.mechanism_id:
            raise ValidationError(
                {"participant": self.TRIGGER_ERRORS["collective_is_no_member"]}, code="collective"
            )
