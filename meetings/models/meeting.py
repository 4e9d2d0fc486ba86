"""Meetings, and who took part in them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Listed, Mechanism, Participant, Person, Topic
from mechanisms.triggers import COMPLETE_LIST, keep_complete_list
from meetings.models.place import Place
from meetings.models.series import Series
from meetings.models.vocabulary import ACTIVITIES, Kind, Level, Track
from records.fields import PartialDateField, earliest_of, latest_of, order_of, valid_dates
from records.history.tracking import keep_history
from records.models import SEARCHABLE, Name, NamedRecord, NamedRecordQuerySet, Record
from records.triggers import change_owner


class MeetingQuerySet(NamedRecordQuerySet):
    """Reads of meetings."""

    def convened(self) -> "MeetingQuerySet":
        """Meetings proper, as lists and counts of meetings have them."""
        return self.exclude(kind__in=ACTIVITIES)

    def activities(self) -> "MeetingQuerySet":
        """Programmes and observances, which nobody convenes: never counted among meetings."""
        return self.filter(kind__in=ACTIVITIES)


@keep_history()
class Meeting(NamedRecord):
    """One occurrence: a summit, a ministerial meeting, a workshop, an exercise."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        VIDEO = "video", _("by video")
        HYBRID = "hybrid", _("hybrid")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ANNOUNCED = "announced", _("announced")
        HELD = "held", _("held")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")

    PLURAL = "meetings"
    EVIDENTIAL = (
        "name",
        "mechanism",
        "series",
        "ordinal",
        "numbering",
        "level",
        "track",
        "mode",
        "status",
        "date",
        "place",
        "participation_listed",
        "attendance_min",
        "attendance_max",
    )
    SAID_WITH: ClassVar = {
        "ordinal": ("series", "numbering"),
        "numbering": ("series",),
        **dict.fromkeys(("date", "place", "mode", "attendance_min", "attendance_max"), ("status",)),
    }
    LISTED: ClassVar = {"participation_listed": ("participations", "participant")}
    PLANNED: ClassVar = {
        "status": (Status.PROPOSED, Status.ANNOUNCED, Status.POSTPONED, Status.CANCELLED)
    }
    AS_PLANNED: ClassVar = {"participation_listed": ()}
    PUBLIC_THROUGH = ("mechanism", "series", "place")
    ERRORS_AT: ClassVar = {
        "meeting_ordinal_once_in_series": "ordinal",
        "meeting_ordinal_from_one": "ordinal",
        "meeting_ordinal_belongs_to_series": "series",
        "meeting_attendance_in_order": "attendance_max",
    }

    mechanism = models.ForeignKey(
        Mechanism,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("mechanism"),
    )
    series = models.ForeignKey(
        Series,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("series"),
    )
    ordinal = models.PositiveIntegerField(
        _("ordinal"),
        null=True,
        blank=True,
        help_text=_("Its number in the series, such as 19."),
    )
    numbering = models.CharField(
        _("numbering"),
        max_length=40,
        blank=True,
        default="",
        help_text=_(
            "Only where a series counted anew: a word for this count, such as “since 2010”."
        ),
    )
    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True, default="")
    track = models.CharField(_("track"), max_length=3, choices=Track, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True, default="")
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, blank=True, default="")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.HELD)
    date = PartialDateField(_("date held"))
    earliest = earliest_of("date")
    latest = latest_of("date")
    date_order = order_of("date")
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("place"),
    )
    participation_listed = models.CharField(
        _("list of those who took part"),
        max_length=10,
        choices=Listed,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: those named in the sources; there may be others."),
    )
    attendance_min = models.PositiveIntegerField(
        _("people present, at least"),
        null=True,
        blank=True,
        help_text=_("“More than 40” is at least 41; the same number twice where it is exact."),
    )
    attendance_max = models.PositiveIntegerField(
        _("people present, at most"), null=True, blank=True
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="meetings", verbose_name=_("topics")
    )

    objects = MeetingQuerySet.as_manager()  # type: ignore[misc]

    class Meta(NamedRecord.Meta):
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-date_order", "-id"]
        indexes = [
            SEARCHABLE,
            models.Index(fields=["date_order", "id"]),
            models.Index(fields=["mechanism", "date_order", "id"]),
            models.Index(fields=["place", "date_order", "id"]),
            # A choice that few meetings have is found without walking through all of them.
            *(
                models.Index(fields=[choice, "date_order", "id"])
                for choice in ("status", "mode", "track", "level", "kind")
            ),
            models.Index(
                fields=["ordinal", "date_order", "id"],
                name="meeting_by_ordinal",
                condition=Q(ordinal__isnull=False),
            ),
            models.Index(fields=["earliest"]),
            models.Index(fields=["latest"]),
            models.Index(fields=["name", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "numbering", "ordinal"],
                name="meeting_ordinal_once_in_series",
                violation_error_message=_("This series already has a meeting with this ordinal."),
            ),
            models.CheckConstraint(
                name="meeting_ordinal_from_one",
                condition=Q(ordinal__isnull=True) | Q(ordinal__gte=1),
                violation_error_message=_("Ordinals count from 1."),
            ),
            models.CheckConstraint(
                name="meeting_ordinal_belongs_to_series",
                condition=Q(ordinal__isnull=True) | Q(series__isnull=False),
                violation_error_message=_("An ordinal belongs to a series: choose the series."),
            ),
            models.CheckConstraint(
                name="meeting_attendance_in_order",
                condition=Q(attendance_min__isnull=True)
                | Q(attendance_max__isnull=True)
                | Q(attendance_max__gte=models.F("attendance_min")),
                violation_error_message=_("This is fewer than the least number."),
            ),
            *valid_dates("date"),
        ]

    @property
    def is_activity(self) -> bool:
        """Whether it is a programme or an observance, and no meeting."""
        return self.kind in ACTIVITIES


@keep_history(inserts_and_deletes_only=True)
class MeetingTopic(Meeting.topics.through):  # type: ignore[misc,name-defined]
    """A topic of a meeting: here only so that its history is kept."""

    class Meta:
        proxy = True
        triggers = [change_owner("meeting_id", "meeting")]


@keep_history()
class MeetingName(Name):
    """Another name of a meeting."""

    record = models.ForeignKey(Meeting, models.CASCADE, related_name="names")


@keep_history()
class Participation(Record):
    """A participant's role at a meeting."""

    PLURAL = "participations"

    class Role(models.TextChoices):
        HOST = "host", _("host")
        CO_HOST = "co_host", _("co-host")
        CHAIR = "chair", _("chair")
        CO_CHAIR = "co_chair", _("co-chair")
        ORGANIZER = "organizer", _("organizer")
        SUPPORTER = "supporter", _("supporter")
        ATTENDEE = "attendee", _("attendee")
        OBSERVER = "observer", _("observer")
        ABSENT = "absent", _("absent")

    EVIDENTIAL = ("meeting", "participant", "role")
    SAID_WITH: ClassVar = {"role": ("meeting", "participant")}
    AS_PLANNED: ClassVar = {"role": ("meeting",)}
    PUBLIC_THROUGH = ("meeting", "participant")
    ERRORS_AT: ClassVar = {"participation_once": "participant"}
    TRIGGER_ERRORS: ClassVar = {"complete_list": COMPLETE_LIST}
    PART_OF = ("meeting",)
    LISTED_IN = ("meeting",)

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="participations", verbose_name=_("meeting")
    )
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="participations", verbose_name=_("participant")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.ATTENDEE)

    class Meta(Record.Meta):
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["meeting", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "participant", "role"],
                name="participation_once",
                violation_error_message=_("This participant already has this role here."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            keep_complete_list("meeting_id", "meetings_meeting", "participation_listed"),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.get_role_display()}, {self.meeting}"


@keep_history()
class Delegate(Record):
    """A person at a meeting, with the office as the source prints it."""

    PLURAL = "delegates"

    class Role(models.TextChoices):
        CHAIR = "chair", _("chair")
        CO_CHAIR = "co_chair", _("co-chair")
        HEAD = "head", _("head of delegation")
        SPEAKER = "speaker", _("speaker")
        ATTENDEE = "attendee", _("attendee")

    EVIDENTIAL = ("meeting", "person", "participant", "role", "office")
    SAID_WITH: ClassVar = {
        "participant": ("meeting", "person"),
        "role": ("meeting", "person", "participant"),
        "office": ("meeting", "person", "participant"),
    }
    AS_PLANNED: ClassVar = dict.fromkeys(("role", "office"), ("meeting",))
    PUBLIC_THROUGH = ("meeting", "person", "participant")
    ERRORS_AT: ClassVar = {"delegate_once": "person"}
    PART_OF = ("meeting",)
    LISTED_IN = ("meeting",)

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="delegates", verbose_name=_("meeting")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="attendances", verbose_name=_("person")
    )
    participant = models.ForeignKey(
        Participant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegates",
        verbose_name=_("for"),
        help_text=_("The delegation, where the source says so."),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.ATTENDEE)
    office = models.CharField(_("office as printed"), max_length=300, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        ordering = ["meeting", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person", "role"],
                name="delegate_once",
                violation_error_message=_("This person already has this role here."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.meeting}"
