"""Citations written on the page of a record: words found in the passage, what they support."""

from documents.models import Citation
from tests import make
from tests.desk.forms import errors, read_form, send
from tests.desk.pages import TEXT, change_address, draft


def test_words_are_found_in_the_passage(admin_client, passage):
    meeting = draft()
    pasted = {
        "China met ASEAN": "China met ASEAN",
        "  China   met\n ASEAN. ": "China met ASEAN.",
        'It "ended" well': "It “ended” well",
        "spoke. It": "spoke.\u00a0It",
        "summit … Vientiane": "summit was held in Vientiane",
        "": TEXT,
    }
    rows = {
        f"citations__{number}__{name}": value
        for number, words in enumerate(pasted)
        for name, value in {"passage": passage.pk, "quote": words, "fields": ["date"]}.items()
    }

    response = send(
        admin_client, change_address(meeting), citations__TOTAL_FORMS=len(pasted), **rows
    )

    assert errors(response) == {}
    citations = list(Citation.objects.order_by("pk"))
    assert [citation.quote for citation in citations] == list(pasted.values())
    for citation in citations:
        assert TEXT[citation.start : citation.end] == citation.quote
        assert citation.prefix == TEXT[max(0, citation.start - 32) : citation.start]


def test_words_that_are_not_there_are_refused_at_the_field(admin_client, passage):
    response = send(
        admin_client,
        change_address(draft()),
        citations__0__passage=passage.pk,
        citations__0__quote="Laos met ASEAN",
        citations__0__fields=["date"],
    )

    assert list(errors(response)) == ["citations-0-quote"]
    assert "These words are not in" in errors(response)["citations-0-quote"][0]
    assert "Laos met ASEAN" in response.content.decode()
    assert not Citation.objects.exists()


def test_words_that_occur_twice_ask_which(admin_client, passage):
    address = change_address(draft())
    sent = {
        "citations__0__passage": passage.pk,
        "citations__0__quote": "China",
        "citations__0__fields": ["date"],
    }

    response = send(admin_client, address, **sent)
    assert errors(response) == {
        "citations-0-which": ["The words occur 2 times here: say which, from 1 to 2."]
    }

    assert errors(send(admin_client, address, **sent, citations__0__which=2)) == {}
    assert Citation.objects.get().start == TEXT.rindex("China")


def test_text_that_is_not_held_is_cited_as_a_whole_passage(admin_client):
    passage = make.make_passage(capture=make.make_capture(None), start=10, end=40)
    address = change_address(draft())
    sent = {"citations__0__passage": passage.pk, "citations__0__fields": ["date"]}

    response = send(admin_client, address, **sent, citations__0__quote="Any words")
    assert list(errors(response)) == ["citations-0-quote"]

    assert errors(send(admin_client, address, **sent)) == {}
    citation = Citation.objects.get()
    assert (citation.start, citation.end, citation.quote) == (10, 40, "")


def test_citation_without_a_tick_is_refused(admin_client, passage):
    response = send(admin_client, change_address(draft()), citations__0__passage=passage.pk)

    assert list(errors(response)) == ["citations-0-fields"]


def test_row_may_support_only_parts(admin_client, passage):
    meeting = draft()
    participation = make.make_participation(meeting=meeting, state="draft")

    response = send(
        admin_client,
        change_address(meeting),
        citations__0__passage=passage.pk,
        citations__0__also=[f"participation-{participation.pk}"],
    )

    assert errors(response) == {}
    assert [citation.subject for citation in Citation.objects.all()] == [participation]


def test_what_the_source_states_differently_is_written_as_lines(admin_client, passage):
    meeting = draft()

    response = send(
        admin_client,
        change_address(meeting),
        citations__0__passage=passage.pk,
        citations__0__fields=["name"],
        citations__0__stated="Date held: 2016-09-08\nplace: Vientiane",
        citations__0__reason="The host's own record.",
    )

    assert errors(response) == {}
    citation = Citation.objects.get()
    assert citation.stated == {"date": "2016-09-08", "place": "Vientiane"}
    assert citation.fields == ["name", "date", "place"]
    assert (
        "date: 2016-09-08"
        in read_form(admin_client, change_address(meeting))["citations-0-stated"][0]
    )


def test_lines_that_state_nothing_are_refused(admin_client, passage):
    lines = ["date", "weather: fine", "date:"]
    rows = {
        f"citations__{number}__{name}": value
        for number, line in enumerate(lines)
        for name, value in {"passage": passage.pk, "fields": ["name"], "stated": line}.items()
    }

    response = send(
        admin_client, change_address(draft()), citations__TOTAL_FORMS=len(lines), **rows
    )

    assert list(errors(response)) == [f"citations-{number}-stated" for number in range(3)]
