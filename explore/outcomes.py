"""What came of meetings and what was put forward there, as pages list them.

Outcomes and positions are listed and counted apart, each in the order of the source.
"""

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch

from documents.models import Document
from documents.source_order import in_source_order
from explore.evidence import Evidence
from explore.rows import Rows, joined, names_for
from mechanisms.models import Mechanism
from meetings.models import Outcome, Position


def outcomes_in_context(outcomes: Any) -> Any:
    """Outcomes with what their rows show: earlier and later ones, positions, texts."""
    with_owners = Outcome.objects.public().select_related("meeting", "mechanism")
    positions = Position.objects.public().select_related("meeting", "mechanism")
    texts = Document.objects.public().prefetch_related(*names_for(""))
    return joined(outcomes, "meeting", "mechanism", "proposer").prefetch_related(
        Prefetch("follows_up", with_owners),
        Prefetch("takes_up", positions),
        Prefetch("followed_up_by", with_owners, to_attr="public_follow_ups"),
        Prefetch("texts", texts, to_attr="public_texts"),
    )


def positions_in_context(positions: Any) -> Any:
    """Positions with what their rows show: who put them forward, what came before and of them."""
    with_owners = Outcome.objects.public().select_related("meeting", "mechanism")
    return joined(positions, "meeting", "mechanism", "proposer").prefetch_related(
        Prefetch("follows_up", with_owners),
        Prefetch("continues", Position.objects.public().select_related("meeting", "mechanism")),
        Prefetch("taken_up_by", with_owners, to_attr="public_taken_up_by"),
    )


def of_record(rows: Any, most: int) -> Rows:
    """The first ``most`` rows of one meeting, in the order of the source."""
    return Rows(in_source_order(rows), most)


def of_mechanism(public: Any, mechanism: Mechanism, most: int) -> Rows:
    """The oldest rows of a mechanism and of its meetings, to be put in order by ``sort_days``.

    Asked in two: one condition on either would read the whole table to find a few rows.
    """
    own = public.filter(mechanism=mechanism)
    at_meetings = public.filter(meeting__mechanism=mechanism).exclude(mechanism=mechanism)
    both = (own, at_meetings)
    found = [row for rows in both for row in rows.order_by("date_order", "id")[: most + 1]]
    return Rows(sorted(found, key=lambda row: (row.date_order, row.pk)), most, among=both)


def latest(rows: Any, most: int) -> Rows:
    """The newest ``most`` rows, to be put in order by ``sort_days``."""
    return Rows(rows.order_by("-date_order", "-id"), most)


def sort_days(rows: list[Any], evidence: Evidence) -> None:
    """Put those of one day, among rows in order of date, in the order of the source."""

    def place(row: Any) -> tuple[Any, ...]:
        told = evidence.place_in_source(row)
        return told is None, told or (), row.title, row.pk

    days = groupby(rows, attrgetter("date_order"))
    rows[:] = [row for _day, same in days for row in sorted(same, key=place)]
