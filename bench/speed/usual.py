"""The usual way: the same models behind Django REST framework as its handbook shows it.

Model viewsets, model serializers, pages by number, and all that is shown prefetched, so that the
number of queries does not grow with the rows. No evidence is computed, nothing is asked about what
is public beyond the state of the row itself, and nothing answers 304.

    gunicorn bench.speed.usual
"""

import os
from typing import Any

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django_filters import rest_framework as filters  # noqa: E402
from rest_framework import pagination, renderers, routers, serializers, viewsets  # noqa: E402

from documents.models import Citation  # noqa: E402
from mechanisms.models import Mechanism, Participant, Topic  # noqa: E402
from meetings.models import Meeting, MeetingName, Participation, Place, Series  # noqa: E402
from records.models import State  # noqa: E402


def short(model: Any, *more: str) -> Any:
    """A serializer of a record that another one names."""
    meta = type("Meta", (), {"model": model, "fields": ["uid", "slug", "name", *more]})
    return type(f"Short{model.__name__}", (serializers.ModelSerializer,), {"Meta": meta})


class PlaceSerializer(serializers.ModelSerializer):
    country = short(Participant)()

    class Meta:
        model = Place
        fields = ["uid", "slug", "name", "country", "region", "latitude", "longitude"]


class NameSerializer(serializers.ModelSerializer):
    class Meta:
        model = MeetingName
        fields = ["text", "language", "kind", "since", "until"]


class ParticipationPart(serializers.ModelSerializer):
    participant = short(Participant)()

    class Meta:
        model = Participation
        fields = ["uid", "participant", "role"]


class MeetingSerializer(serializers.ModelSerializer):
    mechanism = short(Mechanism)()
    series = short(Series)()
    place = PlaceSerializer()
    names = NameSerializer(many=True)
    topics = short(Topic)(many=True)
    participations = ParticipationPart(many=True)

    class Meta:
        model = Meeting
        fields = [
            *("uid", "slug", "name", "names", "mechanism", "series", "ordinal", "numbering"),
            *("level", "track", "kind", "mode", "status", "date", "earliest", "latest", "place"),
            *("attendance_min", "attendance_max", "participation_listed", "summary", "topics"),
            *("version", "updated_at", "participations"),
        ]


class CitationSerializer(serializers.ModelSerializer):
    document = serializers.CharField(source="passage.capture.document.uid")
    locator = serializers.CharField(source="passage.locator")
    capture = serializers.CharField(source="passage.capture.sha256")

    class Meta:
        model = Citation
        fields = [
            *("uid", "document", "locator", "quote", "fields", "stated", "counting", "reason"),
            *("capture", "start", "end", "version", "updated_at"),
        ]


class CitedMeetingSerializer(MeetingSerializer):
    citations = CitationSerializer(many=True)

    class Meta(MeetingSerializer.Meta):
        fields = [*MeetingSerializer.Meta.fields, "citations"]


class ParticipationSerializer(ParticipationPart):
    meeting = short(Meeting)()

    class Meta(ParticipationPart.Meta):
        fields = ["uid", "meeting", "participant", "role", "version", "updated_at"]


class Numbered(pagination.PageNumberPagination):
    page_size = 50


class MeetingFilter(filters.FilterSet):
    mechanism = filters.CharFilter(field_name="mechanism__slug")
    participant = filters.CharFilter(field_name="participations__participant__slug")
    year = filters.NumberFilter(field_name="earliest", lookup_expr="year")


class Usual(viewsets.ModelViewSet):
    """What the viewsets below share."""

    http_method_names = ["get"]
    renderer_classes = [renderers.JSONRenderer]
    pagination_class: Any = Numbered
    authentication_classes = ()
    permission_classes = ()


class MeetingViewSet(Usual):
    filter_backends = [filters.DjangoFilterBackend]
    filterset_class = MeetingFilter

    def get_serializer_class(self) -> Any:
        return MeetingSerializer if self.action == "list" else CitedMeetingSerializer

    def get_queryset(self) -> Any:
        rows = (
            Meeting.objects.filter(state=State.PUBLISHED)
            .select_related("mechanism", "series", "place__country")
            .prefetch_related("names", "topics", "participations__participant")
            .order_by("-date_order", "-pk")
        )
        if self.action == "list":
            return rows
        return rows.prefetch_related("citations__passage__capture__document")


class ParticipationViewSet(Usual):
    serializer_class = ParticipationSerializer
    queryset = (
        Participation.objects.filter(state=State.PUBLISHED)
        .select_related("meeting", "participant")
        .order_by("pk")
    )


class CitationViewSet(Usual):
    serializer_class = CitationSerializer
    queryset = (
        Citation.objects.filter(state=State.PUBLISHED)
        .select_related("passage__capture__document")
        .defer("passage__text", "passage__capture__text")
        .order_by("pk")
    )


router = routers.SimpleRouter()
router.register("meetings", MeetingViewSet, basename="meeting")
router.register("participations", ParticipationViewSet, basename="participation")
router.register("citations", CitationViewSet, basename="citation")
urlpatterns = router.urls
application = WSGIHandler()
