"""Words that series and meetings share: level, track, kind."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    """Who sits at the table."""

    LEADERS = "leaders", _("leaders")
    MINISTERS = "ministers", _("ministers")
    VICE_MINISTERS = "vice_ministers", _("vice-ministers")
    SENIOR_OFFICIALS = "senior_officials", _("senior officials")
    WORKING_GROUP = "working_group", _("working group")
    EXPERTS = "experts", _("experts")
    OTHER = "other", _("other")


class Track(models.TextChoices):
    """Officials (1), officials in a private capacity (1.5), scholars and private persons (2)."""

    ONE = "1", _("Track 1")
    ONE_AND_A_HALF = "1.5", _("Track 1.5")
    TWO = "2", _("Track 2")


class Kind(models.TextChoices):
    """The form of a meeting."""

    SUMMIT = "summit", _("summit")
    MINISTERIAL = "ministerial", _("ministerial meeting")
    MEETING = "meeting", _("meeting")
    CONSULTATION = "consultation", _("consultation")
    CONFERENCE = "conference", _("conference")
    FORUM = "forum", _("forum")
    DIALOGUE = "dialogue", _("dialogue")
    NEGOTIATION = "negotiation", _("round of negotiations")
    WORKSHOP = "workshop", _("workshop")
    SEMINAR = "seminar", _("seminar or symposium")
    ROUNDTABLE = "roundtable", _("round table")
    EXERCISE = "exercise", _("exercise")
    TRAINING = "training", _("training")
    EXCHANGE = "exchange", _("exchange programme")
    CULTURAL = "cultural", _("cultural or commemorative event")
    FOUNDING = "founding", _("founding meeting")
    PROGRAMME = "programme", pgettext_lazy("kind of meeting", "programme")
    OBSERVANCE = "observance", _("observance: a year, week or festival")
    OTHER = "other", _("other")


ACTIVITIES = (Kind.PROGRAMME, Kind.OBSERVANCE)
"""What is recorded like a meeting and is none: nobody convenes, so no count of meetings has it."""
