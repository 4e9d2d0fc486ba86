"""An editor at work in a real browser, mostly by keyboard; and what a screen reader would meet."""

import itertools
from pathlib import Path

import pytest

from documents.models import Citation
from meetings.models import Meeting
from tests import make
from tests.axe import SERIOUS, violations

TEXT = (
    "V. Cooperation\n\n"
    "The 19th China-ASEAN Summit was held in Vientiane on 7 September 2016, hosted by Laos.\n\n"
    "It adopted a joint statement.\n"
)


def choose(page, box: str, letters: str, expected: str) -> None:
    """Choose a record as a typist does: a letter on the closed box opens it, Enter chooses.

    Where letters are composed, as in Chinese, Enter opens the box first.
    """
    page.locator(box).focus()
    if not letters.isascii():
        page.keyboard.press("Enter")
        letters = f" {letters}"
    else:
        page.keyboard.type(letters[0])
    page.wait_for_selector(".select2-container--open .select2-search__field")
    page.keyboard.type(letters[1:])
    option = page.locator(".select2-results__option--highlighted", has_text=expected)
    option.wait_for()
    page.keyboard.press("Enter")


@pytest.mark.django_db(transaction=True)
def test_editor_imports_a_source_records_a_meeting_cites_it_and_publishes(desk, tmp_path: Path):
    laos = make.make_participant(name="Laos")
    laos.names.create(text="老挝", language="zh-Hans")
    make.make_place(name="Vientiane")
    source = tmp_path / "paper.txt"
    source.write_text(TEXT, encoding="utf-8")

    desk.goto("/admin/")
    desk.click("text=Import a source document")
    desk.set_input_files("#id_file", source)
    desk.get_by_role("button", name="See what is recognized").click()
    desk.fill("[name=f0-title]", "The white paper")
    desk.get_by_role("button", name="Import this document").click()
    desk.wait_for_selector("text=is recorded as a draft with 3 passages")
    desk.click("text=Save and publish")
    desk.wait_for_selector("text=is saved and published")

    desk.goto("/admin/")
    desk.click("text=Record a meeting")
    desk.fill("#id_name", "")
    desk.locator("#id_name").press_sequentially("19th China-ASEAN Summit")
    assert desk.input_value("#id_slug") == "19th-china-asean-summit"
    desk.fill("#id_date", "2016-09-07")
    choose(desk, ".field-place .select2-selection", "vien", "Vientiane")
    choose(desk, "#participations-0 .select2-selection", "老挝", "Laos")
    desk.select_option("#id_participations-0-role", "host")
    choose(desk, "#citations-0 .field-passage .select2-selection", "white summit", "V ¶1")
    desk.fill("#id_citations-0-quote", "summit was held")
    desk.check("#citations-0 input[value=name]")
    for value in ("status", "date", "place", "added"):
        desk.check(f"#citations-0 input[value={value}]")
    desk.click("text=Save and publish")

    desk.wait_for_selector("text=These words are not in V ¶1")
    assert desk.input_value("#id_name") == "19th China-ASEAN Summit"
    assert not Meeting.objects.exists()
    desk.fill("#id_citations-0-quote", "held in Vientiane on … Laos")
    desk.click("text=Save and publish")
    desk.wait_for_selector("text=is saved and published")

    meeting = Meeting.objects.get()
    assert meeting.is_public
    assert set(Citation.objects.values_list("quote", flat=True)) == {
        "held in Vientiane on 7 September 2016, hosted by Laos"
    }
    shown = desk.request.get(f"/meetings/{meeting.slug}/").text()
    assert "Vientiane" in shown
    assert "Laos" in shown
    listed = desk.request.get("/api/v1/meetings/").json()["results"]
    assert [row["title"] for row in listed] == ["19th China-ASEAN Summit"]
    desk.click("text=Public page")
    desk.wait_for_url(f"**/meetings/{meeting.slug}/")


@pytest.mark.django_db(transaction=True)
def test_pages_of_the_desk_have_no_serious_barriers(desk, exhaustive):
    """One page of each kind; both where exhaustive."""
    meeting = make.make_meeting(mechanism=make.make_mechanism())
    meeting.names.create(text="Another name")
    participation = make.make_participation(meeting=meeting)
    make.make_citation(meeting, "name")
    make.make_citation(participation)
    change = f"/admin/documents/citation/{Citation.objects.first().pk}/change/"
    pages = [
        ("/admin/", "/admin/documents/document/import/"),
        ("/admin/meetings/meeting/", "/admin/documents/citation/"),
        (f"/admin/meetings/meeting/{meeting.pk}/change/", "/admin/meetings/meeting/add/"),
        ("/admin/guide/evidence/", "/admin/guide/"),
        ("/admin/work/uncited/", "/admin/work/orphans/?show=not-held"),
        (change, f"/admin/mechanisms/mechanism/{meeting.mechanism_id}/withdraw/"),
    ]
    barriers = {}
    for address in itertools.chain(*pages) if exhaustive else [each[0] for each in pages]:
        desk.goto(address)
        if serious := violations(desk, SERIOUS):
            barriers[address] = serious
    assert barriers == {}
