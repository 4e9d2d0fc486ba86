"""Keyset paging: every row once, in order, in both directions; cursors that cannot hurt."""

import base64
import json
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from meetings.models import Meeting
from records.models import Identity
from records.paging import (
    InvalidCursor,
    bounded_count,
    check_ordering,
    page_or_first,
    paginate,
)
from tests.make import make_mechanism, make_meeting, make_topic

NEWEST_FIRST = ("-date_order", "-id")
ORDER = ",".join(NEWEST_FIRST)
DATES = ["", "2016", "2016-09", "2016-09-07", "2015~", "../2016", "2016/.."]


def walk(ordering, size, **more):
    """The ids of every row, page by page, first forwards and then back from the last page."""
    forwards, cursor = [], ""
    while True:
        page = paginate(Meeting.objects.all(), ordering=ordering, size=size, cursor=cursor, **more)
        forwards.append([meeting.pk for meeting in page])
        if not page.next_cursor:
            break
        cursor = page.next_cursor
    backwards = [forwards[-1]]
    while page.previous_cursor:
        page = paginate(
            Meeting.objects.all(),
            ordering=ordering,
            size=size,
            cursor=page.previous_cursor,
            **more,
        )
        backwards.insert(0, [meeting.pk for meeting in page])
    return forwards, backwards


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ordering", [NEWEST_FIRST, ("name", "id"), ("-date_order", "id"), ("status", "-name", "id")]
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.sampled_from(DATES), st.sampled_from("aáB中")), max_size=12),
    size=st.integers(1, 5),
)
@example(rows=[("2016", "a")] * 7, size=2)
def test_every_row_comes_once_and_in_order_whatever_they_share(ordering, rows, size):
    Meeting.objects.all().delete()
    for date, name in rows:
        make_meeting(date=date, name=name, status=random.choice(["held", "announced"]))

    forwards, backwards = walk(ordering, size)

    plainly = list(Meeting.objects.order_by(*ordering).values_list("pk", flat=True))
    assert [key for page in forwards for key in page] == plainly
    assert backwards == forwards
    assert walk(ordering, size, shown=joined()) == (forwards, backwards)


def joined():
    return Meeting.objects.select_related("mechanism")


@pytest.mark.django_db
def test_rows_are_joined_to_those_of_the_page_alone(django_assert_num_queries):
    for number in range(3):
        make_meeting(date=f"201{number}", mechanism=make_mechanism())
    rows = joined().filter(date_order__gt="2010")

    with django_assert_num_queries(1) as asked:
        page = paginate(rows, ordering=NEWEST_FIRST, size=2, shown=joined())
        assert all(meeting.mechanism.name for meeting in page)

    assert list(page) == list(rows.order_by(*NEWEST_FIRST)[:2])
    outside, _in, inside = asked[0]["sql"].partition(" IN (SELECT ")
    assert "JOIN" in outside
    assert "JOIN" not in inside
    assert "LIMIT 3" in inside


@pytest.mark.django_db
def test_a_page_is_one_query_and_knows_its_neighbours(django_assert_num_queries):
    first, second, third = (make_meeting(date=f"201{n}") for n in (9, 8, 7))

    with django_assert_num_queries(3):
        one = paginate(Meeting.objects.all(), ordering=NEWEST_FIRST, size=1)
        two = paginate(Meeting.objects.all(), ordering=NEWEST_FIRST, size=1, cursor=one.next_cursor)
        three = paginate(
            Meeting.objects.all(), ordering=NEWEST_FIRST, size=1, cursor=two.next_cursor
        )

    assert [list(page) for page in (one, two, three)] == [[first], [second], [third]]
    assert not one.previous_cursor
    assert two.previous_cursor
    assert not three.next_cursor


@pytest.mark.django_db
def test_moments_page_to_the_microsecond():
    for _ in range(3):
        make_topic()
    ordering = ("-changed_at", "-uid")
    seen, cursor = [], ""
    for _ in range(3):
        page = paginate(Identity.objects.all(), ordering=ordering, size=1, cursor=cursor)
        seen += [identity.uid for identity in page]
        cursor = page.next_cursor
    assert not cursor
    assert seen == list(Identity.objects.order_by(*ordering).values_list("uid", flat=True))


@pytest.mark.django_db
def test_a_page_far_in_is_read_from_the_index():
    Meeting.objects.bulk_create(
        Meeting(name=f"M{n}", slug=f"m{n}", date=f"{1900 + n % 120}", state="published")
        for n in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE meetings_meeting")
    middle = Meeting.objects.order_by(*NEWEST_FIRST)[1000]
    position = encode([ORDER, 0, middle.date_order, middle.pk])
    with CaptureQueriesContext(connection) as captured:
        page = paginate(Meeting.objects.all(), ordering=NEWEST_FIRST, size=2, cursor=position)
    with connection.cursor() as database:
        database.execute(f"EXPLAIN {captured[0]['sql']}")
        plan = "\n".join(row for (row,) in database.fetchall())

    assert list(page) == list(Meeting.objects.order_by(*NEWEST_FIRST)[1001:1003])
    assert "Index Cond: (ROW(" in plan
    assert "Sort" not in plan


def encode(payload) -> str:
    return base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "AAAA",
        "=" * 10,
        "a" * 10_000,
        encode({}),
        encode([]),
        encode(None),
        encode([ORDER, 0, "2016"]),
        encode([ORDER, 0, "2016", "1"]),
        encode([ORDER, 0, "2016", True]),
        encode([ORDER, 0, "2016", 2**70]),
        encode([ORDER, 0, "2016", 1e999]),
        encode([ORDER, 0, "20\0", 1]),
        encode([ORDER, 0, "\ud800", 1]),
        encode([ORDER, 0, ["2016"], 1]),
        encode([ORDER, 2, "2016", 1]),
        encode(["name,id", 0, "2016", 1]),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_a_cursor_that_was_not_handed_out_is_refused(cursor):
    with pytest.raises(InvalidCursor):
        paginate(Meeting.objects.all(), ordering=NEWEST_FIRST, size=2, cursor=cursor)


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["never", "2016-01-01 00:00", "99999-01-01T00:00Z", ""])
def test_a_cursor_with_a_wrong_moment_is_refused(moment):
    with pytest.raises(InvalidCursor):
        paginate(
            Identity.objects.all(),
            ordering=("changed_at", "uid"),
            size=2,
            cursor=encode(["changed_at,uid", 0, moment, "x"]),
        )


@pytest.mark.parametrize(
    "ordering", [(), ("date_order",), ("ordinal", "id"), ("nothing", "id"), ("name", "date_order")]
)
def test_an_ordering_that_would_lose_rows_is_refused(ordering):
    with pytest.raises(ValueError, match=r"null|unique|no column"):
        check_ordering(Meeting, ordering)


@pytest.mark.django_db
def test_a_bounded_count_stops_at_its_cap_and_says_so():
    for _ in range(3):
        make_meeting()
    assert bounded_count(Meeting.objects.all()) == (3, True)
    assert bounded_count(Meeting.objects.all(), cap=3) == (3, True)
    assert bounded_count(Meeting.objects.all(), cap=2) == (2, False)


@pytest.mark.django_db
def test_a_page_at_a_forged_cursor_is_the_first_with_a_notice():
    meetings = [make_meeting(), make_meeting()]
    first = paginate(Meeting.objects.all(), ordering=["id"], size=1)

    def read(cursor):
        return paginate(Meeting.objects.all(), ordering=["id"], size=1, cursor=cursor).items

    assert page_or_first(read, "") == ([meetings[0]], "")
    assert page_or_first(read, first.next_cursor) == ([meetings[1]], "")
    shown, notice = page_or_first(read, "forged")
    assert shown == [meetings[0]]
    assert "not a position in this list" in notice
