"""The pages of documents, people, series, topics and places, and the search over all names."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Document
from mechanisms.models import Person, Topic
from meetings.ledger import gaps, ledger
from meetings.models import Place, Series
from records.models import OldSlug
from tests.make import (
    make_capture,
    make_citation,
    make_delegate,
    make_document,
    make_mechanism,
    make_meeting,
    make_office,
    make_outcome,
    make_participant,
    make_participation,
    make_passage,
    make_person,
    make_place,
    make_position,
    make_series,
    make_topic,
)

pytestmark = pytest.mark.django_db


def get(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# How often a page asks the database


def fill(rows: int) -> list[str]:
    """``rows`` of all that each page shows, each with a citation; the addresses of the pages."""
    person = make_person(slug="wang", name="Common Wang")
    series = make_series(slug="summit", name="Common summit", mechanism=make_mechanism())
    place = make_place(slug="sanya", name="Common Sanya", country=make_participant())
    topic = make_topic(slug="sea", name="Common sea", parent=make_topic())
    document = make_document(
        slug="paper", name="Common paper", publisher=make_participant(), part_of=make_document()
    )
    text = "x" * 100
    capture = make_capture(text, document=document)
    for row in range(1, rows + 1):
        passage = make_passage(
            capture=capture, number=row, start=row * 10, end=row * 10 + 9, speaker=f"S {row}"
        )
        meeting = make_meeting(
            name=f"Common meeting {row}",
            series=series,
            ordinal=row * 2,
            place=place,
            mechanism=make_mechanism(name=f"Common body {row}", parent=make_mechanism()),
        )
        records = [
            meeting,
            make_meeting(series=series, date="", place=place),
            make_office(person=person, title=f"Minister {row}"),
            make_delegate(meeting=meeting, person=person, participant=make_participant()),
            make_participation(meeting=meeting),
            make_outcome(meeting=meeting, proposer=make_participant()),
            make_position(meeting=meeting, proposer=make_participant()),
            make_mechanism(parent=make_mechanism()),
            make_topic(parent=topic),
            make_person(name=f"Common person {row}"),
            make_document(part_of=document),
            make_place(name=f"Common place {row}", country=make_participant()),
            make_series(name=f"Common series {row}", mechanism=make_mechanism()),
            make_participant(name=f"Common state {row}", parent=make_participant()),
        ]
        for sorted_by_topic in records[5:8]:
            sorted_by_topic.topics.add(topic)
        meeting.topics.add(topic)
        for record in records:
            make_citation(record, passage=passage)
            if hasattr(record, "names"):
                record.names.create(text=f"别名 {row}", language="zh-Hans", kind="official")
    return [
        *(f"/{name}/" for name in ("documents", "people", "series", "topics", "places")),
        "/topics/?q=topic",
        *(record.get_absolute_url() for record in (person, series, place, topic, document)),
        "/search/?q=common",
    ]


def count_queries(client, rows: int) -> dict[str, int]:
    counts = {}
    for url in fill(rows):
        with CaptureQueriesContext(connection) as queries:
            get(client, url)
        counts[url] = len(queries)
    return counts


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_page_asks_as_often_for_three_rows_as_for_one(client, language):
    client.cookies["django_language"] = language
    for_one = count_queries(client, 1)
    for model in (Document, Person, Series, Place, Topic):
        for record in model.objects.all():
            model.objects.filter(pk=record.pk).update(slug=f"before-{record.pk}")
    OldSlug.objects.all().delete()
    assert count_queries(client, 3) == for_one


# People


def test_an_office_says_whether_it_began_then_or_was_first_seen_then(client):
    person = make_person(slug="wang")
    make_office(person=person, title="Minister", since="2013-03-16")
    make_office(person=person, title="Envoy", since="2016", since_is="first_seen")
    html = get(client, "/people/wang/")
    assert "since 16 March 2013" in html
    assert "first seen 2016" in html


def test_a_person_is_shown_at_meetings_with_the_office_as_printed(client):
    person = make_person(slug="wang")
    meeting = make_meeting(name="Workshop in Haikou", date="2019-12-12/2019-12-13")
    delegate = make_delegate(
        meeting=meeting, person=person, role="co_chair", office="NISCSS President"
    )
    make_citation(delegate, passage=make_passage(summary="Names the two chairs."))
    html = get(client, "/people/wang/")
    assert "12–13 December 2019" in html
    assert "as “NISCSS President”" in html
    assert "co-chair" in html
    assert f'id="{delegate.uid}"' in html
    assert f'href="{delegate.get_absolute_url()}"' in html


# The ledger of a series


def numbered(series, *meetings: tuple) -> None:
    for ordinal, date, *rest in meetings:
        make_meeting(
            series=series,
            ordinal=ordinal,
            date=date,
            name=f"No. {ordinal} ({date})",
            numbering=rest[0] if rest else "",
        )


def lines(series) -> list[tuple[str, list]]:
    """The ledger as text: ordinals, gaps in brackets, and a mark where a date runs back."""
    book = ledger(series.meetings.all())
    shown = []
    for count in book.counts:
        entries: list = []
        for entry in count.entries:
            if entry.gap:
                entries.append(entry.gap)
            else:
                after = entry.after.ordinal if entry.after else None
                entries.append(entry.meeting.ordinal if after is None else (">", after))
        shown.append((count.numbering, entries))
    return shown


def test_gaps_are_the_numbers_missing_below_the_last():
    assert gaps([2, 5, 3]) == [(1, 1), (4, 4)]
    assert gaps([19]) == [(1, 18)]
    assert gaps([1, 2, 3]) == []
    assert gaps([]) == []


def test_the_ledger_tells_gaps_fresh_counts_and_backward_dates():
    series = make_series()
    numbered(
        series,
        (2, "2004"),
        (5, "2003"),
        (4, "2006"),
        (1, "2011", "since 2010"),
        (3, "", "since 2010"),
    )
    assert lines(series) == [
        ("", [(1, 1), 2, (3, 3), 4, (">", 4)]),
        ("since 2010", [1, (2, 2), 3]),
    ]


def test_a_date_that_may_still_follow_is_not_called_backward():
    series = make_series()
    numbered(series, (1, "2016-09-07"), (2, "2016"), (3, "[..2017-01-11]"))
    assert lines(series) == [("", [1, 2, 3])]


def test_the_page_of_a_series_says_what_is_not_recorded(client):
    series = make_series(slug="summit")
    numbered(series, (17, "2014-11"), (19, "2016-09-07"))
    make_meeting(series=series, name="One without a number", date="2007-01")
    html = get(client, "/series/summit/")
    assert "The 18th is not recorded here." in html
    assert html.index("17th") < html.index("The 18th is") < html.index("19th")
    assert html.index("Without a number") < html.index("One without a number")


def test_a_series_without_meetings_says_so(client):
    make_series(slug="bare")
    assert "none of its meetings is recorded here yet" in get(client, "/series/bare/")


# Topics and places


def test_topics_are_a_tree(client):
    sea = make_topic(name="Maritime security")
    make_topic(name="Search and rescue", parent=sea)
    make_topic(name="Hidden", parent=sea, state="draft")
    response = client.get("/topics/")
    tree = [
        (branch["topic"].name, [below["topic"].name for below in branch["below"]])
        for branch in response.context["tree"]
    ]
    assert tree == [("Maritime security", ["Search and rescue"])]


def test_a_topic_shows_what_is_sorted_under_it(client):
    topic = make_topic(slug="sea")
    for record in (
        make_mechanism(name="A body"),
        make_meeting(name="A meeting"),
        make_outcome(title="A plan"),
    ):
        record.topics.add(topic)
    html = get(client, "/topics/sea/")
    assert [word in html for word in ("A body", "A meeting", "A plan")] == [True] * 3


def test_what_exceeds_a_page_is_one_link_away(client):
    topic = make_topic(slug="sea")
    for _row in range(26):
        make_meeting().topics.add(topic)
    html = get(client, "/topics/sea/")
    assert 'href="/meetings/?topic=sea"' in html
    assert "26 records" in get(client, "/meetings/?topic=sea")


def test_coordinates_say_that_they_are_reference_data(client):
    make_place(
        slug="haikou",
        latitude="20.04583",
        longitude="110.34167",
        coordinates_from="GeoNames 1809078",
    )
    html = get(client, "/places/haikou/")
    assert "20.05° N" in html
    assert "Reference data: GeoNames 1809078" in html


# Documents


def test_a_document_names_its_parts_versions_and_languages(client):
    paper = make_document(slug="paper", name="The paper")
    make_document(name="Chapter five", part_of=paper)
    make_document(name="Second edition", version_of=paper, version_label="2018")
    make_document(name="白皮书", expression_of=paper, language="zh-Hans")
    html = get(client, "/documents/paper/")
    for words in ("Chapter five", "Second edition", "(2018)", "白皮书"):
        assert words in html
    assert "no capture of this document itself" in html


def test_documents_are_filtered_by_what_they_are_part_of(client):
    paper = make_document(slug="paper")
    make_document(name="Chapter five", part_of=paper)
    make_document(name="Something else")
    html = get(client, "/documents/?part_of=paper")
    assert "Chapter five" in html
    assert "Something else" not in html


# Search


def found(client, query: str) -> dict[str, list[tuple[str, str]]]:
    """What a search shows: by kind, the names and the names matched."""
    response = client.get(reverse("search", query={"q": query}))
    assert response.status_code == 200
    return {
        group.namespace: [
            (record.name, matched.text if matched else "") for record, matched in group.hits
        ]
        for group in response.context["groups"]
    }


@pytest.fixture
def names():
    mekong = make_mechanism(name="Lancang-Mekong Cooperation")
    mekong.names.create(text="LMC", kind="acronym")
    mekong.names.create(text="澜沧江—湄公河合作", language="zh-Hans", kind="official")
    make_meeting(name="First LMC Leaders’ Meeting")
    make_place(name="Bishkek").names.create(text="Бишкек", language="ru", kind="official")
    make_person(name="Nguyễn Chí Vịnh")
    make_participant(name="São Tomé")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("LMC", {"mechanisms": [("Lancang-Mekong Cooperation", "LMC")],
                 "meetings": [("First LMC Leaders’ Meeting", "")]}),
        ("湄公", {"mechanisms": [("Lancang-Mekong Cooperation", "澜沧江—湄公河合作")]}),
        ("lanc", {"mechanisms": [("Lancang-Mekong Cooperation", "")]}),
        ("mekong coop", {"mechanisms": [("Lancang-Mekong Cooperation", "")]}),
        ("nguyen chi", {"people": [("Nguyễn Chí Vịnh", "")]}),
        ("sao tome", {"participants": [("São Tomé", "")]}),
        ("бишк", {"places": [("Bishkek", "Бишкек")]}),
        ("mekong bishkek", {}),
    ],
)  # fmt: skip
def test_a_search_finds_names_in_any_script_by_their_beginnings(client, names, query, expected):
    assert found(client, query) == expected


def test_the_record_of_that_very_name_comes_first(client):
    for name in ("ASEAN Plus Three", "ASEAN Regional Forum", "ASEAN", "China-ASEAN Cooperation"):
        make_mechanism(name=name)
    assert [name for name, _matched in found(client, "asean")["mechanisms"]] == [
        "ASEAN",
        "ASEAN Plus Three",
        "ASEAN Regional Forum",
        "China-ASEAN Cooperation",
    ]


def test_more_than_fit_are_counted_and_one_link_away(client):
    for _row in range(9):
        make_meeting(name="Summit of the nine")
    response = client.get("/search/?q=nine")
    (group,) = response.context["groups"]
    assert (len(group.hits), group.total, group.exact) == (8, 9, True)
    assert group.more_url == "/meetings/?q=nine"
    assert "9 records" in get(client, group.more_url)


def test_counting_stops_and_says_so(client, monkeypatch):
    monkeypatch.setattr("records.search.COUNTED", 2)
    for _row in range(4):
        make_meeting(name="Summit of many")
    assert "More than 2 records" in get(client, "/search/?q=many")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Type a name of a body"),
        ("   ", "Type a name of a body"),
        ("a", "Write at least two letters."),
        ("!?", "Write at least one letter or digit"),
        ("x\x00y", "null characters are not allowed"),
        ("x" * 201, "at most 200 characters"),
        ("nothing has this", "Nothing in the register has a name with"),
        ("absent:* & !there | (here", "Nothing in the register has a name with"),
        ("' OR 1=1 --", "Nothing in the register has a name with"),
        ("a:* & !b | (c", "Write at least two letters."),
        ("<script>alert(1)</script>", "Nothing in the register has a name with"),
        ("\u202e\ud7ff中", "Nothing in the register has a name with"),
    ],
)
def test_every_query_gets_a_sentence(client, query, sentence):
    html = get(client, reverse("search", query={"q": query}))
    assert sentence.lower() in html.lower()
    assert "<script>alert" not in html


@pytest.mark.parametrize("raw", ["q=%ff%fe", "q=%ed%a0%80", "q=%00", "q[]=x", "q=a&q=common"])
def test_bytes_that_are_no_text_are_answered_too(client, raw):
    assert client.get(f"/search/?{raw}").status_code == 200
