"""The help: every page of the desk leads to the page that explains it, and the pages hold true."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from desk import guide
from desk.site import GO
from desk.work import kinds
from documents.models import Citation
from tests import make

from .test_every_page import ADDED_ELSEWHERE, MAKERS

FOLDER = Path(settings.BASE_DIR) / "docs" / "guide"


def help_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    (link,) = re.findall(r'<a href="([^"]+)" class="help-link">', response.content.decode())
    return link


def addresses() -> list[str]:
    row = make.make_citation(make.make_meeting(), "name")
    meeting = row.meeting
    make.make_citation(meeting, "date", stated={"date": "1999"})
    assert isinstance(row, Citation)
    found = [reverse("admin:index"), reverse("admin:guide"), "/admin/password_change/"]
    found += [reverse("admin:work", args=[one.name]) for one in kinds.WORK if one.scans]
    found += [reverse("admin:guide_page", args=[name]) for name in guide.PAGES]
    found += [reverse(f"admin:{kind}_changelist") for kind in MAKERS]
    found += [reverse(f"admin:{kind}_add") for kind in sorted(set(MAKERS) - ADDED_ELSEWHERE)]
    found += ["/admin/auth/user/", "/admin/auth/user/add/"]
    found.append(reverse("admin:dispute", args=["meeting", meeting.pk, "date"]))
    found.append(reverse("admin:document_evidence", args=[row.passage.capture.document_id]))
    found.append(reverse("admin:documents_document_import"))
    for page in ("change", "history"):
        found.append(reverse(f"admin:meetings_meeting_{page}", args=[meeting.pk]))
        found.append(reverse(f"admin:documents_citation_{page}", args=[row.pk]))
    return found


def test_every_page_of_the_desk_has_help_that_is_there(admin_client: Client):
    leads_to = {address: help_of(admin_client, address) for address in addresses()}

    missing = []
    for link in sorted(set(leads_to.values())):
        path, _hash, heading = link.partition("#")
        html = admin_client.get(path).content.decode()
        if heading and f'id="{heading}"' not in html:
            missing.append(link)
    assert missing == []
    assert len(set(leads_to.values())) > 6
    assert leads_to[reverse("admin:meetings_meeting_add")].endswith(
        "/first-meeting/#2-record-the-meeting"
    )
    (dispute,) = [link for address, link in leads_to.items() if "/disputes/" in address]
    assert dispute.endswith("/guide/evidence/#where-sources-disagree")
    assert leads_to[reverse("admin:work", args=["review"])].endswith("/guide/review/")


@pytest.mark.parametrize(("pattern", "place"), guide.HELP)
def test_every_entry_of_the_help_names_a_heading_that_is_there(pattern: str, place: str):
    page, _hash, heading = place.partition("#")

    assert page in guide.PAGES
    assert not heading or f'id="{heading}"' in guide.page(page)


def test_every_page_of_the_guide_is_there_and_in_its_contents():
    assert {path.stem for path in FOLDER.glob("*.md")} == set(guide.PAGES)
    linked = re.findall(r'href="/admin/guide/([\w-]+)/"', guide.page(""))
    assert set(linked) == set(guide.PAGES)


@pytest.mark.parametrize("name", ["", *guide.PAGES])
def test_links_of_the_guide_lead_somewhere(admin_client: Client, name: str):
    html = guide.page(name)

    assert ".md" not in re.sub(r"<code>.*?</code>", "", html)
    for link in re.findall(r'href="(/admin/[^"#]*)', html):
        assert admin_client.get(link).status_code == 200


def test_unknown_page_of_the_guide_is_not_found(admin_client: Client):
    assert admin_client.get("/admin/guide/nothing/").status_code == 404


def test_guide_lists_the_work_and_the_keys_that_there_are():
    told = {
        line.split("|")[1].strip()
        for line in (FOLDER / "work.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and "---" not in line
    }
    assert told - {"list"} == {str(one.title) for one in kinds.WORK}

    keys = (FOLDER / "keys.md").read_text(encoding="utf-8")
    letters = set(re.findall(r"`([a-z?])` (?:home|my|waiting|meet|mech|part|ser|doc|this)", keys))
    assert letters == {"h", "w", "r", "?", *(letter for letter, _title, _route in GO)}
