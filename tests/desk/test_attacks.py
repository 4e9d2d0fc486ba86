"""What a hostile account of some role, or a visitor, might send to the desk."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from documents.models import Document
from meetings.models import Meeting, Participation
from records.models import HouseRules, Proposal, State
from records.policy import Role, give_role
from tests import make
from tests.desk.importing.test_import import ADDRESS, answers, send_files
from tests.desk.pages import change_address

from .forms import read_form, send
from .test_accounts import PASSWORD, make_account

pytestmark = pytest.mark.django_db
ADD = "/admin/meetings/meeting/add/"


@pytest.fixture
def contributor(client: Client) -> Client:
    user = User.objects.create_user("hostile")
    give_role(user, Role.CONTRIBUTOR)
    client.force_login(user)
    return client


def as_role(role: Role) -> Client:
    client = Client()
    client.force_login(make_account(f"a {role.value}", role))
    return client


def never_public(**values) -> Meeting:
    return make.make_meeting(state="draft", **values)


BOOKS = {
    "state": "published",
    "uid": "0000000000",
    "version": "99",
    "changed_by": "1",
    "self_published": "on",
    "created_at": "1999-01-01",
    "search_text": "stolen",
    "id": "1",
}


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_fields_that_a_form_does_not_show_are_not_heeded(role: Role):
    client = as_role(role)
    meeting = never_public()
    row = make.make_participation(meeting=meeting, state="draft")
    books = {f"participations__0__{name}": value for name, value in BOOKS.items() if name != "id"}

    send(client, change_address(meeting), summary="Mine.", **BOOKS, **books)

    after = Meeting.objects.get(pk=meeting.pk)
    assert (after.summary, after.state, after.uid) == ("Mine.", State.DRAFT, meeting.uid)
    assert (after.version, after.self_published) == (meeting.version + 1, False)
    assert after.changed_by == User.objects.get(username=f"a {role.value}")
    assert "stolen" not in after.search_text
    row_after = Participation.objects.get(pk=row.pk)
    assert (row_after.state, row_after.uid) == (State.DRAFT, row.uid)


def test_a_new_record_is_a_draft_whatever_is_sent(contributor: Client):
    send(contributor, ADD, "_publish", name="Mine", **BOOKS)

    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.version) == (State.DRAFT, 1)
    assert meeting.uid != BOOKS["uid"]


@pytest.mark.parametrize("button", ["_publish", "_withdraw"])
@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_contributor_has_no_button_of_a_reviewer(contributor: Client, button: str, state: str):
    HouseRules.objects.update(four_eyes=False)
    meeting = make.make_meeting(state=state)
    make.make_citation(meeting)
    values = read_form(contributor, change_address(meeting))

    contributor.post(change_address(meeting), {**values, "summary": "Mine.", button: "1"})

    after = Meeting.objects.get(pk=meeting.pk)
    assert (after.state, after.summary) == (state, "")


@pytest.mark.parametrize("four_eyes", [True, False])
def test_a_contributor_does_not_write_what_is_public(contributor: Client, four_eyes: bool):
    HouseRules.objects.update(four_eyes=four_eyes)
    meeting = make.make_meeting()
    make.make_citation(meeting)
    row = make.make_participation(meeting=meeting)
    values = read_form(contributor, change_address(meeting))
    values |= {"summary": ["Mine."], "participations-0-DELETE": ["on"], "names-0-text": ["Mine"]}

    contributor.post(change_address(meeting), {**values, "_continue": "1"})

    after = Meeting.objects.get(pk=meeting.pk)
    assert (after.summary, after.version, after.names.count()) == ("", meeting.version, 0)
    assert Participation.objects.get(pk=row.pk).state == State.PUBLISHED


def test_rows_of_another_record_are_out_of_reach(contributor: Client):
    mine, other = never_public(), make.make_meeting()
    theirs = make.make_participation(meeting=other)
    name = other.names.create(text="Theirs")
    for prefix, key in (("participations", theirs.pk), ("names", name.pk)):
        values = read_form(contributor, change_address(mine))
        owner = "meeting" if prefix == "participations" else "record"
        values |= {
            f"{prefix}-TOTAL_FORMS": ["1"],
            f"{prefix}-INITIAL_FORMS": ["1"],
            f"{prefix}-0-id": [str(key)],
            f"{prefix}-0-{owner}": [str(other.pk)],
            f"{prefix}-0-role": ["host"],
            f"{prefix}-0-participant": [str(theirs.participant_id)],
            f"{prefix}-0-text": ["Stolen"],
            f"{prefix}-0-language": ["en"],
            f"{prefix}-0-kind": ["alias"],
        }
        for more in ({}, {f"{prefix}-0-DELETE": ["on"]}):
            response = contributor.post(change_address(mine), {**values, **more})
            assert response.status_code in (200, 302, 400, 403)

    theirs.refresh_from_db()
    name.refresh_from_db()
    assert (theirs.meeting, theirs.role, name.text) == (other, "attendee", "Theirs")
    assert mine.participations.count() == 0


def test_a_copy_under_another_number_is_not_to_be_had(contributor: Client):
    meeting = make.make_meeting()
    values = read_form(contributor, change_address(meeting))

    response = contributor.post(change_address(meeting), {**values, "_saveasnew": "1"})

    assert response.status_code == 403
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("field", ["changed_by", "changed_by__password", "password", "pk' --"])
def test_a_pop_up_points_at_no_other_field(contributor: Client, field: str):
    values = {"_popup": "1", "_to_field": field}

    assert contributor.get(ADD, values).status_code in (400, 403)
    assert contributor.get("/admin/meetings/meeting/", values).status_code in (302, 400, 403)


def test_a_pop_up_adds_a_draft_and_publishes_nothing(contributor: Client):
    send(contributor, f"{ADD}?_popup=1", "_publish", name="Mine", _popup="1")

    assert Meeting.objects.get().state == State.DRAFT


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.REVIEWER])
@pytest.mark.parametrize("model", ["meeting", "participation"])
def test_no_choices_among_accounts_for_those_who_may_not_see_them(role: Role, model: str):
    where = {"app_label": "meetings", "model_name": model, "field_name": "changed_by"}

    assert as_role(role).get(reverse("admin:autocomplete"), where).status_code == 403


@pytest.mark.parametrize(
    ("app", "model", "field"),
    [
        ("auth", "user", "groups"),
        ("auth", "user", "password"),
        ("records", "proposal", "author"),
        ("records", "remark", "author"),
        ("sessions", "session", "session_key"),
        ("meetings", "meeting", "name"),
        ("meetings", "meeting", "participations"),
        ("no", "such", "thing"),
    ],
)
def test_no_choices_of_what_is_no_relation_of_a_record(
    contributor: Client, app: str, model: str, field: str
):
    where = {"app_label": app, "model_name": model, "field_name": field}

    assert contributor.get(reverse("admin:autocomplete"), where).status_code == 403


@pytest.mark.parametrize(
    "lookup", ["changed_by__password__startswith", "changed_by__email", "names__text__regex"]
)
def test_a_list_filters_by_nothing_that_it_does_not_offer(contributor: Client, lookup: str):
    response = contributor.get("/admin/meetings/meeting/", {lookup: "a"})

    assert response.status_code in (302, 400)


def test_no_list_is_edited_in_place(contributor: Client):
    meeting = never_public()
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": meeting.pk}

    contributor.post("/admin/meetings/meeting/", {**rows, "form-0-name": "Stolen", "_save": "Save"})

    assert Meeting.objects.get().name == meeting.name


def test_what_an_address_presets_is_no_more_than_a_form_shows(contributor: Client):
    query = {**BOOKS, "mechanism": "999999", "series": "x", "topics": "1,2,x"}

    shown = contributor.get(ADD, query)

    assert shown.status_code == 200
    assert "0000000000" not in shown.context["adminform"].form.as_p()


@pytest.mark.parametrize("page", ["history", "change", "delete"])
def test_absent_and_forbidden_answer_alike_to_who_may_see_neither(page: str):
    nobody = Client()
    nobody.force_login(User.objects.create_user("nobody", is_staff=True))
    there = never_public()
    for client in (nobody, Client()):
        addresses = [
            reverse(f"admin:meetings_meeting_{page}", args=[key]) for key in (there.pk, 999_999)
        ]
        answers = [client.get(one) for one in addresses]
        bodies = [re.sub(rb'value="\w{64}"|/\d+/', b"", answer.content) for answer in answers]
        assert answers[0].status_code == answers[1].status_code in (302, 403)
        assert bodies[0] == bodies[1]


# Imports


def upload(client: Client, text: bytes = b"I. Talks\n\nFirst paragraph.\n", **values):
    return client.post(ADDRESS, answers(send_files(client, ("a.txt", text)), **values))


@pytest.mark.parametrize("by_name", [True, False])
def test_an_import_brings_no_text_of_a_contributor_into_a_public_document(
    contributor: Client, by_name: bool
):
    document = make.make_document(rights="editors")
    if by_name:
        response = upload(contributor, document=document.pk, rights="public")
    else:  # the file is known by its hash alone, so nobody need name the document
        import hashlib

        text = b"I. Talks\n\nFirst paragraph.\n"
        make.make_capture(
            None,
            document=document,
            sha256=hashlib.sha256(text).hexdigest(),
            byte_length=len(text),
            char_length=len(text),
        )
        response = upload(contributor, text, rights="public")

    assert response.status_code == 200
    assert "a reviewer may import another copy" in str(response.context["form"].errors)
    document.refresh_from_db()
    assert document.rights == "editors"
    assert not document.captures.exclude(text=None).exists()


@pytest.mark.parametrize(("four_eyes", "after"), [(True, "editors"), (False, "public")])
def test_an_import_opens_a_public_document_only_where_one_may_change_it(four_eyes, after):
    HouseRules.objects.update(four_eyes=four_eyes)
    document = make.make_document(rights="editors")

    upload(as_role(Role.REVIEWER), document=document.pk, rights="public")

    assert Document.objects.get().rights == after


def test_what_a_contributor_says_of_a_public_passage_waits(contributor: Client):
    passage = make.make_passage()
    address = change_address(passage)
    values = {"locator": "x", "kind": "paragraph", "speaker": "", "summary": "Mine."}

    page = contributor.get(address)
    assert page.status_code == 200
    values["row_version"] = page.context["adminform"].form.initial["row_version"]
    contributor.post(address, values)
    passage.refresh_from_db()
    assert (passage.locator, passage.summary) != ("x", "Mine.")
    assert Proposal.objects.count() == 1
    Document.objects.update(state="draft")
    contributor.post(address, values)
    passage.refresh_from_db()
    assert passage.summary == "Mine."


# Signing in


ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_led_elsewhere(address: str):
    make_account("mai", Role.READER)
    client = Client()
    sent = {"username": "mai", "password": PASSWORD, "next": address}

    signed = client.post(f"{reverse('admin:login')}?next={address}", sent)
    language = client.post(reverse("set_language"), {"language": "en", "next": address})
    out = client.post(reverse("admin:logout"), {"next": address})

    assert signed["Location"] == reverse("admin:index")
    assert "evil" not in language["Location"]
    assert "javascript" not in language["Location"]
    assert "evil" not in out.get("Location", "")


def test_a_session_given_to_somebody_is_not_the_one_they_sign_in_with():
    make_account("mai", Role.READER)
    client = Client()
    client.post(reverse("set_language"), {"language": "en"})
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["sessionid"] = session.session_key
    sent = {"username": "mai", "password": PASSWORD, "next": "/admin/"}

    client.post(reverse("admin:login"), sent)

    assert client.cookies["sessionid"].value != session.session_key
    thief = Client()
    thief.cookies["sessionid"] = session.session_key
    assert thief.get(reverse("admin:index")).status_code == 302


def test_nobody_writes_from_another_site():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_account("mai", Role.ADMINISTRATOR))

    assert client.post(ADD, {"name": "Mine"}).status_code == 403
    assert client.post(reverse("admin:auth_user_add"), {"username": "x"}).status_code == 403
    assert Meeting.objects.count() == 0
