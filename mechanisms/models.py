"""Bodies and those who take part in them: mechanisms, participants, people, memberships, topics."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.fields import (
    PartialDateField,
    earliest_of,
    latest_of,
    order_of,
    valid_date,
)
from records.models import (
    Name,
    NamedRecord,
    Period,
    Record,
    check_period,
    comparable,
    name_constraints,
    period_constraints,
    searchable,
)
from records.tracking import keep_history
from records.triggers import no_cycle, record_triggers


@keep_history()
class Topic(NamedRecord):
    """An area of cooperation: counter-terrorism, disaster relief, maritime security …

    Topics are Fora's own words for sorting records; they are not facts and need no citation.
    """

    PAGE = "topics:detail"
    PUBLIC_THROUGH = ("parent",)
    TREES = ("parent",)

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name", "id"]
        indexes = [*searchable("topic"), comparable("topic")]
        triggers = [*record_triggers(label="name", slug=True), no_cycle("parent_id")]


@keep_history()
class TopicName(Name):
    """Another name of a topic."""

    record = models.ForeignKey(Topic, models.CASCADE, related_name="names")

    class Meta(Name.Meta):
        constraints = name_constraints("topicname")


@keep_history()
class Participant(NamedRecord):
    """Who takes part: a state, an organization, a government body, a think tank, a media outlet."""

    class Kind(models.TextChoices):
        STATE = "state", pgettext_lazy("kind of participant", "state")
        TERRITORY = "territory", _("territory or region")
        ORGANIZATION = "organization", _("international organization")
        GOVERNMENT_BODY = "government_body", _("government body")
        ARMED_FORCES = "armed_forces", _("armed forces")
        THINK_TANK = "think_tank", _("think tank or institute")
        MEDIA = "media", _("media outlet")
        COMPANY = "company", _("company or bank")
        GROUP = "group", _("group of participants")
        OTHER = "other", _("other")

    PAGE = "participants:detail"
    EVIDENTIAL = ("name", "parent")
    PUBLIC_THROUGH = ("parent",)
    TREES = ("parent",)

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
        help_text=_("The state of a ministry, the organization of a secretariat."),
    )
    mechanism = models.OneToOneField(
        "Mechanism",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="as_participant",
        help_text=_("Where the same body is also recorded as a mechanism."),
        verbose_name=_("mechanism"),
    )
    iso_alpha2 = models.CharField(
        _("ISO 3166 code, two letters"),
        max_length=2,
        blank=True,
        default="",
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, such as CN."))],
        help_text=_("From ISO 3166, not from a source document."),
    )
    iso_alpha3 = models.CharField(
        _("ISO 3166 code, three letters"),
        max_length=3,
        blank=True,
        default="",
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as CHN."))],
        help_text=_("From ISO 3166, not from a source document."),
    )

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["name", "id"]
        indexes = [
            *searchable("participant"),
            comparable("participant"),
            models.Index(fields=["name", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["iso_alpha2"],
                condition=~Q(iso_alpha2=""),
                name="participant_iso_alpha2_once",
                violation_error_message=_("Another participant has this ISO code."),
            ),
            models.UniqueConstraint(
                fields=["iso_alpha3"],
                condition=~Q(iso_alpha3=""),
                name="participant_iso_alpha3_once",
                violation_error_message=_("Another participant has this ISO code."),
            ),
            models.CheckConstraint(
                name="participant_only_states_have_iso_codes",
                condition=Q(kind__in=["state", "territory"]) | Q(iso_alpha2="", iso_alpha3=""),
                violation_error_message=_("Only states and territories have ISO 3166 codes."),
            ),
        ]
        triggers = [*record_triggers(label="name", slug=True), no_cycle("parent_id")]


@keep_history()
class ParticipantName(Name):
    """Another name of a participant."""

    record = models.ForeignKey(Participant, models.CASCADE, related_name="names")

    class Meta(Name.Meta):
        constraints = name_constraints("participantname")


@keep_history()
class Person(NamedRecord):
    """A natural person."""

    PAGE = "people:detail"
    EVIDENTIAL = ("name",)

    class Meta:
        verbose_name = _("person")
        ordering = ["name", "id"]
        verbose_name_plural = _("people")
        indexes = [*searchable("person"), comparable("person"), models.Index(fields=["name", "id"])]
        triggers = record_triggers(label="name", slug=True)


@keep_history()
class PersonName(Name):
    """Another name of a person."""

    record = models.ForeignKey(Person, models.CASCADE, related_name="names")

    class Meta(Name.Meta):
        constraints = name_constraints("personname")


@keep_history()
class Office(Period, Record):
    """A post that a person holds for a participant over a period."""

    EVIDENTIAL = ("person", "participant", "title", "since", "until")
    PUBLIC_THROUGH = ("person", "participant")

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
            *period_constraints("office"),
        ]
        triggers = record_triggers(label="title")

    def __str__(self) -> str:
        return f"{self.person}, {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.person.get_absolute_url()}#{self.uid}"


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

    PAGE = "mechanisms:detail"
    EVIDENTIAL = (
        "name",
        "parent",
        "predecessor",
        "status",
        "founded",
        "ended",
        "founding",
    )
    PUBLIC_THROUGH = ("parent", "predecessor")
    TREES = ("parent", "predecessor")

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
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="mechanisms", verbose_name=_("topics")
    )

    class Meta:
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")
        ordering = ["name", "id"]
        indexes = [
            *searchable("mechanism"),
            comparable("mechanism"),
            models.Index(fields=["name", "id"]),
        ]
        constraints = [
            *valid_date("mechanism", "founded", "ended"),
            models.CheckConstraint(
                name="mechanism_ends_after_founding",
                condition=Q(founded_earliest__isnull=True)
                | Q(ended_latest__isnull=True)
                | Q(ended_latest__gte=models.F("founded_earliest")),
                violation_error_message=_("It ended before it was founded."),
            ),
        ]
        triggers = [
            *record_triggers(label="name", slug=True),
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


@keep_history()
class MechanismName(Name):
    """Another name of a mechanism."""

    record = models.ForeignKey(Mechanism, models.CASCADE, related_name="names")

    class Meta(Name.Meta):
        constraints = name_constraints("mechanismname")


@keep_history()
class Membership(Period, Record):
    """A participant's role in a mechanism over a period."""

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
    PUBLIC_THROUGH = ("mechanism", "participant")

    mechanism = models.ForeignKey(
        Mechanism, models.PROTECT, related_name="memberships", verbose_name=_("mechanism")
    )
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="memberships", verbose_name=_("participant")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["mechanism", "role", "participant", "id"]
        constraints = [
            *period_constraints("membership"),
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
        triggers = record_triggers()

    def __str__(self) -> str:
        return f"{self.participant}: {self.get_role_display()}, {self.mechanism}"

    def get_absolute_url(self) -> str:
        return f"{self.mechanism.get_absolute_url()}#{self.uid}"
