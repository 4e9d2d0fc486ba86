"""The curated register, asked by country."""

import pytest

from meetings.filters import MeetingFilter
from meetings.models import Meeting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", ["china", "CHN", "中国", "People's Republic of China"])
def test_the_meetings_in_china_are_found_whose_city_no_source_places_there(curated, words):
    chosen = MeetingFilter({"country": words}, Meeting.objects.public())

    assert chosen.is_valid()
    cities = chosen.qs.filter(place__country=None).values_list("place__name", flat=True)
    assert {*cities} == {"Beijing", "Haikou", "Suzhou"}
    assert chosen.qs.count() == 7
