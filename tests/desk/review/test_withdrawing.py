"""Withdrawing what others depend on: what goes off the site with it is told before and after."""

import pytest
from django.test import Client
from django.urls import reverse

from records import hidden
from records.models import HouseRules
from records.policy import Role
from tests import make
from tests.desk.cited_records import cited, fresh
from tests.desk.forms import notices, send
from tests.desk.pages import change_address
from tests.html import main_text, squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def rose(account) -> Client:
    """A reviewer, where one person edits alone."""
    keep_four_eyes(False)
    return account("rose", Role.REVIEWER)


def keep_four_eyes(rule: bool) -> None:
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": rule})


def told(response) -> str:
    """The text of a page, as it is read: no space before a semicolon or a colon."""
    return main_text(response).replace(" ;", ";").replace(" :", ":")


def hangzhou(meetings: int = 2):
    """A place, and public meetings that were held there, with who was at the first."""
    place = cited(make.make_place(name="Hangzhou"))
    held = [
        cited(make.make_meeting(name=f"Round {number + 1}", place=place))
        for number in range(meetings)
    ]
    if held:
        cited(make.make_participation(meeting=held[0]))
    make.make_meeting(name="Planned", place=place, state="draft")
    return place


def withdraw_address(record) -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_withdraw", args=[record.pk])


def test_the_page_asks_before_others_go_off_the_site(rose):
    place = hangzhou()

    asked = send(rose, change_address(place), "_withdraw", summary="In Zhejiang", follow=True)

    assert asked.redirect_chain[-1][0] == withdraw_address(place)
    assert notices(asked) == ["“Hangzhou” is saved, and not withdrawn yet."]
    text = told(asked)
    assert "Withdraw “Hangzhou”?" in text
    assert "2 meetings: Round 1; Round 2" in text
    assert "1 participation:" in text
    assert "Planned" not in text
    place = fresh(place)
    assert (place.state, place.summary) == ("published", "In Zhejiang")


def test_after_it_the_message_says_what_went_with_it(rose):
    place = hangzhou()
    page = rose.get(withdraw_address(place)).content.decode()
    version = f'name="row_version" value="{fresh(place).version}"'
    assert version in squeezed(page)
    meta = place._meta
    move = reverse(f"admin:{meta.app_label}_{meta.model_name}_move", args=[place.pk])
    sent = {"move": "withdraw", "row_version": fresh(place).version, "remark": "Wrong town"}

    done = rose.post(move, sent, follow=True)

    assert notices(done) == [
        "“Hangzhou” is withdrawn: the public no longer sees it. No longer public either, as they "
        "depend on what was withdrawn: 2 meetings, 1 participation."
    ]
    assert fresh(place).state == "withdrawn"
    assert "Wrong town" in rose.get(change_address(place).replace("change", "history")).text


def test_what_nothing_depends_on_is_withdrawn_at_once(rose):
    place = hangzhou(meetings=0)

    done = send(rose, change_address(place), "_withdraw", follow=True)

    assert notices(done) == ["“Hangzhou” is saved and withdrawn: the public no longer sees it."]
    assert "No other public record depends on it" in told(
        rose.get(withdraw_address(cited(make.make_place())))
    )


def test_with_four_eyes_the_page_leads_to_the_question(rose):
    """What is saved there is only proposed, so that it has no button to withdraw."""
    keep_four_eyes(True)
    place = hangzhou(meetings=0)
    page = rose.get(change_address(place)).content.decode()
    assert "_withdraw" not in page
    assert f'<a href="{withdraw_address(place)}">Withdraw</a>' in page
    type(place).objects.filter(pk=place.pk).update(state="withdrawn")
    assert withdraw_address(place) not in rose.get(change_address(place)).content.decode()


def test_a_meeting_goes_with_its_own_parts_unasked(rose):
    meeting = cited(make.make_meeting())
    cited(make.make_participation(meeting=meeting))

    send(rose, change_address(meeting), "_withdraw", follow=True)

    assert fresh(meeting).state == "withdrawn"


def choose(client: Client, records, **more):
    meta = records[0]._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    chosen = {
        "action": "withdraw_selected",
        "_selected_action": [one.pk for one in records],
        "row_version": [f"{one.pk}:{fresh(one).version}" for one in records],
    }
    return client.post(address, {**chosen, **more}, follow=True)


def test_a_list_asks_of_all_that_are_chosen(rose):
    place, other = hangzhou(), cited(make.make_place(name="Wuzhen"))

    asked = choose(rose, [place, other])

    text = told(asked)
    assert "Withdraw 2 places?" in text
    assert ("Hangzhou" in text, "Wuzhen" in text) == (True, True)
    assert "2 meetings: Round 1; Round 2" in text
    assert {fresh(place).state, fresh(other).state} == {"published"}

    done = choose(rose, [place, other], withdraw="1")

    assert notices(done) == [
        "2 places are withdrawn. No longer public either, as they depend on what was withdrawn: "
        "2 meetings, 1 participation."
    ]
    assert {fresh(place).state, fresh(other).state} == {"withdrawn"}


def test_only_what_went_is_told(rose):
    """One of two is no longer as the list showed it, and stays."""
    place, other = hangzhou(), cited(make.make_place(name="Wuzhen"))
    cited(make.make_meeting(place=other))
    row_version = [f"{place.pk}:{fresh(place).version}", f"{other.pk}:{fresh(other).version - 1}"]

    done = choose(rose, [place, other], withdraw="1", row_version=row_version)

    assert "2 meetings, 1 participation." in notices(done)[-1]
    assert fresh(other).state == "published"


def test_a_count_is_bounded(rose, monkeypatch):
    monkeypatch.setattr(hidden, "MOST_COUNTED", 2)
    monkeypatch.setattr(hidden, "SHOWN", 1)
    place = hangzhou(meetings=4)

    text = told(rose.get(withdraw_address(place)))

    assert "more than 2 meetings: Round 1 and others" in text


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR])
def test_who_may_not_withdraw_is_not_asked(account, role):
    place = hangzhou()
    assert account("carl", role).get(withdraw_address(place)).status_code == 403


def test_what_is_not_public_is_not_asked_about(rose):
    place = make.make_place(state="draft")
    asked = rose.get(withdraw_address(place))
    assert (asked.status_code, asked["Location"]) == (302, change_address(place))


# On the page of what went with it


def test_the_page_of_a_hidden_record_says_because_of_what(rose, account):
    place = hangzhou()
    meeting = place.meetings.get(name="Round 1")
    assert "The public does not see this" not in main_text(rose.get(change_address(meeting)))
    type(place).objects.filter(pk=place.pk).update(state="withdrawn")

    page = rose.get(change_address(meeting))

    sentence = "The public does not see this, although it is published, because it depends on:"
    assert f"{sentence} place Hangzhou withdrawn" in main_text(page)
    assert f'href="{change_address(place)}"' in page.content.decode()
    part = meeting.participations.get()
    assert f"{sentence} place Hangzhou withdrawn" in main_text(rose.get(change_address(part)))
    carl = main_text(account("carl", Role.CONTRIBUTOR).get(change_address(meeting)))
    assert "This is public." not in carl
    assert "What you change here is kept as a proposal" in carl
