"""Who may see what on the desk."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.access import access_of
from mechanisms.models import Topic
from meetings.models import Meeting
from records.models import HouseRules
from records.policy import Role, give_role
from tests import make
from tests.desk.pages import change_address, draft

from .forms import read_form, send
from .test_every_page import MAKERS, QUEUES


@pytest.fixture
def staff(client: Client, django_user_model) -> Client:
    """Signed in, but without any right."""
    user = django_user_model.objects.create_user("staff", is_staff=True)
    client.force_login(user)
    client.user = user
    return client


def allow(staff: Client, role: Role) -> None:
    give_role(staff.user, role)


@pytest.mark.parametrize("kind", MAKERS)
def test_staff_without_rights_see_nothing(staff: Client, kind: str):
    row = MAKERS[kind]()

    home = staff.get(reverse("admin:index")).content.decode()

    assert str(row) not in home
    assert "You have no rights here yet" in home
    assert staff.get(reverse(f"admin:{kind}_changelist")).status_code == 403
    for page in ("change",) if kind in QUEUES else ("change", "delete", "history"):
        assert staff.get(reverse(f"admin:{kind}_{page}", args=[row.pk])).status_code == 403


def test_staff_without_rights_cannot_ask_for_choices(staff: Client):
    where = {"app_label": "meetings", "model_name": "meeting", "field_name": "mechanism"}

    assert staff.get(reverse("admin:autocomplete"), where).status_code == 403


def test_import_is_for_who_may_add_documents(staff: Client):
    address = reverse("admin:documents_document_import")

    assert staff.get(address).status_code == 403
    allow(staff, Role.READER)
    assert staff.get(address).status_code == 403
    assert address not in staff.get(reverse("admin:index")).content.decode()
    allow(staff, Role.CONTRIBUTOR)
    assert staff.get(address).status_code == 200
    assert address in staff.get(reverse("admin:index")).content.decode()


def test_a_contributor_does_not_publish(staff: Client):
    allow(staff, Role.CONTRIBUTOR)
    address = reverse("admin:mechanisms_topic_add")

    assert 'name="_publish"' not in staff.get(address).content.decode()
    send(staff, address, "_publish", name="Fisheries")

    assert Topic.objects.get().state == "draft"


def test_address_of_a_draft_is_told_to_nobody(staff: Client, admin_client: Client):
    meeting = draft(slug="secret-talks")
    kind = ContentType.objects.get_for_model(Meeting)
    short_cut = reverse("admin:view_on_site", args=[kind.pk, meeting.pk])

    refused = staff.get(short_cut)
    assert (refused.status_code, b"secret-talks" in refused.content) == (403, False)
    assert admin_client.get(short_cut).status_code == 404


def test_short_cut_leads_to_the_page_of_a_public_record(admin_client: Client):
    meeting = make.make_meeting()
    kind = ContentType.objects.get_for_model(Meeting)

    response = admin_client.get(reverse("admin:view_on_site", args=[kind.pk, meeting.pk]))

    assert response["Location"] == meeting.get_absolute_url()


def test_page_links_to_the_public_page_only_of_what_is_public(admin_client: Client):
    shown, hidden = make.make_meeting(), draft()

    assert shown.get_absolute_url() in admin_client.get(change_address(shown)).content.decode()
    assert (
        hidden.get_absolute_url() not in admin_client.get(change_address(hidden)).content.decode()
    )


def test_who_may_only_look_has_no_buttons(staff: Client):
    allow(staff, Role.READER)
    meeting = draft()

    page = staff.get(change_address(meeting)).content.decode()

    assert meeting.name in page
    for button in ("_save", "_publish", "_withdraw"):
        assert f'name="{button}"' not in page
    assert staff.post(change_address(meeting), {"name": "x", "_publish": "1"}).status_code == 403


def test_a_page_asks_once_whether_nobody_publishes_alone(admin_client: Client):
    address = change_address(make.make_meeting())
    table = HouseRules._meta.db_table
    for four_eyes in (True, False):
        HouseRules.objects.update(four_eyes=four_eyes)

        with CaptureQueriesContext(connection) as queries:
            page = admin_client.get(address)

        assert sum(table in query["sql"] for query in queries.captured_queries) == 1
        assert page.context["must_propose"] is four_eyes


def test_what_is_sent_is_decided_by_the_rules_as_they_are_then(admin_client: Client):
    address = change_address(make.make_meeting())
    form = read_form(admin_client, address)
    table = HouseRules._meta.db_table

    with CaptureQueriesContext(connection) as queries:
        send(admin_client, address, start=form, name="Other talks")

    assert sum(table in query["sql"] for query in queries.captured_queries) > 1


@pytest.mark.parametrize("name", ["admin:list", "admin:detail", "admin:nothing_like_it"])
def test_what_opens_public_pages_opens_none_of_the_desk(name: str):
    assert access_of(name, lambda request: None) is None
