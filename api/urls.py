"""Every address of the API, on one screen."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from . import documents, mechanisms, meetings
from .changes import ChangesView
from .docs import RootView, SchemaView, docs
from .search import SearchView
from .views import NotFound

app_name = "api"

router = SimpleRouter()
router.register("mechanisms", mechanisms.MechanismViewSet, "mechanisms")
router.register("participants", mechanisms.ParticipantViewSet, "participants")
router.register("people", mechanisms.PersonViewSet, "people")
router.register("offices", mechanisms.OfficeViewSet, "offices")
router.register("memberships", mechanisms.MembershipViewSet, "memberships")
router.register("topics", mechanisms.TopicViewSet, "topics")
router.register("places", meetings.PlaceViewSet, "places")
router.register("series", meetings.SeriesViewSet, "series")
router.register("meetings", meetings.MeetingViewSet, "meetings")
router.register("participations", meetings.ParticipationViewSet, "participations")
router.register("delegates", meetings.DelegateViewSet, "delegates")
router.register("outcomes", meetings.OutcomeViewSet, "outcomes")
router.register("positions", meetings.PositionViewSet, "positions")
router.register("documents", documents.DocumentViewSet, "documents")
router.register("passages", documents.PassageViewSet, "passages")
router.register("citations", documents.CitationViewSet, "citations")

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    *router.urls,
    path("search/", SearchView.as_view(), name="search"),
    path("changes/", ChangesView.as_view(), name="changes"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    re_path(r"^(?P<path>.*)$", NotFound.as_view(), name="nothing"),
]
