"""Places, series, meetings, participations, delegates, outcomes."""

from rest_framework import serializers

from meetings import filters
from meetings.models import Delegate, Meeting, Outcome, Participation, Place, Series

from .serializers import (
    CitationPart,
    NameSerializer,
    OutcomeReference,
    RecordSerializer,
    Reference,
)
from .viewsets import BY_ID, BY_NAME, RecordViewSet, by_date


class PlaceSerializer(RecordSerializer):
    """Where meetings are held."""

    names = NameSerializer(many=True)
    country = Reference(allow_null=True)
    latitude = serializers.FloatField(allow_null=True, help_text="Degrees north, WGS 84.")
    longitude = serializers.FloatField(allow_null=True, help_text="Degrees east, WGS 84.")
    citations = CitationPart(many=True)

    class Meta:
        model = Place
        fields = [
            "id",
            "url",
            "permalink",
            "slug",
            "name",
            "names",
            "country",
            "region",
            "latitude",
            "longitude",
            "coordinates_from",
            "summary",
            "version",
            "updated_at",
            "citations",
        ]
        expandable = ["citations"]


class PlaceInline(PlaceSerializer):
    """Where a meeting was held."""

    class Meta(PlaceSerializer.Meta):
        fields = ["id", "slug", "name", "country", "region", "latitude", "longitude", "url"]
        expandable: list[str] = []

    names = None
    citations = None


class SeriesSerializer(RecordSerializer):
    """A line of meetings that are counted together."""

    names = NameSerializer(many=True)
    mechanism = Reference(allow_null=True)
    citations = CitationPart(many=True)

    class Meta:
        model = Series
        fields = [
            "id",
            "url",
            "permalink",
            "slug",
            "name",
            "names",
            "mechanism",
            "level",
            "track",
            "kind",
            "summary",
            "version",
            "updated_at",
            "citations",
        ]
        expandable = ["citations"]


class ParticipationPart(RecordSerializer):
    """A participant's role at the meeting that holds this list."""

    participant = Reference()
    citations = CitationPart(many=True)

    class Meta:
        model = Participation
        fields = ["id", "url", "participant", "role", "citations"]
        expandable = ["citations"]
        part_order = ("role", "id")


class ParticipationSerializer(ParticipationPart):
    """A participant's role at a meeting."""

    meeting = Reference()

    class Meta(ParticipationPart.Meta):
        fields = [
            "id",
            "url",
            "permalink",
            "meeting",
            "participant",
            "role",
            "version",
            "updated_at",
            "citations",
        ]


class DelegatePart(RecordSerializer):
    """A person at the meeting that holds this list."""

    person = Reference()
    participant = Reference(allow_null=True, help_text="The delegation, where a source says so.")
    citations = CitationPart(many=True)

    class Meta:
        model = Delegate
        fields = ["id", "url", "person", "participant", "role", "office", "citations"]
        expandable = ["citations"]


class DelegateSerializer(DelegatePart):
    """A person at a meeting, with the office as the source prints it."""

    meeting = Reference()

    class Meta(DelegatePart.Meta):
        fields = [
            "id",
            "url",
            "permalink",
            "meeting",
            "person",
            "participant",
            "role",
            "office",
            "version",
            "updated_at",
            "citations",
        ]


class OutcomePart(RecordSerializer):
    """What the meeting or mechanism that holds this list did."""

    earliest = serializers.DateField(allow_null=True, help_text="First day that the date can mean.")
    latest = serializers.DateField(allow_null=True, help_text="Last day that the date can mean.")
    proposer = Reference(allow_null=True)
    follows_up = OutcomeReference(allow_null=True)
    topics = Reference(many=True)
    citations = CitationPart(many=True)

    class Meta:
        model = Outcome
        fields = [
            "id",
            "url",
            "title",
            "action",
            "instrument",
            "date",
            "earliest",
            "latest",
            "proposer",
            "follows_up",
            "summary",
            "topics",
            "citations",
        ]
        expandable = ["citations"]
        part_order = ("date_order", "id")


class OutcomeSerializer(OutcomePart):
    """What a meeting or a mechanism did."""

    meeting = Reference(allow_null=True)
    mechanism = Reference(allow_null=True)

    class Meta(OutcomePart.Meta):
        fields = [
            "id",
            "url",
            "permalink",
            "title",
            "meeting",
            "mechanism",
            "action",
            "instrument",
            "date",
            "earliest",
            "latest",
            "proposer",
            "follows_up",
            "summary",
            "topics",
            "version",
            "updated_at",
            "citations",
        ]


class MeetingSerializer(RecordSerializer):
    """One occurrence: a summit, a ministerial meeting, a workshop, an exercise."""

    title = serializers.CharField(source="name", help_text="Preferred name.")
    names = NameSerializer(many=True)
    mechanism = Reference(allow_null=True)
    series = Reference(allow_null=True)
    earliest = serializers.DateField(allow_null=True, help_text="First day that the date can mean.")
    latest = serializers.DateField(allow_null=True, help_text="Last day that the date can mean.")
    place = PlaceInline(allow_null=True)
    topics = Reference(many=True)
    participations = ParticipationPart(many=True)
    delegates = DelegatePart(many=True)
    outcomes = OutcomePart(many=True)
    citations = CitationPart(many=True)

    class Meta:
        model = Meeting
        fields = [
            "id",
            "url",
            "permalink",
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
            "version",
            "updated_at",
            "participations",
            "delegates",
            "outcomes",
            "citations",
        ]
        expandable = ["participations", "delegates", "outcomes", "citations"]


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
