"""Places, series, meetings, participations, delegates, outcomes, positions."""

from typing import ClassVar

from django.db import models
from rest_framework import serializers

from documents.source_order import in_source_order
from meetings import filters
from meetings.models import Delegate, Meeting, Outcome, Participation, Place, Position, Series

from .openings import looked_up
from .reference import PlaceSerializer as PlaceReference
from .serializers import (
    KEYS,
    NAMED,
    STAMPS,
    ListedField,
    PlannedField,
    RecordSerializer,
    Reference,
    TitledReference,
)
from .viewsets import BY_ID, BY_NAME, RecordViewSet, by_date

OUTCOME = [
    "action",
    "planned",
    "instrument",
    "date",
    "earliest",
    "latest",
    "proposer",
    "follows_up",
    "takes_up",
    "summary",
    "topics",
]
POSITION = [
    "kind",
    "planned",
    "date",
    "earliest",
    "latest",
    "proposer",
    "audience",
    "follows_up",
    "continues",
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
    SQL: ClassVar = {
        **RecordSerializer.SQL,
        "reference": looked_up(Place, "reference", ["coordinates_from"], PlaceReference()),
    }

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

    count_min = serializers.IntegerField(
        allow_null=True, help_text="How many meetings a source counts at least, named or not."
    )
    count_max = serializers.IntegerField(
        allow_null=True, help_text="How many meetings a source counts at most."
    )
    count_date = serializers.CharField(
        allow_null=True, help_text="Until when the source counts (EDTF)."
    )

    class Meta:
        model = Series
        fields = [
            *NAMED,
            "mechanism",
            "level",
            "track",
            "kind",
            "count_min",
            "count_max",
            "count_date",
            "summary",
            *STAMPS,
            "citations",
        ]


class ParticipationSerializer(RecordSerializer):
    """A participant's role at a meeting."""

    planned = PlannedField()

    part_order = ("role", "id")

    class Meta:
        model = Participation
        fields = [*KEYS, "meeting", "participant", "role", "planned", *STAMPS, "citations"]


class ParticipationPart(ParticipationSerializer):
    """A participant's role at the meeting that holds this list."""

    class Meta(ParticipationSerializer.Meta):
        fields = ["id", "url", "participant", "role", "planned", "citations"]


class DelegateSerializer(RecordSerializer):
    """A person at a meeting, with the office as the source prints it."""

    participant = Reference(allow_null=True, help_text="The delegation, where a source says so.")
    planned = PlannedField()

    class Meta:
        model = Delegate
        fields = [
            *KEYS,
            "meeting",
            "person",
            "participant",
            "role",
            "office",
            "planned",
            *STAMPS,
            "citations",
        ]


class DelegatePart(DelegateSerializer):
    """A person at the meeting that holds this list."""

    class Meta(DelegateSerializer.Meta):
        fields = ["id", "url", "person", "participant", "role", "office", "planned", "citations"]


class DatedSerializer(RecordSerializer):
    """Base of what has a date: beside it stand the first and the last day that it can mean."""

    earliest = serializers.DateField(allow_null=True, help_text="First day that the date can mean.")
    latest = serializers.DateField(allow_null=True, help_text="Last day that the date can mean.")


class OutcomeSerializer(DatedSerializer):
    """What a meeting or a mechanism did."""

    follows_up = TitledReference(allow_null=True, help_text="The earlier outcome.")
    takes_up = TitledReference(allow_null=True, help_text="The position that it came of.")
    planned = PlannedField()

    class Meta:
        model = Outcome
        fields = [*KEYS, "title", "meeting", "mechanism", *OUTCOME, *STAMPS, "citations"]


class OutcomePart(OutcomeSerializer):
    """What the meeting or mechanism that holds this list did."""

    class Meta(OutcomeSerializer.Meta):
        fields = ["id", "url", "title", *OUTCOME, "citations"]

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        return in_source_order(super().rows(model))


class PositionSerializer(DatedSerializer):
    """What one side put forward at a meeting, or about a mechanism; never an outcome."""

    proposer = Reference(allow_null=True, help_text="Who put it forward.")
    follows_up = TitledReference(allow_null=True, help_text="The outcome that it is about.")
    continues = TitledReference(
        allow_null=True, help_text="The earlier position of which it is more."
    )
    planned = PlannedField()

    class Meta:
        model = Position
        fields = [*KEYS, "title", "meeting", "mechanism", *POSITION, *STAMPS, "citations"]


class PositionPart(PositionSerializer):
    """What one side put forward at the meeting, or about the mechanism, that holds this list."""

    class Meta(PositionSerializer.Meta):
        fields = ["id", "url", "title", *POSITION, "citations"]

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        return in_source_order(super().rows(model))


class MeetingSerializer(DatedSerializer):
    """One occurrence: a summit, a ministerial meeting, a workshop, an exercise."""

    title = serializers.CharField(source="name", help_text="Preferred name.")
    place = PlaceInline(allow_null=True)
    attendance_min = serializers.IntegerField(
        allow_null=True, help_text="How many people were present at least: “more than 40” is 41."
    )
    attendance_max = serializers.IntegerField(
        allow_null=True, help_text="How many people were present at most."
    )
    participation_listed = ListedField(help_text="How far the list of those who took part goes.")
    participations = ParticipationPart(many=True)
    delegates = DelegatePart(many=True)
    outcomes = OutcomePart(many=True, help_text="In the order of the source.")
    positions = PositionPart(many=True, help_text="In the order of the source.")

    expandable = ["participations", "delegates", "outcomes", "positions", "citations"]

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
            "attendance_min",
            "attendance_max",
            "participation_listed",
            "summary",
            "topics",
            *STAMPS,
            "participations",
            "delegates",
            "outcomes",
            "positions",
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


class PositionViewSet(RecordViewSet):
    """What one side put forward, newest first."""

    serializer_class = PositionSerializer
    filterset_class = filters.PositionFilter
    orderings = by_date("date_order")
