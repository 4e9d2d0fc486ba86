"""What the reader marks in a passage, and which facts it lists beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explore.reader import Piece, Statement, cut, read
from tests.html import squeezed
from tests.make import (
    make_capture,
    make_citation,
    make_document,
    make_mechanism,
    make_meeting,
    make_participant,
    make_participation,
    make_passage,
)


def test_overlapping_stretches_are_cut_at_every_edge():
    assert cut("abcdefgh", [(1, 5, 1), (3, 7, 2)]) == [
        Piece("a"),
        Piece("bc", marked=True),
        Piece("de", marked=True, ends=(1,)),
        Piece("fg", marked=True, ends=(2,)),
        Piece("h"),
    ]


def test_stretches_that_end_together_say_so_together():
    assert cut("abcd", [(0, 4, 1), (2, 4, 2)]) == [
        Piece("ab", marked=True),
        Piece("cd", marked=True, ends=(1, 2)),
    ]


@given(
    st.text(min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
)
def test_cutting_loses_no_character_and_marks_exactly_the_stretches(text, spans):
    spans = [(a, b, n) for n, (a, b) in enumerate(spans, start=1) if a < b <= len(text)]
    pieces = cut(text, spans)
    assert "".join(piece.text for piece in pieces) == text
    marked = "".join(("x" if piece.marked else ".") * len(piece.text) for piece in pieces)
    expected = [any(a <= i < b for a, b, _n in spans) for i in range(len(text))]
    assert marked == "".join("x" if inside else "." for inside in expected)
    assert sorted(n for piece in pieces for n in piece.ends) == [n for _a, _b, n in spans]


@pytest.fixture
def chapter(db):
    """A passage with characters that escaping and UTF-16 count otherwise."""
    text = "𠮷 & <b>Lancang</b> “澜沧江” met."
    document = make_document(slug="chapter", rights="public")
    return make_passage(capture=make_capture(text, document=document))


def test_the_marked_words_are_the_quoted_ones_whatever_their_script(client, chapter):
    start = chapter.text.index("<b>")
    end = chapter.text.index(" met")
    make_citation(make_meeting(), passage=chapter, start=start, end=end)
    html = squeezed(client.get("/documents/chapter/").content.decode())
    assert "𠮷 &amp; <mark>&lt;b&gt;Lancang&lt;/b&gt; “澜沧江”</mark>" in html


def test_every_fact_of_a_passage_is_listed_under_the_words_it_rests_on(chapter):
    meeting = make_meeting(name="First summit", date="2016-03-23")
    host = make_participation(
        meeting=meeting, participant=make_participant(name="China"), role="host"
    )
    make_citation(meeting, "date", passage=chapter, start=0, end=5)
    make_citation(host, "participant", "role", passage=chapter, start=0, end=5)
    make_citation(make_mechanism(name="Lancang"), passage=chapter, start=7, end=10)
    ((reading,),) = [block.readings for block in read([chapter])]
    shown = [
        (stretch.number, fact.kind, [s.title for s in fact.subjects], fact.statements)
        for stretch in reading.stretches
        for fact in stretch.facts
    ]
    assert shown == [
        (1, "meeting", ["First summit"], (Statement("date held", "23 March 2016"),)),
        (
            1,
            "participation",
            ["China, First summit"],
            (Statement("participant"), Statement("role", "host")),
        ),
        (2, "mechanism", ["Lancang"], ()),
    ]
    assert reading.citations == 3


def test_records_of_which_a_passage_says_the_same_are_told_in_one_line(client, chapter):
    for number in range(1, 9):
        meeting = make_meeting(name=f"Workshop {number}", date="2016")
        make_citation(meeting, "date", "name", passage=chapter, start=0, end=5)
    html = squeezed(client.get("/documents/chapter/").content.decode())
    assert html.count("date held: <b><bdi>2016</bdi></b>") == 1
    assert "<summary>3 more</summary>" in html
    assert all(html.count(f"<bdi>Workshop {number}</bdi>") == 1 for number in range(1, 9))


def test_a_source_that_differs_says_what_it_says(client, chapter):
    meeting = make_meeting(date="2016-03-23")
    make_citation(
        meeting, "date", passage=chapter, stated={"date": "2016-03-24"}, reason="The later text."
    )
    html = client.get("/documents/chapter/").content.decode()
    assert "This passage says “2016-03-24”." in html
    assert "The later text." in html


def test_a_fact_about_a_record_that_is_not_public_is_not_listed(client, chapter):
    hidden = make_mechanism(name="Unseen body", state="draft")
    meeting = make_meeting(name="Meeting of it", mechanism=hidden)
    host = make_participation(meeting=meeting, participant=make_participant(name="Hostland"))
    for record in (hidden, meeting, host):
        make_citation(record, passage=chapter)
    html = client.get("/documents/chapter/").content.decode()
    assert "Unseen body" not in html
    assert "Meeting of it" not in html
    assert "Hostland" not in html


@pytest.mark.parametrize("rights", ["editors", "not_held"])
def test_where_the_public_may_not_read_the_text_the_page_has_summary_and_short_quote(
    client, db, rights
):
    text = "Only " + "x" * 400 + " editors may read this."
    document = make_document(slug="closed", rights=rights)
    passage = make_passage(
        capture=make_capture(text, document=document), summary="Says who may read."
    )
    make_citation(make_meeting(name="Short"), passage=passage, start=0, end=4)
    make_citation(make_meeting(name="Long"), passage=passage, start=5, end=400)
    html = client.get("/documents/closed/").content.decode()
    assert "Says who may read." in html
    assert "Only</q>" in html
    assert "x" * 299 + "…</q>" in html
    assert "x" * 300 not in html
    assert "editors may read this." not in html


def test_a_text_that_is_not_held_says_so(client, db):
    document = make_document(slug="absent", rights="not_held")
    make_passage(capture=make_capture(None, document=document), summary="What it says.")
    html = client.get("/documents/absent/").content.decode()
    assert "The text is not held." in html
    assert "manage.py import_document FILE" in html
    assert "What it says." in html


def test_page_furniture_is_folded_until_it_is_asked_for(client, db):
    capture = make_capture("Share | Print\n\nThe text.", document=make_document(slug="page"))
    make_passage(capture=capture, start=0, end=13, kind="furniture")
    make_passage(capture=capture, start=15, end=24)
    assert '<details class="furniture">' in squeezed(
        client.get("/documents/page/").content.decode()
    )
    asked = squeezed(client.get("/documents/page/?p=1").content.decode())
    assert '<details class="furniture" open>' in asked


def test_a_speaker_is_named_where_the_turn_begins(client, db):
    capture = make_capture("aa bb cc dd", document=make_document(slug="talk"))
    for number, speaker in enumerate(["Reuters", "Liu", "Liu", "Reuters"], start=1):
        start = (number - 1) * 3
        make_passage(capture=capture, number=number, start=start, end=start + 2, speaker=speaker)
    html = client.get("/documents/talk/").content.decode()
    assert (html.count("<bdi>Reuters</bdi>"), html.count("<bdi>Liu</bdi>")) == (2, 1)


@pytest.fixture
def long_document(db):
    """A document of 450 passages: two full pages of the reader and a half one."""
    document = make_document(slug="long")
    capture = make_capture("ab " * 450, document=document)
    from documents.models import Passage

    Passage.objects.bulk_create(
        Passage(
            capture=capture,
            number=n,
            start=3 * n - 3,
            end=3 * n - 1,
            text="ab",
            locator=f"¶{n}",
        )
        for n in range(1, 451)
    )
    return document


def test_a_passage_of_a_long_document_is_on_the_page_that_its_address_leads_to(
    client, long_document
):
    from documents.models import Passage

    for number in (1, 200, 201, 450):
        passage = Passage.objects.get(number=number)
        path, _hash, fragment = passage.get_absolute_url().partition("#")
        html = squeezed(client.get(path).content.decode())
        assert fragment == f"p-{number}"
        assert f'id="p-{number}"' in html
        assert html.count('<article class="passage ') == (50 if number == 450 else 200)


def test_the_pages_of_a_long_document_join_without_a_gap(client, long_document):
    path, numbers = "/documents/long/", []
    while path:
        response = client.get(path)
        numbers += [r.passage.number for b in response.context["blocks"] for r in b.readings]
        following = response.context["following"]
        path = f"/documents/long/?from={following}" if following else ""
    assert numbers == list(range(1, 451))


@pytest.mark.parametrize(
    "query",
    [
        "p=0",
        "p=-1",
        "p=x",
        "p=%00",
        "p=99999999999999999999",
        "p=2147483647",
        "from=٣",
        "capture=%00",
        "capture=zzzzzzzzzzzz",
        "from=2147483648",
    ],
)
def test_an_odd_position_is_answered_with_a_page(client, long_document, query):
    assert client.get(f"/documents/long/?{query}").status_code == 200


def test_a_passage_that_is_not_there_is_said_not_to_be(client, long_document):
    html = client.get("/documents/long/?p=999").content.decode()
    assert "This capture has no passage 999." in html


def test_an_older_capture_stays_readable_at_the_address_of_its_passages(client, db):
    document = make_document(slug="twice")
    old = make_passage(capture=make_capture("The first copy.", document=document))
    make_passage(capture=make_capture("The second copy.", document=document))
    assert "The second copy." in client.get("/documents/twice/").content.decode()
    html = client.get(old.get_absolute_url().partition("#")[0]).content.decode()
    assert "The first copy." in html
    assert "The second copy." not in html


def test_a_foreign_text_carries_its_language_and_direction(client, db):
    document = make_document(slug="arabic", language="ar")
    make_passage(capture=make_capture("بيان مشترك", document=document))
    html = squeezed(client.get("/documents/arabic/").content.decode())
    assert '<p class="passage-text" lang="ar" dir="rtl">بيان مشترك</p>' in html


def test_the_head_counts_the_facts_and_the_passages_without_any(client, db):
    capture = make_capture("aa bb cc", document=make_document(slug="counted"))
    cited = make_passage(capture=capture, number=1, start=0, end=2)
    make_passage(capture=capture, number=2, start=3, end=5)
    make_passage(capture=capture, number=3, start=6, end=8, kind="furniture")
    make_citation(make_meeting(), passage=cited)
    make_citation(make_mechanism(), passage=cited)
    make_citation(make_mechanism(), passage=cited, state="draft")
    response = client.get("/documents/counted/")
    assert response.context["fact_count"] == 2
    assert response.context["uncited_count"] == 1
