"""The evidence beside facts: numbered once, full once, never hidden records', and one query."""

import pytest
from django.template import Context, Template

from documents.evidence import supports
from explore.evidence import Evidence
from meetings.models import Meeting
from tests.make import (
    make_capture,
    make_citation,
    make_document,
    make_meeting,
    make_participation,
    make_passage,
    make_place,
)

pytestmark = pytest.mark.django_db


def beside(evidence: Evidence, record, *fields: str) -> list[tuple[int, bool]]:
    """Number and fullness of each mark beside a fact."""
    return [(mark.note.number, mark.first) for mark in evidence.show(record, *fields).marks]


def test_a_source_is_numbered_where_it_first_stands_and_full_only_there():
    meeting = make_meeting(place=make_place())
    first, second = make_passage(), make_passage()
    make_citation(meeting, "date", passage=first)
    make_citation(meeting, "place", "date", passage=second)
    evidence = Evidence([meeting])

    assert beside(evidence, meeting, "place") == [(1, True)]
    assert beside(evidence, meeting, "date") == [(2, True), (1, False)]
    assert beside(evidence, meeting, "date") == [(2, False), (1, False)]
    assert [note.passage for note in evidence.shown] == [second, first]


def test_a_citation_without_fields_stands_beside_every_value():
    meeting = make_meeting(level="leaders")
    make_citation(meeting)
    evidence = Evidence([meeting])

    assert beside(evidence, meeting, "date") == [(1, True)]
    assert beside(evidence, meeting, "level") == [(1, False)]


def test_a_value_that_no_citation_names_has_no_mark():
    meeting = make_meeting(level="leaders")
    make_citation(meeting, "date")

    assert beside(Evidence([meeting]), meeting, "level") == []


def test_a_citation_that_was_judged_to_support_another_value_stands_beside_none():
    meeting = make_meeting(level="leaders", summary="They met.")
    make_citation(meeting, "date", "level", "summary")
    whole = make_citation(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(date="2019-01-01")
    meeting.refresh_from_db()
    evidence = Evidence([meeting])

    assert beside(evidence, meeting, "date") == []
    assert beside(evidence, meeting, "level") == [(1, True), (2, True)]
    assert beside(evidence, meeting, "summary") == [(1, False)]

    Meeting.objects.filter(pk=meeting.pk).update(level="ministers")
    meeting.refresh_from_db()
    evidence = Evidence([meeting])
    assert beside(evidence, meeting, "level") == []
    assert whole.passage not in [note.passage for note in evidence.shown]


def test_each_further_name_has_the_evidence_of_its_own():
    meeting = make_meeting()
    first = meeting.names.create(text="Sanya summit")
    make_citation(meeting, "names")
    second = meeting.names.create(text="Hainan summit")
    make_citation(meeting, "names", holds_for={"names": ["Hainan summit [en; alias]"]})
    evidence = Evidence([Meeting.objects.get(pk=meeting.pk)])

    assert beside(evidence, meeting, first) == [(1, True)]
    assert beside(evidence, meeting, second) == [(2, True)]


def test_records_of_different_kinds_with_one_key_do_not_share_evidence():
    participation = make_participation()
    meeting = participation.meeting
    make_citation(participation)
    evidence = Evidence([meeting, participation])

    assert evidence.of(meeting) == []
    assert len(evidence.of(participation)) == 1


def test_a_source_that_gives_another_value_is_shown_as_disagreeing_with_the_reason():
    meeting = make_meeting(date="2016-09-07")
    citation = make_citation(
        meeting, "date", stated={"date": "2016-09-08"}, reason="The host's own record is nearer."
    )
    [found] = Evidence([meeting]).show(meeting, "date").disagreements

    assert supports([meeting])[0].contradicted == {"date": [citation]}
    assert (found.field, found.stated, found.reason) == (
        "date",
        "8 September 2016",
        "The host's own record is nearer.",
    )
    assert Evidence([meeting]).show(meeting, "place").disagreements == []


def test_the_reason_of_a_dispute_stands_beside_the_disputed_value_alone():
    meeting = make_meeting(date="2016-09-07")
    make_citation(
        meeting,
        "name",
        "date",
        stated={"date": "2016-09-08"},
        reason="The host's record is nearer.",
    )
    evidence = Evidence([meeting])

    assert beside(evidence, meeting, "name") == [(1, True)]
    assert evidence.show(meeting, "name").remarks == []
    [found] = evidence.show(meeting, "date").disagreements
    assert found.reason == "The host's record is nearer."


def test_a_document_that_gives_another_value_in_two_places_disagrees_once():
    meeting = make_meeting(date="2016-09-07")
    capture = make_capture()
    for document_capture in (capture, capture, make_capture()):
        passage = make_passage(capture=document_capture)
        make_citation(meeting, "date", stated={"date": "2016-09-08"}, passage=passage)
    shown = Evidence([meeting]).show(meeting, "date")

    assert len(shown.marks) == 3
    assert [one.note.number for one in shown.disagreements] == [1, 3]


def test_a_choice_that_a_source_states_is_said_in_its_words():
    meeting = make_meeting(level="leaders")
    make_citation(meeting, "level", stated={"level": "vice_ministers"})
    [found] = Evidence([meeting]).show(meeting, "level").disagreements

    assert (found.label, found.stated) == ("level", "vice-ministers")


def test_a_stated_value_that_is_the_records_own_is_no_disagreement():
    meeting = make_meeting(date="2016-09-07")
    make_citation(meeting, "date", stated={"date": "2016-09-07"})

    assert Evidence([meeting]).show(meeting, "date").disagreements == []


def test_what_the_editor_says_of_a_source_is_said_once():
    meeting = make_meeting()
    make_citation(meeting, "date", "status", reason="The day of issue is the latest day.")
    evidence = Evidence([meeting])

    assert [r.text for r in evidence.show(meeting, "date").remarks] == [
        "The day of issue is the latest day."
    ]
    assert evidence.show(meeting, "status").remarks == []


@pytest.mark.parametrize("hidden", ["citation", "document"])
def test_what_is_not_public_supports_nothing_in_public(hidden):
    meeting = make_meeting()
    document = make_document(state="draft" if hidden == "document" else "published")
    passage = make_passage(capture=make_capture(document=document))
    make_citation(meeting, passage=passage, state="draft" if hidden == "citation" else "published")

    assert beside(Evidence([meeting]), meeting, "date") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_evidence_of_a_page_is_one_query_and_its_names(rows, django_assert_num_queries):
    records = [make_meeting() for _row in range(rows)] + [
        make_participation() for _row in range(rows)
    ]
    for record in records:
        make_citation(record)

    # Citations with their passages; names of the documents, and of the records; which are plans.
    with django_assert_num_queries(4):
        evidence = Evidence(records)
        for record in records:
            shown = evidence.show(record)
            assert shown.marks[0].note.title.startswith("Document")
            assert shown.marks[0].note.url.startswith("/documents/")


def test_no_records_ask_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Evidence([]).documents == []


def test_a_source_in_an_earlier_copy_says_so_with_the_day_of_retrieval():
    meeting = make_meeting()
    document = make_document()
    for retrieved in ("2021-05-03", "2019-03-02", ""):
        capture = make_capture(document=document, retrieved=retrieved)
        make_citation(meeting, "date", passage=make_passage(capture=capture))
    make_citation(meeting, "date")  # the only copy of another document

    page = Template("{% load explore %}{% evidence record 'date' %}").render(
        Context({"record": meeting, "evidence": Evidence([meeting])})
    )

    assert page.count("earlier copy") == 2
    assert "(earlier copy, retrieved 3 May 2021)" in page
    assert "(earlier copy, retrieved 2 March 2019)" in page


def test_the_note_quotes_a_text_that_is_held_and_sums_up_one_that_is_not():
    held, known = make_meeting(), make_meeting()
    make_citation(held, passage=make_passage(capture=make_capture("The leaders met.")))
    passage = make_passage(capture=make_capture(None), summary="The leaders met in Vientiane.")
    make_citation(known, passage=passage)
    page = Template("{% load explore %}{% evidence record 'date' %}")

    quoted = page.render(Context({"record": held, "evidence": Evidence([held])}))
    summed_up = page.render(Context({"record": known, "evidence": Evidence([known])}))

    assert "The leaders met.</q>" in quoted
    assert "not held" not in quoted
    assert "The leaders met in Vientiane." in summed_up
    assert "Our summary; the text is not held here." in summed_up


def test_a_fact_without_a_value_is_left_out_and_a_value_is_escaped_once():
    meeting = make_meeting(name="A & <B>")
    make_citation(meeting, "name")
    page = Template(
        "{% load explore %}{% fact 'Level' record 'level' %}{{ record.level }}{% endfact %}"
        "{% fact 'Name' record 'name' %}<b>{{ record.name }}</b>{% endfact %}"
    ).render(Context({"record": meeting, "evidence": Evidence([meeting])}))

    assert "Level" not in page
    assert "<b>A &amp; &lt;B&gt;</b>" in page
    assert 'href="/documents/' in page
