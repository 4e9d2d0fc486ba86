"""What the public would read of a document is shown with its passages, all of them within reach."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.models import Document, Passage
from records import shown_many, workflow
from records.history.batches import batch
from records.reading import read_with
from tests import make
from tests.desk.cited_records import fresh
from tests.desk.pages import change_address
from tests.html import squeezed

from .test_what_was_seen import publish, seen_on

pytestmark = pytest.mark.django_db


def speech(number: int, **values) -> Document:
    """A document in review with ``number`` passages, each summed up."""
    document = make.make_document(state="in_review", **values)
    text = " ".join(f"Sentence {each:04} of it." for each in range(1, number + 1))
    capture = make.make_capture(text, document=document)
    for each in range(1, number + 1):
        start = text.index(f"Sentence {each:04}")
        make.make_passage(
            capture=capture,
            number=each,
            start=start,
            end=start + len("Sentence 0000 of it."),
            locator=f"p. {each}",
            speaker=f"Speaker {each}",
            summary=f"Summed up {each}.",
        )
    return document


def panel(client, address: str) -> str:
    page = squeezed(client.get(address).content.decode())
    return page[page.index("What the public would read") : page.index("Publish as it stands")]


def test_each_passage_of_a_document_is_shown_with_all_that_the_public_reads_of_it(rose):
    document = speech(3)

    shown = panel(rose, change_address(document))

    for each in range(1, 4):
        words = (
            f"p. {each}",
            f"Speaker {each}",
            f"Summed up {each}.",
            f"Sentence {each:04} of it.",
        )
        assert all(one in shown for one in words)
    assert "Passages: 3 in all" in shown


def test_the_text_stands_there_only_where_the_public_may_read_it(rose):
    shown = panel(rose, change_address(speech(1, rights="editors")))

    assert "Summed up 1." in shown
    assert "Sentence 0001" not in shown


def test_what_changed_since_it_was_last_public_comes_first(ann, rose):
    document = speech(3)
    workflow.publish(document)
    workflow.withdraw(document)
    with batch("request", by=ann.user):
        Passage.objects.filter(number=2).update(summary="Told anew.", speaker="")

    shown = panel(rose, change_address(document))

    changed = shown[shown.index("Changed since it was last public: 1") : shown.index("in all")]
    assert all(words in changed for words in ("Told", "anew", "Speaker 2", "p. 2"))
    assert "p. 1" not in changed


def test_a_document_that_was_never_public_and_one_that_has_not_changed_say_so(rose):
    document = speech(2)
    assert "None of them was public before." in panel(rose, change_address(document))
    workflow.publish(document)
    workflow.withdraw(document)

    shown = panel(rose, change_address(document))

    assert "None of them has changed since it was last public." in shown


@pytest.mark.parametrize("is_left_alone", [True, False], ids=["unchanged", "changed"])
def test_a_long_one_is_read_page_by_page_and_what_changes_meanwhile_is_refused(
    ann, rose, monkeypatch, is_left_alone
):
    monkeypatch.setattr(shown_many, "PAGE", 4)
    monkeypatch.setattr(shown_many, "STRETCH", 2)
    document = speech(10)
    first = squeezed(rose.get(change_address(document)).content.decode())
    links = re.findall(r'href="(\?[^"]*open=passage[^"#]*)#', first)
    pages = [first]
    for link in links:
        address = change_address(document) + link.replace("&amp;", "&")
        pages.append(squeezed(rose.get(address).content.decode()))

    for each in range(1, 11):
        assert any(f"Summed up {each}." in page for page in pages)
    assert "Summed up 5." not in first

    if not is_left_alone:  # after the first page was looked at
        with batch("request", by=ann.user):
            Passage.objects.filter(number=1).update(summary="Told anew.")
    publish(rose, document, seen_on(rose, address))

    assert fresh(document).state == ("published" if is_left_alone else "in_review")


def test_a_page_of_a_document_asks_no_more_for_more_passages(rose):
    few, many = speech(2), speech(12)
    asked = []
    rose.get(change_address(few))
    for document in (few, many):
        with CaptureQueriesContext(connection) as queries:
            rose.get(change_address(document))
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_whatever_is_read_as_one_says_how_it_is_shown():
    for model, _key in read_with():
        if getattr(model, "READ_AS_ONE", False):
            assert {"READ_BY", "READ_IN_SHORT", "public_words"} <= set(dir(model))
