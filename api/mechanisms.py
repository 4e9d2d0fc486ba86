"""Mechanisms, participants, people, offices, memberships, topics."""

from typing import Any, ClassVar

from rest_framework import serializers

from mechanisms import filters
from mechanisms.models import Mechanism, Membership, Office, Participant, Person, Topic
from records.dates import bounds
from records.models import Period

from .meetings import OutcomePart, PositionPart
from .openings import looked_up
from .reference import StateSerializer as StateReference
from .serializers import KEYS, NAMED, STAMPS, ListedField, PlannedField, RecordSerializer, Reference
from .sql import Row
from .viewsets import BY_ID, BY_NAME, RecordViewSet

TERM = [
    *("since", "since_earliest", "since_latest", "since_is"),
    *("until", "until_earliest", "until_latest", "until_is"),
]


class BoundField(serializers.DateField):
    """The first or the last day that an end of a term can mean."""

    def __init__(self, end: str, place: int) -> None:
        self.end, self.place = end, place
        which = ("First", "Last")[place]
        text = f"{which} day that “{end}” can mean."
        super().__init__(read_only=True, allow_null=True, help_text=text)

    def get_attribute(self, record: Any) -> Any:
        value = getattr(record, self.end)
        return bounds(value)[self.place] if value else None

    def __deepcopy__(self, memo: Any) -> "BoundField":
        return BoundField(self.end, self.place)


class TermSerializer(RecordSerializer):
    """Base of what holds over a period; what an unknown end would be is null as well."""

    since_is = serializers.ChoiceField(
        choices=Period.Began.choices,
        allow_null=True,
        help_text="Whether it began then, or was only first seen then.",
    )
    until_is = serializers.ChoiceField(
        choices=Period.Ended.choices,
        allow_null=True,
        help_text="Whether it ended then, or was only last seen then.",
    )

    since_earliest, since_latest = BoundField("since", 0), BoundField("since", 1)
    until_earliest, until_latest = BoundField("until", 0), BoundField("until", 1)

    SQL: ClassVar = {
        **RecordSerializer.SQL,
        "since_earliest": lambda row, _open: f"edtf_earliest({row.column('since')})",
        "since_latest": lambda row, _open: f"edtf_latest({row.column('since')})",
        "until_earliest": lambda row, _open: f"edtf_earliest({row.column('until')})",
        "until_latest": lambda row, _open: f"edtf_latest({row.column('until')})",
        "since_is": lambda row, _open: how_ended_sql(row, "since"),
        "until_is": lambda row, _open: how_ended_sql(row, "until"),
    }

    def to_representation(self, record: Any) -> dict[str, Any]:
        values = super().to_representation(record)
        for end in ("since", "until"):
            if f"{end}_is" in values and not getattr(record, end):
                values[f"{end}_is"] = None
        return values


def how_ended_sql(row: Row, end: str) -> str:
    return f"CASE WHEN {row.column(end)} <> '' THEN nullif({row.column(f'{end}_is')}, '') END"


class TopicSerializer(RecordSerializer):
    """An area of cooperation."""

    class Meta:
        model = Topic
        fields = [*NAMED, "parent", "summary", *STAMPS, "citations"]


class MembershipSerializer(TermSerializer):
    """A participant's role in a mechanism over a period."""

    planned = PlannedField()

    part_order = ("role", "id")

    class Meta:
        model = Membership
        fields = [*KEYS, "mechanism", "participant", "role", "planned", *TERM, *STAMPS, "citations"]


class MembersPart(MembershipSerializer):
    """A participant's role in the mechanism that holds this list."""

    class Meta(MembershipSerializer.Meta):
        fields = ["id", "url", "participant", "role", "planned", *TERM, "citations"]


class BodiesPart(MembershipSerializer):
    """The role that the participant that holds this list has in a mechanism."""

    class Meta(MembershipSerializer.Meta):
        fields = ["id", "url", "mechanism", "role", "planned", *TERM, "citations"]


class OfficeSerializer(TermSerializer):
    """A post that a person holds for a participant over a period."""

    class Meta:
        model = Office
        fields = [*KEYS, "person", "participant", "title", *TERM, *STAMPS, "citations"]


class OfficePart(OfficeSerializer):
    """An office of the person that holds this list."""

    class Meta(OfficeSerializer.Meta):
        fields = ["id", "url", "participant", "title", *TERM, "citations"]


class PersonSerializer(RecordSerializer):
    """A natural person."""

    offices = OfficePart(many=True)

    expandable = ["offices", "citations"]

    class Meta:
        model = Person
        fields = [*NAMED, "summary", *STAMPS, "offices", "citations"]


class ParticipantSerializer(RecordSerializer):
    """Who takes part: a state, an organization, a government body, a think tank, a media outlet."""

    parent = Reference(allow_null=True, help_text="What it belongs to: a ministry to its state.")
    mechanism = Reference(allow_null=True, help_text="The same body as a mechanism.")
    reference = StateReference(
        allow_null=True, help_text="Codes and names that are looked up, of a state."
    )
    members_of = Reference(
        allow_null=True, help_text="Of a collective: the body for whose members it stands."
    )
    memberships = BodiesPart(many=True)
    SQL: ClassVar = {
        **RecordSerializer.SQL,
        "reference": looked_up(
            Participant, "reference", ["iso_alpha2", "iso_alpha3"], StateReference()
        ),
    }

    expandable = ["reference", "memberships", "citations"]

    class Meta:
        model = Participant
        fields = [
            *NAMED,
            "kind",
            "parent",
            "mechanism",
            "members_of",
            "members_role",
            "iso_alpha2",
            "iso_alpha3",
            "reference",
            "summary",
            *STAMPS,
            "memberships",
            "citations",
        ]


class MechanismSerializer(RecordSerializer):
    """A standing multilateral body, forum, dialogue, process or framework."""

    parent = Reference(allow_null=True, help_text="The body it works under.")
    predecessor = Reference(allow_null=True, help_text="The body it took the place of.")
    founded_earliest = serializers.DateField(allow_null=True)
    founded_latest = serializers.DateField(allow_null=True)
    ended_earliest = serializers.DateField(allow_null=True)
    ended_latest = serializers.DateField(allow_null=True)
    membership_listed = ListedField(help_text="How far the list of members goes.")
    memberships = MembersPart(many=True)
    outcomes = OutcomePart(many=True)
    positions = PositionPart(many=True)

    expandable = ["memberships", "outcomes", "positions", "citations"]

    class Meta:
        model = Mechanism
        fields = [
            *NAMED,
            "kind",
            "status",
            "parent",
            "predecessor",
            "founded",
            "founded_earliest",
            "founded_latest",
            "founding",
            "ended",
            "ended_earliest",
            "ended_latest",
            "summary",
            "topics",
            "membership_listed",
            *STAMPS,
            "memberships",
            "outcomes",
            "positions",
            "citations",
        ]


class TopicViewSet(RecordViewSet):
    """Areas of cooperation."""

    serializer_class = TopicSerializer
    filterset_class = filters.TopicFilter
    orderings = BY_NAME


class MembershipViewSet(RecordViewSet):
    """Roles of participants in mechanisms, over time."""

    serializer_class = MembershipSerializer
    filterset_class = filters.MembershipFilter
    orderings = BY_ID


class OfficeViewSet(RecordViewSet):
    """Posts that people hold for participants, over time."""

    serializer_class = OfficeSerializer
    filterset_class = filters.OfficeFilter
    orderings = BY_ID


class PersonViewSet(RecordViewSet):
    """Natural persons."""

    serializer_class = PersonSerializer
    filterset_class = filters.PersonFilter
    orderings = BY_NAME


class ParticipantViewSet(RecordViewSet):
    """States, organizations, government bodies, think tanks, media outlets."""

    serializer_class = ParticipantSerializer
    filterset_class = filters.ParticipantFilter
    orderings = BY_NAME


class MechanismViewSet(RecordViewSet):
    """Standing multilateral bodies, forums, dialogues, processes and frameworks."""

    serializer_class = MechanismSerializer
    filterset_class = filters.MechanismFilter
    orderings = BY_NAME
