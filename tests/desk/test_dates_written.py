"""Dates in the desk's forms and filters are read as people write them, and echoed."""

import pytest
from django.test import Client

from tests import make

from .forms import errors, notices, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "date", "shown"),
    [
        ("7–8 September 2016", "2016-09-07/2016-09-08", "7–8 September 2016"),
        ("2020年9月7日", "2020-09-07", "7 September 2020"),
        ("c. 2016", "2016~", "about 2016"),
        ("2021-22", "2021-22", "summer of 2021"),
    ],
)
def test_a_date_is_kept_as_it_was_understood_and_the_page_says_so(
    admin_client: Client, written, date, shown
):
    meeting = make.make_meeting(state="draft")
    address = f"/admin/meetings/meeting/{meeting.pk}/change/"

    response = send(admin_client, address, date=written)

    assert errors(response) == {}
    meeting.refresh_from_db()
    assert meeting.date == date
    assert any(f"“{written}” was read as {shown} ({date})." in one for one in notices(response))


def test_a_date_that_is_kept_as_it_was_written_is_not_echoed(admin_client: Client):
    meeting = make.make_meeting(state="draft")
    address = f"/admin/meetings/meeting/{meeting.pk}/change/"

    response = send(admin_client, address, date="2016-09")

    assert not any("was read as" in one for one in notices(response))


def test_a_season_that_was_there_before_is_not_echoed(admin_client: Client):
    meeting = make.make_meeting(state="draft", date="2021-22")
    address = f"/admin/meetings/meeting/{meeting.pk}/change/"

    response = send(admin_client, address, date="2021-22")

    assert not any("was read as" in one for one in notices(response))


def test_a_date_with_two_readings_is_refused_with_both(admin_client: Client):
    meeting = make.make_meeting(state="draft", date="2015")
    address = f"/admin/meetings/meeting/{meeting.pk}/change/"

    response = send(admin_client, address, date="3/4/2016")

    (said,) = errors(response)["date"]
    assert "2016-04-03 or 2016-03-04" in said
    meeting.refresh_from_db()
    assert meeting.date == "2015"


def test_a_filter_reads_dates_as_people_write_them(admin_client: Client):
    make.make_meeting(name="The early one", date="2015")
    make.make_meeting(name="The late one", date="2018-05")

    page = admin_client.get("/admin/meetings/meeting/", {"from": "7 September 2016"})
    assert [row.name for row in page.context["cl"].result_list] == ["The late one"]
