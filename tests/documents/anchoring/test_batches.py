"""What a later copy moves is one batch, which is taken back as one and repeated without change."""

import pytest
from django.core.management import CommandError, call_command

from documents.anchoring import reanchor
from documents.models import Anchor, Capture, Citation, Document
from records.history import undoing
from records.history.batches import batch
from records.models import HouseRules
from records.policy import Role
from tests.make import make_capture, make_passage

from .book import BOOK, FISHERY, HARBOUR, PATROLS, bring, cite

pytestmark = pytest.mark.django_db


def test_a_published_citation_follows_its_words_without_a_second_pair_of_eyes(account):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    citation = cite(BOOK, HARBOUR)
    rose = account("rose", Role.REVIEWER)

    with batch("import", by=rose, what="b.txt"):
        anchor = bring(citation, "Second edition\n\n" + BOOK)

    citation.refresh_from_db()
    assert (anchor.outcome, citation.state) == ("moved", "published")
    assert citation.changed_by is None  # who wrote it is who wrote what it says


def test_an_import_with_all_it_moved_is_undone_as_one(account):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})
    citation = cite(BOOK, HARBOUR)
    Document.objects.update(state="published")
    Citation.objects.update(fields=[])  # it speaks of all that is said of the meeting
    before = (citation.passage_id, citation.start, citation.quote)
    rose = account("rose", Role.REVIEWER)
    with batch("import", by=rose, what="b.txt") as key:
        anchor = bring(citation, "Second edition\n\n" + BOOK)

    undoing.undo(key, by=rose)

    citation.refresh_from_db()
    assert (citation.passage_id, citation.start, citation.quote) == before
    assert not Capture.objects.filter(pk=anchor.capture_id).exists()
    assert not Anchor.objects.exists()


def test_a_second_run_changes_nothing_and_the_command_says_so(capsys):
    citation = cite(BOOK, HARBOUR)
    bring(citation, "Second edition\n\n" + BOOK)
    version = Citation.objects.get(pk=citation.pk).version

    call_command("reanchor")

    assert "Nothing changed" in capsys.readouterr().out
    assert Citation.objects.get(pk=citation.pk).version == version


def test_the_command_moves_what_waits_for_it_and_refuses_an_unknown_document(capsys):
    citation = cite(BOOK, HARBOUR)
    home = citation.passage.capture.document
    newer = make_capture("Second edition\n\n" + BOOK, document=home)
    make_passage(capture=newer)

    call_command("reanchor", home.slug)

    assert "1 moved" in capsys.readouterr().out
    assert Citation.objects.get(pk=citation.pk).passage.capture == newer
    with pytest.raises(CommandError, match="no document with the slug “nowhere”"):
        call_command("reanchor", "nowhere")


@pytest.mark.parametrize("number", [3, 30])
def test_the_number_of_questions_does_not_grow_with_the_citations(
    number, django_assert_max_num_queries
):
    citations = [cite(BOOK, words) for words in [HARBOUR, FISHERY, PATROLS] * (number // 3)]
    home = citations[0].passage.capture.document
    make_passage(capture=make_capture("Second edition\n\n" + BOOK, document=home))

    with django_assert_max_num_queries(30):
        done = reanchor(home)

    assert done.moved == number
