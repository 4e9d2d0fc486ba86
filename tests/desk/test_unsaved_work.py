"""What was typed and not saved comes back, in a real browser."""

import pytest

from meetings.models import Meeting
from tests import make
from tests.conftest import PATIENCE

from .test_in_browser import choose

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/mechanisms/topic/add/"  # a short form; a meeting has rows of parts
ADD_MEETING = "/admin/meetings/meeting/add/"
BANNER = "#unsaved-work"


def kept(page) -> int:
    """How many forms the browser keeps unsaved work of."""
    return page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('fora-unsaved:')).length"
    )


def leave(page, address: str) -> None:
    """Leave as a crash does: no question is answered, nothing is saved."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(address)


def wait_until_kept(page) -> None:
    for _round in range(20 * PATIENCE):
        if kept(page):
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing is kept")


def test_half_typed_meeting_comes_back_with_its_rows_and_choices(desk):
    make.make_participant(name="Laos")
    make.make_participant(name="Vietnam")
    make.make_mechanism(name="Mekong forum")
    desk.goto(ADD_MEETING)
    desk.locator("#id_name").press_sequentially("Talks in Vientiane")
    desk.fill("#id_slug", "own-slug")
    desk.fill("#id_date", "7 Septem")
    choose(desk, ".field-mechanism .select2-selection", "mek", "Mekong forum")
    choose(desk, "#participations-0 .select2-selection", "lao", "Laos")
    desk.select_option("#id_participations-0-role", "host")
    desk.locator("#participations-group .add-row a").click()
    choose(desk, "#participations-2 .select2-selection", "viet", "Vietnam")
    desk.fill("#id_outcomes-0-title", "A declaration")
    desk.select_option("#id_outcomes-0-action", "adopted")
    desk.check("#citations-0 input[value=date]")
    leave(desk, "/admin/")
    assert kept(desk) == 1

    desk.goto(ADD_MEETING)
    desk.wait_for_selector(f"{BANNER} >> text=Unsaved work of")
    assert desk.input_value("#id_name") == ""
    desk.click(f"{BANNER} >> text=Restore")

    desk.wait_for_selector("text=Your unsaved work is back in the form")
    values = {
        box: desk.input_value(f"#id_{box}")
        for box in ("name", "slug", "date", "outcomes-0-title", "participations-0-role")
    }
    assert values == {
        "name": "Talks in Vientiane",
        "slug": "own-slug",
        "date": "7 Septem",
        "outcomes-0-title": "A declaration",
        "participations-0-role": "host",
    }
    shown = desk.locator(".select2-selection__rendered").all_text_contents()
    assert [
        name
        for name in ("Mekong forum", "Laos", "Vietnam")
        if not any(name in text for text in shown)
    ] == []
    assert desk.is_checked("#citations-0 input[value=date]")

    desk.fill("#id_date", "2016-09-07")
    desk.uncheck("#citations-0 input[value=date]")
    desk.click("text=Save and stay here")
    desk.wait_for_selector(".messagelist .success")
    meeting = Meeting.objects.get()
    assert (meeting.slug, meeting.mechanism.name) == ("own-slug", "Mekong forum")
    assert sorted(str(one.participant) for one in meeting.participations.all()) == [
        "Laos",
        "Vietnam",
    ]
    assert kept(desk) == 0


def test_after_the_session_ended_the_next_sign_in_finds_it(desk):
    topic = make.make_topic(name="Fishing")
    address = f"/admin/mechanisms/topic/{topic.pk}/change/"
    desk.goto(address)
    desk.fill("#id_summary", "What I typed for an hour.")
    desk.context.clear_cookies(name="sessionid")

    desk.click("text=Save and stay here")
    desk.wait_for_selector("#id_password")
    assert kept(desk) == 1
    desk.fill("#id_username", "admin")
    desk.fill("#id_password", "password")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".desk-home, #id_summary")
    desk.goto(address)
    desk.click(f"{BANNER} >> text=Restore")

    assert desk.input_value("#id_summary") == "What I typed for an hour."


def test_stale_work_is_said_to_be_so_and_compared_before_it_is_saved(desk):
    topic = make.make_topic(name="Fishing", summary="First.")
    address = f"/admin/mechanisms/topic/{topic.pk}/change/"
    desk.goto(address)
    desk.fill("#id_summary", "Mine.")
    wait_until_kept(desk)
    topic.summary = "Theirs."
    topic.save()
    leave(desk, "/about/")

    desk.goto(address)
    desk.wait_for_selector(f"{BANNER} >> text=The record has been saved since")
    desk.click(f"{BANNER} >> text=Restore")
    desk.click("text=Save and stay here")

    desk.wait_for_selector("text=Someone else saved this record while you were editing it")
    assert desk.input_value("#id_summary") == "Mine."
    topic.refresh_from_db()
    assert topic.summary == "Theirs."


def test_rows_are_found_by_their_keys(desk):
    meeting = make.make_meeting(name="Talks")
    first, second = (make.make_outcome(meeting=meeting, title=title) for title in ("One", "Two"))
    address = f"/admin/meetings/meeting/{meeting.pk}/change/"
    desk.goto(address)
    titles = desk.locator("input[id^=id_outcomes-][id$=-title]:visible").all()
    (corrected,) = (box for box in titles if box.input_value() == "Two")
    corrected.fill("Two, corrected")
    wait_until_kept(desk)
    leave(desk, "/about/")
    first.delete()
    assert second.title == "Two"

    desk.goto(address)
    desk.click(f"{BANNER} >> text=Restore")

    assert desk.input_value("#id_outcomes-0-title") == "Two, corrected"
    assert desk.locator("#unsaved-status").text_content().endswith("left out: One")


def test_discarded_work_is_gone(desk):
    desk.goto(ADD)
    desk.fill("#id_name", "Fishing")
    leave(desk, "/about/")
    desk.goto(ADD)

    desk.click(f"{BANNER} >> text=Discard")

    assert not desk.locator(BANNER).is_visible()
    assert kept(desk) == 0
    assert desk.input_value("#id_name") == ""


def test_typing_on_does_not_lose_what_is_offered(desk):
    desk.goto(ADD)
    desk.fill("#id_name", "Fishing")
    leave(desk, "/about/")
    desk.goto(ADD)
    desk.fill("#id_name", "Farming")
    leave(desk, "/about/")

    desk.goto(ADD)
    desk.click(f"{BANNER} >> text=Discard")
    desk.click(f"{BANNER} >> text=Restore")

    assert desk.input_value("#id_name") == "Fishing"


def test_a_refused_form_goes_on_being_kept(desk):
    desk.goto(ADD_MEETING)
    desk.fill("#id_name", "Talks")
    desk.fill("#id_date", "soon")
    desk.click("text=Save and stay here")
    desk.wait_for_selector(".errornote")
    assert not desk.locator(BANNER).is_visible()
    assert kept(desk) == 1
    leave(desk, "/about/")

    desk.goto(ADD_MEETING)
    desk.click(f"{BANNER} >> text=Restore")

    assert (desk.input_value("#id_name"), desk.input_value("#id_date")) == ("Talks", "soon")


def test_signing_out_deletes_it_and_one_signs_in_again_by_keyboard(desk):
    desk.goto(ADD)
    desk.fill("#id_name", "Talks")
    wait_until_kept(desk)
    desk.once("dialog", lambda dialog: dialog.accept())

    desk.click("#logout-form button")
    desk.wait_for_selector("text=Log in again")

    assert kept(desk) == 0
    desk.click("text=Log in again")
    desk.fill("#id_username", "admin")
    desk.fill("#id_password", "password")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".desk-home")


def test_another_account_is_not_shown_it(desk, sign_in, django_user_model):
    other = django_user_model.objects.create_superuser("other", password="password")
    desk.goto(ADD)
    desk.fill("#id_name", "Talks")
    wait_until_kept(desk)
    leave(desk, "/about/")
    sign_in(desk, other)
    desk.goto(ADD)

    assert not desk.locator(BANNER).is_visible()
    assert kept(desk) == 1


def test_files_and_passwords_are_never_kept(desk):
    desk.goto("/admin/auth/user/add/")
    desk.fill("#id_username", "new")
    desk.fill("#id_password1", "a secret of mine")
    desk.wait_for_timeout(1200)

    stored = desk.evaluate("JSON.stringify(localStorage)")

    assert "a secret of mine" not in stored
