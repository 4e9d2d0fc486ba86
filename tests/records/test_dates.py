"""Partial dates: what is read, what is refused, and that Python and the database agree."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from records.dates import bounds

D = datetime.date

READ = {
    "": (None, None),
    "2016": (D(2016, 1, 1), D(2016, 12, 31)),
    "2016-09": (D(2016, 9, 1), D(2016, 9, 30)),
    "2016-02": (D(2016, 2, 1), D(2016, 2, 29)),
    "2016-09-07": (D(2016, 9, 7), D(2016, 9, 7)),
    "2015~": (D(2015, 1, 1), D(2015, 12, 31)),
    "2008-03?": (D(2008, 3, 1), D(2008, 3, 31)),
    "201X": (D(2010, 1, 1), D(2019, 12, 31)),
    "20XX": (D(2000, 1, 1), D(2099, 12, 31)),
    "2016-XX": (D(2016, 1, 1), D(2016, 12, 31)),
    "2016-XX-XX": (D(2016, 1, 1), D(2016, 12, 31)),
    "2016-09-XX": (D(2016, 9, 1), D(2016, 9, 30)),
    "2016-09-07/2016-09-08": (D(2016, 9, 7), D(2016, 9, 8)),
    "2015/2016": (D(2015, 1, 1), D(2016, 12, 31)),
    "2016/2016-09": (D(2016, 1, 1), D(2016, 9, 30)),
    "2016/..": (D(2016, 1, 1), None),
    "../2016": (None, D(2016, 12, 31)),
    "[2015..2017-01-11]": (D(2015, 1, 1), D(2017, 1, 11)),
    "[..2016-11]": (None, D(2016, 11, 30)),
    "[2015..]": (D(2015, 1, 1), None),
    "[2015,2017]": (D(2015, 1, 1), D(2017, 12, 31)),
    "9999-12-31": (D(9999, 12, 31), D(9999, 12, 31)),
    "0001": (D(1, 1, 1), D(1, 12, 31)),
}

REFUSED = {
    "7 September 2016": "date_format",
    "03/04/2020": "date_format",
    "2016-9-7": "date_format",
    "2016-13": "date_range",
    "2016-00": "date_range",
    "2015-02-29": "date_range",
    "2015-02-30": "date_range",
    "0000": "date_range",
    "2016/2015": "date_backwards",
    "2016-09-08/2016-09-07": "date_backwards",
    "[2017..2016]": "date_backwards",
    "2015/": "date_format",
    "../..": "date_format",
    "[..]": "date_format",
    "[]": "date_format",
    "2016/2017/2018": "date_format",
    "2016-XX-07": "date_format",
    "201X-05": "date_format",
    "二〇一六": "date_format",
    "2016\n": "date_format",
    "٢٠١٦": "date_format",
    "x" * 1000: "date_format",
}


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_a_date_has_these_bounds(text, expected):
    assert bounds(text) == expected


@pytest.mark.parametrize(("text", "code"), REFUSED.items())
def test_what_is_no_date_is_refused_with_a_sentence(text, code):
    with pytest.raises(ValidationError) as refusal:
        bounds(text)

    assert refusal.value.code == code
    assert refusal.value.messages[0].endswith(".")


def in_database(text):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT edtf_is_valid(%s), edtf_earliest(%s), edtf_latest(%s)", [text, text, text]
        )
        return cursor.fetchone()


points = st.from_regex(
    r"\A(0[0-9]{3}|1[89][0-9]{2}|20[0-9X][0-9X])(-(0[0-9]|1[0-3]|XX)(-([0-3][0-9]|XX))?)?[~?%]?\Z"
)
dates = st.one_of(
    points,
    st.tuples(points | st.just("..") | st.just(""), points | st.just("..") | st.just("")).map(
        "/".join
    ),
    st.tuples(points | st.just(""), points | st.just("")).map(
        lambda pair: f"[{pair[0]}..{pair[1]}]"
    ),
    st.lists(points, max_size=3).map(lambda some: f"[{','.join(some)}]"),
    st.text("0123456789-/.~X[], ", max_size=24),
)


@pytest.mark.django_db
@given(text=dates)
@example("2016/..")
@example("[2015,2014]")
@example("[2016, 2017]")
@example("[2016..2017..2018]")
def test_python_and_the_database_read_dates_alike(text):
    try:
        expected = (True, *bounds(text))
    except ValidationError:
        expected = (False, None, None)

    assert in_database(text) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("text", REFUSED)
def test_the_database_refuses_the_same(text):
    assert in_database(text)[0] is False


@pytest.mark.django_db
def test_records_order_by_earliest_day_then_precision_then_latest_day():
    texts = ["2016", "2016-01-01", "", "2015-12", "2016-01", "[..2014]", "2016/..", "2015~"]
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT t FROM unnest(%s::text[]) t ORDER BY edtf_order(t) COLLATE "C"', [texts]
        )
        ordered = [row[0] for row in cursor.fetchall()]

    assert ordered == [
        "[..2014]",
        "",
        "2015~",
        "2015-12",
        "2016-01-01",
        "2016-01",
        "2016",
        "2016/..",
    ]
