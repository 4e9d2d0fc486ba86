"""What an editor decided is taken back as a whole."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError

from documents.candidates.accepting import accept, begin_candidate, link, reject
from documents.candidates.progress import mark_read
from documents.candidates.undoing import last_decision, undo
from documents.evidence import supports
from documents.models import Citation, ReadPassage
from meetings.models import Meeting, Place
from records import policy
from records.policy import Role
from tests import make

from .made_up import TEXT, hosted_by, make_text, summit, value

pytestmark = pytest.mark.django_db


def test_what_was_accepted_is_one_batch_and_undone_as_one(editor):
    candidate = make.make_candidate(make_text(), summit())
    accept(candidate, by=editor, version=1)
    candidate.refresh_from_db()

    undo(candidate, by=editor)

    candidate.refresh_from_db()
    assert (candidate.decision, candidate.made, candidate.batch) == ("waiting", "", None)
    # What was public keeps its permanent id, and is public no longer.
    assert set(Meeting.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_what_was_public_and_undone_comes_back_under_its_permanent_id(editor):
    estwick = make.make_participant(name="Estwick")
    series = make.make_series(name="River Basin Summit")
    fields = {
        **summit().fields,
        "series": value("River Basin Summit", uid=series.uid),
        "ordinal": value("Third", says="3"),
    }
    found = summit(fields=fields, parts=(hosted_by(estwick),))
    candidate = make.make_candidate(make_text(), found)
    first = accept(candidate, by=editor, version=1).record
    candidate.refresh_from_db()
    undo(candidate, by=editor)
    candidate.refresh_from_db()

    again = accept(candidate, by=editor, version=candidate.version)

    assert again.lacking == []
    meeting = Meeting.objects.get()
    assert (meeting.uid, meeting.state, meeting.slug) == (first.uid, "published", first.slug)
    assert meeting.participations.get().state == "published"
    assert Place.objects.get().state == "published"
    assert supports([meeting])[0].uncited == []


def test_draft_that_is_undone_is_gone(contributor):
    candidate = make.make_candidate(make_text(), summit())
    done = accept(candidate, by=contributor, version=1)
    assert done.record.state == "draft"
    assert done.lacking

    undo(done.candidate, by=contributor)

    assert not Meeting.objects.exists()
    assert not Citation.objects.exists()
    assert not Place.objects.exists()


def test_undo_is_refused_where_later_work_rests_on_it(contributor):
    candidate = make.make_candidate(make_text(), summit())
    done = accept(candidate, by=contributor, version=1)
    Meeting.objects.update(date="2031-05-05")

    with pytest.raises(ValidationError, match="has since become"):
        undo(done.candidate, by=contributor)

    candidate.refresh_from_db()
    assert candidate.decision == "accepted"


def test_marks_of_passages_are_undone_in_turn(editor):
    capture = make_text()
    candidate = make.make_candidate(capture, summit())
    reject(candidate, by=editor, version=1)
    mark_read(capture.passages.last(), by=editor)

    for _step in range(2):
        undo(last_decision(capture, editor), by=editor)

    assert last_decision(capture, editor) is None
    candidate.refresh_from_db()
    assert candidate.is_waiting


def test_record_begun_from_words_and_linked_waits_again_when_that_is_undone(editor):
    capture = make_text()
    known = make.make_meeting(name="Ministers of the basin")
    make.make_citation(known)
    start = TEXT.index("The ministers of the basin met")
    begun = begin_candidate(capture, start, start + 30, "meeting", by=editor)
    done = link(begun, known, by=editor, version=begun.version)

    undo(done.candidate, by=editor)

    begun.refresh_from_db()
    assert begun.is_waiting


@pytest.mark.parametrize("undoing", ["acceptance", "mark"])
def test_only_a_reviewer_undoes_what_another_decided(contributor, undoing):
    capture = make_text()
    if undoing == "mark":
        mark_read(capture.passages.last(), by=contributor)
        decided = ReadPassage.objects.get()
    else:
        row = make.make_candidate(capture, summit())
        decided = accept(row, by=contributor, version=1).candidate
    other, reviewer = User.objects.create_user("carl"), User.objects.create_user("rex")
    policy.give_role(other, Role.CONTRIBUTOR)
    policy.give_role(reviewer, Role.REVIEWER)

    with pytest.raises(PermissionDenied, match="only a reviewer"):
        undo(decided, by=other)
    undo(decided, by=reviewer)

    assert last_decision(capture, contributor) is None


def test_decision_that_was_made_again_meanwhile_is_not_undone(editor):
    candidate = make.make_candidate(make_text(), summit())
    rejected = reject(candidate, by=editor, version=1)
    undo(rejected, by=editor)
    candidate.refresh_from_db()
    reject(candidate, by=editor, version=candidate.version)

    with pytest.raises(ValidationError, match="nothing to undo"):
        undo(rejected, by=editor)
