"""Words that several kinds share: the roles of members, how far a list goes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberRole(models.TextChoices):
    """What a participant is in a mechanism."""

    MEMBER = "member", _("member")
    OBSERVER = "observer", _("observer")
    DIALOGUE_PARTNER = "dialogue_partner", _("dialogue partner")
    CHAIR = "chair", _("chair")
    CO_CHAIR = "co_chair", _("co-chair")
    SECRETARIAT = "secretariat", _("secretariat")
    GUEST = "guest", _("guest")
    APPLICANT = "applicant", _("applicant")
    FOUNDER = "founder", _("founder")


class Listed(models.TextChoices):
    """How far a list of members, or of those present, goes; empty: those named in the sources."""

    COMPLETE = "complete", _("complete, as the source says")
