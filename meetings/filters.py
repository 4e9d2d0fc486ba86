"""What lists of places, series, meetings and what happened at them filter by."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mechanisms.filters import WithinFilter
from mechanisms.models import Mechanism, Participant, Person, Topic
from meetings.collectives import taken_through
from meetings.models import (
    ACTIVITIES,
    Delegate,
    Kind,
    Level,
    Meeting,
    Outcome,
    Participation,
    Place,
    Position,
    Series,
    Track,
)
from meetings.models.place import in_country
from records.filters import (
    ChoiceFilter,
    FromFilter,
    NumberFilter,
    QueryFilter,
    RecordFilterSet,
    ReferenceFilter,
    ToFilter,
)

THROUGH = [("members", _("also through a body whose member it was"))]


class CountryFilter(ReferenceFilter):
    """What is in a country, as recorded or by reference data; ``place`` leads to the place."""

    def __init__(self, *, place: str = "", **kwargs: Any):
        self.place = place
        super().__init__(of=Participant, **kwargs)

    def filter(self, qs: QuerySet, value: Participant | None) -> QuerySet:
        return qs.filter(in_country(value, self.place)) if value else qs


class PlaceFilter(RecordFilterSet):
    """Filters of places."""

    q = QueryFilter()
    country = CountryFilter(label=_("Country"))


class SeriesFilter(RecordFilterSet):
    """Filters of series."""

    q = QueryFilter()
    mechanism = ReferenceFilter(of=Mechanism, label=_("Mechanism"))
    within = WithinFilter()
    level = ChoiceFilter(choices=Level, label=_("Level"))
    track = ChoiceFilter(choices=Track, label=_("Track"))
    kind = ChoiceFilter(choices=Kind, label=_("Kind"))


class MeetingFilter(RecordFilterSet):
    """Filters of meetings."""

    q = QueryFilter()
    mechanism = ReferenceFilter(of=Mechanism, label=_("Mechanism"))
    within = WithinFilter()
    series = ReferenceFilter(of=Series, label=_("Series"))
    ordinal = NumberFilter(label=_("Ordinal"))
    level = ChoiceFilter(choices=Level, label=_("Level"))
    track = ChoiceFilter(choices=Track, label=_("Track"))
    kind = ChoiceFilter(choices=Kind, label=_("Kind"))
    mode = ChoiceFilter(choices=Meeting.Mode, label=_("Mode"))
    status = ChoiceFilter(choices=Meeting.Status, label=_("Status"))
    place = ReferenceFilter(of=Place, label=_("Place"))
    country = CountryFilter(place="place__", label=_("Held in the country"))
    topic = ReferenceFilter(field_name="topics", of=Topic, label=_("Topic"))
    participant = ReferenceFilter(of=Participant, label=_("Participant"), method="with_participant")
    role = ChoiceFilter(choices=Participation.Role, label=_("In the role"), method="with_another")
    through = ChoiceFilter(choices=THROUGH, label=_("Counting"), method="with_another")
    person = ReferenceFilter(of=Person, label=_("Person"), method="with_person")
    from_ = FromFilter(date="date")
    to = ToFilter(date="date", order="date_order")
    activities = ChoiceFilter(
        choices=[("with", _("listed too")), ("only", _("listed alone"))],
        label=_("Programmes and observances"),
        empty_label=_("left out"),
        method="with_another",
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any):
        super().__init__({} if data is None else data, *args, **kwargs)  # the default filters too

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Meetings proper, unless programmes and observances are asked for."""
        rows = super().filter_queryset(queryset)
        some = self.several.get("kind")
        named = some is not None and not some.excluded and not some.words.isdisjoint(ACTIVITIES)
        if named or self.given("kind") in ACTIVITIES:
            return rows
        match self.given("activities"):
            case "with":
                return rows
            case "only":
                return rows.filter(kind__in=ACTIVITIES)
        return rows.exclude(kind__in=ACTIVITIES)

    def with_participant(self, queryset: QuerySet, name: str, value: Participant) -> QuerySet:
        """Meetings it took part in; those it stayed away from only when that is asked for."""
        taken = [Participation.objects.public().filter(participant=value)]
        if self.given("through"):
            taken.append(taken_through(value))
        found = Q()
        for rows in taken:
            here = rows.filter(meeting=OuterRef("pk"))
            if role := self.given("role"):
                here = here.filter(role=role)
            else:
                here = here.exclude(role=Participation.Role.ABSENT)
            found |= Q(Exists(here))
        return queryset.filter(found)

    def with_person(self, queryset: QuerySet, name: str, value: Person) -> QuerySet:
        seen = Delegate.objects.public().filter(meeting=OuterRef("pk"), person=value)
        return queryset.filter(Exists(seen))


class ParticipationFilter(RecordFilterSet):
    """Filters of participations."""

    meeting = ReferenceFilter(of=Meeting, label=_("Meeting"))
    series = ReferenceFilter(field_name="meeting__series", of=Series, label=_("Series"))
    mechanism = ReferenceFilter(field_name="meeting__mechanism", of=Mechanism, label=_("Mechanism"))
    within = WithinFilter(field_name="meeting__mechanism")
    participant = ReferenceFilter(of=Participant, label=_("Participant"), method="of_participant")
    through = ChoiceFilter(choices=THROUGH, label=_("Counting"), method="with_another")
    role = ChoiceFilter(choices=Participation.Role, label=_("Role"))

    def of_participant(self, queryset: QuerySet, name: str, value: Participant) -> QuerySet:
        own = Q(participant=value)
        if self.given("through"):
            own |= Q(pk__in=taken_through(value).order_by().values("pk"))
        return queryset.filter(own)


class DelegateFilter(RecordFilterSet):
    """Filters of delegates."""

    meeting = ReferenceFilter(of=Meeting, label=_("Meeting"))
    person = ReferenceFilter(of=Person, label=_("Person"))
    participant = ReferenceFilter(of=Participant, label=_("For the participant"))
    role = ChoiceFilter(choices=Delegate.Role, label=_("Role"))


class OutcomeFilter(RecordFilterSet):
    """Filters of outcomes."""

    meeting = ReferenceFilter(of=Meeting, label=_("Meeting"))
    series = ReferenceFilter(field_name="meeting__series", of=Series, label=_("Series"))
    mechanism = ReferenceFilter(of=Mechanism, label=_("Mechanism"))
    within = WithinFilter()
    action = ChoiceFilter(choices=Outcome.Action, label=_("What was done"))
    instrument = ChoiceFilter(choices=Outcome.InstrumentKind, label=_("Instrument"))
    proposer = ReferenceFilter(of=Participant, label=_("Proposed by"))
    follows_up = ReferenceFilter(of=Outcome, label=_("Follows up the outcome"))
    takes_up = ReferenceFilter(of=Position, label=_("Takes up the position"))
    topic = ReferenceFilter(field_name="topics", of=Topic, label=_("Topic"))
    from_ = FromFilter(date="date")
    to = ToFilter(date="date", order="date_order")


class PositionFilter(RecordFilterSet):
    """Filters of positions."""

    meeting = ReferenceFilter(of=Meeting, label=_("Meeting"))
    series = ReferenceFilter(field_name="meeting__series", of=Series, label=_("Series"))
    mechanism = ReferenceFilter(of=Mechanism, label=_("Mechanism"))
    within = WithinFilter()
    kind = ChoiceFilter(choices=Position.Kind, label=_("Kind"))
    proposer = ReferenceFilter(of=Participant, label=_("Put forward by"))
    follows_up = ReferenceFilter(of=Outcome, label=_("Follows up the outcome"))
    topic = ReferenceFilter(field_name="topics", of=Topic, label=_("Topic"))
    from_ = FromFilter(date="date")
    to = ToFilter(date="date", order="date_order")
