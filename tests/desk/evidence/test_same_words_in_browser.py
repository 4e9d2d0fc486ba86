"""The page of citations with the same words in a browser: by keyboard, on a phone."""

import pytest

from documents.models import Citation
from records.models import HouseRules
from tests.axe import violations

from .test_same_words import address_of, anchors_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_a_group_is_ticked_and_decided_by_keyboard_on_a_phone(desk, live_server):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})
    anchors = anchors_of(3)
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(live_server.url + address_of(anchors[0]))
    every, each = desk.locator("[data-all]"), desk.locator("[name=citation]")
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(desk) == []

    every.focus()
    desk.keyboard.press("Space")
    assert [box.is_checked() for box in each.all()] == [True] * 3
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    assert every.evaluate("box => [box.checked, box.indeterminate]") == [False, True]
    desk.locator("#id_why").focus()
    desk.keyboard.press("Enter")

    desk.wait_for_selector(".messagelist .success")
    assert desk.locator("[name=citation]").count() == 1
    moved = Citation.objects.filter(passage__capture=anchors[0].capture_id)
    assert set(moved.values_list("pk", flat=True)) == {one.citation_id for one in anchors[1:]}
