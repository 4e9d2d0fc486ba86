"""A place in a later copy, accepted, chosen or declined by an editor."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from documents.anchor_decisions import accept_place, keep_on_earlier_copy, undecided_anchors
from documents.anchoring import reanchor
from documents.models import Anchor, Citation, Document
from records.history import proposals
from records.models import HouseRules, Proposal
from records.policy import Role
from tests.make import make_passage

from .book import BOOK, HARBOUR, bring, cite


@pytest.fixture
def fuzzy(db) -> Anchor:
    citation = cite(BOOK, HARBOUR)
    Document.objects.update(state="published")
    Citation.objects.update(fields=[])
    return bring(citation, BOOK.replace("3 May", "4 May"))


def test_accepting_a_place_moves_the_citation_and_its_words(fuzzy, account):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})

    accept_place(fuzzy, by=account("rose", Role.REVIEWER))

    citation = Citation.objects.get(pk=fuzzy.citation_id)
    assert citation.quote == HARBOUR.replace("3 May", "4 May")
    assert citation.passage.capture == fuzzy.capture
    assert Anchor.objects.get().decision == "taken"
    assert not undecided_anchors().exists()


def test_with_four_eyes_the_move_of_a_public_citation_is_proposed_once(fuzzy, account):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    ann, rose = account("ann", Role.REVIEWER), account("rose", Role.REVIEWER)

    proposal = accept_place(fuzzy, by=ann)

    assert isinstance(proposal, Proposal)
    assert Citation.objects.get(pk=fuzzy.citation_id).quote == HARBOUR
    with pytest.raises(ValidationError, match="already waits"):
        accept_place(fuzzy, by=rose)
    proposals.accept(proposal, by=rose, version=proposal.version, seen=proposals.mark(proposal))
    assert Citation.objects.get(pk=fuzzy.citation_id).quote == HARBOUR.replace("3 May", "4 May")
    assert Anchor.objects.get().decision == "taken"


def test_a_kept_citation_stays_and_is_not_asked_about_again(fuzzy, account):
    keep_on_earlier_copy(fuzzy, by=account("rose", Role.REVIEWER))

    reanchor(fuzzy.capture.document)

    assert Anchor.objects.get().decision == "kept"
    assert Citation.objects.get().quote == HARBOUR
    with pytest.raises(ValidationError, match="In the meantime"):
        keep_on_earlier_copy(fuzzy, by=None)


def test_a_reader_decides_nothing_and_a_passage_of_another_copy_is_refused(fuzzy, account):
    reader = account("rea", Role.READER)
    for decide in (accept_place, keep_on_earlier_copy):
        with pytest.raises(PermissionDenied):
            decide(fuzzy, by=reader)
    elsewhere = make_passage()
    with pytest.raises(ValidationError, match="not one of the later copy"):
        accept_place(fuzzy, by=account("rose", Role.REVIEWER), passage=elsewhere, start=0, end=3)
    assert Anchor.objects.get().decision == "open"
