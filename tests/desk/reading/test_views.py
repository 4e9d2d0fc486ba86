"""The reading desk in plain HTML: what it shows, what its buttons do, and how much it asks."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.candidates.progress import progress_of
from documents.models import Candidate, Citation, ReadPassage
from extraction.candidates import Candidate as Found
from meetings.models import Meeting
from records import policy
from records.policy import Role
from tests import make
from tests.documents.candidates.made_up import TEXT, hosted_by, make_text, summit, taken_for, value

pytestmark = pytest.mark.django_db


def desk_of(capture) -> str:
    return reverse("admin:documents_document_read", args=[capture.document_id])


def act(client: Client, capture, act: str, candidate: Candidate | None = None, **more):
    sent = {"act": act, **more}
    if candidate is not None:
        sent |= {"candidate": candidate.pk, "version": candidate.version}
    return client.post(desk_of(capture), sent, follow=True)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_text_stands_unaltered_beside_its_first_candidate(admin_client: Client):
    capture = make_text()
    make.make_candidate(capture, summit(parts=(hosted_by(None),)))

    response = admin_client.get(desk_of(capture))

    desk = response.context["desk"]
    texts = ["".join(piece.text for piece in block["pieces"]) for block in desk["blocks"]]
    assert texts == [passage.text for passage in capture.passages.order_by("number")]
    page = response.content.decode()
    assert "3rd River Basin Summit" in page
    assert "Accept and publish" in page
    assert "not in the register" in page
    assert "style=" not in page


def test_each_act_is_a_plain_button(admin_client: Client):
    capture = make_text()
    known = make.make_meeting(name="Old summit")
    make.make_citation(known)
    first, second, third = (
        make.make_candidate(capture, summit(title=title)) for title in ("One", "Two", "Three")
    )

    accepted = act(admin_client, capture, "accept", first)
    rejected = act(admin_client, capture, "reject", second)
    linked = act(admin_client, capture, "link", third, record=known.pk)

    assert said(accepted)[0].startswith("Recorded and published: the meeting")
    assert accepted.context["desk"]["candidate"]["row"] == second
    assert said(rejected) == ["Rejected: “Two”."]
    assert said(linked)[0].startswith("Cited for the meeting “Old summit”.")
    undone = act(admin_client, capture, "undo")
    assert said(undone) == ["Undone: “Three”."]
    decisions = dict(Candidate.objects.values_list("title", "decision"))
    assert decisions == {"One": "accepted", "Two": "rejected", "Three": "waiting"}


def test_form_that_cannot_be_written_keeps_what_was_typed(admin_client: Client):
    capture = make_text()
    candidate = make.make_candidate(capture, summit())

    response = act(admin_client, capture, "edit", candidate, name="My summit", date="soon")

    page = response.content.decode()
    assert 'value="My summit"' in page
    assert "is not a date Fora can read" in page
    assert not Meeting.objects.exists()


def test_candidate_that_cannot_be_accepted_as_it_stands_is_shown_to_be_edited(admin_client: Client):
    capture = make_text()
    make.make_place(name="Port Amber", state="withdrawn")
    candidate = make.make_candidate(capture, summit())

    response = act(admin_client, capture, "accept", candidate)

    assert "“Port Amber” was withdrawn" in said(response)[0]
    assert response.context["desk"]["panel"] == "edit"


def test_decided_candidate_that_is_asked_for_to_be_edited_shows_its_values(admin_client: Client):
    capture = make_text()
    candidate = make.make_candidate(capture, summit())
    act(admin_client, capture, "accept", candidate)

    here = f"{desk_of(capture)}?candidate={candidate.pk}"
    plain, edited = (admin_client.get(here + do).context["desk"] for do in ("", "&do=edit"))

    assert edited["panel"] == "candidate"
    assert edited["candidate"]["parts"] == plain["candidate"]["parts"]
    assert edited["candidate"]["parts"][0]["rows"][0]["value"] == "Third River Basin Summit"


def test_form_says_what_stands_against_it_as_a_whole(admin_client: Client):
    capture = make_text()
    candidate = make.make_candidate(capture, summit())

    sent = {"name": "Third River Basin Summit", "status": "held", "seen_as": "NOTHERE123"}
    response = act(admin_client, capture, "edit", candidate, **sent)

    assert response.context["desk"]["panel"] == "edit"
    assert "is there no longer: look again, then decide.</li>" in response.content.decode()


def test_candidate_that_lacks_what_a_record_must_have_leads_to_its_form(admin_client: Client):
    capture = make_text()
    begun = make.make_candidate(capture, kind="office", title="Minister", start=31, end=40)

    page = admin_client.get(desk_of(capture)).content.decode()

    assert "To be a record it needs: person, participant." in page
    assert "Add what is missing" in page
    form = admin_client.get(f"{desk_of(capture)}?candidate={begun.pk}&do=edit").content.decode()
    assert form.count("edit-row lacking") == 2


def test_decision_about_what_another_decided_is_refused_and_says_so(admin_client: Client, client):
    capture = make_text()
    candidate = make.make_candidate(capture, summit())
    other = User.objects.create_user("ann")
    policy.give_role(other, Role.CONTRIBUTOR)
    client.force_login(other)
    act(client, capture, "reject", candidate)

    late = act(admin_client, capture, "accept", candidate)

    assert said(late) == ["ann has decided this meanwhile: “3rd River Basin Summit” is rejected."]
    assert not Meeting.objects.exists()


def test_words_are_found_cited_and_counted_as_read(admin_client: Client):
    capture = make_text()
    meeting = make.make_meeting(name="Ministers", mode="video")
    make.make_citation(meeting)
    passage = capture.passages.get(text__startswith="The ministers")

    found = act(admin_client, capture, "find", passage=passage.number, words="by video … link")
    words = found.context["desk"]["words"]
    done = act(
        admin_client,
        capture,
        "cite",
        start=words["start"],
        end=words["end"],
        kind="meeting",
        record=meeting.pk,
        fields=["mode"],
    )

    assert words["quote"] == "by video link"
    assert said(done) == ["Cited for the meeting “Ministers”."]
    assert Citation.objects.filter(meeting=meeting, quote="by video link", fields=["mode"]).exists()
    assert progress_of(capture).read == 1


def test_passages_are_marked_and_the_next_unread_one_follows(admin_client: Client):
    capture = make_text()
    bodies = [one.number for one in capture.passages.exclude(kind="heading").order_by("number")]

    first = act(admin_client, capture, "mark", passage=bodies[0])

    assert first.context["desk"]["passage"].number == bodies[1]
    for number in bodies[1:]:
        last = act(admin_client, capture, "mark", passage=number)
    assert last.context["desk"]["progress"].percent == 100
    assert "Everything in this document is read" in last.content.decode()
    act(admin_client, capture, "unmark", passage=bodies[0])
    assert ReadPassage.objects.count() == len(bodies) - 1


def test_record_is_begun_from_words(admin_client: Client):
    capture = make_text()
    start = TEXT.index("The ministers")

    begun = act(admin_client, capture, "begin", start=start, end=start + 13, kind="meeting")

    assert begun.context["desk"]["panel"] == "edit"
    assert 'value="The ministers"' in begun.content.decode()


def test_document_is_published_here_and_then_what_was_made(admin_client: Client):
    capture = make_text(state="draft")
    candidate = make.make_candidate(capture, summit())
    first = act(admin_client, capture, "accept", candidate)
    assert "The document is not public yet" in said(first)[0]

    published = act(admin_client, capture, "publish_document")
    assert published.context["desk"]["drafts"] == 1
    act(admin_client, capture, "publish_made")

    assert Meeting.objects.public().count() == 1


def test_read_button_reads_and_reading_again_keeps_decisions(admin_client: Client):
    capture = make_text()

    first = act(admin_client, capture, "read")
    rows = list(Candidate.objects.values_list("fingerprint", flat=True))
    act(admin_client, capture, "read")

    assert first.context["desk"]["reading"] is not None
    assert list(Candidate.objects.values_list("fingerprint", flat=True)) == rows


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "accept"},
        {"act": "accept", "candidate": "x", "version": "1"},
        {"act": "accept", "candidate": "99999999999999999999", "version": "1"},
        {"act": "cite", "start": "5", "end": "1"},
        {"act": "begin", "kind": "user", "start": "1", "end": "2"},
        {"act": "begin", "kind": "meeting", "start": "999999", "end": "9999999"},
        {"act": "mark", "passage": "999"},
        {"act": "find", "passage": "2", "words": "not there"},
        {"act": "undo"},
        {"act": "answer"},
    ],
)
def test_nonsense_is_refused_in_a_sentence_and_writes_nothing(admin_client: Client, sent):
    capture = make_text()

    response = admin_client.post(desk_of(capture), sent, follow=True)

    assert response.status_code == 200
    assert len(said(response)) == 1
    assert Candidate.objects.count() == Citation.objects.count() == 0


@pytest.mark.parametrize(
    "query",
    ["?p=0", "?p=99999999999", "?p=x", "?candidate=0", "?words=9-1", "?words=1-99999", "?do=edit",
     "?capture=00000000", "?words=40-50&kind=nothing", "?words=40-50&kind=place&about=NOTHERE123"],
)  # fmt: skip
def test_any_address_of_the_page_answers(admin_client: Client, query: str):
    capture = make_text()
    make.make_candidate(capture, summit())

    assert admin_client.get(desk_of(capture) + query).status_code == 200


def test_document_without_a_text_says_how_to_bring_it(admin_client: Client):
    capture = make.make_capture(None)

    page = admin_client.get(desk_of(capture)).content.decode()

    assert "The text is not held" in page


def test_page_asks_the_same_of_one_candidate_and_of_three(admin_client: Client):
    counts = []
    for number in (1, 3):
        known = make.make_meeting()
        capture = make_text()
        estwick = make.make_participant()
        for one in range(number):
            make.make_candidate(
                capture,
                summit(
                    title=f"Summit {one}",
                    matches=taken_for(known),
                    parts=(hosted_by(estwick),) * number,
                ),
            )
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(desk_of(capture)).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_long_document_is_shown_in_stretches(admin_client: Client):
    text = "\n\n".join(f"Paragraph {number} tells of nothing at all." for number in range(450))
    capture = make_text(text)

    desk = admin_client.get(desk_of(capture) + "?p=210").context["desk"]

    numbers = [block["passage"].number for block in desk["blocks"]]
    assert (numbers[0], numbers[-1], desk["earlier"], desk["later"]) == (201, 400, 1, 401)


def test_candidates_of_a_document_are_listed_and_lead_to_its_desk(admin_client: Client):
    candidate = make.make_candidate(make_text(), summit())

    page = admin_client.get(reverse("admin:documents_candidate_changelist")).content.decode()

    assert f"{desk_of(candidate.capture)}?candidate={candidate.pk}" in page


def test_home_lists_documents_with_candidates_that_wait(admin_client: Client):
    capture = make_text(name="White paper on rivers")
    act(admin_client, capture, "read")
    Candidate.objects.all().delete()
    listed = reverse("admin:work", args=["reading"])
    assert "White paper on rivers" not in admin_client.get(listed).content.decode()

    make.make_candidate(capture, summit())

    page = admin_client.get(listed).content.decode()
    assert "White paper on rivers" in page
    assert "1 candidate waits" in page
    assert f"{desk_of(capture)}?capture={capture.sha256[:12]}" in page


def test_candidate_of_an_earlier_copy_is_shown_in_that_copy(admin_client: Client):
    earlier = make_text()
    candidate = make.make_candidate(earlier, summit())
    make_text(TEXT.replace("Port Amber", "Port Ochre"), document=earlier.document)

    page = admin_client.get(f"{desk_of(earlier)}?candidate={candidate.pk}").content.decode()

    assert "Port Amber" in page
    assert f"&amp;capture={earlier.sha256[:12]}" in page


def test_known_record_that_says_otherwise_is_told_before_it_is_cited(admin_client: Client):
    known = make.make_meeting(date="2031-05-05")
    capture = make_text()
    make.make_candidate(capture, summit(matches=taken_for(known)))

    page = admin_client.get(desk_of(capture)).content.decode()

    assert "the record says: 2031-05-05" in page


def test_candidate_that_says_nothing_more_is_taken_for_the_record_and_not_cited(
    admin_client: Client,
):
    known = make.make_meeting(name="Ministers of rivers", date="2031-05-04", state="draft")
    capture = make_text()
    fields = {"name": value("River Basin Summit"), "date": value("June 2031", says="2031")}
    row = make.make_candidate(capture, summit(fields=fields))

    done = act(admin_client, capture, "link", row, record=known.pk)

    assert said(done) == [
        "Taken for “Ministers of rivers”, which says all of it more exactly: nothing to cite."
    ]
    assert not Citation.objects.exists()


def test_outcome_of_nothing_is_not_offered_to_be_published(admin_client: Client):
    capture = make_text()
    words = value("hosted by Estwick")
    make.make_candidate(
        capture,
        Found(
            kind="outcome",
            title="A treaty",
            start=words.start,
            end=words.end,
            fields={
                "title": value("River Basin"),
                "action": value("hosted", says="signed"),
            },
        ),
    )

    page = admin_client.get(desk_of(capture)).content.decode()

    assert "Add what is missing" in page


def test_desk_says_in_which_language_it_was_read_and_what_its_dates_count_from(
    admin_client: Client,
):
    capture = make_text(published="2031-06-20")
    act(admin_client, capture, "read")

    page = admin_client.get(desk_of(capture)).content.decode()

    assert "Read as English." in page
    assert "Dates that the text leaves open count from 20 June 2031." in page
