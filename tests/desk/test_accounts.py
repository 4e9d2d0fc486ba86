"""Accounts: one role each, kept by administrators, never deleted once they have worked here."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from meetings.models import Meeting
from records.history.batches import batch
from records.models import HouseRules
from records.policy import Role, give_role, role_held, role_of
from tests import make
from tests.html import squeezed

from .forms import errors, notices, send

pytestmark = pytest.mark.django_db
PASSWORD = "A fairly long one 7"


def make_account(name: str, role: Role | None, **values) -> User:
    user = User.objects.create_user(name, password=PASSWORD, **values)
    give_role(user, role)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def chief() -> User:
    return make_account("chief", Role.ADMINISTRATOR)


@pytest.fixture
def desk(chief: User) -> Client:
    return signed_in(chief)


def page(user: User, name: str = "change") -> str:
    return reverse(f"admin:auth_user_{name}", args=[user.pk])


def test_an_administrator_makes_an_account_that_can_sign_in(desk: Client):
    response = send(
        desk,
        reverse("admin:auth_user_add"),
        username="mai",
        name="Trần Mai",
        email="mai@example.org",
        role="contributor",
        password1=PASSWORD,
        password2=PASSWORD,
    )

    assert errors(response) == {}
    mai = User.objects.get(username="mai")
    assert (mai.get_full_name(), mai.email, role_of(mai)) == (
        "Trần Mai",
        "mai@example.org",
        Role.CONTRIBUTOR,
    )
    assert not mai.is_superuser
    client = Client()
    assert client.login(username="mai", password=PASSWORD)
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_forms_heed_nothing_that_they_do_not_show(desk: Client):
    user = make_account("mai", Role.READER)
    stolen = {"is_superuser": "on", "is_staff": "on", "groups": ["1"], "user_permissions": ["1"]}

    send(desk, page(user), **stolen, role="reader", password="x", date_joined_0="1999-01-01")

    user = User.objects.get(username="mai")
    assert not user.is_superuser
    assert [group.name for group in user.groups.all()] == ["reader"]
    assert user.check_password(PASSWORD)
    assert user.date_joined.year > 2000


def test_two_accounts_do_not_differ_by_capital_letters_alone(desk: Client):
    mai = make_account("mai", Role.READER)
    make_account("lin", Role.READER)

    assert "username" in errors(send(desk, page(mai), username="LIN"))
    assert errors(send(desk, page(mai), username="Mai")) == {}


def test_a_new_role_holds_at_the_next_request_and_ends_no_session(desk: Client):
    mai = make_account("mai", Role.READER)
    at_work = signed_in(mai)
    draft = make.make_meeting(state="draft")
    assert at_work.get(reverse("admin:meetings_meeting_add")).status_code == 403

    send(desk, page(mai), role="contributor")
    assert at_work.get(reverse("admin:meetings_meeting_add")).status_code == 200
    send(desk, page(mai), role="reader")
    assert at_work.get(reverse("admin:meetings_meeting_add")).status_code == 403
    assert at_work.get(reverse("admin:meetings_meeting_change", args=[draft.pk])).status_code == 200


def test_who_is_shut_out_is_out_at_the_next_request(desk: Client):
    mai = make_account("mai", Role.REVIEWER)
    at_work = signed_in(mai)

    send(desk, page(mai), is_active=[])

    assert at_work.get(reverse("admin:index")).status_code == 302
    mai.refresh_from_db()
    assert (role_held(mai), role_of(mai)) == (Role.REVIEWER, None)


@pytest.mark.parametrize(
    ("change", "field"), [({"role": "reader"}, "role"), ({"is_active": []}, "is_active")]
)
def test_the_last_administrator_stays_one(desk: Client, chief: User, change, field):
    assert field in errors(send(desk, page(chief), **change))
    chief = User.objects.get(pk=chief.pk)
    assert role_of(chief) == Role.ADMINISTRATOR

    make_account("second", Role.ADMINISTRATOR)
    assert errors(send(desk, page(chief), **change)) == {}
    assert role_of(User.objects.get(pk=chief.pk)) != Role.ADMINISTRATOR


def test_an_account_that_is_shut_is_no_second_administrator(desk: Client, chief: User):
    make_account("second", Role.ADMINISTRATOR, is_active=False)

    assert "role" in errors(send(desk, page(chief), role="reader"))


def test_only_a_superuser_changes_a_superuser(desk: Client):
    root = User.objects.create_superuser("root", password=PASSWORD)
    values = {"username": "root", "is_active": "", "password1": "Another one 77"}

    assert desk.get(page(root)).status_code == 200
    assert desk.post(page(root), values).status_code == 403
    assert desk.post(page(root, "delete"), {"post": "yes"}).status_code == 403
    for method in (desk.get, desk.post):
        address = page(root, "password_change")
        assert method(address, {**values, "password2": "Another one 77"}).status_code == 403
    root.refresh_from_db()
    assert root.is_active
    assert root.check_password(PASSWORD)
    assert errors(send(signed_in(root), page(root), name="Root")) == {}
    assert User.objects.get(pk=root.pk).get_full_name() == "Root"


def test_an_account_that_never_worked_may_be_deleted(desk: Client, chief: User):
    mai = make_account("mai", Role.CONTRIBUTOR)

    desk.post(page(mai, "delete"), {"post": "yes"})

    assert not User.objects.filter(pk=mai.pk).exists()
    response = desk.post(page(chief, "delete"), {"post": "yes"}, follow=True)
    assert "your own account" in notices(response)[-1]
    assert User.objects.filter(pk=chief.pk).exists()


@pytest.mark.parametrize("since_changed", [False, True])
def test_an_account_that_wrote_is_kept_and_the_page_says_why(desk: Client, since_changed: bool):
    mai = make_account("mai", Role.CONTRIBUTOR)
    with batch("request", by=mai):
        meeting = make.make_meeting(state="draft")
    if since_changed:  # their name now stands in the history alone
        Meeting.objects.filter(pk=meeting.pk).update(summary="Said anew.")

    response = desk.post(page(mai, "delete"), {"post": "yes"}, follow=True)

    assert "cannot be deleted" in notices(response)[0]
    assert User.objects.filter(pk=mai.pk).exists()


def test_a_new_password_ends_the_sessions_of_its_owner(desk: Client):
    mai = make_account("mai", Role.READER)
    at_work = signed_in(mai)
    new = "Quite another one 8"
    address = page(mai, "password_change")

    refused = desk.post(address, {"password1": "", "password2": "", "usable_password": "false"})
    assert refused.status_code == 200
    assert User.objects.get(pk=mai.pk).check_password(PASSWORD)
    desk.post(address, {"password1": new, "password2": new})

    assert User.objects.get(pk=mai.pk).check_password(new)
    assert at_work.get(reverse("admin:index")).status_code == 302


def test_each_change_of_an_account_is_in_the_log(desk: Client, chief: User):
    mai = make_account("mai", Role.READER)
    send(desk, page(mai), role="reviewer", name="Mai")
    new = "Quite another one 8"
    desk.post(page(mai, "password_change"), {"password1": new, "password2": new})

    lines = LogEntry.objects.filter(object_id=mai.pk).order_by("id")
    assert [line.change_message for line in lines] == [
        "name:  → Mai; role: reader → reviewer",
        "new password",
    ]
    log = desk.get(reverse("admin:account_log")).content.decode()
    assert "role: reader → reviewer" in log
    assert new not in log


def test_the_log_is_paged(desk: Client, chief: User, django_assert_max_num_queries):
    mai = make_account("mai", Role.READER)
    for number in range(60):
        LogEntry.objects.log_actions(chief.pk, [mai], 2, f"change {number}")

    with django_assert_max_num_queries(12):
        first = desk.get(reverse("admin:account_log"))
    rows = first.context["page"]
    assert [rows.items[0].change_message, len(rows.items)] == ["change 59", 50]
    second = desk.get(reverse("admin:account_log"), {"p": rows.next_cursor})
    assert len(second.context["page"].items) == 10
    assert desk.get(reverse("admin:account_log"), {"p": "%00x"}).status_code == 200


def test_groups_have_no_pages(desk: Client):
    assert Group.objects.count() == len(Role)
    assert desk.get("/admin/auth/group/").status_code == 404


@pytest.mark.parametrize("lookup", ["password__startswith", "groups__permissions__id", "bad__x"])
def test_the_list_of_accounts_tells_no_password(desk: Client, lookup: str):
    response = desk.get(reverse("admin:auth_user_changelist"), {lookup: "m"})

    assert response.status_code in (302, 400)


def test_the_list_of_accounts_asks_the_same_of_one_and_of_three(
    desk: Client, django_assert_num_queries
):
    address = reverse("admin:auth_user_changelist")
    desk.get(address)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for names in (["a"], ["b", "c"]):
        for name in names:
            make_account(name, Role.READER)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address, {"role": "reader"}).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("rule", "word"), [(True, "on"), (False, "off")])
def test_the_house_rules_are_shown_as_the_database_has_them(desk: Client, settings, rule, word):
    HouseRules.objects.update(four_eyes=rule)
    settings.FOUR_EYES = rule

    shown = squeezed(desk.get(reverse("admin:house")).content.decode())

    assert f"Four eyes: {word}" in shown


@pytest.mark.parametrize("kept", [True, False])
def test_every_page_of_the_desk_warns_where_the_database_keeps_another_rule(client, settings, kept):
    HouseRules.objects.update(four_eyes=kept)
    client.force_login(make_account("ann", Role.READER))
    warning = (
        f"This site was started with FORA_FOUR_EYES={int(not kept)}, but the database keeps"
        f" {int(kept)}, and that is what holds."
    )

    def warned(name: str) -> bool:
        return warning in client.get(reverse(f"admin:{name}")).content.decode()

    pages = ("index", "mechanisms_topic_changelist", "guide")
    settings.FOUR_EYES = kept
    assert not any(warned(page) for page in pages)
    settings.FOUR_EYES = not kept
    assert all(warned(page) for page in pages)
    client.logout()
    assert not warned("login")


def test_the_menu_names_these_pages_to_administrators_alone(desk: Client):
    addresses = [
        reverse(f"admin:{one}") for one in ("account_log", "house", "auth_user_changelist")
    ]
    home = desk.get(reverse("admin:index")).content.decode()
    other = signed_in(make_account("mai", Role.REVIEWER))

    assert all(f'href="{one}"' in home for one in addresses)
    elsewhere = other.get(reverse("admin:index")).content.decode()
    assert not any(one in elsewhere for one in addresses)
