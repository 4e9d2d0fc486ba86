"""Accepting a candidate, linking it, rejecting it: what is written, and when it is refused."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError

from documents.candidates.accepting import accept, begin_candidate, cite_words, link, reject
from documents.candidates.undoing import last_decision, undo
from documents.evidence import supports
from documents.models import Candidate, Citation
from meetings.models import Meeting
from records import policy, workflow
from records.models import Proposal
from records.policy import Role
from tests import make

from .made_up import TEXT, hosted_by, make_text, quotes, summit, taken_for

pytestmark = pytest.mark.django_db


def test_accepting_makes_the_meeting_its_parts_and_each_citation_by_its_words(editor):
    estwick = make.make_participant(name="Estwick")
    capture = make_text()
    candidate = make.make_candidate(capture, summit(parts=(hosted_by(estwick),)))

    done = accept(candidate, by=editor, version=1)

    meeting = Meeting.objects.get()
    assert (meeting.name, meeting.date, meeting.level) == (
        "Third River Basin Summit",
        "2031-05-04",
        "leaders",
    )
    assert quotes(meeting) == {
        "name": "Third River Basin Summit",
        "level": "Summit",
        "status": "was held",
        "date": "4 May 2031",
        "place": "Port Amber",
    }
    host = meeting.participations.get()
    assert (host.participant, host.role) == (estwick, "host")
    assert quotes(host) == {
        "meeting": "hosted by Estwick",
        "participant": "Estwick",
        "role": "hosted",
    }
    assert (meeting.place.name, quotes(meeting.place)) == ("Port Amber", {"name": "Port Amber"})
    assert [meeting.state, meeting.place.state, host.state] == ["published"] * 3
    assert done.lacking == []
    candidate.refresh_from_db()
    assert (candidate.decision, candidate.made, candidate.decided_by) == (
        "accepted",
        meeting.uid,
        editor,
    )


def test_stale_decision_is_refused_and_says_who_decided_what(editor, contributor):
    candidate = make.make_candidate(make_text(), summit())
    reject(candidate, by=contributor, version=1)

    with pytest.raises(ValidationError, match=r"ann has decided this meanwhile.*rejected"):
        accept(candidate, by=editor, version=1)

    assert not Meeting.objects.exists()


def test_two_accepting_at_once_make_one_meeting(editor, contributor):
    candidate = make.make_candidate(make_text(), summit())
    accept(candidate, by=editor, version=1)

    with pytest.raises(ValidationError, match="meanwhile"):
        accept(candidate, by=contributor, version=1)

    assert Meeting.objects.count() == 1


def test_editing_takes_what_is_typed_and_says_so(editor):
    candidate = make.make_candidate(make_text(), summit())

    done = accept(
        candidate,
        by=editor,
        version=1,
        changes={"name": "Basin Summit", "date": "2031-05-04", "status": "held", "track": "1"},
    )

    assert (done.record.name, done.record.track, done.record.place) == ("Basin Summit", "1", None)
    assert done.candidate.decision == "edited"
    assert quotes(done.record)["name"] == "Basin Summit"
    assert supports([done.record])[0].uncited == ["track"]  # which the text does not say
    assert done.record.state == "draft"


def test_change_of_a_public_record_by_a_contributor_waits_for_a_reviewer(contributor):
    known = make.make_meeting(name="River Summit", date="")
    make.make_citation(known)
    candidate = make.make_candidate(make_text(), summit(matches=taken_for(known)))

    done = accept(candidate, by=contributor, version=1)

    known.refresh_from_db()
    assert known.date == ""
    assert Citation.objects.of([known]).count() == 1
    proposal = Proposal.objects.get()
    assert (done.proposal, proposal.author) == (proposal, contributor)
    assert done.candidate.decision == "accepted"

    undo(done.candidate, by=contributor)

    proposal.refresh_from_db()
    candidate.refresh_from_db()
    assert (proposal.status, candidate.decision) == ("taken_back", "waiting")


def test_reader_account_decides_nothing():
    user = User.objects.create_user("ben")
    policy.give_role(user, Role.READER)
    candidate = make.make_candidate(make_text(), summit())

    with pytest.raises(PermissionDenied):
        accept(candidate, by=user, version=1)

    assert not Meeting.objects.exists()


def test_rights_are_asked_of_the_record_as_it_is_when_it_is_written(contributor):
    known = make.make_meeting(name="Third River Basin Summit", date="2031", state="draft")
    make.make_citation(known)
    stale = Meeting.objects.get(pk=known.pk)
    workflow.publish(known)
    candidate = make.make_candidate(make_text(), summit(matches=taken_for(known)))

    done = link(candidate, stale, by=contributor, version=1)

    assert done.proposal is not None
    assert Meeting.objects.get().date == "2031"


# Words that an editor chose


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
    sent = {"name": "ministers of the basin", "status": "held", "date": "2031-06"}

    done = accept(candidate, by=editor, version=candidate.version, changes=sent)

    assert (done.record.name, done.record.state) == ("ministers of the basin", "published")
    assert quotes(done.record) == {
        "name": "ministers of the basin",
        "status": "met",
        "date": "June 2031",
    }
