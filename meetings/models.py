"""Who met, where, when, and what came out of it: places, series, meetings, outcomes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mechanisms.models import Mechanism, Participant, Person, Topic
from records.fields import (
    PartialDateField,
    earliest_of,
    latest_of,
    order_of,
    valid_date,
)
from records.models import Name, NamedRecord, Record, comparable, name_constraints, searchable
from records.tracking import keep_history
from records.triggers import no_cycle, record_triggers


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
    OTHER = "other", _("other")


@keep_history()
class Place(NamedRecord):
    """Where meetings are held: a city, a venue, or a region or country when no city is known."""

    PAGE = "places:detail"
    EVIDENTIAL = ("name", "country", "region")
    PUBLIC_THROUGH = ("country",)

    country = models.ForeignKey(
        Participant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("country"),
    )
    region = models.CharField(_("province or region"), max_length=200, blank=True, default="")
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        help_text=_("Degrees north, WGS 84. From a gazetteer, not from a source document."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        help_text=_("Degrees east, WGS 84."),
    )
    coordinates_from = models.CharField(
        _("coordinates from"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("The gazetteer and its number: GeoNames 1651944."),
    )

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name", "id"]
        indexes = [*searchable("place"), comparable("place"), models.Index(fields=["name", "id"])]
        constraints = [
            models.CheckConstraint(
                name="place_coordinates_in_range",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                violation_error_message=_(
                    "Give both: latitude from -90 to 90 and longitude from -180 to 180."
                ),
            ),
            models.CheckConstraint(
                name="place_coordinates_say_where_from",
                condition=Q(latitude__isnull=True) | ~Q(coordinates_from=""),
                violation_error_message=_("Say which gazetteer the coordinates come from."),
            ),
        ]
        triggers = record_triggers(label="name", slug=True)


@keep_history()
class PlaceName(Name):
    """Another name of a place."""

    record = models.ForeignKey(Place, models.CASCADE, related_name="names")

    class Meta(Name.Meta):
        constraints = name_constraints("placename")


@keep_history()
class Series(NamedRecord):
    """A line of meetings that are counted together: the China-ASEAN Summit."""

    PAGE = "series:detail"
    EVIDENTIAL = ("name", "mechanism")
    PUBLIC_THROUGH = ("mechanism",)

    mechanism = models.ForeignKey(
        Mechanism,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="series",
        verbose_name=_("mechanism"),
    )
    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True, default="")
    track = models.CharField(_("track"), max_length=3, choices=Track, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True, default="")

    class Meta:
        verbose_name = _("series")
        ordering = ["name", "id"]
        verbose_name_plural = _("series")
        indexes = [*searchable("series"), comparable("series"), models.Index(fields=["name", "id"])]
        triggers = record_triggers(label="name", slug=True)


@keep_history()
class SeriesName(Name):
    """Another name of a series."""

    record = models.ForeignKey(Series, models.CASCADE, related_name="names")

    class Meta(Name.Meta):
        constraints = name_constraints("seriesname")


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

    PAGE = "meetings:detail"
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
    )
    PUBLIC_THROUGH = ("mechanism", "series", "place")

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
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="meetings", verbose_name=_("topics")
    )

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-date_order", "-id"]
        indexes = [
            *searchable("meeting"),
            models.Index(fields=["date_order", "id"]),
            models.Index(fields=["mechanism", "date_order", "id"]),
            models.Index(fields=["place", "date_order", "id"]),
            # A choice that few meetings have is found without walking through all of them.
            *(
                models.Index(fields=[choice, "date_order", "id"])
                for choice in ("status", "mode", "track", "level", "kind")
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
            *valid_date("meeting", "date"),
        ]
        triggers = record_triggers(label="name", slug=True)


@keep_history(inserts_and_deletes_only=True)
class MeetingTopic(Meeting.topics.through):  # type: ignore[misc,name-defined]
    """A topic of a meeting: here only so that its history is kept."""

    class Meta:
        proxy = True


@keep_history()
class MeetingName(Name):
    """Another name of a meeting."""

    record = models.ForeignKey(Meeting, models.CASCADE, related_name="names")

    class Meta(Name.Meta):
        constraints = name_constraints("meetingname")


@keep_history()
class Participation(Record):
    """A participant's role at a meeting."""

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
    PUBLIC_THROUGH = ("meeting", "participant")

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="participations", verbose_name=_("meeting")
    )
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="participations", verbose_name=_("participant")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.ATTENDEE)

    class Meta:
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
        triggers = record_triggers()

    def __str__(self) -> str:
        return f"{self.participant}: {self.get_role_display()}, {self.meeting}"

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#{self.uid}"


@keep_history()
class Delegate(Record):
    """A person at a meeting, with the office as the source prints it."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("chair")
        CO_CHAIR = "co_chair", _("co-chair")
        HEAD = "head", _("head of delegation")
        SPEAKER = "speaker", _("speaker")
        ATTENDEE = "attendee", _("attendee")

    EVIDENTIAL = ("meeting", "person", "participant", "role", "office")
    PUBLIC_THROUGH = ("meeting", "person", "participant")

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

    class Meta:
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
        triggers = record_triggers()

    def __str__(self) -> str:
        return f"{self.person}, {self.meeting}"

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#{self.uid}"


@keep_history()
class Outcome(Record):
    """What a meeting or a mechanism did: a declaration issued, a plan adopted, a proposal made."""

    class Action(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("outcome", "proposed")
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
    )
    PUBLIC_THROUGH = ("meeting", "mechanism", "proposer", "follows_up")
    TREES = ("follows_up",)

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
        help_text=_("Empty where the outcome is not a text of its own: a proposal, a decision."),
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
        related_name="proposals",
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
    summary = models.TextField(_("summary"), blank=True, default="", db_default="")
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="outcomes", verbose_name=_("topics")
    )

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["-date_order", "-id"]
        indexes = [models.Index(fields=["date_order", "id"])]
        constraints = [
            models.CheckConstraint(
                name="outcome_of_a_meeting_or_a_mechanism",
                condition=Q(meeting__isnull=False) | Q(mechanism__isnull=False),
                violation_error_message=_("Say which meeting or which mechanism it came from."),
            ),
            *valid_date("outcome", "date"),
        ]
        triggers = [*record_triggers(label="title"), no_cycle("follows_up_id")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        home = self.meeting or self.mechanism
        return f"{home.get_absolute_url()}#{self.uid}" if home else self.get_permanent_url()


@keep_history(inserts_and_deletes_only=True)
class OutcomeTopic(Outcome.topics.through):  # type: ignore[misc,name-defined]
    """A topic of an outcome: here only so that its history is kept."""

    class Meta:
        proxy = True
