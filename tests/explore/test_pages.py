"""The home page, and the pages of mechanisms, participants and meetings."""

import datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records.models import Identity
from records.templatetags.dates import edtf
from tests.make import (
    make_capture,
    make_citation,
    make_delegate,
    make_document,
    make_mechanism,
    make_meeting,
    make_membership,
    make_office,
    make_outcome,
    make_participant,
    make_participation,
    make_passage,
    make_person,
    make_place,
    make_series,
    make_topic,
)

pytestmark = pytest.mark.django_db

SECRET = "Kept from readers"


def fill(mechanism, participant, meeting, *, rows: int, **values) -> None:
    """``rows`` of everything that the three pages show, each with a citation."""
    for _row in range(rows):
        series = make_series(mechanism=mechanism, **values)
        parts = [
            make_mechanism(parent=mechanism, **values),
            make_mechanism(predecessor=mechanism, **values),
            make_membership(
                mechanism=mechanism, participant=make_participant(**values), **state(values)
            ),
            make_membership(
                mechanism=make_mechanism(**values), participant=participant, **state(values)
            ),
            series,
            make_meeting(mechanism=mechanism, series=series, ordinal=2, **values),
            make_participation(
                meeting=meeting, participant=make_participant(**values), **state(values)
            ),
            make_participation(
                meeting=make_meeting(**values), participant=participant, **state(values)
            ),
            make_delegate(meeting=meeting, person=make_person(**values), **state(values)),
            make_outcome(meeting=meeting, proposer=participant, **title(values), **state(values)),
            make_outcome(mechanism=mechanism, **title(values), **state(values)),
            make_participant(parent=participant, **values),
            make_office(participant=participant, person=make_person(**values), **state(values)),
        ]
        for part in parts:
            make_citation(part, **state(values))
        make_document(publisher=participant, outcome=parts[9], **values)
        topic = make_topic(**values)
        mechanism.topics.add(topic)
        meeting.topics.add(topic)


def state(values) -> dict:
    return {"state": values["state"]} if "state" in values else {}


def title(values) -> dict:
    return {"title": values["name"]} if "name" in values else {}


def three() -> tuple:
    """A mechanism, a participant and a meeting that hang together, each cited."""
    mechanism = make_mechanism(slug="forum", name="The Forum", founded="1994")
    participant = make_participant(slug="laos", name="Laos", kind="state", iso_alpha3="LAO")
    place = make_place(
        slug="vientiane",
        name="Vientiane",
        country=participant,
        latitude="17.966",
        longitude="102.6",
        coordinates_from="GeoNames 1651944",
    )
    meeting = make_meeting(
        slug="19th-summit",
        name="19th Summit",
        mechanism=mechanism,
        series=make_series(slug="summit", name="Summit", mechanism=mechanism),
        ordinal=19,
        place=place,
        date="2016-09-07/2016-09-08",
        level="leaders",
    )
    for record in (mechanism, participant, meeting):
        make_citation(record)
    return mechanism, participant, meeting


PAGES = [
    "/",
    "/mechanisms/",
    "/participants/",
    "/meetings/",
    "/mechanisms/forum/",
    "/participants/laos/",
    "/meetings/19th-summit/",
]


def queries(client, url: str) -> list[str]:
    """The statements that one request for ``url`` makes."""
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
    assert response.status_code == 200
    return [query["sql"] for query in seen.captured_queries]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("url", PAGES)
def test_a_page_asks_as_often_for_three_rows_as_for_one(client, url, language):
    client.cookies["django_language"] = language
    records = three()
    fill(*records, rows=1)
    client.get(url)
    once = queries(client, url)
    fill(*records, rows=2)
    thrice = queries(client, url)

    assert len(thrice) == len(once), thrice
    assert len(once) <= 45


@pytest.mark.parametrize("url", [*PAGES, "/sitemap-meetings-1.xml", "/sitemap-mechanisms-1.xml"])
def test_nothing_that_is_not_public_is_on_a_page(client, url):
    records = three()
    for number, hidden in enumerate(("draft", "in_review", "withdrawn")):
        make_citation(
            records[2],
            state=hidden,
            passage=make_passage(
                capture=make_capture(
                    document=make_document(name=f"{SECRET} {number}", state=hidden)
                )
            ),
        )
        fill(*records, rows=1, name=f"{SECRET} {number}", state=hidden)
    response = client.get(url)

    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    assert "2nd" not in response.content.decode()


@pytest.mark.parametrize("url", PAGES[4:])
@pytest.mark.parametrize("hidden", ["draft", "in_review"])
def test_a_page_that_was_never_public_is_not_there(client, url, hidden):
    for record in three():
        type(record).objects.filter(pk=record.pk).update(state=hidden)
    Identity.objects.update(published_at=None)
    assert client.get(url).status_code == 404


def test_a_place_in_a_country_that_is_not_public_is_shown_without_it(client):
    _mechanism, participant, meeting = three()
    type(participant).objects.filter(pk=participant.pk).update(state="draft", name=SECRET)
    response = client.get(meeting.get_absolute_url())

    # A place is public through its country, and a meeting through its place.
    assert SECRET not in response.content.decode()


def test_every_fact_of_a_meeting_stands_with_its_source(client):
    meeting = make_meeting(slug="summit", date="2016-09-07", level="leaders")
    document = make_document(slug="paper", name="The Paper")
    capture = make_capture("The leaders met on 7 September.", document=document)
    passage = make_passage(capture=capture, number=4, locator="V.1 ¶3")
    make_citation(meeting, "name", "date", "level", "status", passage=passage)
    page = client.get("/meetings/summit/").content.decode()

    link = unescape(page).count(f'<a class="source-mark" href="{passage.get_absolute_url()}">')
    assert link == 4
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


def test_the_home_page_tells_coming_from_past_and_counts_what_is_public(client):
    today = datetime.date.today()
    make_meeting(name="Next year", date=f"{today.year + 1}-05", status="announced")
    make_meeting(name="Called off", date=f"{today.year + 1}-06", status="cancelled")
    make_meeting(name="Long ago", date="2001")
    make_meeting(name="Without a date", date="")
    page = client.get("/")

    assert [meeting.name for meeting in page.context["coming"]] == ["Next year"]
    assert [meeting.name for meeting in page.context["newest"]] == ["Long ago"]
    assert dict((route, count) for _label, route, count in page.context["sizes"])[
        "meetings:list"
    ] == (4, True)
    sizes = page.content.decode().split("<dl>")[1].split("</dl>")[0]
    assert sizes.count("<dt><a href=") == 7


def test_the_home_page_shows_a_fact_with_its_passage(client):
    meeting = make_meeting(name="Summit of Vientiane", place=make_place(name="Vientiane"))
    passage = make_passage(capture=make_capture("They met in Vientiane."))
    make_citation(meeting, "date", "place", passage=passage)
    page = client.get("/").content.decode()

    assert "Summit of Vientiane" in page
    assert "They met in Vientiane.</q>" in page


def test_the_home_page_of_an_empty_register_is_whole(client):
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("url", ["/mechanisms/", "/participants/", "/meetings/"])
def test_an_empty_list_says_what_to_do(client, url):
    empty = client.get(url).content.decode()
    filtered = client.get(url, {"q": "nobody"}).content.decode()

    assert "Nothing is recorded here yet." in empty
    assert "Nothing in the register matches these filters." in filtered
    assert 'href="?"' in filtered


def test_a_list_is_filtered_and_offers_the_same_set_as_data(client):
    forum = make_mechanism(slug="forum")
    make_meeting(name="Of the forum", mechanism=forum)
    make_meeting(name="Of none")
    page = client.get("/meetings/", {"mechanism": "forum", "sort": "name", "page": "9"})

    assert [meeting.name for meeting in page.context["page"]] == ["Of the forum"]
    assert page.context["exports"] == [
        ("CSV", "/api/v1/meetings/?mechanism=forum&format=csv"),
        ("JSON", "/api/v1/meetings/?mechanism=forum&format=json"),
    ]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"mechanism": "no-such"}, "There is no mechanism called “no-such”."),
        ({"from": "2016-13"}, "2016-13"),
        ({"level": "gods"}, "gods"),
    ],
)
def test_a_wrong_filter_is_explained_at_its_field(client, query, sentence):
    make_meeting()
    page = client.get("/meetings/", query)

    assert page.status_code == 200
    assert sentence in unescape(page.content.decode())
    assert 'class="field has-error"' in page.content.decode()


def test_a_list_is_walked_page_by_page_without_loss(client):
    names = {make_meeting(date="2016").name for _number in range(120)}
    seen, url = [], "/meetings/?status=held"
    while url:
        page = client.get(url)
        seen += [meeting.name for meeting in page.context["page"]]
        cursor = page.context["page"].next_cursor
        assert not cursor or f"status=held&amp;cursor={cursor}" in page.content.decode()
        url = f"/meetings/?status=held&cursor={cursor}" if cursor else ""

    assert len(seen) == 120
    assert set(seen) == names


@pytest.mark.parametrize("cursor", ["x", "eyJ9", "%00", "a" * 5000])
def test_a_cursor_that_leads_nowhere_shows_the_first_page_and_says_so(client, cursor):
    make_meeting(name="The one")
    page = client.get(f"/meetings/?cursor={cursor}")

    assert [meeting.name for meeting in page.context["page"]] == ["The one"]
    assert "does not lead to a page of this list" in page.content.decode()


def test_lists_can_be_ordered(client):
    make_meeting(name="B", date="2016")
    make_meeting(name="A", date="2017")
    make_meeting(name="C", date="2015")

    def order(sort: str) -> str:
        page = client.get("/meetings/", {"sort": sort})
        return "".join(meeting.name for meeting in page.context["page"])

    assert [order(sort) for sort in ("newest", "oldest", "name", "odd")] == [
        "ABC",
        "CBA",
        "ABC",
        "ABC",
    ]


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


def test_the_sitemap_holds_what_is_public_and_no_more(client):
    _mechanism, _participant, meeting = three()
    make_meeting(slug="kept-back", state="draft")
    index = client.get("/sitemap.xml").content.decode()
    page = client.get("/sitemap-meetings-1.xml").content.decode()

    assert "http://testserver/sitemap-meetings-1.xml" in index
    assert f"<loc>http://testserver{meeting.get_absolute_url()}</loc>" in page
    assert "kept-back" not in page
    assert client.get("/sitemap-users-1.xml").status_code == 404
    assert client.get("/sitemap-meetings-0.xml").status_code == 404


def test_robots_are_told_where_the_sitemap_is(client):
    answer = client.get("/robots.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in answer.content.decode()


@pytest.mark.parametrize("url", ["/about/", "/data/"])
def test_pages_of_words_ask_the_database_nothing(client, url, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(url).status_code == 200
