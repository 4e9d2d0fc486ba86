"""The desk's page of citations whose words are the same in a later copy, read with others."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents import same_words
from documents.importing import import_document
from documents.models import Anchor, Capture, Citation, Document
from records.models import HouseRules, Proposal
from records.policy import Role
from tests import make
from tests.desk.forms import notices
from tests.desk.importing.test_import import take
from tests.html import squeezed

pytestmark = pytest.mark.django_db

TALE = (
    "guests from the towns along the river had come to the harbour, where the boats lay at "
    "anchor in the sun, and the band of the fire brigade played until the evening, when all of "
    "them went home by the last of the trains, as they had done in each of the years before."
)


def book_of(number: int) -> str:
    said = "\n\n".join(f"In year {n} of {number} {TALE}" for n in range(number))
    return f"# Of the harbour\n\n{said}\n"


def anchors_of(number: int) -> list[Anchor]:
    """Public citations under a heading that a later copy has in other words."""
    book = book_of(number)
    done = import_document(data=book.encode(), file_name="a.md", rights="public")
    Document.objects.update(state="published")
    for passage in done.capture.passages.exclude(kind="heading"):
        meeting = make.make_meeting(name=f"Harbour talks {passage.number}")
        make.make_citation(meeting, passage=passage)
    later = book.replace("Of the harbour", "Of the harbor")
    import_document(data=later.encode(), file_name="b.md", document=done.document.slug)
    return list(Anchor.objects.filter(decision="open").order_by("citation_id"))


@pytest.fixture
def rose(account) -> Client:
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})
    return account("rose", Role.REVIEWER)


@pytest.fixture
def waiting(db) -> list[Anchor]:
    return anchors_of(3)


def address_of(anchor: Anchor) -> str:
    return reverse("admin:same_words", args=[anchor.capture_id])


def ticks(html: str, name: str = "citation") -> list[str]:
    return re.findall(rf'name="{name}"\s+value="([^"]*)"', html)


def in_later_copy() -> int:
    return Citation.objects.filter(passage__capture=Capture.objects.latest("pk")).count()


def test_the_heading_stands_once_above_its_citations(rose, waiting):
    html = squeezed(rose.get(address_of(waiting[0])).content.decode())

    assert html.count('<del class="keep-lines">harbour</del>') == 1
    assert html.count('<ins class="keep-lines">harbor</ins>') == 1
    assert "All 3 say the same in the later copy" in html
    assert len(ticks(html)) == 3
    assert all(f"Harbour talks {n}" in html for n in (2, 3, 4))


def test_the_working_list_the_document_and_the_citation_lead_there(rose, waiting):
    document = waiting[0].capture.document
    link = f'href="{address_of(waiting[0])}"'
    pages = [
        reverse("admin:work", args=["anchors"]),
        reverse("admin:documents_document_change", args=[document.pk]),
        reverse("admin:document_evidence", args=[document.pk]),
        reverse("admin:anchor", args=[waiting[0].pk]),
    ]

    assert all(link in rose.get(page).content.decode() for page in pages)
    Anchor.objects.update(decision="kept")
    assert not any(link in rose.get(page).content.decode() for page in pages)


def test_those_that_are_ticked_move_and_the_others_go_on_waiting(rose, waiting):
    address = address_of(waiting[0])
    sent = ticks(rose.get(address).content.decode())[:2]

    response = rose.post(address, {"citation": sent}, follow=True)

    assert notices(response) == ["2 citations stand in the later copy now."]
    assert in_later_copy() == 2
    assert len(ticks(response.content.decode())) == 1


def test_a_group_is_ticked_at_once_without_any_script(rose, waiting):
    address = address_of(waiting[0])
    (group,) = ticks(rose.get(address).content.decode(), "group")

    response = rose.post(address, {"group": group}, follow=True)

    assert in_later_copy() == 3
    assert "Nothing waits here." in response.content.decode()


def test_a_stale_page_is_refused_with_what_was_ticked_and_is_as_it_was(rose, waiting):
    address = address_of(waiting[0])
    sent = ticks(rose.get(address).content.decode())
    Citation.objects.filter(pk=waiting[0].citation_id).update(reason="Somebody else was here.")

    html = rose.post(address, {"citation": sent, "why": "A misprint."}).content.decode()

    assert "This has changed while you were looking at it." in html
    assert in_later_copy() == 0
    assert len(re.findall(r'name="citation"[^>]*\schecked', html)) == 2
    assert 'value="A misprint."' in html


@pytest.mark.parametrize(
    "sent", [{}, {"citation": "x"}, {"citation": "1"}, {"group": "² 9.9"}, {"citation": "0.\x00"}]
)
def test_what_no_page_sends_is_refused_in_a_sentence(rose, waiting, sent):
    response = rose.post(address_of(waiting[0]), sent)

    assert response.status_code == 200
    assert notices(response)
    assert in_later_copy() == 0


def test_a_contributor_proposes_all_in_one_and_a_reader_only_looks(account, waiting):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    carl, rea = account("carl", Role.CONTRIBUTOR), account("rea", Role.READER)
    address = address_of(waiting[0])
    sent = ticks(carl.get(address).content.decode())

    response = carl.post(address, {"citation": sent, "why": "A misprint."}, follow=True)

    assert notices(response) == ["The move of 3 citations is proposed: a reviewer has to agree."]
    assert (Proposal.objects.get().why, in_later_copy()) == ("A misprint.", 0)
    html = response.content.decode()
    assert ticks(html) == []
    assert html.count("A change of this citation waits for a reviewer.") == 3
    looked = rea.get(address)
    assert (looked.status_code, ticks(looked.content.decode())) == (200, [])
    assert rea.post(address, {"citation": sent}).status_code == 403


def test_it_is_shown_a_page_at_a_time(rose, waiting, monkeypatch):
    monkeypatch.setattr(same_words, "PER_PAGE", 2)
    address = address_of(waiting[0])
    first = rose.get(address)
    further = re.search(r'rel="next"\s+href="([^"]*)"', first.content.decode())
    assert further is not None

    second = rose.get(address + further[1])
    rose.post(address + further[1], {"citation": ticks(second.content.decode())})

    assert [len(ticks(page.content.decode())) for page in (first, second)] == [2, 1]
    assert in_later_copy() == 1
    after = rose.get(address + further[1]).content.decode()
    assert "Nothing waits on this page." in after
    assert rose.get(address, {"from": "forged"}, follow=True).status_code == 200


def test_it_asks_the_same_of_one_citation_and_of_four(rose):
    asked = []
    for number in (1, 4):
        anchor = anchors_of(number)[-1]
        with CaptureQueriesContext(connection) as queries:
            html = rose.get(address_of(anchor)).content.decode()
        assert len(ticks(html)) == number
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_the_message_after_an_import_leads_there(rose, waiting):
    document = waiting[0].capture.document
    third = book_of(3).replace("Of the harbour", "Of the port")

    response = take(rose, third.encode(), "c.md", document=document.pk)

    address = reverse("admin:same_words", args=[Capture.objects.latest("pk").pk])
    assert any(f'href="{address}"' in said for said in notices(response))
