"""A week of an institute's desk, in an hour of two browsers: nothing wrong is ever public.

Ann drafts and proposes, Rose and Roy review. Beside them stands a visitor without an account, who
is asked after each step what the public sees.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from mechanisms.models import Participant
from meetings.models import Meeting
from records.history import timeline
from records.models import DuplicatePair, HouseRules, Identity, Proposal
from records.policy import Role, give_role
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 50


@pytest.fixture
def desks(new_page, sign_in) -> dict[str, Any]:
    """Three browsers, signed in at the desk of a house that asks for four eyes."""
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    pages = {}
    for name, role in (
        ("ann", Role.CONTRIBUTOR),
        ("rose", Role.REVIEWER),
        ("roy", Role.REVIEWER),
    ):
        user = get_user_model().objects.create_user(name)
        give_role(user, role)
        pages[name] = new_page()
        sign_in(pages[name], user)
    return pages


def public(address: str) -> tuple[int, str]:
    """What a visitor sees."""
    response = Client().get(address)
    # The form that chooses a language has a new token each time.
    text = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", response.content.decode())
    return response.status_code, text


def said(page) -> str:
    return page.locator(".messagelist").inner_text()


def change(record) -> str:
    meta = record._meta
    return f"/admin/{meta.app_label}/{meta.model_name}/{record.pk}/change/"


def test_a_week_at_the_desk(desks, tmp_path: Path):
    ann, rose, roy = desks["ann"], desks["rose"], desks["roy"]
    passage = make.make_passage()

    # Ann drafts a meeting and hands it in; Rose returns it; Ann mends it; Rose publishes.
    ann.goto("/admin/meetings/meeting/add/")
    ann.fill("#id_name", "Talks at sea")
    ann.fill("#id_date", "2016-09-07")
    ann.click("[name=_submit]")
    meeting = Meeting.objects.get()
    assert meeting.state == "in_review"
    assert public("/meetings/talks-at-sea/")[0] == 404

    rose.goto(change(meeting))
    rose.fill("#return-remark", "Which passage says so?")
    rose.click("button[value=send_back]")
    assert "went back to its author" in said(rose)
    ann.goto(change(meeting))
    assert "Which passage says so?" in ann.locator(".remark").inner_text()
    make.make_citation(meeting, "name", "date", "status", passage=passage, state="draft")
    ann.goto(change(meeting))
    ann.fill("#id_summary", "They spoke of the sea.")
    ann.click("[name=_submit]")
    rose.goto(change(meeting))
    rose.click("button[value=publish]")
    assert "is public" in said(rose)
    assert public("/meetings/talks-at-sea/")[0] == 200

    # What Ann now changes waits; Rose takes a part of it. The paper gives the other name, too.
    names = {"names": ["Meeresgespräche [de; alias]"]}
    make.make_citation(meeting, "names", passage=passage, holds_for=names)
    ann.goto(change(meeting))
    ann.fill("#id_summary", "They spoke of the deep sea.")
    ann.fill("#id_names-0-text", "Meeresgespräche")
    ann.fill("#id_names-0-language", "de")
    ann.fill("#id_why", "The paper says deep")
    ann.click("[name=_continue]")
    assert "a reviewer will look at it" in said(ann)
    assert "deep sea" not in public("/meetings/talks-at-sea/")[1]
    assert "talks-at-sea" not in public("/search/?q=Meeresgespräche")[1]
    proposal = Proposal.objects.get()
    rose.goto(f"/admin/records/proposal/{proposal.pk}/change/")
    assert "deep" in rose.locator(".change ins").first.inner_text()
    rose.locator(".change-added input[name=piece]").uncheck()
    rose.click("[name=_accept_part]")
    assert "Accepted in part" in said(rose)
    page = public("/meetings/talks-at-sea/")[1]
    assert "deep sea" in page
    assert "Meeresgespr" not in page

    # Rose and Roy clash over a draft: Roy sees both, and what only Rose changed is kept.
    draft = make.make_topic(name="Fisheries", state="draft", summary="Fish")
    roy.goto(change(draft))
    rose.goto(change(draft))
    rose.fill("#id_name", "Fisheries and fleets")
    rose.click("[name=_continue]")
    roy.fill("#id_summary", "Fish of the high seas")
    roy.click("[name=_continue]")
    assert "Fisheries and fleets" in roy.locator("table.clash").inner_text()
    roy.check("#id_save_over")
    roy.click("[name=_continue]")
    draft.refresh_from_db()
    assert (draft.name, draft.summary) == ("Fisheries and fleets", "Fish of the high seas")

    # Roy reverts Rose's name of it, and nothing else.
    roy.goto(change(draft).replace("/change/", "/history/"))
    roy.locator("ol.history > li", has_text="rose").locator("a.revert").click()
    roy.fill("#why", "Fleets are another topic")
    roy.click(".undo-form button")
    draft.refresh_from_db()
    assert (draft.name, draft.summary) == ("Fisheries", "Fish of the high seas")

    # Ann brings a table; its rows are drafts; Rose undoes the whole import.
    table = tmp_path / "participants.csv"
    rows = [f"Ministry {number},ministry-{number},government_body" for number in range(ROWS)]
    table.write_text("name,slug,kind\n" + "\n".join(rows) + "\n", encoding="utf-8")
    seen = public("/participants/")[1]
    ann.goto("/admin/mechanisms/participant/table/import/")
    ann.set_input_files("input[type=file]", table)
    ann.click("input[type=submit].default")
    ann.wait_for_selector("[name=_import]")
    ann.click("[name=_import]")
    ann.wait_for_selector(".table-result")
    assert Participant.objects.filter(name__startswith="Ministry", state="draft").count() == ROWS
    assert public("/participants/")[1] == seen
    batch = ann.locator(".table-result a[href*=batches]").get_attribute("href")
    rose.goto(f"{batch}?undo=1")
    rose.fill("#why", "The wrong table")
    rose.click(".undo-form button")
    assert "taken back" in said(rose)
    assert not Participant.objects.filter(name__startswith="Ministry").exists()

    # Two drafts that are one are merged and taken apart again.
    one = make.make_participant(name="Republic of Korea", state="draft")
    other = make.make_participant(name="South Korea", state="draft")
    rose.goto(f"/admin/records/duplicatepair/choose/participant/{one.pk}/")
    rose.evaluate(
        """key => {
            const box = document.querySelector("select[name=other]");
            box.append(new Option("South Korea", key, true, true));
        }""",
        other.pk,
    )
    rose.locator("#content-main form [type=submit]").last.click()
    rose.wait_for_selector("button[value=keep_one]")
    first = rose.locator("button[value=keep_one]")
    first.click()
    ended = Identity.objects.filter(uid__in=[one.uid, other.uid], ended_at__isnull=False)
    assert ended.count() == 1
    pair = DuplicatePair.objects.get()
    rose.goto(f"/admin/records/duplicatepair/{pair.pk}/change/")
    rose.click("button[value=undo]")
    assert ended.count() == 0
    assert {Participant.objects.get(pk=row.pk).name for row in (one, other)} == {
        "Republic of Korea",
        "South Korea",
    }

    # The history tells the week as it was.
    kinds_seen = {one.metadata["kind"] for one in timeline.batches()[0]}
    assert {"request", "review", "revert", "import", "undo", "merge"} <= kinds_seen
    assert public(f"/id/{meeting.uid}")[0] in (301, 302)
    assert public("/participants/")[1] == seen
