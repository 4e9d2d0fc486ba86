"""Who has an answer of this version of the register is told so, and nothing is made again."""

import psycopg
import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import set_script_prefix

from config.kept_answers import ALIAS
from records import first_asked
from records.models import RegisterVersion
from records.policy import Role, give_role
from records.routes import root_of
from tests import make
from tests.hidden import as_if_committed

pytestmark = pytest.mark.django_db

ADDRESSES = ["/", "/meetings/", "/about/", "/sitemap.xml", "/api/v1/meetings/", "/api/v1/docs/"]


def changed() -> None:
    """As if a transaction that changed what the public reads had committed."""
    RegisterVersion.objects.update(number=RegisterVersion.now() + 1)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_did_not_change_is_not_made_again(client, address):
    make.make_meeting()
    first = client.get(address)
    assert (first.status_code, first.cookies) == (200, {})
    assert "public" in first["Cache-Control"]

    with CaptureQueriesContext(
        connection,
    ) as asked:
        again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    varies = {"Accept", "Accept-Language"} | ({"Cookie"} if "/api/" not in address else set())
    assert set(again["Vary"].split(", ")) == varies
    assert len(asked) == 1
    changed()
    new = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (new.status_code, new["ETag"] == first["ETag"]) == (200, False)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_was_made_once_is_given_again_until_the_register_changes(
    client, settings, address, django_assert_num_queries
):
    settings.KEPT_ANSWERS = 10
    make.make_meeting(name="The one before")
    as_if_committed()
    first = client.get(address)

    with django_assert_num_queries(1):
        again = client.get(address)
    assert (again.content, again.headers) == (first.content, first.headers)
    assert not client.head(address).content
    make.make_meeting(state="draft")
    with django_assert_num_queries(1):
        client.get(address)

    make.make_meeting(name="The one after")
    as_if_committed()
    new = client.get(address)
    assert new["ETag"] != first["ETag"]
    assert (b"The one after" in new.content) == (b"The one before" in first.content)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/meetings/", "/api/v1/meetings/"])
def test_a_connection_that_has_changed_nothing_keeps_as_well(
    client, settings, address, django_assert_num_queries
):
    settings.KEPT_ANSWERS = 10
    connection.close()
    client.get(address)
    with django_assert_num_queries(1):
        client.get(address)


def test_nothing_is_kept_of_what_is_not_for_anyone_or_not_settled(client, settings):
    settings.KEPT_ANSWERS = 10
    caches[ALIAS].clear()
    as_if_committed()
    client.get("/meetings/nothing/")
    client.get("/admin/")
    client.cookies["sessionid"] = "somebody"
    client.get("/meetings/")
    del client.cookies["sessionid"]
    make.make_meeting()  # and does not commit
    client.get("/meetings/")
    assert not caches[ALIAS]._cache


def test_what_was_kept_is_no_answer_for_who_changes_the_register(client, settings):
    settings.KEPT_ANSWERS = 10
    as_if_committed()
    before = client.get("/meetings/")
    make.make_meeting(name="Not committed yet")

    assert b"Not committed yet" not in before.content
    assert b"Not committed yet" in client.get("/meetings/").content


def test_each_language_and_representation_has_its_own(client):
    tags = {
        client.get("/api/v1/meetings/", headers=headers)["ETag"]
        for headers in (
            {},
            {"Accept": "application/json"},
            {"Accept": "text/csv"},
            {"Accept-Language": "zh-hans"},
        )
    }
    client.cookies["django_language"] = "zh-hans"
    tags.add(client.get("/meetings/", headers={"Accept": "text/html"})["ETag"])
    assert len(tags) == 5


def test_each_address_has_its_own(client):
    addresses = ["/meetings/", "/meetings/?year=2016", "/people/"]
    tags = [client.get(address)["ETag"] for address in addresses]
    tags.append(client.get("/meetings/", secure=True)["ETag"])
    assert len(set(tags)) == len(tags)
    for address in ("/meetings/none/", "/api/v1/meetings/?wrong=1"):
        answer = client.get(address, headers={"If-None-Match": ", ".join(tags)})
        assert answer.status_code in (404, 400)


def test_an_address_is_what_was_sent(client):
    """Written out as texts, these two are the same."""
    raw, quoted = "q=café".encode().decode("latin-1"), "q=caf%C3%83%C2%A9"
    tags = [client.get("/meetings/", QUERY_STRING=query)["ETag"] for query in (raw, quoted)]
    assert tags[0] != tags[1]


def test_what_is_not_found_has_none_and_any_is_answered(client):
    assert "ETag" not in client.get("/meetings/none/")
    assert client.get("/meetings/none/", headers={"If-None-Match": "*"}).status_code == 404
    assert client.get("/meetings/", headers={"If-None-Match": "*"}).status_code == 200
    assert client.get("/meetings/", headers={"If-None-Match": 'W/"x", "y'}).status_code == 200


def test_pages_of_an_account_are_its_own(client, django_user_model):
    tag = client.get("/meetings/")["ETag"]
    user = django_user_model.objects.create_user("rose")
    give_role(user, Role.REVIEWER)
    client.force_login(user)

    page = client.get("/meetings/", headers={"If-None-Match": tag})

    assert page.status_code == 200
    assert "ETag" not in page
    assert "public" not in page.get("Cache-Control", "")
    assert "ETag" not in client.get("/admin/")


def test_scripts_of_any_site_may_read_that_an_answer_of_the_api_did_not_change(client):
    tag = client.get("/api/v1/meetings/")["ETag"]
    for headers in ({"If-None-Match": tag}, {}):
        answer = client.get("/api/v1/meetings/", headers=headers)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in answer["Access-Control-Expose-Headers"]


@pytest.mark.django_db(transaction=True)
def test_that_the_connection_serves_is_not_asked_beside(client, monkeypatch):
    first = client.get("/api/v1/meetings/")
    between_requests()
    monkeypatch.setattr(connection, "is_usable", lambda: pytest.fail("asked beside"))

    again = client.get("/api/v1/meetings/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert connection.health_check_done


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_between_requests_is_made_anew(client):
    first = client.get("/api/v1/meetings/")
    lost = connection.connection
    between_requests()
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [lost.info.backend_pid])

    again = client.get("/api/v1/meetings/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert connection.connection is not lost


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_on_a_connection_that_serves_is_not_asked_again(monkeypatch):
    asked = []

    def refuse(sql: str) -> None:
        asked.append(sql)
        raise OperationalError("too long")

    connection.ensure_connection()
    between_requests()
    monkeypatch.setattr(first_asked, "_row", refuse)

    with pytest.raises(OperationalError, match="too long"):
        RegisterVersion.stamp()
    assert len(asked) == 1


def between_requests() -> None:
    """As a connection is that was kept from the request before."""
    connection.health_check_enabled = True
    connection.health_check_done = False


def test_where_a_part_of_the_site_begins_does_not_depend_on_who_asks_first():
    root_of.cache_clear()
    set_script_prefix("/fora/")
    try:
        assert root_of("api:root") == "/api/v1/"
    finally:
        set_script_prefix("/")
    assert root_of("api:root") == "/api/v1/"


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_makes_answers_new(client):
    meeting = make.make_meeting(name="Old name")
    address = meeting.get_absolute_url()
    tag = client.get(address)["ETag"]
    make.make_meeting(state="draft")
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304

    type(meeting).objects.filter(pk=meeting.pk).update(name="New name")

    page = client.get(address, headers={"If-None-Match": tag})
    assert page.status_code == 200
    assert "New name" in page.content.decode()


def test_the_language_is_changed_without_a_token():
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/language/", {"language": "zh-hans", "next": "/meetings/"})
    assert (answer.status_code, answer["Location"]) == (302, "/meetings/")
    assert strict.cookies["django_language"].value == "zh-hans"
