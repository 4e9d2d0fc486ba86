"""The desk by keyboard alone, in a real browser."""

import pytest

from meetings.models import Meeting
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def test_letters_after_g_lead_to_lists(desk):
    desk.goto("/admin/")
    desk.keyboard.press("g")
    desk.keyboard.press("m")
    desk.wait_for_url("**/admin/meetings/meeting/")
    desk.keyboard.press("g")
    desk.keyboard.press("r")
    desk.wait_for_url("**/admin/work/review/")
    desk.keyboard.press("g")
    desk.keyboard.press("h")
    desk.wait_for_url("**/admin/")


def test_rows_are_walked_with_j_and_k_and_opened_with_enter(desk):
    for name in ("Alpha", "Beta", "Gamma"):
        make.make_meeting(name=name)
    desk.goto("/admin/work/uncited/?show=meeting")

    walked = []
    for key in "jjjjk":
        desk.keyboard.press(key)
        walked.append(focused(desk))

    assert walked == ["Gamma", "Beta", "Alpha", "Alpha", "Beta"]
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#id_name")
    assert desk.input_value("#id_name") == "Beta"


def test_slash_goes_to_the_search_box_and_letters_typed_there_are_letters(desk):
    make.make_meeting(name="Talks")
    desk.goto("/admin/meetings/meeting/")

    desk.keyboard.press("/")
    desk.keyboard.type("gm?/jk")

    assert desk.input_value("#searchbar") == "gm?/jk"
    assert desk.url.endswith("/admin/meetings/meeting/")
    assert not desk.locator("#keys").is_visible()


def test_letter_on_a_closed_box_searches_in_it(desk):
    make.make_mechanism(name="Great forum")
    desk.goto("/admin/meetings/meeting/add/")

    desk.locator(".field-mechanism .select2-selection").focus()
    desk.keyboard.type("gm")

    desk.wait_for_selector(".select2-container--open")
    assert desk.url.endswith("/add/")


def test_question_mark_shows_the_keys_and_they_can_be_switched_off(desk):
    desk.goto("/admin/")
    desk.keyboard.press("?")
    assert desk.locator("#keys").is_visible()
    desk.uncheck("#single-keys")
    desk.keyboard.press("Escape")
    desk.reload()

    desk.keyboard.press("?")
    desk.keyboard.press("g")
    desk.keyboard.press("m")
    desk.wait_for_timeout(300)

    assert not desk.locator("#keys").is_visible()
    assert desk.url.endswith("/admin/")
    desk.click("#show-keys")
    desk.check("#single-keys")
    desk.keyboard.press("Escape")
    desk.locator("#site-name a").focus()
    desk.keyboard.press("?")
    assert desk.locator("#keys").is_visible()


def test_ctrl_s_saves_and_stays_and_ctrl_enter_publishes(desk):
    draft = make.make_topic(name="Fishing", state="draft")
    desk.goto(f"/admin/mechanisms/topic/{draft.pk}/change/")

    desk.fill("#id_name", "Fisheries")
    desk.keyboard.press("Control+s")
    desk.wait_for_selector(".messagelist .success")
    draft.refresh_from_db()
    assert (draft.name, draft.state) == ("Fisheries", "draft")
    desk.locator("#id_name").focus()
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("text=is saved and published")

    draft.refresh_from_db()
    assert draft.state == "published"


def test_ctrl_enter_saves_where_nothing_is_to_be_published(desk):
    meeting = make.make_topic(name="Fishing")
    desk.goto(f"/admin/mechanisms/topic/{meeting.pk}/change/")

    desk.fill("#id_name", "Fisheries")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector(".messagelist .success")

    meeting.refresh_from_db()
    assert (meeting.name, meeting.state) == ("Fisheries", "published")
    assert Meeting.objects.count() == 0
