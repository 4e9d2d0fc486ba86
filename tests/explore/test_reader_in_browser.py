"""The reader and its neighbours in a browser: accessibility, narrow screens, the lit passage."""

import pytest

from tests.axe import violations
from tests.make import (
    make_capture,
    make_citation,
    make_delegate,
    make_document,
    make_mechanism,
    make_meeting,
    make_office,
    make_participant,
    make_passage,
    make_person,
    make_place,
    make_series,
    make_topic,
)

pytestmark = pytest.mark.django_db(transaction=True)

WIDE, PHONE, NARROW = (1440, 900), (390, 844), (320, 640)
LOOKS = [(WIDE, "light"), (WIDE, "dark"), (PHONE, "dark")]
PAGES = [
    "/documents/",
    "/documents/paper/?p=2",
    "/documents/closed/",
    "/documents/absent/",
    "/people/",
    "/people/wang/",
    "/series/summit/",
    "/topics/",
    "/topics/sea/",
    "/places/",
    "/places/sanya/",
    "/search/?q=common",
    "/search/?q=x",
]
TEXT = (
    "Share Print E-mail 0 Comments\n\n"
    "The first leaders’ meeting took place in Sanya on 23 March 2016.\n\n"
    "Averyveryverylongwordwithoutanyplacetobreak" + "nnnnnnnnnn" * 12 + "\n\n"
    "它是第一次。"
)


@pytest.fixture
def register():
    """A text with furniture, overlapping citations and many facts; the records around it."""
    mechanism = make_mechanism(name="Common cooperation")
    series = make_series(slug="summit", name="Common summit", mechanism=mechanism)
    place = make_place(
        slug="sanya",
        name="Common Sanya",
        country=make_participant(),
        latitude="18.24306",
        longitude="109.505",
        coordinates_from="GeoNames 1797535",
    )
    topic = make_topic(slug="sea", name="Common sea")
    make_topic(parent=topic)
    person = make_person(slug="wang", name="Common Wang")
    person.names.create(text="王毅", language="zh-Hans", kind="official")
    meetings = [
        make_meeting(
            name=f"Common meeting {n}", series=series, ordinal=n, place=place, mechanism=mechanism
        )
        for n in (1, 2, 5, 6, 7, 8, 9)
    ]
    parts = [
        make_office(person=person, since="2013"),
        make_delegate(meeting=meetings[0], person=person, office="Minister"),
    ]
    for record in (mechanism, *meetings):
        record.topics.add(topic)
    document = make_document(slug="paper", name="Common paper", language="en")
    capture = make_capture(TEXT, document=document)
    passages, start = [], 0
    for number, (text, kind) in enumerate(
        zip(TEXT.split("\n\n"), ["furniture", "paragraph", "answer", "question"], strict=True),
        start=1,
    ):
        passages.append(
            make_passage(
                capture=capture,
                number=number,
                start=start,
                end=start + len(text),
                kind=kind,
                speaker="Wang Yi" if number > 2 else "",
            )
        )
        start += len(text) + 2
    said = passages[1]
    for meeting in meetings:
        make_citation(meeting, "date", "place", passage=said, end=said.start + 30)
    make_citation(
        series,
        "name",
        passage=said,
        start=said.start + 10,
        end=said.start + 50,
        stated={"name": "Another name"},
        reason="The treaty calls it so.",
    )
    for record in (mechanism, place, person, *parts):
        make_citation(record, passage=said)
    for slug, rights, text in (("closed", "editors", "Closed."), ("absent", "not_held", None)):
        held = make_capture(text, document=make_document(slug=slug, rights=rights))
        make_citation(meetings[0], passage=make_passage(capture=held, summary="What it says."))
    return said


def test_no_page_breaks_a_rule_of_accessibility(page, register, exhaustive):
    """Each page in one look; in all of them where exhaustive."""
    found = {}
    for look, (size, scheme) in enumerate(LOOKS):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        for url in PAGES if exhaustive else PAGES[look :: len(LOOKS)]:
            page.goto(url)
            page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
            if broken := violations(page):
                found[url, size, scheme] = broken
    assert found == {}


def test_no_page_scrolls_sideways_on_the_narrowest_phone(page, register):
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    widths = {}
    for url in PAGES:
        page.goto(url)
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        widths[url] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(PAGES, NARROW[0])


def background(locator) -> str:
    return locator.evaluate("element => getComputedStyle(element).backgroundColor")


def text_of(page, number: int):
    """A passage's own text, without the facts that stand beside it."""
    return page.locator(f"#p-{number} > .passage-body")


def test_a_passage_is_lit_and_in_sight_in_its_context_and_copied_without_numbers(page, register):
    page.goto(register.get_absolute_url())
    lit = page.locator("#p-2")
    assert background(text_of(page, 2)) != background(text_of(page, 3))
    assert background(text_of(page, 3)) == background(text_of(page, 4)) == background(lit)
    assert lit.evaluate("element => element.matches(':target')")
    box = lit.bounding_box()
    assert 0 <= box["y"] < 720

    copied = page.evaluate(
        """() => {
            const range = document.createRange();
            range.selectNodeContents(document.querySelector('#p-2 .passage-text'));
            const selection = getSelection();
            selection.removeAllRanges();
            selection.addRange(range);
            return selection.toString();
        }"""
    )
    assert copied.strip() == register.text

    # The anchor alone does it for any passage.
    page.goto("/documents/paper/#p-3")
    assert background(text_of(page, 3)) != background(text_of(page, 4))


def test_cited_words_lead_to_their_facts_and_those_to_their_record_and_back(page, register):
    page.goto(register.get_absolute_url())
    page.locator("#p-2 sup a").first.click()
    assert page.url.endswith("#p-2-1")
    facts = page.locator("#p-2-1")
    assert facts.evaluate("element => element.matches(':target')")
    facts.get_by_role("link", name="Common meeting 1").click()
    assert page.locator("h1").inner_text() == "Common meeting 1"

    # From a fact to its passage and back is two clicks.
    page.goto("/series/summit/")
    page.locator(".source-mark").first.click()
    assert page.locator("#p-2 #words").evaluate("element => element.matches(':target')")
    page.locator("#p-2").get_by_role("link", name="Common summit").first.click()
    assert page.locator("h1").inner_text() == "Common summit"


def test_words_far_into_a_long_passage_are_in_sight_and_their_number_leads_to_the_note(page):
    text = "A long paragraph goes on. " * 400 + "The Sanya Declaration was adopted."
    capture = make_capture(text, document=make_document(slug="long"))
    passage = make_passage(capture=capture)
    meeting = make_meeting(slug="sanya", summary="Far away. " * 900)
    start = text.index("The Sanya")
    make_citation(meeting, "date", passage=passage, start=start, end=len(text))

    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto("/meetings/sanya/")
    page.locator(".source .source-number").first.click()
    note = page.locator("#source-1")
    assert note.locator("mark").inner_text() == "The Sanya Declaration was adopted."
    assert 0 <= note.bounding_box()["y"] < PHONE[1]

    page.locator(".source-mark").first.click()
    words = page.locator("mark.lit")
    words.first.wait_for()
    assert words.all_inner_texts() == ["The Sanya Declaration was adopted."]
    assert 0 <= words.bounding_box()["y"] < PHONE[1]
