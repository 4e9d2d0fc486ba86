"""Where does the text say this? The second step of the form, in plain HTML."""

import pytest
from django.test import Client
from django.urls import reverse

from documents.candidates.record_values import values_of
from documents.disputes import dispute_of
from documents.models import Candidate, Citation
from documents.needs_work import lacking
from meetings.models import Meeting
from tests import make
from tests.documents.candidates.made_up import TEXT, make_text, quotes, summit, value

pytestmark = pytest.mark.django_db


def desk_of(capture) -> str:
    return reverse("admin:documents_document_read", args=[capture.document_id])


def send(client: Client, row: Candidate, act: str = "edit", **sent: str):
    form = {key: one for values in values_of(row) for key, one in values.initial.items()}
    form |= {"act": act, "candidate": str(row.pk), "version": str(row.version), **sent}
    return client.post(desk_of(row.capture), form, follow=True)


def asked_in(response) -> dict[str, dict]:
    """The questions of the page, by the keys of their values."""
    parts = response.context["desk"]["candidate"]["parts"]
    rows = [row for part in parts for row in part["rows"]]
    return {row["key"]: row["question"] for row in rows if row["question"]}


def answers_to(asked: dict[str, dict]) -> dict[str, str]:
    """What the page sends where its questions are left as they are."""
    sent = {}
    for key, one in asked.items():
        chosen = [offer["address"] for offer in one["offers"] if offer["is_checked"]]
        sent[f"asked-{key}"] = one["asked"]
        sent[f"words-{key}"] = "chosen" if one["is_chosen"] else [*chosen, "nowhere"][0]
        if one["read"]:
            sent[f"read-{key}"] = "misread" if one["read"]["is_misread"] else "otherwise"
    return sent


def test_typed_value_is_asked_about_before_anything_is_written(admin_client: Client):
    row = make.make_candidate(make_text(), summit(fields={"name": value("River Basin Summit")}))

    page = send(admin_client, row, date="2031-06", mode="video")

    asked = asked_in(page)
    assert set(asked) == {"date", "mode", "status"}
    assert [one["context"][1] for one in asked["date"]["offers"]] == ["June 2031"]
    assert asked["date"]["offers"][0]["is_checked"]
    assert asked["mode"]["offers"][0]["passage"].locator in page.content.decode()
    assert "Choose for each value that you typed which words say it" in page.content.decode()
    assert not Meeting.objects.exists()


def test_answers_are_taken_and_nothing_is_asked_twice(admin_client: Client):
    row = make.make_candidate(make_text(), summit(fields={"name": value("River Basin Summit")}))
    typed = {"date": "2031-06"}
    asked = asked_in(send(admin_client, row, **typed))

    send(admin_client, row, **typed, **answers_to(asked))

    meeting = Meeting.objects.get()
    assert quotes(meeting) == {
        "name": "River Basin Summit",
        "date": "June 2031",
        "status": "was held",
    }
    assert meeting.state == "published"


def test_a_place_that_was_offered_for_another_value_is_refused(admin_client: Client):
    row = make.make_candidate(make_text(), summit(fields={"name": value("River Basin Summit")}))
    typed = {"date": "2031-06", "mode": "video"}
    asked = asked_in(send(admin_client, row, **typed))
    elsewhere = asked["mode"]["offers"][0]["address"]

    page = send(admin_client, row, **typed, **{**answers_to(asked), "words-date": elsewhere})

    assert "Choose the words that say this." in page.content.decode()
    assert not Meeting.objects.exists()


def test_answer_to_another_value_is_none(admin_client: Client):
    row = make.make_candidate(make_text(), summit())
    asked = asked_in(send(admin_client, row, **{"place-new": "Estwick"}))

    page = send(admin_client, row, **{"place-new": "Carrow"}, **answers_to(asked))

    assert asked_in(page)["place"]["value"] == "Carrow"
    assert not Meeting.objects.exists()


def test_value_that_the_text_does_not_say_makes_a_draft_that_lacks_evidence(admin_client: Client):
    row = make.make_candidate(make_text(), summit())
    typed = {"place-new": "Quay Nine"}
    asked = asked_in(send(admin_client, row, **typed))
    assert (asked["place"]["offers"], asked["place"]["is_nowhere"]) == ([], True)

    done = send(admin_client, row, **typed, **{**answers_to(asked), "read-place": "misread"})

    assert [(one.name, one.state) for one in lacking(Meeting.objects.all())] == [
        ("Third River Basin Summit", "draft")
    ]
    assert "no public document is cited for" in str(next(iter(done.context["messages"])))
    assert not Citation.objects.filter(quote=TEXT[row.start : row.end]).exists()


def test_changed_date_needs_a_reason_and_then_shows_among_sources_that_differ(admin_client: Client):
    row = make.make_candidate(make_text(), summit())
    typed = {"date": "1999-01-01"}
    sent = answers_to(asked_in(send(admin_client, row, **typed)))
    assert sent["read-date"] == "otherwise"

    refused = send(admin_client, row, **typed, **sent)
    assert "Say why the record does not follow these words" in refused.content.decode()
    assert not Meeting.objects.exists()
    send(admin_client, row, **typed, **sent, **{"why-date": "Errs by decades."})

    citation = Citation.objects.get(quote="4 May 2031")
    assert (citation.stated, citation.reason) == ({"date": "2031-05-04"}, "Errs by decades.")
    assert Meeting.objects.get().state == "draft"
    assert dispute_of(Meeting.objects.get(), "date") is not None


def test_words_that_are_typed_are_looked_for(admin_client: Client):
    row = make.make_candidate(make_text(), summit())
    typed = {"place-new": "Quay Nine"}
    asked = answers_to(asked_in(send(admin_client, row, **typed)))
    sent = {**asked, "read-place": "misread", "words-place": "chosen"}

    none = send(admin_client, row, **typed, **sent, **{"typed-place": "not there"})
    empty = send(admin_client, row, **typed, **sent)
    assert "“not there” does not stand in one passage" in none.content.decode()
    assert 'value="not there"' in none.content.decode()
    assert "Type the words of the text that say this" in empty.content.decode()
    send(
        admin_client,
        row,
        **typed,
        **sent,
        **{"typed-place": "held in … 4 May", "how-place": "Quay Nine is its harbour."},
    )

    citation = Citation.objects.get(meeting__isnull=False, fields__contains=["place"])
    assert citation.quote == "held in Port Amber on 4 May"
    assert citation.reason == "Quay Nine is its harbour."


def test_words_that_were_selected_are_those_and_no_others_like_them(admin_client: Client):
    text = "River Talks\n\nThe talks were held. They were held again in June 2031.\n"
    start = text.index("The talks")
    capture = make_text(text)
    found = summit(fields={"name": value("River Talks", text), "status": value("held", text)})
    row = make.make_candidate(
        capture,
        None,
        kind="meeting",
        title="River Talks",
        start=start,
        end=start + 9,
        passage=capture.passages.get(number=2),
    )
    assert found.kind == row.kind
    second = text.rindex("were held")
    asked = answers_to(asked_in(send(admin_client, row, name="River Talks")))

    sent = {**asked, "words-status": "chosen", "typed-status": "were held"}
    send(admin_client, row, name="River Talks", **sent, **{"at-status": f"{second}-{second + 9}"})

    assert Citation.objects.get(fields__contains=["status"]).start == second


def test_form_refused_for_a_value_shows_what_is_asked_as_well(admin_client: Client):
    row = make.make_candidate(make_text(), summit())

    page = send(admin_client, row, date="soon", **{"place-new": "Estwick"})

    assert "is not a date Fora can read" in page.content.decode()
    assert set(asked_in(page)) == {"place"}


def test_default_that_nobody_read_is_asked_before_a_candidate_is_accepted(admin_client: Client):
    row = make.make_candidate(make_text(), summit(fields={"name": value("River Basin Summit")}))

    page = admin_client.post(
        desk_of(row.capture),
        {"act": "accept", "candidate": row.pk, "version": row.version, "seen_as": ""},
        follow=True,
    )

    assert page.context["desk"]["panel"] == "edit"
    assert asked_in(page)["status"]["offers"][0]["context"][1] == "was held"
    assert not Meeting.objects.exists()


def test_form_can_be_looked_at_without_being_accepted(admin_client: Client):
    row = make.make_candidate(make_text(), summit())

    page = send(admin_client, row, act="look", **{"place-new": "Estwick"})

    assert set(asked_in(page)) == {"place"}
    assert "Choose for each value" not in page.content.decode()
    assert Candidate.objects.get().is_waiting


@pytest.mark.parametrize("words", ["0-99999", "5-1", "x", "99999999999999-1", "40-900"])
def test_nonsense_for_words_is_refused(admin_client: Client, words: str):
    row = make.make_candidate(make_text(), summit())
    typed = {"place-new": "Quay Nine"}
    sent = answers_to(asked_in(send(admin_client, row, **typed)))

    page = send(
        admin_client, row, **typed, **{**sent, "words-place": words, "read-place": "misread"}
    )

    assert "Choose the words that say this." in page.content.decode()
    assert not Meeting.objects.exists()
