"""The public pages of evidence: what rests on a document, its captures, and the share of it all."""

import pytest
from django.urls import reverse

from documents import usage
from documents.coverage import store, survey
from documents.importing import import_document
from documents.models import Coverage, Document
from records.models import State
from tests import make
from tests.html import squeezed

pytestmark = pytest.mark.django_db

LINE = "Delegates of nine coastal states met in the harbour office on 3 May 2014."
OTHER = "They agreed on a common register of fishing vessels, to be kept in Dakar."
BOOK = f"Report of the session\n\n{LINE}\n\nThe register\n\n{OTHER}\n"


@pytest.fixture
def book() -> Document:
    import_document(data=BOOK.encode(), file_name="a.txt", rights="public")
    Document.objects.update(state="published")
    return Document.objects.get()


def facts(client, document: Document, **query: str) -> str:
    response = client.get(reverse("document_facts", args=[document.slug]), query)
    assert response.status_code == 200
    return response.content.decode()


def cite(document: Document, text: str, record, *fields: str, **values):
    passage = document.captures.first().passages.get(text=text)
    return make.make_citation(record, *fields, passage=passage, **values)


def test_every_fact_is_listed_under_its_record_with_what_it_contradicts(client, book):
    meeting = make.make_meeting(name="Harbour talks", date="2014-05-03")
    cite(book, LINE, meeting, "date")
    cite(book, OTHER, meeting, "date", stated={"date": "2014-05-04"}, reason="A misprint.")
    cite(book, LINE, make.make_mechanism(name="Ocean Forum"))

    meetings, mechanisms = facts(client, book, kind="meeting"), facts(client, book)

    assert "Harbour talks" in meetings
    assert "3 May 2014" in meetings
    assert "This passage says “2014-05-04”." in meetings
    assert "A misprint." in meetings
    assert "Ocean Forum" in mechanisms
    assert "?kind=meeting" in mechanisms


def test_a_record_with_many_citations_leaves_the_others_theirs(book, monkeypatch):
    monkeypatch.setattr(usage, "MOST_OF_ONE", 2)
    often, once = make.make_meeting(), make.make_meeting()
    for _time in range(3):
        cite(book, LINE, often)
    cite(book, OTHER, once)

    page = usage.facts_in(book, "meeting", size=2)

    assert {used.record: len(used.citations) for used in page.items} == {often: 2, once: 1}


def test_a_newer_copy_that_is_not_held_hides_neither_text_nor_facts(client, book):
    cite(book, LINE, make.make_meeting(), "date")
    lost = make.make_capture(None, document=book, retrieved="2099-01-01")
    make.make_passage(capture=lost, start=0, end=10, locator="p. 7")

    html = facts(client, book)
    page = client.get(book.get_absolute_url()).content.decode()

    assert "p. 7" not in html[html.index('id="unused"') :]
    assert LINE in page


def test_passages_nobody_has_used_are_named_by_their_locators_alone(client, book):
    Document.objects.update(rights="editors")
    cite(book, LINE, make.make_meeting())

    html = facts(client, book)

    unused = html[html.index('id="unused"') :]
    free = book.captures.first().passages.get(text=OTHER)
    used = book.captures.first().passages.get(text=LINE)
    assert free.locator in unused
    assert f"p={used.number}&" not in unused
    assert OTHER not in html


def test_what_is_not_public_is_neither_listed_nor_counted(client, book):
    cite(book, LINE, make.make_meeting(name="Secret talks", state=State.DRAFT))
    cite(book, LINE, make.make_meeting(name="Open talks"), state=State.DRAFT)
    before = facts(client, make.make_document())

    html = facts(client, book)

    assert "Secret talks" not in html
    assert "Open talks" not in html
    assert "Nothing public rests on this document yet." in html
    assert "Nothing public rests on this document yet." in before
    never_public = make.make_document(state=State.DRAFT)
    assert client.get(reverse("document_facts", args=[never_public.slug])).status_code == 404


def test_a_long_list_goes_on_and_a_forged_position_is_refused(client, book):
    for number in range(51):
        cite(book, LINE, make.make_meeting(name=f"Talks {number:02}"))

    first = client.get(reverse("document_facts", args=[book.slug]))
    cursor = first.context["resting"].next_cursor
    second = facts(client, book, cursor=cursor)

    assert len(first.context["records"]) == 50
    assert "Talks 00" in second
    refused = client.get(reverse("document_facts", args=[book.slug]), {"cursor": "forged"})
    assert refused.status_code == 400
    assert "not a position in this list" in refused.content.decode()


@pytest.mark.parametrize("rows", [1, 4])
def test_the_number_of_questions_does_not_grow_with_the_facts(
    client, book, rows, django_assert_max_num_queries
):
    for number in range(rows):
        meeting = make.make_meeting(place=make.make_place(), mechanism=make.make_mechanism())
        cite(book, LINE, meeting, stated={"place": f"Elsewhere {number}"})

    with django_assert_max_num_queries(40):
        facts(client, book, kind="meeting")


def test_the_document_tells_what_became_of_public_citations_in_each_capture(client, book):
    cite(book, LINE, make.make_meeting())
    cite(book, OTHER, make.make_meeting())
    cite(book, OTHER, make.make_meeting(), state=State.DRAFT)
    later = "Second edition\n\n" + BOOK.replace("Dakar", "Accra")
    import_document(data=later.encode(), file_name="b.txt", document=book.slug)

    html = client.get(book.get_absolute_url()).content.decode()

    assert "1 followed the same words elsewhere" in html
    assert "1 waits on an earlier capture for an editor" in html


# The share


def test_the_share_is_what_was_last_counted_with_its_day(client):
    mechanism = make.make_mechanism(name="Ocean Forum")
    make.make_citation(mechanism)
    assert "This has not been counted yet." in client.get("/about/evidence/").content.decode()

    store(survey())
    make.make_mechanism(name="Uncited Forum")
    html = squeezed(client.get("/about/evidence/").content.decode())

    assert "100.0 % of the published values" in html
    assert f"{Coverage.objects.first().taken_at:%Y-%m-%d %H:%M} UTC" in html
    assert '<td class="number" data-label="Values">' in html
    assert "Ocean Forum" in html
    assert "Uncited Forum" not in html


def test_a_mechanism_that_is_withdrawn_leaves_the_page_of_shares(client):
    mechanism = make.make_mechanism(name="Ocean Forum")
    make.make_citation(mechanism)
    store(survey())

    type(mechanism).objects.update(state=State.WITHDRAWN)

    assert "Ocean Forum" not in client.get("/about/evidence/").content.decode()
    assert client.get("/about/evidence/", {"cursor": "x"}).status_code == 400


@pytest.mark.parametrize("rows", [1, 4])
def test_the_page_of_shares_asks_the_same_however_large(
    client, rows, django_assert_max_num_queries
):
    for _each in range(rows):
        make.make_citation(make.make_mechanism())
    store(survey())

    with django_assert_max_num_queries(4):
        client.get("/about/evidence/")
