"""The pages of mechanisms, participants and meetings: each fact, its source, and its neighbours."""

from html import unescape

import pytest

from records.templatetags.dates import edtf
from tests.make import (
    make_capture,
    make_citation,
    make_document,
    make_mechanism,
    make_meeting,
    make_passage,
    make_series,
)

from .small_register import three

pytestmark = pytest.mark.django_db


def test_every_fact_of_a_meeting_stands_with_its_source(client):
    meeting = make_meeting(slug="summit", date="2016-09-07", level="leaders")
    document = make_document(slug="paper", name="The Paper")
    capture = make_capture("The leaders met on 7 September.", document=document)
    passage = make_passage(capture=capture, number=4, locator="V.1 ¶3")
    make_citation(meeting, "name", "date", "level", "status", passage=passage)
    page = client.get("/meetings/summit/").content.decode()

    address = passage.address_of_words([(0, 31)])
    assert unescape(page).count(f'<a class="source-mark" href="{address}">') == 4
    assert page.count('href="#source-1"') == 4
    assert page.count('id="source-1"') == 1
    assert "The leaders met on 7 September.</q>" in page


def test_a_meeting_names_its_neighbours_and_what_is_missing_between(client):
    series = make_series(name="Summit")
    for ordinal in (15, 17, 19, 20):
        make_meeting(
            slug=f"summit-{ordinal}", name=f"Summit {ordinal}", series=series, ordinal=ordinal
        )
    middle = client.get("/meetings/summit-19/")
    last = client.get("/meetings/summit-20/")
    first = client.get("/meetings/summit-15/")

    assert middle.context["before"]["meeting"].slug == "summit-17"
    assert middle.context["after"]["meeting"].slug == "summit-20"
    assert "The 18th is not recorded here." in middle.content.decode()
    assert last.context["after"] is None
    assert first.context["before"] == {"meeting": None, "gap": (1, 14)}
    assert "The 1st to 14th are not recorded here." in first.content.decode()


def test_meetings_without_ordinals_are_neighbours_by_date(client):
    series = make_series()
    make_meeting(slug="early", series=series, date="2014")
    make_meeting(slug="middle", series=series, date="2015-03")
    make_meeting(slug="late", series=series, date="2016")
    page = client.get("/meetings/middle/")

    assert page.context["before"]["meeting"].slug == "early"
    assert page.context["after"]["meeting"].slug == "late"


def test_a_mechanism_says_which_meetings_of_a_series_are_missing(client):
    mechanism = make_mechanism(slug="forum")
    series = make_series(mechanism=mechanism)
    for ordinal in (2, 4, 8):
        make_meeting(series=series, ordinal=ordinal)
    page = client.get("/mechanisms/forum/").content.decode()

    assert "The 1st is not recorded here." in page
    assert "The 3rd is not recorded here." in page
    assert "The 5th to 7th are not recorded here." in page


def test_reference_data_says_that_it_is(client):
    three()
    meeting = client.get("/meetings/19th-summit/").content.decode()
    participant = client.get("/participants/laos/").content.decode()

    assert "17.97° N, 102.60° E" in meeting
    assert "Reference data: GeoNames 1651944" in meeting
    assert "Reference data: ISO 3166" in participant


def test_sources_that_disagree_are_said_to_in_words(client):
    meeting = make_meeting(slug="summit", date="2016-09-07")
    make_citation(meeting)
    make_citation(meeting, "date", stated={"date": "2016-09-08"}, reason="Two papers say the 7th.")
    page = unescape(client.get("/meetings/summit/").content.decode())

    assert "Sources disagree." in page
    assert "gives the date held as “8 September 2016”" in page
    assert "Two papers say the 7th." in page


def test_the_foot_of_a_page_tells_how_to_cite_it(client):
    mechanism, _participant, _meeting = three()
    mechanism.refresh_from_db()
    page = client.get("/mechanisms/forum/").content.decode()
    changed = edtf(mechanism.updated_at.date().isoformat())

    assert f"Version {mechanism.version}, {changed}." in page
    assert f"http://testserver/id/{mechanism.uid}" in page
    assert f"/api/v1/mechanisms/{mechanism.uid}/" in page


def test_only_editors_are_offered_to_edit(client, admin_client, django_user_model):
    mechanism, _participant, _meeting = three()
    edit = f"/admin/mechanisms/mechanism/{mechanism.pk}/change/"
    staff = django_user_model.objects.create_user("reader", password="x", is_staff=True)

    assert edit in admin_client.get("/mechanisms/forum/").content.decode()
    assert edit not in client.get("/mechanisms/forum/").content.decode()
    client.force_login(staff)
    assert edit not in client.get("/mechanisms/forum/").content.decode()


def test_a_reader_of_chinese_gets_chinese_names(client):
    meeting = make_meeting(slug="summit", name="Summit")
    meeting.names.create(text="领导人会议", language="zh-Hans", kind="official")
    client.cookies["django_language"] = "zh-hans"

    assert "<h1>领导人会议</h1>" in client.get("/meetings/summit/").content.decode()
    assert "领导人会议" in client.get("/meetings/").content.decode()


def test_the_language_is_switched_by_a_form_and_stays_on_the_page(client):
    three()
    answer = client.post("/language/", {"language": "zh-hans", "next": "/meetings/19th-summit/"})

    assert (answer.status_code, answer.url) == (302, "/meetings/19th-summit/")
    assert '<html lang="zh-hans"' in client.get(answer.url).content.decode()
