"""On every page, what is said of a plan has the status of the plan beside it."""

from typing import Any
from urllib.parse import urlsplit

import lxml.html
import pytest
from django.test import Client
from django.utils.translation import override

from explore.sections import SECTIONS
from mechanisms.models import Mechanism
from meetings.models import Meeting
from tests.html import main_text
from tests.make import make_delegate, make_mechanism, make_meeting, make_outcome, make_participation
from tests.planned_register import planned_register

pytestmark = pytest.mark.django_db

ITEMS = ("li", "dd", "tr", "h3", "p", "div", "section")
"""What holds one thing that a page says, the innermost counts."""
LANGUAGES = ("en", "zh-hans")
STARTS = ["/", "/search/?q=sum", "/search/?q=body", *(f"/{section}/" for section in SECTIONS)]
STARTS += ["/meetings/?activities=with", "/documents/paper/facts/"]


def walked(client: Client) -> dict[str, Any]:
    """Every page that links lead to, by its address: its main part."""
    found: dict[str, Any] = {}
    waiting = list(STARTS)
    while waiting:
        url = waiting.pop()
        response = client.get(url)
        if response.status_code != 200:
            assert response.status_code == 302, url
            continue
        found[url] = page = lxml.html.fromstring(response.content.decode()).find(".//main")
        for link in page.iter("a"):
            to = urlsplit(link.get("href", ""))
            path = f"{to.path}?{to.query}" if to.query else to.path
            inside = not to.netloc and path.startswith("/")
            if inside and not path.startswith(("/api/", "/id/")) and path not in found:
                found[path] = None
                waiting.append(path)
    return {url: page for url, page in found.items() if page is not None}


def word(plan: Any) -> str:
    return str(plan.get_status_display())


def words_in(element: Any) -> set[str]:
    return {one.text_content().strip() for one in element.find_class("word")}


def item_of(element: Any) -> Any:
    while element.tag not in ITEMS:
        element = element.getparent()
    return element


def is_beside(page: Any, element: Any, plan: Any, url: str) -> bool:
    """Whether the status of ``plan`` stands in the same item; on its own page, in the section."""
    item = item_of(element)
    if url.partition("?")[0] == plan.get_absolute_url():
        item = next(one for one in (item, *item.iterancestors()) if one.tag == "section")
        return word(plan) in words_in(item)
    # A row of the list of mechanisms has the status in a column of its own.
    cells = {cell.text_content().strip() for cell in item.iter("td")}
    return word(plan) in words_in(item) | cells


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_status_stands_beside_all_that_is_said_of_a_plan(client, language):
    said = planned_register()
    client.cookies["django_language"] = language
    plans = {rows[0].get_absolute_url(): rows[0] for rows in said.values()}
    parts = {row.uid: rows[0] for rows in said.values() for row in rows[1:]}
    with override(language):
        seen, forgotten = set(), []
        pages = walked(client)
        for url, page in pages.items():
            for element in page.iter():
                key = urlsplit(element.get("href", "")) if element.tag == "a" else None
                plan = parts.get(element.get("id", ""))
                if key is not None and not page_links(element):
                    plan = parts.get(key.fragment) or plans.get(key.path)
                if plan is not None:
                    seen.add((url, element.get("id") or key))
                    if not is_beside(page, element, plan, url):
                        text = " ".join(item_of(element).text_content().split())
                        forgotten.append(f"{url}: {text[:100]} ({word(plan)})")
    assert not forgotten, "\n".join(forgotten)
    assert len(pages) > 30
    assert len(seen) > 100


def page_links(element: Any) -> bool:
    """Whether a link only leads about a page: to its filters, or up from it."""
    above = [element, *element.iterancestors()]
    return any(one.get("class") in ("kicker", "more", "pager") for one in above)


@pytest.mark.parametrize("status", ["proposed", "announced", "postponed", "cancelled"])
def test_the_page_of_a_planned_meeting_says_nothing_as_if_it_had_happened(client, status):
    meeting = make_meeting(status=status, attendance_min=41)
    make_participation(meeting=meeting)
    make_delegate(meeting=meeting)
    make_outcome(meeting=meeting)
    facts = ("Who took part", "How many came", "People present", "What came out of it")

    text = main_text(client.get(meeting.get_absolute_url()))
    assert [fact for fact in facts if fact in text] == []
    assert text.count(f"{status} As it was planned; not what came about.") == 3

    Meeting.objects.update(status="held")
    text = main_text(client.get(meeting.get_absolute_url()))
    assert [fact for fact in facts if fact not in text] == []
    assert "planned" not in text


@pytest.mark.parametrize(
    ("status", "words"), [("proposed", "proposed"), ("negotiated", "under negotiation")]
)
def test_the_page_of_a_planned_body_says_nothing_as_if_it_existed(client, status, words):
    body = make_mechanism(status=status, founded="2030", founding="By treaty.", ended="2040")
    make_outcome(mechanism=body, title="The Charter", action="signed")
    body.memberships.create(participant_id=make_participation().participant_id, state="published")
    facts = ("Founded", "How it was founded", "Ended", "Who belongs to it", "What came out of it")

    text = main_text(client.get(body.get_absolute_url()))
    assert [fact for fact in facts if fact in text] == []
    assert f"Expected to belong to it {words} As it was planned" in text
    assert f"The Charter {words}" in text

    Mechanism.objects.update(status="active")
    text = main_text(client.get(body.get_absolute_url()))
    assert [fact for fact in facts if fact not in text] == []
    assert "planned" not in text
