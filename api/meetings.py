"""Places, series, meetings, participations, delegates, outcomes."""

from rest_framework import serializers

from meetings import filters
from meetings.models import Delegate, Meeting, Outcome, Participation, Place, Series

from .reference import PlaceSerializer as PlaceReference
from .serializers import (
    KEYS,
    NAMED,
    STAMPS,
    OutcomeReference,
    RecordSerializer,
    Reference,
)
from .viewsets import BY_ID, BY_NAME, RecordViewSet, by_date

OUTCOME = [
    "action",
    "instrument",
    "date",
    "earliest",
    "latest",
    "proposer",
    "follows_up",
    "summary",
    "topics",
]


class PlaceSerializer(RecordSerializer):
    """Where meetings are held."""

    latitude = serializers.FloatField(allow_null=True, help_text="Degrees north, WGS 84.")
    longitude = serializers.FloatField(allow_null=True, help_text="Degrees east, WGS 84.")
    reference = PlaceReference(
        allow_null=True, help_text="What is looked up in the gazetteer, the country too."
    )

    class Meta:
        model = Place
        fields = [
            *NAMED,
            "country",
            "region",
            "latitude",
            "longitude",
            "coordinates_from",
            "reference",
            "summary",
            *STAMPS,
            "citations",
        ]


class PlaceInline(PlaceSerializer):
    """Where a meeting was held."""

    class Meta(PlaceSerializer.Meta):
        fields = [
            *("id", "slug", "name", "country", "region", "latitude", "longitude", "reference"),
            "url",
        ]


class SeriesSerializer(RecordSerializer):
    """A line of meetings that are counted together."""

    class Meta:
        model = Series
        fields = [
            *NAMED,
            "mechanism",
            "level",
            "track",
            "kind",
            "summary",
            *STAMPS,
            "citations",
        ]


class ParticipationSerializer(RecordSerializer):
    """A participant's role at a meeting."""

    part_order = ("role", "id")

    class Meta:
        model = Participation
        fields = [*KEYS, "meeting", "participant", "role", *STAMPS, "citations"]


class ParticipationPart(ParticipationSerializer):
    """A participant's role at the meeting that holds this list."""

    class Meta(ParticipationSerializer.Meta):
        fields = ["id", "url", "participant", "role", "citations"]


class DelegateSerializer(RecordSerializer):
    """A person at a meeting, with the office as the source prints it."""

    participant = Reference(allow_null=True, help_text="The delegation, where a source says so.")

    class Meta:
        model = Delegate
        fields = [
            *KEYS,
            "meeting",
            "person",
            "participant",
            "role",
            "office",
            *STAMPS,
            "citations",
        ]


class DelegatePart(DelegateSerializer):
    """A person at the meeting that holds this list."""

    class Meta(DelegateSerializer.Meta):
        fields = ["id", "url", "person", "participant", "role", "office", "citations"]


class DatedSerializer(RecordSerializer):
    """Base of what has a date: beside it stand the first and the last day that it can mean."""

    earliest = serializers.DateField(allow_null=True, help_text="First day that the date can mean.")
    latest = serializers.DateField(allow_null=True, help_text="Last day that the date can mean.")


class OutcomeSerializer(DatedSerializer):
    """What a meeting or a mechanism did."""

    follows_up = OutcomeReference(allow_null=True)

    part_order = ("date_order", "id")

    class Meta:
        model = Outcome
        fields = [*KEYS, "title", "meeting", "mechanism", *OUTCOME, *STAMPS, "citations"]


class OutcomePart(OutcomeSerializer):
    """What the meeting or mechanism that holds this list did."""

    class Meta(OutcomeSerializer.Meta):
        fields = ["id", "url", "title", *OUTCOME, "citations"]


class MeetingSerializer(DatedSerializer):
    """One occurrence: a summit, a ministerial meeting, a workshop, an exercise."""

    title = serializers.CharField(source="name", help_text="Preferred name.")
    place = PlaceInline(allow_null=True)
    participations = ParticipationPart(many=True)
    delegates = DelegatePart(many=True)
    outcomes = OutcomePart(many=True)

    expandable = ["participations", "delegates", "outcomes", "citations"]

    class Meta:
        model = Meeting
        fields = [
            *KEYS,
            "slug",
            "title",
            "names",
            "mechanism",
            "series",
            "ordinal",
            "numbering",
            "level",
            "track",
            "kind",
            "mode",
            "status",
            "date",
            "earliest",
            "latest",
            "place",
            "summary",
            "topics",
            *STAMPS,
            "participations",
            "delegates",
            "outcomes",
            "citations",
        ]


class PlaceViewSet(RecordViewSet):
    """Where meetings are held: cities and venues, with coordinates from a gazetteer."""

    serializer_class = PlaceSerializer
    filterset_class = filters.PlaceFilter
    orderings = BY_NAME


class SeriesViewSet(RecordViewSet):
    """Lines of meetings that are counted together."""

    serializer_class = SeriesSerializer
    filterset_class = filters.SeriesFilter
    orderings = BY_NAME


class MeetingViewSet(RecordViewSet):
    """Meetings, newest first."""

    serializer_class = MeetingSerializer
    filterset_class = filters.MeetingFilter
    orderings = {**by_date("date_order"), **BY_NAME}


class ParticipationViewSet(RecordViewSet):
    """Roles of participants at meetings."""

    serializer_class = ParticipationSerializer
    filterset_class = filters.ParticipationFilter
    orderings = BY_ID


class DelegateViewSet(RecordViewSet):
    """People at meetings, with the office as the source prints it."""

    serializer_class = DelegateSerializer
    filterset_class = filters.DelegateFilter
    orderings = BY_ID


class OutcomeViewSet(RecordViewSet):
    """What meetings and mechanisms did, newest first."""

    serializer_class = OutcomeSerializer
    filterset_class = filters.OutcomeFilter
    orderings = by_date("date_order")
