"""One meeting, its parts and its evidence, on one page."""

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Citation
from meetings.models import Meeting, Outcome, Participation
from records.models import State
from tests import make
from tests.desk.forms import errors, notices, read_form, read_form_of, send

ADD = "/admin/meetings/meeting/add/"
TEXT = (
    "The summit was held in Vientiane in 2016. China met ASEAN. China spoke.\u00a0It “ended” well"
)


@pytest.fixture
def passage(db):
    return make.make_passage(capture=make.make_capture(TEXT))


def change_address(record) -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


def draft(**values) -> Meeting:
    return make.make_meeting(state="draft", **values)


def test_meeting_with_parts_and_evidence_is_added_in_one_save_and_published(admin_client, passage):
    china = make.make_participant(name="China")

    response = send(
        admin_client,
        ADD,
        "_publish",
        name="19th Summit",
        slug="",
        date="2016-09-07",
        participations__0__participant=china.pk,
        participations__0__role="host",
        outcomes__0__title="Joint statement",
        outcomes__0__action="adopted",
        citations__0__passage=passage.pk,
        citations__0__quote="summit was held in Vientiane",
        citations__0__fields=["name", "date", "status"],
        citations__0__also=["added"],
    )

    assert errors(response) == {}
    meeting = Meeting.objects.get()
    assert notices(response) == ["“19th Summit” is saved and published."]
    assert (meeting.slug, meeting.state) == ("19th-summit", State.PUBLISHED)
    assert set(Participation.objects.values_list("participant", "role", "state")) == {
        (china.pk, "host", "published")
    }
    assert Outcome.objects.get().is_public
    assert {
        (citation.subject_name, tuple(citation.fields), citation.quote)
        for citation in Citation.objects.all()
    } == {
        ("meeting", ("name", "date", "status"), "summit was held in Vientiane"),
        ("participation", ("meeting", "participant", "role"), "summit was held in Vientiane"),
        ("outcome", ("title", "meeting", "action"), "summit was held in Vientiane"),
    }
    assert Citation.objects.first().start == TEXT.index("summit was held")


def test_page_saved_unchanged_changes_nothing(admin_client, passage):
    meeting = draft(place=make.make_place(), series=make.make_series(), ordinal=3)
    make.make_participation(meeting=meeting, state="draft")
    make.make_delegate(meeting=meeting, state="draft")
    outcome = make.make_outcome(meeting=meeting, state="draft")
    meeting.names.create(text="Другое имя", language="ru")
    make.make_citation(meeting, "name", "date", passage=passage, start=4, end=10, state="draft")
    make.make_citation(meeting, passage=passage, stated={"date": "2017"}, reason="Why.\nTruly.")
    meeting.refresh_from_db()
    version = meeting.version

    response = send(admin_client, change_address(meeting))

    assert errors(response) == {}
    meeting.refresh_from_db()
    outcome.refresh_from_db()
    assert (meeting.version, outcome.version) == (version, 1)
    assert list(Citation.objects.order_by("pk").values_list("version", "start", "end")) == [
        (1, 4, 10),
        (1, 0, len(TEXT)),
    ]


def test_save_and_continue_stays_on_the_page_of_what_was_saved(admin_client):
    added = send(admin_client, ADD, "_continue", name="Talks")
    address = change_address(Meeting.objects.get())
    changed = send(admin_client, address, "_continue", name="Summit talks")

    assert (added.redirect_chain, changed.redirect_chain) == ([(address, 302)], [(address, 302)])
    assert read_form_of(added)["name"] == ["Talks"]
    assert read_form_of(changed)["name"] == ["Summit talks"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("China met ASEAN", "China met ASEAN"),
        ("  China   met\n ASEAN ", "China met ASEAN"),
        ('It "ended" well', "It “ended” well"),
        ("spoke. It", "spoke.\u00a0It"),
        ("summit … Vientiane", "summit was held in Vientiane"),
        ("", TEXT),
    ],
)
def test_words_are_found_in_the_passage(admin_client, passage, words, found):
    meeting = draft()

    response = send(
        admin_client,
        change_address(meeting),
        citations__0__passage=passage.pk,
        citations__0__quote=words,
        citations__0__fields=["date"],
    )

    assert errors(response) == {}
    citation = Citation.objects.get()
    assert (citation.quote, TEXT[citation.start : citation.end]) == (found, found)
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


@pytest.mark.parametrize("line", ["date", "weather: fine", "date:"])
def test_line_that_states_nothing_is_refused(admin_client, passage, line):
    response = send(
        admin_client,
        change_address(draft()),
        citations__0__passage=passage.pk,
        citations__0__fields=["name"],
        citations__0__stated=line,
    )

    assert list(errors(response)) == ["citations-0-stated"]


def test_publishing_without_evidence_is_refused_with_links(admin_client):
    meeting = draft(name="The bare one")
    participation = make.make_participation(meeting=meeting, state="draft")

    response = send(admin_client, change_address(meeting), "_publish")

    (notice,) = notices(response)
    assert "“The bare one” is saved, but cannot be published yet:" in notice
    assert f'<a href="{change_address(meeting)}">' in notice
    assert "no public document is cited for name, status, date held." in notice
    assert f'<a href="{change_address(participation)}">' in notice
    meeting.refresh_from_db()
    assert meeting.state == State.DRAFT


def public_meeting(passage, **values) -> Meeting:
    meeting = make.make_meeting(**values)
    make.make_citation(meeting, "name", "date", "status", passage=passage)
    return meeting


def test_value_added_to_a_public_record_needs_a_citation(admin_client, passage):
    meeting = public_meeting(passage)

    response = send(admin_client, change_address(meeting), level="ministers", name="New name")

    found = errors(response)
    assert found["level"] == ["No public document is cited for this."]
    assert "New name" in response.content.decode()
    meeting.refresh_from_db()
    assert (meeting.level, meeting.version) == ("", 1)


def test_value_and_citation_may_be_added_to_a_public_record_together(admin_client, passage):
    meeting = public_meeting(passage)
    host = make.make_participant()

    response = send(
        admin_client,
        change_address(meeting),
        level="ministers",
        participations__0__participant=host.pk,
        participations__0__role="host",
        citations__1__passage=passage.pk,
        citations__1__fields=["level"],
        citations__1__also=["added"],
    )

    assert errors(response) == {}
    assert Participation.objects.get().is_public
    assert set(Citation.objects.values_list("state", flat=True)) == {"published"}


def test_last_citation_of_a_public_record_cannot_be_removed(admin_client, passage):
    meeting = public_meeting(passage)

    response = send(admin_client, change_address(meeting), citations__0__DELETE="on")

    assert "would have nothing left to show for name, status" in errors(response)["__all__"][0]
    assert Citation.objects.get().state == State.PUBLISHED


@pytest.mark.parametrize("change", [{"fields": ["name"]}, {"stated": "date: 2016-09-09"}])
def test_last_citation_of_a_public_value_cannot_be_turned_away_on_its_own_page(
    admin_client, passage, change
):
    citation = make.make_citation(make.make_meeting(), "name", "date", "status", passage=passage)

    response = send(admin_client, change_address(citation), **change)

    assert "no public document is cited for" in errors(response)["__all__"][0]
    citation.refresh_from_db()
    assert (citation.fields, citation.stated) == (["name", "date", "status"], {})


def test_citation_of_a_public_record_is_replaced_and_the_old_one_withdrawn(admin_client, passage):
    meeting = public_meeting(passage)
    other = make.make_passage(capture=make.make_capture("Another source says so."))

    response = send(
        admin_client,
        change_address(meeting),
        citations__0__DELETE="on",
        citations__1__passage=other.pk,
        citations__1__fields=["name", "date", "status"],
    )

    assert errors(response) == {}
    assert dict(Citation.objects.values_list("passage", "state")) == {
        passage.pk: "withdrawn",
        other.pk: "published",
    }


def test_part_that_was_public_is_withdrawn_and_a_draft_part_deleted(admin_client, passage):
    meeting = public_meeting(passage)
    shown = make.make_participation(meeting=meeting)
    make.make_citation(shown, passage=passage)
    hidden = make.make_participation(meeting=draft(), state="draft")

    send(admin_client, change_address(meeting), participations__0__DELETE="on")
    send(admin_client, change_address(hidden.meeting), participations__0__DELETE="on")

    shown.refresh_from_db()
    assert shown.state == State.WITHDRAWN
    assert not Participation.objects.filter(pk=hidden.pk).exists()


def test_withdraw_button_takes_the_record_out_of_the_public(admin_client, passage):
    meeting = public_meeting(passage)

    response = send(admin_client, change_address(meeting), "_withdraw")

    assert "withdrawn" in notices(response)[0]
    assert not Meeting.objects.public().exists()


def test_public_record_cannot_be_deleted(admin_client, passage):
    meeting = public_meeting(passage)
    address = reverse("admin:meetings_meeting_delete", args=[meeting.pk])

    response = admin_client.post(address, {"post": "yes"}, follow=True)

    assert "has been public" in notices(response)[0]
    assert Meeting.objects.filter(pk=meeting.pk).exists()


def test_record_that_others_hang_on_is_not_deleted_and_the_page_says_why(admin_client):
    mechanism = make.make_mechanism(state="draft")
    make.make_meeting(name="The one that depends on it", mechanism=mechanism, state="draft")
    address = reverse("admin:mechanisms_mechanism_delete", args=[mechanism.pk])

    assert "The one that depends on it" in admin_client.get(address).content.decode()
    admin_client.post(address, {"post": "yes", "row_version": mechanism.version})

    mechanism.refresh_from_db()


def test_a_draft_is_deleted_as_it_was_seen_and_can_be_brought_back(admin_client):
    meeting = draft(name="Never held")
    address = reverse("admin:meetings_meeting_delete", args=[meeting.pk])
    sent = {"post": "yes", "row_version": meeting.version, "why": "Never held"}
    Meeting.objects.filter(pk=meeting.pk).update(summary="Changed meanwhile")

    response = admin_client.post(address, sent, follow=True)
    assert "Somebody changed it" in notices(response)[0]
    assert Meeting.objects.filter(pk=meeting.pk).exists()

    admin_client.post(address, {**sent, "row_version": meeting.version + 1})
    assert not Meeting.objects.filter(pk=meeting.pk).exists()


def test_meeting_of_two_hundred_participants_can_be_saved(admin_client):
    meeting = draft()
    Participation.objects.bulk_create(
        Participation(meeting=meeting, participant=make.make_participant()) for _n in range(200)
    )
    sent = read_form(admin_client, change_address(meeting))
    assert len(sent) > 1000  # more than Django takes by itself

    response = send(admin_client, change_address(meeting), start=sent, name="Many met")

    assert errors(response) == {}
    meeting.refresh_from_db()
    assert meeting.name == "Many met"


# Two editors


def test_stale_form_is_refused_and_shows_mine_theirs_and_the_common_ground(admin_client: Client):
    meeting = draft(name="Old name", summary="Old summary")
    address = change_address(meeting)
    mine = read_form(admin_client, address)
    theirs = read_form(admin_client, address)
    send(admin_client, address, start=theirs, name="Their name", summary="Their summary")

    response = send(admin_client, address, start=mine, name="My name", date="2017")

    (sentence,) = errors(response)["__all__"]
    assert "Someone else saved this record" in sentence
    form = response.context["adminform"].form
    assert [(row.name, row.base, row.theirs, row.mine) for row in form.clash] == [
        ("name", "Old name", "Their name", "My name"),
        ("date", "2016-09-07", "2016-09-07", "2017"),
        ("summary", "Old summary", "Their summary", "Old summary"),
    ]
    assert [row.name for row in form.clash if row.only_theirs] == ["summary"]
    page = response.content.decode()
    assert 'value="My name"' in page
    assert "Their summary</textarea>" in page
    meeting.refresh_from_db()
    assert (meeting.name, meeting.date) == ("Their name", "2016-09-07")


def test_stale_form_is_saved_once_compared_and_keeps_what_only_they_changed(admin_client: Client):
    meeting = draft(name="Old name", summary="")
    address = change_address(meeting)
    mine = read_form(admin_client, address)
    send(admin_client, address, summary="Their summary")

    refused = send(admin_client, address, start=mine, name="My name")
    shown = read_form_of(refused)
    version = Meeting.objects.get(pk=meeting.pk).version
    response = send(admin_client, address, start=shown, save_over=version)

    assert errors(response) == {}
    meeting.refresh_from_db()
    assert (meeting.name, meeting.summary) == ("My name", "Their summary")


def test_stale_row_is_refused(admin_client: Client):
    meeting = draft()
    row = make.make_participation(meeting=meeting, state="draft")
    address = change_address(meeting)
    mine = read_form(admin_client, address)
    Participation.objects.filter(pk=row.pk).update(role="chair")

    response = send(admin_client, address, start=mine)

    (sentence,) = errors(response)["participations-0-__all__"]
    assert "it now says: Role: chair" in sentence
    row.refresh_from_db()
    assert row.role == "chair"
