"""Words that an editor chose are cited, or begun as a candidate."""

import pytest
from django.core.exceptions import ValidationError

from documents.candidates.accepting import accept
from documents.candidates.chosen_words import begin_candidate, cite_words
from documents.candidates.undoing import last_decision, undo
from documents.models import Candidate
from tests import make

from .made_up import TEXT, make_text, quotes

pytestmark = pytest.mark.django_db


def test_words_chosen_by_an_editor_are_cited_and_that_is_undone(editor):
    capture = make_text()
    known = make.make_meeting(name="Ministers of the basin", mode="video")
    make.make_citation(known)
    start = TEXT.index("by video link")

    done = cite_words(capture, start, start + 13, known, ["mode"], by=editor)

    assert quotes(known) == {"mode": "by video link"}
    assert last_decision(capture, editor) == done.candidate
    undo(done.candidate, by=editor)
    assert quotes(known) == {}
    assert not Candidate.objects.exists()


def test_words_beyond_a_passage_are_refused(editor):
    capture = make_text()
    start = TEXT.index("by video link")

    with pytest.raises(ValidationError, match="words of one passage"):
        begin_candidate(capture, start, len(TEXT), "meeting", by=editor)


def test_record_begun_from_words_is_made_by_the_same_way(editor):
    capture = make_text()
    start = TEXT.index("The ministers of the basin met")
    candidate = begin_candidate(capture, start, start + 30, "meeting", by=editor)
    sent = {"name": "Basin ministers", "status": "held", "date": "2031-06"}

    done = accept(candidate, by=editor, version=candidate.version, changes=sent)

    assert (done.record.name, done.record.state) == ("Basin ministers", "published")
    assert set(quotes(done.record).values()) == {"The ministers of the basin met"}
