"""When what is made of a candidate becomes public."""

import pytest
from django.core.exceptions import ValidationError

from documents.candidates.accepting import accept, link
from documents.candidates.publishing import publish_drafts
from records.models import HouseRules
from tests import make

from .made_up import make_text, summit

pytestmark = pytest.mark.django_db


def test_public_record_is_not_cited_to_a_document_that_is_none(editor):
    known = make.make_meeting(name="River Summit", date="")
    make.make_citation(known)
    candidate = make.make_candidate(make_text(state="draft"), summit())

    with pytest.raises(ValidationError, match="publish the document first"):
        link(candidate, known, by=editor, version=1)


def test_what_is_made_of_a_draft_document_is_a_draft(editor):
    candidate = make.make_candidate(make_text(state="draft"), summit())

    done = accept(candidate, by=editor, version=1)

    assert done.record.state == "draft"
    assert done.lacking == ["The document is not public yet."]


def test_with_four_eyes_nobody_publishes_what_they_accepted(editor):
    HouseRules.objects.update(four_eyes=True)
    candidate = make.make_candidate(make_text(), summit())

    done = accept(candidate, by=editor, version=1)

    assert done.record.state == "draft"


def test_only_what_began_here_is_published_with_what_is_ready(editor):
    capture = make_text()
    mine = make.make_meeting(name="A colleague's draft", date="2031-06", state="draft")
    make.make_citation(mine)
    linked = make.make_candidate(capture, summit(title="Another"))
    link(linked, mine, by=editor, version=1)

    assert publish_drafts(capture, by=editor) == (0, [])
    mine.refresh_from_db()
    assert mine.state == "draft"
