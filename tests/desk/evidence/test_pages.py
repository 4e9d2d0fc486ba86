"""The desk's pages of evidence: citations in later copies, disputed values, uses of a document."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from documents.importing import import_document
from documents.models import Anchor, Citation, Document
from records.models import HouseRules, Proposal
from records.policy import Role
from tests import make
from tests.desk.forms import notices, read_form, send
from tests.html import squeezed

pytestmark = pytest.mark.django_db

LINE = "Delegates of nine coastal states met in the harbour office on 3 May 2014."
OTHER = "They agreed on a common register of fishing vessels, to be kept in Dakar."
BOOK = f"Report of the session\n\n{LINE}\n\n{OTHER}\n\n{OTHER}\n"


@pytest.fixture
def rose(account) -> Client:
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})
    return account("rose", Role.REVIEWER)


def anchor_of(words: str, later: str) -> Anchor:
    """A public citation of ``words`` that a later copy could not follow."""
    done = import_document(data=BOOK.encode(), file_name="a.txt", rights="public")
    Document.objects.update(state="published")
    passage = done.capture.passages.get(text=words)
    citation = make.make_citation(make.make_meeting(name="Harbour talks"), passage=passage)
    import_document(data=later.encode(), file_name="b.txt", document=done.document.slug)
    return Anchor.objects.get(citation=citation)


@pytest.fixture
def fuzzy(db) -> Anchor:
    return anchor_of(LINE, BOOK.replace("3 May", "4 May"))


def address(anchor: Anchor) -> str:
    return reverse("admin:anchor", args=[anchor.pk])


def test_the_working_list_names_what_waits_and_leads_there(rose, fuzzy):
    html = rose.get(reverse("admin:work", args=["anchors"])).content.decode()

    assert address(fuzzy) in html
    assert "Harbour talks" in html
    why = "The words have changed."
    assert f"words that are alike. {why}" in html
    orphans = rose.get(reverse("admin:work", args=["anchors"]), {"show": "orphaned"})
    assert address(fuzzy) not in orphans.content.decode()


def decide(client, anchor, sent, **more):
    """What the page of a place sends, with the version of the citation that it showed."""
    version = Citation.objects.get(pk=anchor.citation_id).version
    return client.post(address(anchor), {"row_version": version, **sent}, **more)


def test_a_decision_about_a_citation_that_somebody_changed_is_refused(rose, fuzzy):
    seen = Citation.objects.get().version
    Citation.objects.update(reason="Somebody else was here.")

    response = decide(rose, fuzzy, {"decision": "accept", "row_version": seen})

    assert "Somebody changed the citation in the meantime" in response.content.decode()
    assert Citation.objects.get().quote == LINE


def test_the_page_shows_the_words_removed_and_added(rose, fuzzy):
    html = squeezed(rose.get(address(fuzzy)).content.decode())

    assert '<del class="keep-lines">3</del><ins class="keep-lines">4</ins>' in html
    assert "Accept this place" in html


def test_where_only_what_leads_to_the_words_changed_the_page_shows_that(rose):
    lead = "The following is denied:"
    anchor = anchor_of(LINE, BOOK.replace(LINE, f"{lead}\n\n{LINE}"))

    html = squeezed(rose.get(address(anchor)).content.decode())

    assert "The words are the same, but not what is read with them." in html
    assert re.search(f'<ins class="keep-lines">[^<]*{lead}', html)


def test_accepting_moves_the_citation_and_empties_the_list(rose, fuzzy):
    response = decide(rose, fuzzy, {"decision": "accept"}, follow=True)

    assert notices(response) == ["The citation stands in the later copy now."]
    assert Citation.objects.get().quote == LINE.replace("3 May", "4 May")
    assert "Nothing waits here" in response.content.decode()


def test_keeping_it_leaves_the_citation_readable_on_the_earlier_copy(rose, fuzzy, client):
    decide(rose, fuzzy, {"decision": "keep", "why": "An earlier edition."})

    citation = Citation.objects.select_related("passage__capture__document").get()
    assert citation.quote == LINE
    assert LINE in client.get(citation.passage.get_absolute_url()).content.decode()
    assert "The citation stays on the earlier copy." in rose.get(address(fuzzy)).content.decode()


def test_another_place_is_chosen_by_passage_and_words(rose, fuzzy):
    passage = fuzzy.capture.passages.filter(text=OTHER).first()
    sent = {"decision": "other", "near": str(passage.number), "words": "a common register"}

    decide(rose, fuzzy, sent)

    citation = Citation.objects.get()
    assert (citation.passage, citation.quote) == (passage, "a common register")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a passage, or type its number."),
        ({"number": "99"}, "The later copy has no passage with this number."),
        ({"number": "2", "words": "whales"}, "These words are not in passage 2."),
        ({"number": "2", "words": "st"}, "The words occur"),
        ({"near": "²"}, "Choose a passage, or type its number."),
        ({"near": "9" * 18}, "The later copy has no passage with this number."),
    ],
)
def test_a_place_that_is_none_is_refused_in_a_sentence(rose, fuzzy, sent, said):
    response = decide(rose, fuzzy, {"decision": "other", **sent})

    assert response.status_code == 200
    assert said in response.content.decode()
    assert Citation.objects.get().quote == LINE


def test_a_lost_citation_has_no_place_to_accept(rose):
    anchor = anchor_of(LINE, BOOK.replace(LINE + "\n\n", ""))

    html = rose.get(address(anchor)).content.decode()
    response = decide(rose, anchor, {"decision": "accept"})

    assert "No place was found for the words." in html
    assert "Accept this place" not in html
    assert "choose a passage of the later copy" in response.content.decode()


def test_a_contributor_proposes_once_and_a_reader_only_looks(account, fuzzy):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    carl, rea = account("carl", Role.CONTRIBUTOR), account("rea", Role.READER)

    decide(carl, fuzzy, {"decision": "accept", "why": "Misprint corrected"})

    assert Proposal.objects.get().why == "Misprint corrected"
    assert Citation.objects.get().quote == LINE
    assert "waits for a reviewer" in carl.get(address(fuzzy)).content.decode()
    assert rea.get(address(fuzzy)).status_code == 200
    assert decide(rea, fuzzy, {"decision": "accept"}).status_code == 403


def test_a_control_character_in_what_is_typed_is_left_out(account, fuzzy):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})

    decide(account("carl", Role.CONTRIBUTOR), fuzzy, {"decision": "accept", "why": "Mis\x00print"})

    assert Proposal.objects.get().why == "Misprint"


# Disputed values


def disputed() -> tuple[object, str]:
    meeting = make.make_meeting(name="Harbour talks", date="2016-09-07")
    make.make_citation(meeting)
    make.make_citation(meeting, "date", stated={"date": "2016-09-08"})
    return meeting, reverse("admin:dispute", args=["meeting", meeting.pk, "date"])


def test_the_list_of_sources_that_differ_leads_to_the_value(rose):
    _meeting, url = disputed()

    assert url in rose.get(reverse("admin:work", args=["contradictions"])).content.decode()


def test_choosing_writes_the_value_and_the_reason(rose):
    meeting, url = disputed()
    seen = rose.get(url).context["form"].initial["seen"]
    sent = {"side": "1", "reason": "The later report corrects it.", "seen": seen}

    response = rose.post(url, sent, follow=True)

    meeting.refresh_from_db()
    assert meeting.date == "2016-09-08"
    assert notices(response) == ["The choice is kept, and the page shows both values."]


def test_a_control_character_in_a_counting_rule_is_left_out(rose):
    _meeting, url = disputed()
    against = Citation.objects.exclude(stated={}).get()
    sent = {
        "side": "0",
        "reason": "The first report is the better one.",
        "seen": rose.get(url).context["form"].initial["seen"],
        f"counting-{against.pk}": "counts\x00 arrivals",
    }

    response = rose.post(url, sent)

    against.refresh_from_db()
    assert (response.status_code, against.counting) == (302, "counts arrivals")


def test_a_choice_without_reason_or_on_a_stale_page_is_refused(rose):
    meeting, url = disputed()
    seen = rose.get(url).context["form"].initial["seen"]

    silent = rose.post(url, {"side": "1", "reason": "", "seen": seen})
    beyond = rose.post(url, {"side": "7", "reason": "So.", "seen": seen})
    Citation.objects.exclude(stated={}).update(stated={"date": "2016-09-09"})
    stale = rose.post(url, {"side": "1", "reason": "So.", "seen": seen})

    assert "This field is required" in silent.content.decode()
    assert "Choose one of the values." in beyond.content.decode()
    assert "look at the values again" in stale.content.decode()
    meeting.refresh_from_db()
    assert meeting.date == "2016-09-07"


def test_a_value_that_is_agreed_on_leads_to_its_record_and_a_made_up_one_nowhere(rose):
    meeting = make.make_meeting()

    agreed = rose.get(reverse("admin:dispute", args=["meeting", meeting.pk, "date"]))

    assert agreed.status_code == 302
    for kind, name in (("meeting", "nothing"), ("nothing", "date")):
        address = reverse("admin:dispute", args=[kind, meeting.pk, name])
        assert rose.get(address).status_code == 404


def test_taking_a_name_away_tells_which_citation_relied_on_it(rose):
    place = make.make_place(name="Port Amber")
    place.names.create(text="Bernsteinhafen", language="de")
    meeting = make.make_meeting(name="Harbour talks", place=place)
    for record in (place, meeting):
        make.make_citation(record)
    make.make_citation(meeting, "place", stated={"place": "Bernsteinhafen"})
    url = reverse("admin:meetings_place_change", args=[place.pk])
    form = read_form(rose, url)

    kept = send(rose, url, summary="A port.")
    gone = send(rose, url, names__0__DELETE="on")

    assert form["names-0-text"] == ["Bernsteinhafen"]
    assert not any("Bernsteinhafen" in said for said in notices(kept))
    assert any("A source calls this “Bernsteinhafen”" in said for said in notices(gone))


# What a document bears


@pytest.mark.parametrize("rows", [1, 4])
def test_a_document_lists_its_facts_and_unused_passages(rose, rows, django_assert_max_num_queries):
    document = make.make_document()
    text = "\n\n".join(f"Paragraph number {n} of the paper." for n in range(6))
    done = import_document(data=text.encode(), file_name="a.txt", document=document.slug)
    first, *others = done.capture.passages.order_by("number")
    for number in range(rows):
        meeting = make.make_meeting(name=f"Talks {number}")
        make.make_citation(meeting, "date", passage=first, stated={"date": "1999"})
    url = reverse("admin:document_evidence", args=[document.pk])

    with django_assert_max_num_queries(60):
        html = rose.get(url).content.decode()

    assert html.count('class="against"') == rows
    assert others[-1].locator in html
    assert rose.get(url, {"from": "forged"}, follow=True).status_code == 200
