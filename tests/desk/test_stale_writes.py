"""Two editors of one record: who saves second is refused and sees what the other wrote."""

from django.test import Client

from meetings.models import Meeting, Participation
from tests import make
from tests.desk.forms import errors, read_form, read_form_of, send
from tests.desk.pages import change_address, draft


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


def test_a_stale_form_of_a_passage_is_refused_compared_and_then_saved(admin_client: Client):
    document = make.make_document(state="draft")
    passage = make.make_passage(
        capture=make.make_capture(document=document), summary="Old", speaker="Old speaker"
    )
    address = change_address(passage)
    mine = read_form(admin_client, address)
    send(admin_client, address, summary="Theirs", speaker="Their speaker")

    refused = send(admin_client, address, start=mine, summary="Mine")

    form = refused.context["adminform"].form
    assert [(row.name, row.base, row.theirs, row.mine) for row in form.clash] == [
        ("speaker", "Old speaker", "Their speaker", "Old speaker"),
        ("summary", "Old", "Theirs", "Mine"),
    ]
    passage.refresh_from_db()
    assert passage.summary == "Theirs"
    shown = read_form_of(refused)
    answer = send(admin_client, address, start=shown, save_over=shown_version(refused))
    assert errors(answer) == {}
    passage.refresh_from_db()
    assert (passage.summary, passage.speaker) == ("Mine", "Their speaker")


def test_a_form_of_a_passage_without_its_version_is_stale(admin_client: Client):
    document = make.make_document(state="draft")
    passage = make.make_passage(capture=make.make_capture(document=document))
    form = read_form(admin_client, change_address(passage))
    del form["row_version"]

    answer = send(admin_client, change_address(passage), start=form, summary="Over yours")

    passage.refresh_from_db()
    assert passage.summary == ""
    assert "Someone else saved this record" in errors(answer)["__all__"][0]


def shown_version(response) -> str:
    return str(response.context["adminform"].form.fields["save_over"].widget.attrs["value"])


def test_stale_row_is_refused(admin_client: Client):
    meeting = draft()
    row = make.make_participation(meeting=meeting, state="draft")
    address = change_address(meeting)
    mine = read_form(admin_client, address)
    Participation.objects.filter(pk=row.pk).update(role="chair")

    response = send(admin_client, address, start=mine)

    (sentence,) = errors(response)["participations-0-__all__"]
    assert sentence == (
        "Someone else changed this row while you were editing. There it now says: Role: chair."
        " Open the page anew, and write yours there if it is still right."
    )
    row.refresh_from_db()
    assert row.role == "chair"
