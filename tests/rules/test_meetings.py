"""Rules of the database on meetings: their ordinals, whose an outcome is, where a place lies."""

import pytest

from tests.make import make_meeting, make_outcome, make_place, make_position, make_series

from .sql import refused

pytestmark = pytest.mark.django_db


def test_an_ordinal_stands_once_in_its_series():
    series = make_series()
    make_meeting(series=series, ordinal=19)
    other = make_meeting(series=series, ordinal=18)

    refused(
        "meeting_ordinal_once_in_series",
        "UPDATE meetings_meeting SET ordinal = 19 WHERE id = %s",
        other.pk,
    )


def test_a_series_that_counts_anew_may_use_an_ordinal_again():
    series = make_series()
    make_meeting(series=series, ordinal=1)

    again = make_meeting(series=series, ordinal=1, numbering="since 2010")

    assert again.pk


def test_an_ordinal_needs_a_series():
    meeting = make_meeting()

    refused(
        "meeting_ordinal_belongs_to_series",
        "UPDATE meetings_meeting SET ordinal = 1 WHERE id = %s",
        meeting.pk,
    )


def test_ordinals_count_from_one():
    meeting = make_meeting(series=make_series(), ordinal=1)

    refused(
        "meeting_ordinal_from_one",
        "UPDATE meetings_meeting SET ordinal = 0 WHERE id = %s",
        meeting.pk,
    )


def test_an_outcome_comes_from_a_meeting_or_a_mechanism():
    outcome = make_outcome()

    refused(
        "outcome_of_a_meeting_or_a_mechanism",
        "UPDATE meetings_outcome SET meeting_id = NULL WHERE id = %s",
        outcome.pk,
    )


def test_a_position_is_put_forward_at_a_meeting_or_about_a_mechanism():
    position = make_position()

    refused(
        "position_at_a_meeting_or_on_a_mechanism",
        "UPDATE meetings_position SET meeting_id = NULL WHERE id = %s",
        position.pk,
    )


def test_a_number_that_a_source_gives_has_its_bounds_in_order():
    meeting, series = make_meeting(attendance_min=40), make_series()

    refused(
        "meeting_attendance_in_order",
        "UPDATE meetings_meeting SET attendance_max = 39 WHERE id = %s",
        meeting.pk,
    )
    refused(
        "series_count_in_order",
        "UPDATE meetings_series SET count_min = 3, count_max = 2, count_date = '2016'"
        " WHERE id = %s",
        series.pk,
    )


def test_a_count_of_meetings_says_until_when_and_a_date_what_was_counted():
    series = make_series()

    for values in ("count_min = 3", "count_date = '2016'"):
        refused(
            "series_count_has_a_date",
            f"UPDATE meetings_series SET {values} WHERE id = %s",
            series.pk,
        )


def test_coordinates_come_in_pairs_in_range_and_say_where_they_come_from():
    place = make_place()

    refused(
        "place_coordinates_in_range",
        "UPDATE meetings_place SET latitude = 17, coordinates_from = 'G' WHERE id = %s",
        place.pk,
    )
    refused(
        "place_coordinates_in_range",
        "UPDATE meetings_place SET latitude = 91, longitude = 0, coordinates_from = 'G'"
        " WHERE id = %s",
        place.pk,
    )
    refused(
        "place_coordinates_say_where_from",
        "UPDATE meetings_place SET latitude = 17, longitude = 102 WHERE id = %s",
        place.pk,
    )
