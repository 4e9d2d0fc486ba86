"""What speaks for two places, series or meetings being one, and what against."""

import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, Place, Series
from records.merging.duplicates import (
    KINDS,
    SENTENCES,
    Kind,
    Reason,
    about_choice,
    about_relation,
    agrees,
    alike_in_name,
    contradicts,
    names_of,
)
from records.merging.likeness import numbers_in
from records.merging.moving import OBSTACLES, RowMerge

SENTENCES |= {
    "same_country": _("Both are in %(what)s."),
    "far_apart": _("Their coordinates are far apart."),
    "same_mechanism": _("Both are of “%(what)s”."),
    "other_mechanism": _("They are of different bodies: “%(one)s” and “%(other)s”."),
    "same_series": _("Both are of the series “%(what)s”."),
    "other_series": _("They are of different series: “%(one)s” and “%(other)s”."),
    "same_ordinal": _("Both are number %(what)s of the series."),
    "other_ordinal": _("They are numbers %(one)s and %(other)s of their series."),
    "same_date": _("Both were held: %(what)s."),
    "near_date": _("They were held on the same days or within three days."),
    "other_date": _("They were held at different times: %(one)s, %(other)s."),
    "same_place": _("Both were held in “%(what)s”."),
    "other_place": _("They were held in different places: “%(one)s” and “%(other)s”."),
    "other_level": _("They are on different levels: %(one)s, %(other)s."),
    "other_track": _("They are on different tracks."),
    "other_numbers": _("Their names have different numbers."),
    "other_form": _("They are meetings of different forms: %(one)s, %(other)s."),
}

NEAR = datetime.timedelta(days=3)
A_DAY_OR_SO = datetime.timedelta(days=31)


def judge_places(one: Place, other: Place) -> list[Reason] | None:
    if contradicts(one.country_id, other.country_id):
        return None
    names = alike_in_name(one, other, share=0.85)
    if not names:
        return None
    reasons = [*names, *about_relation("country", one, other, same=0.15, different=0)]
    mine, theirs = (one.latitude, one.longitude), (other.latitude, other.longitude)
    if None not in (*mine, *theirs):
        apart = sum(abs(a - b) for a, b in zip(mine, theirs, strict=True))  # type: ignore[operator]
        if apart > 1:
            reasons.append(Reason("far_apart", -0.6))
    return reasons


def judge_series(one: Series, other: Series) -> list[Reason] | None:
    names = alike_in_name(one, other)
    if not names:
        return None
    return [
        *names,
        *about_relation("mechanism", one, other, same=0.2, different=-0.35),
        *levels(one, other),
    ]


def levels(one: Any, other: Any) -> list[Reason]:
    """What different levels and tracks say: ministers and their officials meet in one week."""
    reasons = about_choice("level", one, other, rule="other_level", weight=-0.45)
    if contradicts(one.track, other.track):
        reasons.append(Reason("other_track", -0.6))
    return reasons


def judge_meetings(one: Meeting, other: Meeting) -> list[Reason] | None:
    dates = when(one, other)
    names = alike_in_name(one, other, share=0.7)
    if not names and not (dates and dates[0].weight > 0):
        return None
    return [
        *names,
        *dates,
        *about_relation("series", one, other, same=0.3, different=-0.4),
        *about_relation("mechanism", one, other, same=0.15, different=-0.35),
        *about_relation("place", one, other, same=0.3, different=-0.5),
        *levels(one, other),
        *ordinals(one, other),
        *about_choice("kind", one, other, rule="other_form", weight=-0.2),
    ]


def ordinals(one: Meeting, other: Meeting) -> list[Reason]:
    """The numbers of two meetings: in their series, else in their names."""
    if one.series_id is not None and one.series_id == other.series_id:
        if agrees(one.ordinal, other.ordinal):
            return [Reason("same_ordinal", 0.5, {"what": one.ordinal})]
        if contradicts(one.ordinal, other.ordinal) and one.numbering == other.numbering:
            said = {"one": one.ordinal, "other": other.ordinal}
            return [Reason("other_ordinal", -0.7, said)]
    mine = numbers_in(" ".join(names_of(one)))
    theirs = numbers_in(" ".join(names_of(other)))
    if mine and theirs and not mine & theirs:
        return [Reason("other_numbers", -0.6)]
    return []


def when(one: Meeting, other: Meeting) -> list[Reason]:
    """What the dates say: the same, near each other, or at different times."""
    if None in (one.earliest, one.latest, other.earliest, other.latest):
        return []
    if one.date == other.date:
        exact = one.latest - one.earliest <= A_DAY_OR_SO
        return [Reason("same_date", 0.35 if exact else 0.1, {"what": one.date})]
    if one.earliest - other.latest <= NEAR and other.earliest - one.latest <= NEAR:
        exact = max(one.latest - one.earliest, other.latest - other.earliest) <= A_DAY_OR_SO
        return [Reason("near_date", 0.25 if exact else 0.05)]
    return [Reason("other_date", -0.75, {"one": one.date, "other": other.date})]


_MEETINGS = """
    SELECT wanted.id, near.id
    FROM {{table}} wanted,
    LATERAL (
        SELECT found.id FROM {{table}} found
        WHERE {where} AND {{newer}} AND found.state <> 'withdrawn'
        ORDER BY {order} found.id DESC
        LIMIT {{most}}
    ) near
    WHERE wanted.id = ANY(%(keys)s) {only}
"""
# Adding 0 leaves the stretch of days to the index of ``earliest``: that of ``latest`` would
# read half the table for each meeting.
_NEAR = (
    "found.earliest BETWEEN wanted.earliest - 34 AND wanted.latest + 3"
    " AND found.latest + 0 >= wanted.earliest - 3"
    " AND found.latest - found.earliest <= 31"
)
_EXACT = "AND wanted.latest - wanted.earliest <= 31"
_OVERLAP = "found.earliest <= wanted.latest AND found.latest >= wanted.earliest"
_ALIKE = "similarity(found.name, wanted.name) DESC,"


def meetings_where(where: str, order: str = "", only: str = "") -> str:
    return _MEETINGS.format(where=where, order=order, only=only)


MEETINGS = (
    meetings_where("found.series_id = wanted.series_id AND found.ordinal = wanted.ordinal"),
    meetings_where(f"found.series_id = wanted.series_id AND {_OVERLAP}", _ALIKE),
    meetings_where(f"found.mechanism_id = wanted.mechanism_id AND {_OVERLAP}", _ALIKE),
    meetings_where(
        "found.mechanism_id = wanted.mechanism_id AND found.name %% wanted.name"
        " AND (found.earliest IS NULL OR wanted.earliest IS NULL)",
        _ALIKE,
    ),
    # A day of the whole field holds a few dozen meetings: those with a like name, or the place.
    meetings_where(
        f"{_NEAR} AND (found.place_id = wanted.place_id OR found.name %% wanted.name)",
        _ALIKE,
        _EXACT,
    ),
)


def ordinal_stays_in_its_series(merging: RowMerge) -> list[str]:
    """A meeting is the 7th of a series: neither is taken over without the other."""
    loser, winner = merging.loser, merging.winner
    if not isinstance(loser, Meeting) or not isinstance(winner, Meeting):
        return []
    counted = ("ordinal", "series_id", "numbering")
    after = tuple(merging.after[name] for name in counted)
    known = [tuple(getattr(one, name) for name in counted) for one in (loser, winner)]
    if after[0] is None or after in known or loser.series_id == winner.series_id:
        return []
    return [gettext("An ordinal counts in its series: take over both, or neither.")]


def register() -> None:
    """Enter the kinds of this floor, and what a merge of them has to keep."""
    OBSTACLES.append(ordinal_stays_in_its_series)
    for kind in (
        Kind(Place, judge_places, related=("country",)),
        Kind(Series, judge_series, related=("mechanism",)),
        Kind(
            Meeting,
            judge_meetings,
            MEETINGS,
            by_names=False,  # thousands of meetings a year are called nearly the same
            related=("series", "mechanism", "place"),
        ),
    ):
        KINDS[kind.model] = kind
