"""Where does the text say this? As an editor meets it: while typing, and without scripts."""

import pytest
from django.test import Client

from documents.candidates.publishing import publish_drafts
from documents.candidates.storing import read_document
from documents.importing import import_document
from documents.models import Candidate, Citation
from meetings.models import Meeting
from tests import make
from tests.axe import SERIOUS, violations
from tests.documents.candidates.made_up import TEXT, make_text, quotes, summit

from .test_in_browser import address, open_desk

pytestmark = pytest.mark.django_db(transaction=True)


def edit(page, capture):
    keys = open_desk(page, capture)
    keys.press("e", "Accept these values")
    return keys


def type_new(page, name: str, value: str) -> None:
    """Type the name of a record that is to be added, and wait until the text was asked."""
    page.fill(f"#id_{name}-new", value)
    page.wait_for_selector(f"#ask-{name} >> text=“{value}”")


def test_typed_place_is_found_while_it_is_typed_and_one_key_accepts_it(desk):
    text = TEXT.replace("Nothing else took place.", "The dinner was in Carrow.")
    capture = make_text(text)
    make.make_candidate(capture, summit(text))
    keys = edit(desk, capture)

    type_new(desk, "place", "Carrow")
    assert desk.inner_text("#ask-place mark.offered") == "Carrow"
    assert desk.is_checked("#ask-place .offer input >> nth=0")
    desk.check("#read-place-misread")
    keys.press("Control+Enter", "Recorded and published")

    meeting = Meeting.objects.get()
    assert (quotes(meeting)["place"], quotes(meeting.place)) == ("Carrow", {"name": "Carrow"})


def test_place_that_the_text_does_not_name_stays_without_evidence(desk):
    capture = make_text()
    make.make_candidate(capture, summit())
    keys = edit(desk, capture)

    type_new(desk, "place", "Quay Nine")
    assert "It was not found in the text." in desk.inner_text("#ask-place")
    desk.check("#read-place-misread")
    keys.press("Control+Enter", "Recorded as a draft")

    assert Meeting.objects.get().state == "draft"
    assert not Citation.objects.filter(quote=TEXT[slice(*span_of_summit())]).exists()


def span_of_summit() -> tuple[int, int]:
    return summit().start, summit().end


def test_selected_words_are_taken_as_evidence(desk):
    capture = make_text()
    make.make_candidate(capture, summit())
    keys = edit(desk, capture)
    type_new(desk, "place", "Quay Nine")
    number = capture.passages.get(text__startswith="The ministers").number

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
    desk.click("#ask-place >> text=Take the selected words")
    assert desk.is_checked("#words-place-chosen")
    desk.fill("#how-place", "The link was run from Quay Nine.")
    desk.check("#read-place-misread")
    keys.press("Control+Enter", "Recorded and published")

    citation = Citation.objects.get(meeting__isnull=False, fields__contains=["place"])
    assert citation.quote == "by video link"
    assert citation.reason == "The link was run from Quay Nine."


def test_accepting_before_the_text_was_asked_asks_first(desk):
    capture = make_text()
    make.make_candidate(capture, summit())
    keys = edit(desk, capture)

    desk.fill("#id_date", "1999-01-01")
    keys.press("Control+Enter", "Where does the text say this?")
    assert desk.evaluate("document.activeElement.name") == "words-date"
    desk.fill("#why-date", "Errs by decades.")
    keys.press("Control+Enter", "Recorded as a draft")

    citation = Citation.objects.get(quote="4 May 2031")
    assert citation.stated == {"date": "2031-05-04"}


def test_what_is_being_written_below_a_value_is_not_swept_away(desk):
    capture = make_text()
    make.make_candidate(capture, summit())
    edit(desk, capture)
    type_new(desk, "place", "Quay Nine")
    desk.fill("#how-place", "Because")

    desk.fill("#id_date", "1999-01-01")
    desk.wait_for_selector("#ask-date fieldset")

    assert desk.input_value("#how-place") == "Because"
    assert desk.is_checked("#words-place-chosen")


def test_second_step_works_without_scripts(browser, live_server, admin_user):
    capture = make_text()
    make.make_candidate(capture, summit())
    client = Client()
    client.force_login(admin_user)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(
        [
            {
                "name": "sessionid",
                "value": client.cookies["sessionid"].value,
                "url": live_server.url,
            }
        ]
    )
    page = context.new_page()
    page.goto(f"{address(capture)}?candidate={Candidate.objects.get().pk}&do=edit")

    page.fill("#id_date", "2031-06")
    page.click("text=Accept these values")
    assert page.inner_text("#ask-date mark.offered") == "June 2031"
    page.check("#read-date-misread")
    page.click("text=Accept these values")

    assert quotes(Meeting.objects.get())["date"] == "June 2031"
    context.close()


def test_page_that_asks_has_no_serious_barriers(desk):
    capture = make_text()
    make.make_candidate(capture, summit())
    edit(desk, capture)
    type_new(desk, "place", "Estwick")
    desk.fill("#id_date", "1999-01-01")
    desk.wait_for_selector("#ask-date fieldset")

    assert violations(desk, SERIOUS) == []
    desk.set_viewport_size({"width": 390, "height": 800})
    assert violations(desk, SERIOUS) == []


def test_five_documents_are_read_changed_and_asked_about(desk, seeds, exhaustive):
    """Two of them, a short one and a longer one; all five where exhaustive."""
    paths = sorted(seeds.glob("*.txt"), key=lambda path: path.stat().st_size)
    asked = 0
    for path in paths if exhaustive else paths[1:4:2]:
        done = import_document(data=path.read_bytes(), file_name=path.name)
        capture = done.capture
        read_document(capture)
        dated = Candidate.objects.filter(capture=capture, reading__fields__has_key="date")
        row = dated.filter(kind="meeting").order_by("start").first()
        if row is None:
            continue
        desk.goto(f"{address(capture)}?candidate={row.pk}&do=edit")
        desk.wait_for_selector("text=Accept these values")
        desk.fill("#id_date", "1999-01-01")
        desk.wait_for_selector("#ask-date fieldset")
        desk.fill("#why-date", "A trial.")
        desk.press("#why-date", "Control+Enter")
        desk.wait_for_selector("#reading >> text=Recorded as a draft")
        row.refresh_from_db()

        meeting = Meeting.objects.get(uid=row.made)
        read = row.reading["fields"]["date"]
        citation = Citation.objects.get(
            meeting=meeting, start=read["start"], stated__date=read["value"]
        )
        assert (meeting.date, meeting.state) == ("1999-01-01", "draft")
        assert citation.reason == "A trial."
        assert publish_drafts(capture, by=row.decided_by)[0] == 0
        asked += 1
    assert asked >= 2
