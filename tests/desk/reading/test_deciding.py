"""What an editor's decisions write into the register, and how they are taken back."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError

from desk.reading import deciding
from desk.reading.known import taken_for as taken_for_now
from desk.reading.making import Unfit
from desk.reading.sheets import sheets_of
from documents.candidates import storing
from documents.evidence import uncited
from documents.models import Candidate, Citation, ReadPassage
from extraction.candidates import Candidate as Candidate_
from meetings.models import Meeting, Place, Series
from records import policy, workflow
from records.models import HouseRules, Proposal
from records.policy import Role
from tests import make

from .sheet import TEXT, hosted_by, make_text, summit, taken_for, value

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(admin_user: User) -> User:
    return admin_user


@pytest.fixture
def contributor() -> User:
    user = User.objects.create_user("ann")
    policy.give_role(user, Role.CONTRIBUTOR)
    return user


def quotes(record) -> dict[str, str]:
    """The words that are cited for each value of a record."""
    standing = Citation.objects.of([record]).exclude(state="withdrawn")
    return {name: citation.quote for citation in standing for name in citation.fields}


def test_accepting_makes_the_meeting_its_parts_and_each_citation_by_its_words(editor):
    estwick = make.make_participant(name="Estwick")
    capture = make_text()
    candidate = make.make_candidate(capture, summit(parts=(hosted_by(estwick),)))

    done = deciding.accept(candidate, by=editor, version=1)

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


def test_what_was_accepted_is_one_batch_and_undone_as_one(editor):
    candidate = make.make_candidate(make_text(), summit())
    deciding.accept(candidate, by=editor, version=1)
    candidate.refresh_from_db()

    deciding.undo(candidate, by=editor)

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
    first = deciding.accept(candidate, by=editor, version=1).record
    candidate.refresh_from_db()
    deciding.undo(candidate, by=editor)
    candidate.refresh_from_db()

    again = deciding.accept(candidate, by=editor, version=candidate.version)

    assert again.lacking == []
    meeting = Meeting.objects.get()
    assert (meeting.uid, meeting.state, meeting.slug) == (first.uid, "published", first.slug)
    assert meeting.participations.get().state == "published"
    assert (Place.objects.get().state, uncited(meeting)) == ("published", [])


def test_membership_that_is_recorded_already_is_cited(editor):
    known = make.make_membership(role="member")
    make.make_citation(known)
    words = value("hosted by Estwick")
    found = Candidate_(
        kind="membership",
        title="Estwick, member",
        start=words.start,
        end=words.end,
        fields={
            "mechanism": value("Basin", uid=known.mechanism.uid),
            "participant": value("Estwick", uid=known.participant.uid),
            "role": value("hosted", says="member"),
        },
    )
    candidate = make.make_candidate(make_text(), found)

    done = deciding.accept(candidate, by=editor, version=1)

    assert (done.record, done.is_new) == (known, False)
    assert quotes(known) == {"mechanism": "Basin", "participant": "Estwick", "role": "hosted"}


def test_draft_that_is_undone_is_gone(contributor):
    candidate = make.make_candidate(make_text(), summit())
    done = deciding.accept(candidate, by=contributor, version=1)
    assert done.record.state == "draft"
    assert done.lacking

    deciding.undo(done.candidate, by=contributor)

    assert not Meeting.objects.exists()
    assert not Citation.objects.exists()
    assert not Place.objects.exists()


def test_undo_is_refused_where_later_work_rests_on_it(contributor):
    candidate = make.make_candidate(make_text(), summit())
    done = deciding.accept(candidate, by=contributor, version=1)
    Meeting.objects.update(date="2031-05-05")

    with pytest.raises(ValidationError, match="has since become"):
        deciding.undo(done.candidate, by=contributor)

    candidate.refresh_from_db()
    assert candidate.decision == "accepted"


def test_stale_decision_is_refused_and_says_who_decided_what(editor, contributor):
    candidate = make.make_candidate(make_text(), summit())
    deciding.reject(candidate, by=contributor, version=1)

    with pytest.raises(ValidationError, match=r"ann has decided this meanwhile.*rejected"):
        deciding.accept(candidate, by=editor, version=1)

    assert not Meeting.objects.exists()


def test_two_accepting_at_once_make_one_meeting(editor, contributor):
    candidate = make.make_candidate(make_text(), summit())
    deciding.accept(candidate, by=editor, version=1)

    with pytest.raises(ValidationError, match="meanwhile"):
        deciding.accept(candidate, by=contributor, version=1)

    assert Meeting.objects.count() == 1


def test_editing_takes_what_is_typed_and_says_so(editor):
    candidate = make.make_candidate(make_text(), summit())

    done = deciding.accept(
        candidate,
        by=editor,
        version=1,
        changes={"name": "River Summit", "date": "2031-05-04", "status": "held", "track": "1"},
    )

    assert (done.record.name, done.record.track, done.record.place) == ("River Summit", "1", None)
    assert done.candidate.decision == "edited"
    whole = TEXT[candidate.start : candidate.end]
    assert quotes(done.record)["track"] == whole
    assert uncited(done.record) == []


def test_what_cannot_be_written_names_its_field_and_leaves_nothing_behind(editor):
    candidate = make.make_candidate(make_text(), summit())

    with pytest.raises(Unfit) as refused:
        deciding.accept(
            candidate,
            by=editor,
            version=1,
            changes={"name": "", "date": "5 May", "status": "held", "place-new": "Port Amber"},
        )

    assert set(refused.value.errors) == {"name", "date"}
    assert not Place.objects.exists()
    candidate.refresh_from_db()
    assert candidate.is_waiting


def test_ordinal_that_is_taken_is_refused_at_its_field(editor):
    series = make.make_series(name="River Basin Summit")
    make.make_meeting(series=series, ordinal=3)
    candidate = make.make_candidate(make_text(), summit())
    sent = {"name": "Summit", "status": "held", "series": str(series.pk), "ordinal": "3"}

    with pytest.raises(Unfit) as refused:
        deciding.accept(candidate, by=editor, version=1, changes=sent)

    assert refused.value.errors == {
        "ordinal": ["This series already has a meeting with this ordinal."]
    }


def test_candidate_of_a_known_record_cites_it_and_fills_its_gaps(editor):
    known = make.make_meeting(name="Third River Basin Summit", date="2031")
    make.make_citation(known)
    candidate = make.make_candidate(make_text(), summit(matches=taken_for(known)))

    done = deciding.accept(candidate, by=editor, version=1)

    known.refresh_from_db()
    assert (known.date, known.place.name, known.level) == ("2031-05-04", "Port Amber", "leaders")
    assert Meeting.objects.count() == 1
    assert quotes(known)["date"] == "4 May 2031"
    assert known.place.state == "published"
    assert (done.candidate.decision, done.candidate.made) == ("accepted", known.uid)


def test_value_that_differs_is_stated_and_contradicts(editor):
    place = make.make_place(name="Stonehaven")
    known = make.make_meeting(name="River Summit", date="2031-05-06", place=place)
    make.make_citation(known)
    candidate = make.make_candidate(make_text(), summit())

    done = deciding.link(candidate, known, by=editor, version=1)

    known.refresh_from_db()
    assert (known.date, known.place) == ("2031-05-06", place)
    stated = {k: v for one in Citation.objects.of([known]) for k, v in one.stated.items()}
    assert stated == {"date": "2031-05-04", "place": "Port Amber"}
    assert done.candidate.decision == "linked"


def test_less_exact_date_neither_supports_nor_contradicts(editor):
    known = make.make_meeting(name="River Summit", date="2031-05-04")
    make.make_citation(known)
    fields = {**summit().fields, "date": value("May 2031", says="2031-05")}
    candidate = make.make_candidate(make_text(), summit(fields=fields))

    deciding.link(candidate, known, by=editor, version=1)

    known.refresh_from_db()
    assert known.date == "2031-05-04"
    assert "date" not in quotes(known)


def test_part_that_is_known_is_cited_and_not_made_again(editor):
    estwick = make.make_participant(name="Estwick")
    known = make.make_meeting(name="River Summit")
    host = make.make_participation(meeting=known, participant=estwick, role="host")
    make.make_citation(known)
    make.make_citation(host)
    candidate = make.make_candidate(make_text(), summit(parts=(hosted_by(estwick),)))

    deciding.link(candidate, known, by=editor, version=1)

    assert known.participations.count() == 1
    assert quotes(host)["role"] == "hosted"


def test_unknown_participant_is_left_out_and_named(editor):
    candidate = make.make_candidate(make_text(), summit(parts=(hosted_by(None),)))

    done = deciding.accept(candidate, by=editor, version=1)

    assert not done.record.participations.exists()
    assert done.left_out == ["Estwick, host"]


def test_unknown_participant_can_be_added_with_the_decision(editor):
    candidate = make.make_candidate(make_text(), summit(parts=(hosted_by(None),)))
    sent = {
        "name": "River Summit",
        "status": "held",
        "part-0-participant-new": "Estwick",
        "part-0-role": "host",
    }

    done = deciding.accept(candidate, by=editor, version=1, changes=sent)

    host = done.record.participations.get()
    assert (host.participant.name, host.participant.state) == ("Estwick", "published")
    assert quotes(host.participant) == {"name": "Estwick"}


def test_change_of_a_public_record_by_a_contributor_waits_for_a_reviewer(contributor):
    known = make.make_meeting(name="River Summit", date="")
    make.make_citation(known)
    candidate = make.make_candidate(make_text(), summit(matches=taken_for(known)))

    done = deciding.accept(candidate, by=contributor, version=1)

    known.refresh_from_db()
    assert known.date == ""
    assert Citation.objects.of([known]).count() == 1
    proposal = Proposal.objects.get()
    assert (done.proposal, proposal.author) == (proposal, contributor)
    assert done.candidate.decision == "accepted"

    deciding.undo(done.candidate, by=contributor)

    proposal.refresh_from_db()
    candidate.refresh_from_db()
    assert (proposal.status, candidate.decision) == ("taken_back", "waiting")


def test_public_record_is_not_cited_to_a_document_that_is_none(editor):
    known = make.make_meeting(name="River Summit", date="")
    make.make_citation(known)
    candidate = make.make_candidate(make_text(state="draft"), summit())

    with pytest.raises(ValidationError, match="publish the document first"):
        deciding.link(candidate, known, by=editor, version=1)


def test_what_is_made_of_a_draft_document_is_a_draft(editor):
    candidate = make.make_candidate(make_text(state="draft"), summit())

    done = deciding.accept(candidate, by=editor, version=1)

    assert done.record.state == "draft"
    assert done.lacking == ["The document is not public yet."]


def test_with_four_eyes_nobody_publishes_what_they_accepted(editor):
    HouseRules.objects.update(four_eyes=True)
    candidate = make.make_candidate(make_text(), summit())

    done = deciding.accept(candidate, by=editor, version=1)

    assert done.record.state == "draft"


def test_reader_account_decides_nothing():
    user = User.objects.create_user("ben")
    policy.give_role(user, Role.READER)
    candidate = make.make_candidate(make_text(), summit())

    with pytest.raises(PermissionDenied):
        deciding.accept(candidate, by=user, version=1)

    assert not Meeting.objects.exists()


def test_words_chosen_by_an_editor_are_cited_and_that_is_undone(editor):
    capture = make_text()
    known = make.make_meeting(name="Ministers of the basin", mode="video")
    make.make_citation(known)
    start = TEXT.index("by video link")

    done = deciding.cite(capture, start, start + 13, known, ["mode"], by=editor)

    assert quotes(known) == {"mode": "by video link"}
    assert deciding.last_of(capture, editor) == done.candidate
    deciding.undo(done.candidate, by=editor)
    assert quotes(known) == {}
    assert not Candidate.objects.exists()


def test_words_beyond_a_passage_are_refused(editor):
    capture = make_text()
    start = TEXT.index("by video link")

    with pytest.raises(ValidationError, match="words of one passage"):
        deciding.begin_record(capture, start, len(TEXT), "meeting", by=editor)


def test_record_begun_from_words_is_made_by_the_same_way(editor):
    capture = make_text()
    start = TEXT.index("The ministers of the basin met")
    candidate = deciding.begin_record(capture, start, start + 30, "meeting", by=editor)
    sent = {"name": "Basin ministers", "status": "held", "date": "2031-06"}

    done = deciding.accept(candidate, by=editor, version=candidate.version, changes=sent)

    assert (done.record.name, done.record.state) == ("Basin ministers", "published")
    assert set(quotes(done.record).values()) == {"The ministers of the basin met"}


def test_marks_of_passages_are_undone_in_turn(editor):
    capture = make_text()
    candidate = make.make_candidate(capture, summit())
    deciding.reject(candidate, by=editor, version=1)
    deciding.mark_read(capture.passages.last(), by=editor)

    for _step in range(2):
        deciding.undo(deciding.last_of(capture, editor), by=editor)

    assert deciding.last_of(capture, editor) is None
    candidate.refresh_from_db()
    assert candidate.is_waiting


def test_number_without_a_known_series_begins_one_called_as_the_name_goes_on(editor):
    fields = {**summit().fields, "ordinal": value("Third", says="3")}
    candidate = make.make_candidate(make_text(), summit(fields=fields))

    meeting = deciding.accept(candidate, by=editor, version=1).record

    assert (meeting.ordinal, meeting.series.name) == (3, "River Basin Summit")
    assert Series.objects.get().state == "published"
    assert quotes(meeting)["series"] == "River Basin Summit"


def test_place_named_before_is_found_again(editor):
    text = make_text()
    fields = {**summit().fields, "name": value("ministers of the basin")}
    fields["date"] = value("June 2031", says="2031-06")
    other = replace(summit(), title="Meeting of ministers", start=summit().start + 4, fields=fields)
    first = make.make_candidate(text, summit())
    second = make.make_candidate(text, other)

    deciding.accept(first, by=editor, version=1)
    deciding.accept(second, by=editor, version=1)

    assert Place.objects.count() == 1
    assert Meeting.objects.count() == 2


def test_meeting_that_another_document_brought_meanwhile_is_cited_and_not_made_again(editor):
    first = make.make_candidate(make_text(), summit())
    second = make.make_candidate(make_text(name="Another review"), summit())
    made = deciding.accept(first, by=editor, version=1).record

    with pytest.raises(ValidationError, match=r"Meanwhile .* was recorded"):
        deciding.accept(second, by=editor, version=1, seen_as="")
    done = deciding.accept(second, by=editor, version=1, seen_as=made.uid)

    assert (done.record, done.is_new) == (made, False)
    assert Meeting.objects.count() == 1
    assert Citation.objects.filter(meeting=made, fields__contains=["date"]).count() == 2


def test_what_a_reviewer_withdrew_does_not_come_back_with_a_candidate(editor):
    make.make_place(name="Port Amber", state="withdrawn")
    candidate = make.make_candidate(make_text(), summit())

    with pytest.raises(Unfit) as refused:
        deciding.accept(candidate, by=editor, version=1)

    assert "was withdrawn" in refused.value.errors["place-new"][0]
    assert Place.objects.get().state == "withdrawn"
    assert not Meeting.objects.exists()


def test_rights_are_asked_of_the_record_as_it_is_when_it_is_written(contributor):
    known = make.make_meeting(name="Third River Basin Summit", date="2031", state="draft")
    make.make_citation(known)
    stale = Meeting.objects.get(pk=known.pk)
    workflow.publish(known)
    candidate = make.make_candidate(make_text(), summit(matches=taken_for(known)))

    done = deciding.link(candidate, stale, by=contributor, version=1)

    assert done.proposal is not None
    assert Meeting.objects.get().date == "2031"


def test_only_what_began_here_is_published_with_what_is_ready(editor):
    capture = make_text()
    mine = make.make_meeting(name="A colleague's draft", date="2031-06", state="draft")
    make.make_citation(mine)
    linked = make.make_candidate(capture, summit(title="Another"))
    deciding.link(linked, mine, by=editor, version=1)

    assert deciding.publish_made(capture, by=editor) == (0, [])
    mine.refresh_from_db()
    assert mine.state == "draft"


def test_record_begun_from_words_and_linked_waits_again_when_that_is_undone(editor):
    capture = make_text()
    known = make.make_meeting(name="Ministers of the basin")
    make.make_citation(known)
    start = TEXT.index("The ministers of the basin met")
    begun = deciding.begin_record(capture, start, start + 30, "meeting", by=editor)
    done = deciding.link(begun, known, by=editor, version=begun.version)

    deciding.undo(done.candidate, by=editor)

    begun.refresh_from_db()
    assert begun.is_waiting


def test_json_of_a_candidate_is_the_candidate():
    known = make.make_meeting()
    found = summit(matches=taken_for(known), parts=(hosted_by(None),), mentions=((1, 5),))

    assert storing.from_json(make.make_candidate(make_text(), found)) == found


def test_new_series_is_of_the_body_of_its_meeting(editor):
    basin = make.make_mechanism(name="River Basin")
    make.make_citation(basin, *basin.filled_evidential_fields())
    fields = {
        **summit().fields,
        "ordinal": value("Third", says="3"),
        "mechanism": value("River Basin", uid=basin.uid),
    }
    candidate = make.make_candidate(make_text(), summit(fields=fields))

    deciding.accept(candidate, by=editor, version=1)

    series = Series.objects.get()
    assert (series.mechanism, series.state) == (basin, "published")
    assert quotes(series) == {"name": "River Basin Summit", "mechanism": "River Basin"}


def test_part_that_lacked_somebody_is_made_once_that_is_filled_in(editor):
    estwick = make.make_participant(name="Estwyck")
    candidate = make.make_candidate(make_text(), summit(parts=(hosted_by(None),)))
    sent = {
        sheet.key(name): sheet.initial.get(sheet.key(name), "")
        for sheet in sheets_of(storing.from_json(candidate))
        for name in sheet.names
    }
    sent |= {"place-new": "Port Amber", "part-0-leave_out": "on"}

    deciding.accept(
        candidate, by=editor, version=1, changes={**sent, "part-0-participant": str(estwick.pk)}
    )

    assert Meeting.objects.get().participations.get().participant == estwick


@pytest.mark.parametrize("undoing", ["acceptance", "mark"])
def test_only_a_reviewer_undoes_what_another_decided(contributor, undoing):
    capture = make_text()
    if undoing == "mark":
        deciding.mark_read(capture.passages.last(), by=contributor)
        decided = ReadPassage.objects.get()
    else:
        row = make.make_candidate(capture, summit())
        decided = deciding.accept(row, by=contributor, version=1).candidate
    other, reviewer = User.objects.create_user("carl"), User.objects.create_user("rex")
    policy.give_role(other, Role.CONTRIBUTOR)
    policy.give_role(reviewer, Role.REVIEWER)

    with pytest.raises(PermissionDenied, match="only a reviewer"):
        deciding.undo(decided, by=other)
    deciding.undo(decided, by=reviewer)

    assert deciding.last_of(capture, contributor) is None


def test_decision_that_was_made_again_meanwhile_is_not_undone(editor):
    candidate = make.make_candidate(make_text(), summit())
    rejected = deciding.reject(candidate, by=editor, version=1)
    deciding.undo(rejected, by=editor)
    candidate.refresh_from_db()
    deciding.reject(candidate, by=editor, version=candidate.version)

    with pytest.raises(ValidationError, match="nothing to undo"):
        deciding.undo(rejected, by=editor)


@pytest.mark.parametrize(
    ("title", "known"), [("Treaty on River Patrols", True), ("Joint Statement", False)]
)
def test_instrument_is_known_by_a_telling_title_though_its_meeting_is_not_said(title, known):
    outcome = make.make_outcome(title=title, action="signed")
    words = value("hosted by Estwick")
    fields = {"title": value("River Basin", says=title), "action": value("hosted", says="signed")}
    found = Candidate_(kind="outcome", title=title, start=words.start, end=words.end, fields=fields)

    assert (taken_for_now(found, sheets_of(found)[0]) == outcome) is known
