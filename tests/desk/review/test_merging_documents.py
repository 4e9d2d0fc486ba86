"""With four eyes, a merge makes nothing of a document public that was not seen."""

import pytest
from django.db import DatabaseError, connection

from documents.models import Capture, Document
from documents.waiting_copies import accept_copy, mark
from records.approval import mark_of
from records.history.batches import batch
from records.merging import verdicts
from records.merging.duplicates import side_by_side
from records.merging.merge import CAPTURES_MAY_MOVE, merge, unmerge
from records.triggers import told
from tests import make
from tests.desk.cited_records import fresh
from tests.desk.pages import change_address
from tests.html import squeezed

from .test_what_was_seen import seen_on

pytestmark = pytest.mark.django_db
TEXT = "They met in the lighthouse. They wrote down the hours."


@pytest.fixture
def public():
    return make.make_document(name="Report")


def drafted(by) -> Document:
    """A draft of the same document, with a copy that ``by`` imported."""
    with batch("import", by=by):
        document = make.make_document(name="Report", state="draft")
        capture = make.make_capture(TEXT, document=document)
        make.make_passage(capture=capture, summary="Storms are written down.", speaker="Keeper")
    return document


def asked(by, public: Document, draft: Document):
    pair = side_by_side(public, draft)
    seen = mark_of([draft, public])
    with batch("request", by=by):
        verdicts.same(pair, loser=draft, winner=public, version=pair.version, by=by, seen=seen)
    pair.refresh_from_db()
    return pair


def agree(client, pair, shown):
    return client.post(change_address(pair), {"verdict": "agree", **shown}, follow=True)


def test_the_page_shows_all_that_would_become_public_and_what_was_seen_does(ann, rose, roy, public):
    pair = asked(rose.user, public, drafted(ann.user))

    page = squeezed(roy.get(change_address(pair)).content.decode())
    shown = page[page.index("What the public would come to read with “Report”") :]
    for words in (TEXT, "Storms are written down.", "Keeper", "Passages: 1 in all"):
        assert words in shown
    agree(roy, pair, seen_on(roy, change_address(pair)))

    capture = Capture.objects.get()
    assert (capture.document, capture.waits) == (public, False)


def test_what_changed_since_the_page_was_made_is_not_merged(ann, rose, roy, public):
    draft = drafted(ann.user)
    pair = asked(rose.user, public, draft)
    shown = seen_on(roy, change_address(pair))
    passage = draft.captures.get().passages.get()
    with batch("request", by=ann.user):
        type(passage).objects.update(summary="Anything")

    answer = agree(roy, pair, shown)

    assert fresh(draft).captures.exists()
    assert "changed while you were looking" in squeezed(answer.content.decode())


def test_who_asks_for_a_merge_asks_for_what_the_page_showed(ann, rose, public):
    draft = drafted(ann.user)
    pair = side_by_side(public, draft)
    shown = seen_on(rose, change_address(pair))
    Document.objects.filter(pk=draft.pk).update(summary="Anything")
    kept = "keep_one" if pair.one_id == public.uid else "keep_other"

    rose.post(change_address(pair), {"verdict": kept, **shown})

    pair.refresh_from_db()
    assert pair.asked is None


def test_a_copy_waits_for_another_where_who_agrees_to_the_merge_imported_it(rose, roy, public):
    pair = asked(rose.user, public, drafted(roy.user))
    agree(roy, pair, seen_on(roy, change_address(pair)))

    capture = Capture.objects.get()
    assert (capture.document, capture.waits) == (public, True)

    accept_copy(capture, by=rose.user, seen=mark(capture))
    assert not fresh(capture).waits


def test_a_cited_copy_of_theirs_is_not_merged_by_who_imported_it(rose, roy, public):
    draft = drafted(roy.user)
    passage = draft.captures.get().passages.get()
    make.make_citation(make.make_topic(state="draft"), state="draft", passage=passage)
    pair = asked(rose.user, public, draft)

    answer = agree(roy, pair, seen_on(roy, change_address(pair)))

    assert fresh(draft).captures.exists()
    said = squeezed(answer.content.decode())
    assert "Citations rest on a copy that you imported" in said


def test_a_merge_that_nobody_looked_at_leaves_the_copy_waiting(ann, rose, roy, public):
    draft = drafted(ann.user)

    key = merge(draft, public, by=roy.user, author=rose.user)
    assert Capture.objects.get().waits
    unmerge(key)
    assert not Capture.objects.get().waits


def test_the_database_lets_no_copy_that_waits_end_that_by_moving(rose, public):
    with batch("import", by=rose.user):
        capture = make.make_capture(document=public)
    other = make.make_document()
    with batch("request", by=rose.user), told(CAPTURES_MAY_MOVE):
        Capture.objects.filter(pk=capture.pk).update(document=other, waits=False)

    assert fresh(capture).waits
    with pytest.raises(DatabaseError, match="four_eyes"), batch("request", by=rose.user):
        Capture.objects.filter(pk=capture.pk).update(waits=False)
    connection.check_constraints()


def test_the_mark_of_a_pair_covers_both(ann, public):
    draft = drafted(ann.user)
    before = mark_of([public, draft])
    draft.captures.get().passages.update(summary="Anything")

    assert mark_of([public, draft]).partition(".")[0] != before.partition(".")[0]
