"""The reading desk in a real browser: by keys alone, by two people at once, and for axe."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from documents.candidates.accepting import reject
from documents.models import Candidate, Capture, Citation
from extraction.candidates import Candidate as Found
from meetings.models import Meeting
from records import policy
from records.policy import Role
from tests import make
from tests.axe import SERIOUS, violations
from tests.documents.candidates.made_up import TEXT, hosted_by, make_text, summit, taken_for, value

pytestmark = pytest.mark.django_db(transaction=True)


class Keys:
    """Presses keys on the reading desk, counts them, and waits for what each does."""

    def __init__(self, page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str, then: str = "") -> None:
        self.page.keyboard.press(key)
        self.pressed += 1
        if then:
            self.page.wait_for_selector(f"#reading >> text={then}")
        self.page.wait_for_selector("#reading:not([aria-busy])")


def address(capture: Capture) -> str:
    return f"/admin/documents/document/{capture.document_id}/read/"


def open_desk(page, capture: Capture) -> Keys:
    page.goto(address(capture))
    page.wait_for_selector("#panel-heading, #passage-heading")
    return Keys(page)


def test_document_goes_from_file_to_public_meeting_by_keys(desk, tmp_path: Path):
    source = tmp_path / "review.txt"
    source.write_text(TEXT, encoding="utf-8")
    desk.goto("/admin/documents/document/import/")
    desk.set_input_files("#id_file", source)
    desk.click("text=See what is recognized")
    desk.click("text=Import this document")
    desk.wait_for_selector(".messagelist .success")
    capture = Capture.objects.get()
    estwick = make.make_participant(name="Estwick")
    known = make.make_meeting(name="Ministers of the basin", date="2031-06", mode="")
    make.make_citation(known)
    start = TEXT.index("The ministers of the basin")
    ministers = replace(
        summit(matches=taken_for(known)),
        title="Meeting of ministers",
        start=start,
        end=TEXT.index("link.") + 5,
        fields={
            "date": value("June 2031", says="2031-06"),
            "mode": value("by video", says="video"),
        },
    )
    passages = {one.text[:9]: one for one in capture.passages.all()}
    for found, passage in (
        (summit(parts=(hosted_by(estwick),)), passages["The Third"]),
        (replace(summit(), title="A second reading"), passages["The Third"]),
        (replace(summit(), title="No meeting"), passages["The Third"]),
        (ministers, passages["The minis"]),
    ):
        make.make_candidate(capture, found, passage=passage)

    desk.click("text=Read it now")
    desk.wait_for_selector("#panel-heading")
    keys = Keys(desk)
    desk.click("text=Publish the document")
    desk.wait_for_selector("text=Accept and publish")

    # Right and complete: one key.
    keys.press("Enter", "Recorded and published")
    assert keys.pressed == 1
    meeting = Meeting.objects.get(name="Third River Basin Summit")
    assert (meeting.state, meeting.participations.get().role) == ("published", "host")
    assert desk.evaluate("document.activeElement.id") == "panel-heading"

    # Edited: e, what is typed and looked for in the text, Ctrl+Enter.
    keys.press("e", "Accept these values")
    desk.fill("#id_name", "Extraordinary River Summit")
    desk.wait_for_selector("#ask-name >> text=It was not found in the text.")
    keys.press("Control+Enter", "Recorded as a draft")
    assert Meeting.objects.filter(name="Extraordinary River Summit").count() == 1

    keys.press("x", "Rejected: “No meeting”")

    # Known: one key cites it and fills what it lacks.
    keys.press("a", "Cited for the meeting")
    known.refresh_from_db()
    assert known.mode == "video"
    keys.press("u", "Undone: “Meeting of ministers”")
    known.refresh_from_db()
    assert known.mode == ""
    keys.press("a", "Cited for the meeting")

    decisions = Candidate.objects.order_by("pk").values_list("decision", flat=True)
    assert list(decisions) == ["accepted", "edited", "rejected", "accepted"]
    # In public, with its evidence.
    public = desk.request.get(f"/meetings/{meeting.slug}/").text()
    assert "Port Amber" in public
    assert "4 May 2031" in public


def test_selected_words_are_cited(desk):
    capture = make_text()
    meeting = make.make_meeting(name="Ministers", mode="video")
    make.make_citation(meeting)
    decided = {"decision": "linked", "decided_at": timezone.now(), "made": meeting.uid}
    make.make_candidate(capture, summit(), **decided)
    number = capture.passages.get(text__startswith="The ministers").number
    desk.goto(f"{address(capture)}?p={number}")

    desk.evaluate(
        """(number) => {
            const node = document.querySelector(`#p-${number} .words`).firstChild;
            const at = node.data.indexOf('by video');
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 'by video link'.length);
            window.getSelection().removeAllRanges();
            window.getSelection().addRange(range);
        }""",
        number,
    )
    desk.wait_for_selector("text=Cite the selected words")
    desk.keyboard.press("c")
    desk.wait_for_selector(".chosen-words blockquote")
    assert desk.inner_text(".chosen-words blockquote") == "by video link"
    desk.check(".supports input[value=mode]")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("#reading >> text=Cited for the meeting “Ministers”")

    assert Citation.objects.filter(meeting=meeting, quote="by video link").exists()


def test_selection_counts_characters_beyond_the_badges_and_beyond_the_first_plane(desk):
    text = "𝔸 Summit was held in Port Amber. 𝔹 Summit was held in Carrow."
    capture = make_text(text)
    at = text.index("Port")
    make.make_candidate(capture, None, start=at, end=at + 10, passage=capture.passages.get())
    desk.goto(f"{address(capture)}?p=1")

    desk.evaluate(
        """() => {
            const words = document.querySelector('#p-1 .words');
            const node = words.lastChild;
            const range = document.createRange();
            const at = node.data.indexOf('Carrow');
            range.setStart(node, at);
            range.setEnd(node, at + 6);
            window.getSelection().addRange(range);
        }"""
    )
    desk.wait_for_selector("text=Cite the selected words")
    desk.keyboard.press("c")

    desk.wait_for_selector(".chosen-words blockquote")
    assert desk.inner_text(".chosen-words blockquote") == "Carrow"


def test_second_of_two_people_learns_who_decided_what(desk, new_page, sign_in):
    capture = make_text()
    make.make_candidate(capture, summit())
    ann = User.objects.create_user("ann")
    policy.give_role(ann, Role.CONTRIBUTOR)
    hers = new_page()
    sign_in(hers, ann)
    mine, other = open_desk(desk, capture), open_desk(hers, capture)

    other.press("x", "Rejected")
    mine.press("Enter", "ann has decided this meanwhile")

    assert "is rejected" in desk.inner_text("#reading .messagelist")
    assert not Meeting.objects.exists()


def test_what_another_decides_meanwhile_is_told_and_shown_on_request(desk):
    capture = make_text()
    row = make.make_candidate(capture, summit())
    desk.add_init_script(
        "const every = window.setInterval; window.setInterval = (act) => every(act, 100);"
    )
    open_desk(desk, capture)
    assert desk.locator("[data-meanwhile]").is_hidden()

    other = User.objects.create_user("otto")
    policy.give_role(other, Role.CONTRIBUTOR)
    reject(row, by=other, version=row.version)
    desk.wait_for_selector("[data-meanwhile]:not([hidden])")
    desk.click("text=Show it")

    desk.wait_for_selector("#reading .candidates .refused, #reading >> text=1 decided")
    assert desk.locator("[data-meanwhile]").is_hidden()


def test_what_is_missing_is_asked_for_and_added_with_two_keys(desk):
    capture = make_text()
    estwick = make.make_participant(name="Estwick")
    words = value("hosted by Estwick")
    found = Found(
        kind="office",
        title="Ada Brook, minister",
        start=words.start,
        end=words.end,
        fields={
            "person": value("Estwick", says="Ada Brook"),
            "title": value("hosted", says="minister"),
        },
    )
    make.make_candidate(capture, found)
    keys = open_desk(desk, capture)
    assert "To be a record it needs: participant." in desk.inner_text(".panel")

    keys.press("Enter", "Accept these values")
    desk.wait_for_selector(".edit-row.lacking .select2-container:focus-within")
    desk.keyboard.type("estwick")
    desk.locator(".select2-results__option--highlighted", has_text="Estwick").wait_for()
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#ask-participant mark.offered")
    keys.press("Control+Enter", "Recorded and published")

    office = estwick.offices.get()
    assert (office.person.name, office.title, office.state) == (
        "Ada Brook",
        "minister",
        "published",
    )
    assert keys.pressed == 2


def test_accepting_from_a_box_leaves_no_list_hanging(desk):
    capture = make_text()
    make.make_candidate(capture, summit())
    keys = open_desk(desk, capture)
    keys.press("e", "Edit:")
    desk.focus("#reading .editing .select2-selection")

    keys.press("Control+Enter", "Recorded and published")

    assert desk.locator(".select2-dropdown, .select2-container--open").count() == 0


def test_keys_are_shown_and_can_be_switched_off(desk):
    capture = make_text()
    make.make_candidate(capture, summit())
    open_desk(desk, capture)
    desk.keyboard.press("?")
    assert "accept the candidate as it is" in desk.inner_text("#keys")
    desk.uncheck("#single-keys")
    desk.keyboard.press("Escape")

    desk.keyboard.press("x")
    desk.keyboard.press("Enter")
    desk.wait_for_timeout(300)

    assert Candidate.objects.get().is_waiting


def test_candidates_are_walked_through_and_said(desk):
    capture = make_text()
    for title in ("One", "Two", "Three"):
        make.make_candidate(capture, replace(summit(), title=title))
    keys = open_desk(desk, capture)

    walked = []
    for key in ("j", "ArrowDown", "k", "ArrowUp"):
        keys.press(key)
        walked.append(desk.inner_text("#panel-heading").split(":")[-1].strip())
    keys.press("x", "Rejected")

    assert walked == ["Two", "Three", "Two", "One"]
    desk.locator("#reading-said", has_text="Rejected: “One”.").wait_for(state="attached")


def test_reading_desk_has_no_serious_barriers(desk):
    capture = make_text()
    known = make.make_meeting()
    make.make_candidate(capture, summit(parts=(hosted_by(None),), matches=taken_for(known)))
    make.make_candidate(capture, replace(summit(), title="Other"))
    here = address(capture)
    start = TEXT.index("The ministers")
    barriers = {}
    for query in ("", "?do=edit", "?do=link", "?p=3", f"?words={start}-{start + 20}"):
        desk.goto(here + query)
        if serious := violations(desk, SERIOUS):
            barriers[query] = serious
    assert barriers == {}
