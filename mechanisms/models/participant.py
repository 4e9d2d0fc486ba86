"""Who takes part: states, organizations, government bodies, think tanks, media."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mechanisms.triggers import collective_has_no_membership
from records.history.tracking import keep_history
from records.models import Name, NamedRecord, NamedRecordQuerySet, State
from records.trees import no_cycle
from reference import states

from .vocabulary import MemberRole


class ParticipantQuerySet(NamedRecordQuerySet):
    """Reads of participants."""

    def looked_up_each(self, names: Iterable[str]) -> dict[str, list[Any]]:
        """The states that are called so in reference data: by an ISO code, a usual name.

        What means several states ("Korea") finds nothing while only one of them is recorded.
        """
        meant = {name: some for name in names if (some := states.named(name))}
        if not meant:
            return {}
        recorded = self.of_states(one for some in meant.values() for one in some)
        found = {}
        for name, some in meant.items():
            records = [recorded[one.key] for one in some if one.key in recorded]
            if len(some) == 1 or len(records) > 1:
                found[name] = records
        return found

    def of_states(self, wanted: Iterable[states.State]) -> dict[str, "Participant"]:
        """The records of states, by the keys that these have in reference data."""
        codes = {code for one in wanted for code in (one.alpha2, one.alpha3) if code}
        coded = Q(iso_alpha3__in=codes) | Q(iso_alpha3="", iso_alpha2__in=codes)
        rows: Any = self.filter(coded)
        return {one.reference.key: one for one in rows.order_by("-pk") if one.reference}


@keep_history()
class Participant(NamedRecord):
    """Who takes part: a state, an organization, a government body, a think tank, a media outlet.

    A collective ("the ASEAN member states") points to a body and stands for its members, or for
    those with another role, as of the day that is spoken of.
    """

    class Kind(models.TextChoices):
        STATE = "state", pgettext_lazy("kind of participant", "state")
        TERRITORY = "territory", _("territory or region")
        ORGANIZATION = "organization", _("international organization")
        GOVERNMENT_BODY = "government_body", _("government body")
        ARMED_FORCES = "armed_forces", _("armed forces")
        THINK_TANK = "think_tank", _("think tank or institute")
        MEDIA = "media", _("media outlet")
        COMPANY = "company", _("company or bank")
        COLLECTIVE = "collective", _("members of a body together")
        GROUP = "group", _("group of participants")
        OTHER = "other", _("other")

    PLURAL = "participants"
    EVIDENTIAL = ("name", "parent", "members_of", "members_role")
    SAID_WITH: ClassVar = {"members_role": ("members_of",)}
    EMPTY_SAYS = ("members_role",)
    PUBLIC_THROUGH = ("parent", "members_of")
    TREES = ("parent",)
    ERRORS_AT: ClassVar = {
        "participant_iso_alpha2_once": "iso_alpha2",
        "participant_iso_alpha3_once": "iso_alpha3",
        "participant_only_states_have_iso_codes": "iso_alpha2",
        "participant_collective_points_to_a_body": "members_of",
    }

    LOOKED_UP_BY = ("iso_alpha2", "iso_alpha3")

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
    members_of = models.ForeignKey(
        "Mechanism",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="collectives",
        verbose_name=_("stands for the members of"),
        help_text=_("Only of a collective: the body whose members it means."),
    )
    members_role = models.CharField(
        _("those with the role"),
        max_length=20,
        choices=MemberRole,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: its members. Else the observers, the dialogue partners."),
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

    objects = ParticipantQuerySet.as_manager()  # type: ignore[misc]

    class Meta(NamedRecord.Meta):
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        indexes = [*NamedRecord.Meta.indexes, models.Index(fields=["name", "id"])]
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
            models.CheckConstraint(
                name="participant_collective_points_to_a_body",
                condition=Q(kind="collective", members_of__isnull=False)
                | (~Q(kind="collective") & Q(members_of__isnull=True, members_role="")),
                violation_error_message=_(
                    "A collective, and nothing else, says whose members it stands for."
                ),
            ),
        ]
        triggers = [
            *NamedRecord.Meta.triggers,
            no_cycle("parent_id"),
            collective_has_no_membership(),
        ]

    @property
    def reference(self) -> states.State | None:
        """What reference data knows of it, if it has an ISO code."""
        code = self.iso_alpha3 or self.iso_alpha2
        return states.state(code) if code else None

    def looked_up_names(self) -> Sequence[str]:
        return self.reference.words() if self.reference else ()

    def against_reference(self) -> dict[str, str]:
        """Codes that reference data does not have, or not of one state; a name of another state.

        How a state is called here is for the register to say, as long as no other is called so.
        """
        given = {name: getattr(self, name) for name in self.LOOKED_UP_BY if getattr(self, name)}
        meant = {name: states.state(code) for name, code in given.items()}
        found = {
            name: gettext("Reference data has no state with the code %(code)s.")
            % {"code": given[name]}
            for name, one in meant.items()
            if one is None
        }
        if found or not given:
            return found
        last = next(reversed(given))
        one = meant[last]
        if len({state.key for state in meant.values() if state}) > 1:
            sentence = gettext("The two codes are of two states: give those of one.")
            return {last: sentence}
        others = states.named(self.name)
        if one and others and one not in others:
            sentence = gettext(
                "%(code)s is the code of %(state)s, and “%(name)s” is another: %(others)s."
            )
            values = {"code": given[last], "state": one.name, "name": self.name}
            return {last: sentence % {**values, "others": ", ".join(each.key for each in others)}}
        return {}

    def clean(self) -> None:
        super().clean()
        if self.pk is None or self.members_of_id is None:
            return
        held = self.memberships.exclude(state=State.WITHDRAWN)
        if held.filter(mechanism=self.members_of_id).exists():
            sentence = _(
                "It is recorded as a member of this body: withdraw that membership first, for a "
                "collective is not one more of those for whom it stands."
            )
            raise ValidationError({"members_of": sentence}, code="member")


@keep_history()
class ParticipantName(Name):
    """Another name of a participant."""

    record = models.ForeignKey(Participant, models.CASCADE, related_name="names")
