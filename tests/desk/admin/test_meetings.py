"""One meeting, its parts and its evidence, on one page: added, saved, published, deleted."""

import pytest
from django.urls import reverse

from documents.models import Citation
from meetings.models import Meeting, Outcome, Participation
from records.models import State
from tests import make
from tests.desk.forms import errors, notices, read_form, read_form_of, send
from tests.desk.pages import ADD, TEXT, change_address, draft


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
    added = send(admin_client, ADD, "_continue", name="Talks", follow=True)
    address = change_address(Meeting.objects.get())
    changed = send(admin_client, address, "_continue", name="Summit talks", follow=True)

    assert (added.redirect_chain, changed.redirect_chain) == ([(address, 302)], [(address, 302)])
    assert read_form_of(added)["name"] == ["Talks"]
    assert read_form_of(changed)["name"] == ["Summit talks"]


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
