"""Partial dates: what is read, what is refused, and that Python and the database agree."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from records.dates import bounds, validate_point

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
    "2016-09-07T23:59:59-11:00": (D(2016, 9, 7), D(2016, 9, 7)),
    "1XXX": (D(1000, 1, 1), D(1999, 12, 31)),
    "2016-XX-07": (D(2016, 1, 7), D(2016, 12, 7)),
    "2016-XX-31": (D(2016, 1, 31), D(2016, 12, 31)),
    "201X-05": (D(2010, 5, 1), D(2019, 5, 31)),
    "201X-02": (D(2010, 2, 1), D(2019, 2, 28)),
    "201X-02-29": (D(2012, 2, 29), D(2016, 2, 29)),
    "189X-02-29": (D(1892, 2, 29), D(1896, 2, 29)),
    "?2016-~09-07": (D(2016, 9, 7), D(2016, 9, 7)),
    "2016~-21%": (D(2016, 3, 1), D(2016, 5, 31)),
    "2015-24": (D(2015, 12, 1), D(2016, 2, 29)),
    "2016-24": (D(2016, 12, 1), D(2017, 2, 28)),
    "2016-28": (D(2016, 12, 1), D(2017, 2, 28)),
    "2016-30": (D(2016, 12, 1), D(2017, 2, 28)),
    "2016-32": (D(2016, 6, 1), D(2016, 8, 31)),
    "2016-33": (D(2016, 1, 1), D(2016, 3, 31)),
    "2016-36": (D(2016, 10, 1), D(2016, 12, 31)),
    "2016-38": (D(2016, 5, 1), D(2016, 8, 31)),
    "2016-40": (D(2016, 1, 1), D(2016, 6, 30)),
    "2016-41": (D(2016, 7, 1), D(2016, 12, 31)),
    "201X-41": (D(2010, 7, 1), D(2019, 12, 31)),
    "9999-24": (D(9999, 12, 1), D(9999, 12, 31)),
    "2015/": (D(2015, 1, 1), None),
    "/2015": (None, D(2015, 12, 31)),
    "2015-22/2015-36": (D(2015, 6, 1), D(2015, 12, 31)),
    "{2015,2017..2019-03}": (D(2015, 1, 1), D(2019, 3, 31)),
    "{..2015, 2017}": (None, D(2017, 12, 31)),
    "[2015,2017..]": (D(2015, 1, 1), None),
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
    "../..": "date_format",
    "[..]": "date_format",
    "[]": "date_format",
    "{}": "date_format",
    "{2015": "date_format",
    "[2015}": "date_format",
    "[2015,]": "date_format",
    "{2015..,..}": "date_format",
    "[2016,2015..2014]": "date_backwards",
    "[2015,\t2016]": "date_format",
    "/": "date_format",
    "2015//2016": "date_format",
    "../": "date_format",
    "/..": "date_format",
    "2016-20": "date_range",
    "2016-42": "date_range",
    "2016-21-01": "date_range",
    "2016-21-XX": "date_range",
    "2016-XX-32": "date_range",
    "201X-02-30": "date_range",
    "201X-13": "date_range",
    "000X": "date_range",
    "XXXX": "date_format",
    "XXXX-XX-23": "date_format",
    "1950S2": "date_format",
    "Y17E7": "date_format",
    "-0999": "date_format",
    "20X6": "date_format",
    "2016-0X": "date_format",
    "?2016?": "date_format",
    "2016~?": "date_format",
    "2016-?09?": "date_format",
    "~": "date_format",
    "2016-09-07T24:00:00": "date_format",
    "2016-09-07T09:30": "date_format",
    "2016-09-07T09:30:00+15": "date_format",
    "2016-09-31T09:30:00Z": "date_range",
    "2016-09T09:30:00Z": "date_format",
    "2016-09-07T09:30:00Z/2016-09-08": "date_format",
    "2016/2017/2018": "date_format",
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


@pytest.mark.parametrize("text", ["2015/2016", "2015/", "{2015}", "{2015,2016}"])
def test_an_end_of_a_period_is_one_date(text):
    with pytest.raises(ValidationError, match="Write one date here"):
        validate_point(text)


@pytest.mark.parametrize("text", ["2015", "2015-21", "[2015,2016]", "?2015-~09"])
def test_an_end_of_a_period_is_as_precise_as_its_source(text):
    validate_point(text)


def in_database(text):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT edtf_is_valid(%s), edtf_earliest(%s), edtf_latest(%s)", [text, text, text]
        )
        return cursor.fetchone()


MARK = "[~?%]?"
points = st.from_regex(
    rf"\A{MARK}(0[0-9]{{3}}|1[89][0-9]{{2}}|20[0-9X][0-9X]|999[89X]|[0-3]XXX|1[89]XX){MARK}"
    rf"(-{MARK}(0[0-9]|1[0-3]|XX|[2-4][0-9]){MARK}"
    rf"(-{MARK}([0-3][0-9]|XX){MARK})?)?\Z"
)
plain_points = st.builds(
    "{}-{}{}".format,
    st.sampled_from(["0004", "1900", "1999", "2000", "9999", "000X", "009X", "190X", "1XXX"]),
    st.sampled_from(["02", "12", "XX", "21", "24", "30", "39", "41"]),
    st.sampled_from(["", "-01", "-28", "-29", "-30", "-31", "-XX"]),
)
ends = points | plain_points | st.just("..") | st.just("")
listed = st.one_of(points, plain_points, st.builds("{}..{}".format, ends, ends))
times = st.from_regex(
    r"\A(2016|1900)-02-(28|29)T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z|[+-][01][0-9](:[0-6][0-9])?)?\Z"
)
dates = st.one_of(
    points,
    plain_points,
    times,
    st.builds("{}/{}".format, ends, ends),
    st.builds(
        "{0[0]}{1}{0[1]}".format,
        st.sampled_from(["[]", "{}"]),
        st.lists(listed, max_size=4).map(",".join) | st.lists(listed, max_size=3).map(", ".join),
    ),
    st.text("0123456789-/.~X[]{}?%TZ:+, ", max_size=24),
)


@pytest.mark.django_db
@given(text=dates)
@example("2016/..")
@example("[2015,2014]")
@example("[2016, 2017]")
@example("[2016..2017..2018]")
@example("[2016..2017, ..2015, 2020]")
@example("9999-30")
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
