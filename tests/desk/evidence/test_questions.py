"""A value changes on the desk: whether what is cited says the new one too is asked there."""

import pytest

from documents.evidence import supports
from documents.models import Citation
from mechanisms.models import ParticipantName
from meetings.models import Meeting
from records.history import proposals
from records.models import HouseRules, Proposal
from records.policy import Role
from tests import make
from tests.desk.forms import errors, notices, read_form_of, send
from tests.desk.pages import change_address

pytestmark = pytest.mark.django_db

ASKED = "What is cited was judged to support another value: answer that above."


@pytest.fixture(autouse=True)
def four_eyes(db):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})


def summit(**values) -> tuple[Meeting, Citation]:
    meeting = make.make_meeting(name="11th East Asia Summit", date="2016-09-08", **values)
    state = values.get("state", "published")
    return meeting, make.make_citation(meeting, "name", "status", "date", state=state)


def uncited(meeting: Meeting) -> list[str]:
    return supports([Meeting.objects.get(pk=meeting.pk)])[0].uncited


def answers(citation: Citation, name: str, answer: str, reason: str = "") -> dict[str, str]:
    """Filled into the form that asked; for which value, that says by itself."""
    key = f"holds-{citation.pk}-{name}"
    return {key: answer, f"{key}-reason": reason}


def test_an_answer_counts_for_the_value_that_was_asked_about(account):
    meeting, citation = summit()
    carl = account("carl", Role.CONTRIBUTOR)
    said = answers(citation, "date", "yes")
    page = send(carl, change_address(meeting), date="2016-09-09")

    again = send(carl, change_address(meeting), start=read_form_of(page), date="2019-01-01", **said)

    assert errors(again)["date"] == [ASKED]
    (question,) = again.context["questions"]
    assert question.answer == ""
    unasked = send(carl, change_address(meeting), date="2019-01-01", **said)
    assert errors(unasked)["date"] == [ASKED]
    assert not Proposal.objects.exists()


def test_a_changed_date_of_a_public_meeting_is_neither_public_nor_proposed_unanswered(account):
    meeting, citation = summit()
    carl = account("carl", Role.CONTRIBUTOR)

    page = send(carl, change_address(meeting), date="2019-01-01")

    assert errors(page)["date"] == [ASKED]
    assert errors(page)["__all__"] == [
        "meeting “11th East Asia Summit”: no public document is cited for date held."
    ]
    (question,) = page.context["questions"]
    assert (question.lapsed.passed_in_words, question.lapsed.now_in_words) == (
        "2016-09-08",
        "2019-01-01",
    )
    assert question.words == " ".join(citation.quote.split())
    assert not Proposal.objects.exists()


def test_answered_it_is_proposed_with_its_evidence_and_public_once_another_agrees(account):
    meeting, citation = summit()
    carl, rose = account("carl", Role.CONTRIBUTOR), account("rose", Role.REVIEWER)
    page = send(carl, change_address(meeting), date="2016-09-09")
    start = read_form_of(page)

    send(carl, change_address(meeting), start=start, **answers(citation, "date", "yes"))

    proposal = Proposal.objects.get()
    assert uncited(meeting) == []
    proposals.accept(
        proposal, by=rose.user, version=proposal.version, seen=proposals.mark(proposal)
    )
    assert Meeting.objects.get(pk=meeting.pk).date == "2016-09-09"
    assert uncited(meeting) == []


def test_a_source_that_says_otherwise_is_no_evidence_but_shows_beside_another(account):
    meeting, citation = summit()
    other = make.make_citation(make.make_meeting(), "date")
    carl, rose = account("carl", Role.CONTRIBUTOR), account("rose", Role.REVIEWER)
    page = send(carl, change_address(meeting), date="2016-09-09")
    said = answers(citation, "date", "otherwise", "The press release corrects it.")

    page = send(carl, change_address(meeting), start=read_form_of(page), **said)
    assert errors(page)["date"] == ["No public document is cited for this."]

    start = read_form_of(page)
    row = "citations-1-"
    start |= {
        f"{row}passage": [str(other.passage_id)],
        f"{row}fields": ["date"],
    }
    send(carl, change_address(meeting), start=start, **said)
    proposal = Proposal.objects.get()
    proposals.accept(
        proposal, by=rose.user, version=proposal.version, seen=proposals.mark(proposal)
    )

    citation.refresh_from_db()
    assert citation.stated == {"date": "2016-09-08"}
    assert citation.reason == "The press release corrects it."
    (support,) = supports([Meeting.objects.get(pk=meeting.pk)])
    assert support.contradicted == {"date": [citation]}
    assert support.uncited == []


def test_a_source_that_says_otherwise_needs_a_reason(account):
    meeting, citation = summit(state="draft")
    carl = account("carl", Role.CONTRIBUTOR)
    send(carl, change_address(meeting), date="2016-09-09")

    send(carl, change_address(meeting), **answers(citation, "date", "otherwise"))

    citation.refresh_from_db()
    assert citation.stated == {}
    assert uncited(meeting) == ["date"]


def test_of_a_draft_it_is_asked_after_saving_and_it_lacks_evidence_until_then(account):
    meeting, citation = summit(state="draft")
    carl = account("carl", Role.CONTRIBUTOR)

    saved = send(carl, change_address(meeting), date="2016-09-09")

    assert saved.status_code == 302
    assert "it is without evidence now" in notices(saved)[0]
    assert uncited(meeting) == ["date"]
    page = carl.get(change_address(meeting))
    assert [one.key for one in page.context["questions"]] == [f"holds-{citation.pk}-date"]
    send(carl, change_address(meeting), **answers(citation, "date", "yes"))
    assert uncited(meeting) == []
    assert carl.get(change_address(meeting)).context["questions"] == []


def test_changed_back_nothing_is_asked(account):
    meeting, _citation = summit(state="draft")
    carl = account("carl", Role.CONTRIBUTOR)
    send(carl, change_address(meeting), date="2016-09-09")

    send(carl, change_address(meeting), date="2016-09-08")

    assert uncited(meeting) == []
    assert carl.get(change_address(meeting)).context["questions"] == []


def test_a_part_on_the_page_is_asked_about_as_what_it_is(account):
    meeting, _citation = summit(state="draft")
    part = make.make_participation(
        meeting=meeting, participant=make.make_participant(name="Laos"), role="chair", state="draft"
    )
    citation = make.make_citation(part, state="draft")
    carl = account("carl", Role.CONTRIBUTOR)
    send(carl, change_address(meeting), participations__0__role="host")

    page = carl.get(change_address(meeting))

    (question,) = page.context["questions"]
    assert question.label == "Participation “Laos, host”: Role"
    send(carl, change_address(meeting), **answers(citation, "role", "yes"))
    assert carl.get(change_address(meeting)).context["questions"] == []


def test_a_name_that_is_written_anew_is_asked_about_by_itself(account):
    state = make.make_participant(name="Laos", state="draft")
    ParticipantName.objects.create(record=state, text="Lao P.D.R.", kind="short")
    citation = make.make_citation(state, state="draft")
    carl = account("carl", Role.CONTRIBUTOR)
    send(carl, change_address(state), names__0__text="Lao PDR")

    (question,) = carl.get(change_address(state)).context["questions"]

    assert question.lapsed.passed_in_words == "“Lao P.D.R. [en; short]”"
    assert question.lapsed.now_in_words == "“Lao PDR [en; short]”"
    send(carl, change_address(state), **answers(citation, "names", "yes"))
    assert supports([type(state).objects.get(pk=state.pk)])[0].uncited == []


def test_each_name_is_ticked_by_itself(account):
    state = make.make_participant(name="Laos", state="draft")
    for text in ("Lao PDR", "LPDR"):
        ParticipantName.objects.create(record=state, text=text)
    make.make_citation(state, "name", state="draft")
    carl = account("carl", Role.CONTRIBUTOR)
    start = read_form_of(carl.get(change_address(state)))
    start["citations-1-passage"] = [str(make.make_passage().pk)]
    start["citations-1-fields"] = ["names=LPDR [en; alias]", "names"]

    send(carl, change_address(state), start=start, names__2__text="Lao People's Republic")

    found = supports([type(state).objects.get(pk=state.pk)])[0]
    assert found.uncited_names == ["Lao PDR [en; alias]"]
    form = read_form_of(carl.get(change_address(state)))
    named = ["names=LPDR [en; alias]", "names=Lao People's Republic [en; alias]"]
    assert form["citations-1-fields"] == named


def test_a_role_is_asked_about_with_whose_it_is(account):
    HouseRules.objects.update(four_eyes=False)
    meeting, _citation = summit()
    part = make.make_participation(meeting=meeting, role="host")
    citation = make.make_citation(part)
    other = make.make_participant(name="Japan")
    make.make_citation(other)
    rose = account("rose", Role.REVIEWER)
    row = {"participations__0__participant": str(other.pk)}

    page = send(rose, change_address(meeting), **row)

    (question,) = page.context["questions"]
    assert (question.lapsed.name, question.lapsed.now_in_words) == ("participant", "Japan")
    assert question.along == ["Role: host"]
    part.refresh_from_db()
    assert part.participant != other
    said = answers(citation, "participant", "yes")
    send(rose, change_address(meeting), start=read_form_of(page), **said)
    part.refresh_from_db()
    assert part.participant == other
    assert supports([part])[0].uncited == []


def test_a_role_of_which_alone_a_passage_speaks_cannot_be_otherwise(account):
    meeting, _citation = summit(state="draft")
    part = make.make_participation(meeting=meeting, role="host", state="draft")
    citation = make.make_citation(part, "role", state="draft")
    other = make.make_participant(name="Japan")
    rose = account("rose", Role.REVIEWER)

    page = send(rose, change_address(meeting), participations__0__participant=str(other.pk))

    page = rose.get(change_address(meeting))
    (question,) = page.context["questions"]
    assert (question.lapsed.name, question.may_differ) == ("role", False)
    assert question.lapsed.now_in_words == "host (Japan)"
    said = answers(citation, "role", "otherwise", "So.")
    send(rose, change_address(meeting), start=read_form_of(page), **said)
    assert "role" in supports([type(part).objects.get()])[0].uncited


def test_one_more_on_a_list_that_is_complete_is_asked_about(account):
    meeting, _citation = summit(participation_listed="complete")
    part = make.make_participation(meeting=meeting)
    for one in (part, part.participant):
        make.make_citation(one)
    make.make_citation(meeting, "participation_listed")
    other = make.make_participant(name="Japan")
    make.make_citation(other)
    rose = account("rose", Role.REVIEWER)
    row = {"participations-1-participant": str(other.pk), "participations-1-role": "attendee"}
    start = read_form_of(rose.get(change_address(meeting)))
    start |= {name: [value] for name, value in row.items()}
    start |= {
        "citations-2-passage": [str(make.make_passage().pk)],
        "citations-2-fields": ["date"],
        "citations-2-also": ["added"],
    }

    page = send(rose, change_address(meeting), start=start)

    (refused,) = errors(page)["__all__"]
    assert "no public document is cited for list of those who took part" in refused
    (question,) = page.context["questions"]
    assert question.lapsed.now_in_words.endswith("with Japan (attendee) on it")
    assert meeting.participations.count() == 1


def test_the_page_points_at_the_question_about_a_part(account):
    meeting, _citation = summit()
    part = make.make_participation(meeting=meeting, role="host")
    make.make_citation(part)
    other = make.make_participant(name="Japan")
    make.make_citation(other)

    page = send(
        account("rose", Role.REVIEWER),
        change_address(meeting),
        participations__0__participant=str(other.pk),
    )

    (refused,) = errors(page)["__all__"]
    assert refused.endswith(f"no public document is cited for participant, role. {ASKED}")
