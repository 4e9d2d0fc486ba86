"""Nobody writes alone into a copy that waits for another to agree to it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from documents.models import Capture, Document, Passage
from records import policy, workflow
from records.history import undoing
from records.history.batches import batch
from records.models import Proposal, State
from records.policy import Action
from tests import make
from tests.desk.cited_records import fresh
from tests.desk.forms import send
from tests.desk.pages import change_address
from tests.desk.review.test_proposals import decide

pytestmark = pytest.mark.django_db
TEXT = "One paragraph.\n\nAnother one."


@pytest.fixture
def waiting(ann) -> Passage:
    """A passage of a copy that ann imported for a document that was public then."""
    earlier = make.make_capture("One paragraph.", retrieved="2016")
    make.make_passage(capture=earlier, summary="What it says.")
    with batch("request", by=ann.user):
        copy = Capture.objects.create(
            document=earlier.document,
            sha256="a" * 64,
            byte_length=len(TEXT),
            char_length=len(TEXT),
            text=TEXT,
            retrieved="2020",
        )
        passage = make.make_passage(capture=copy, end=14)
        make.make_passage(capture=copy, start=16)
    assert fresh(copy).waits
    return fresh(passage)


def withdraw(document: Document, by: Any) -> None:
    with batch("request", by=by):
        workflow.withdraw(document, by=by)


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_a_reviewer_does_not_sum_it_up_and_agree_to_it(rose, roy, waiting, is_withdrawn):
    """Not by withdrawing the document for so long either."""
    if is_withdrawn:
        withdraw(waiting.capture.document, rose.user)
    assert not policy.may(rose.user, Action.CHANGE, fresh(waiting))

    send(rose, change_address(waiting), summary="Rose says so.")

    assert fresh(waiting).summary == ""
    proposal = Proposal.objects.get()
    decide(rose, proposal, "_accept")
    assert fresh(waiting).summary == ""
    decide(roy, proposal, "_accept")
    assert fresh(waiting).summary == "Rose says so."


@pytest.mark.parametrize("change", [{"summary": "Mine."}, {"speaker": "Me"}, {"locator": "p. 1"}])
def test_the_database_keeps_it(rose, waiting, change):
    """Whatever form, table or undo writes."""
    with (
        pytest.raises(IntegrityError, match="four_eyes"),
        transaction.atomic(),
        batch("request", by=rose.user),
    ):
        Passage.objects.filter(pk=waiting.pk).update(**change)


def test_agreeing_is_undone_with_what_was_taken_over(rose, roy, waiting):
    copy = fresh(waiting.capture)
    with batch("request", by=rose.user, author=copy.brought_by) as key:  # as accept_copy does
        Capture.objects.filter(pk=copy.pk).update(waits=False)
        Passage.objects.filter(pk=waiting.pk).update(summary="What it says.")
    withdraw(copy.document, roy.user)

    undoing.undo(key, by=roy.user, seen="")

    assert (fresh(copy).waits, fresh(waiting).summary) == (True, "")
    assert fresh(copy.document).state == State.WITHDRAWN
