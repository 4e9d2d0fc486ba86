"""The public pages in a browser: accessibility rules, narrow screens, keyboard, print, policy."""

import itertools

import pytest

from tests.axe import violations
from tests.explore.small_register import fill, three
from tests.make import make_citation

pytestmark = pytest.mark.django_db(transaction=True)

WIDE, PHONE, NARROW = (1440, 900), (390, 844), (320, 640)
LOOKS = [(WIDE, "light"), (WIDE, "dark"), (PHONE, "dark")]
PAGES = [
    "/",
    "/mechanisms/",
    "/participants/",
    "/meetings/?from=wrong&level=leaders",
    "/mechanisms/forum/",
    "/participants/laos/",
    "/meetings/19th-summit/",
    "/about/",
    "/data/",
    "/nothing-here/",
]


@pytest.fixture
def register():
    """A small register with names in several scripts and sources that disagree."""
    mechanism, participant, meeting = three()
    fill(mechanism, participant, meeting, rows=2)
    mechanism.names.create(text="东盟地区论坛", language="zh-Hans", kind="official")
    mechanism.names.create(text="ກອງປະຊຸມ", language="lo", kind="official")
    mechanism.names.create(text="المنتدى الإقليمي", language="ar", kind="alias", since="1996")
    make_citation(meeting, "date", stated={"date": "2016-09-08"}, reason="Two papers say the 7th.")
    make_citation(participant, "name", reason="As the source prints it.")
    return mechanism, participant, meeting


def test_no_page_breaks_a_rule_of_accessibility(page, register, exhaustive):
    """Each page in one look; in all of them where exhaustive."""
    found = {}
    for look, (size, scheme) in enumerate(LOOKS):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        for url in PAGES if exhaustive else PAGES[look :: len(LOOKS)]:
            page.goto(url)
            if broken := violations(page):
                found[url, size, scheme] = broken
    assert found == {}


def test_pages_fit_the_narrowest_phone_and_targets_are_large_enough_to_hit(page, register):
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    widths = {}
    for url in PAGES:
        page.goto(url)
        widths[url] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(PAGES, NARROW[0])

    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto("/meetings/19th-summit/")
    for selector in (".source-mark", ".mainnav a", ".language button", ".footer a"):
        for target in page.locator(selector).all():
            assert target.bounding_box()["height"] >= 24, selector


def test_notes_stand_beside_their_facts_where_there_is_room_and_under_them_where_not(
    page, register
):
    def places() -> tuple:
        page.goto("/meetings/19th-summit/")
        return (
            page.locator(".facts .source-mark").first.bounding_box(),
            page.locator(".note").first.bounding_box(),
        )

    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    mark, note = places()
    assert mark["y"] + mark["height"] <= note["y"] < mark["y"] + mark["height"] + 24
    assert note["x"] < 60

    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    mark, note = places()
    assert note["x"] > mark["x"] + 300
    assert abs(note["y"] - mark["y"]) < 24

    # An Arabic reading direction mirrors the page.
    page.evaluate("document.documentElement.dir = 'rtl'")
    note = page.locator(".note").first.bounding_box()
    fact = page.locator(".facts").first.bounding_box()
    assert note["x"] + note["width"] <= fact["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE[0]

    # They never lie over one another or over the facts.
    for url in ("/mechanisms/forum/", "/participants/laos/", "/meetings/19th-summit/"):
        page.goto(url)
        boxes = [note.bounding_box() for note in page.locator(".note").all()]
        assert len(boxes) > 3
        for above, below in itertools.pairwise(boxes):
            assert above["y"] + above["height"] <= below["y"] + 1
        edge = max(
            row.bounding_box()["x"] + row.bounding_box()["width"]
            for row in page.locator(".record section .facts, .record section .rows").all()
        )
        assert all(box["x"] >= edge for box in boxes)


def test_the_keyboard_reaches_the_content_first_and_then_everything(page, register):
    page.goto("/meetings/19th-summit/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")

    page.goto("/meetings/19th-summit/")
    wanted = page.locator("a[href]:visible, button:visible, input:visible, summary:visible").count()
    reached = set()
    for _step in range(wanted + 5):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "Array.from(document.querySelectorAll('*')).indexOf(document.activeElement)"
            )
        )
    assert len(reached) >= wanted


def test_filters_are_open_where_there_is_room_and_folded_on_a_phone(page, register):
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    page.goto("/meetings/")
    assert page.locator("#id_q").is_visible()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert not page.locator("#id_q").is_visible()
    page.locator(".filters-fold > summary").click()
    page.locator("#id_q").fill("19th")
    page.locator(".filters button.primary").click()
    page.wait_for_url("**/meetings/?q=19th*")
    assert page.locator("table.records tbody tr").count() == 1


def test_a_mark_leads_to_the_passage_and_on_paper_the_address_of_the_source_is_named(
    page, register, live_server
):
    page.goto("/meetings/19th-summit/")
    address = page.locator(".print-address").first
    assert not address.is_visible()
    page.emulate_media(media="print")
    assert address.is_visible()
    assert address.inner_text().startswith(f"{live_server.url}/documents/")
    assert not page.locator(".mainnav").is_visible()
    assert not page.locator(".masthead-search").is_visible()

    page.emulate_media(media="screen")
    target = page.locator(".source-mark").first.get_attribute("href")
    page.locator(".source-mark").first.click()
    assert page.url.endswith(target)
