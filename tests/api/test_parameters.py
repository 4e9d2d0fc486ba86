"""What the API refuses, and how it says so."""

import pytest

from tests.make import make_mechanism, make_meeting

from .conftest import RESOURCES

pytestmark = pytest.mark.django_db


def problems(answer) -> list[tuple[str, str | None]]:
    """The names of the parameters that were wrong, with what may have been meant."""
    error = answer["error"]
    assert error["status"] == 400
    assert error["code"] == "invalid_parameter"
    assert error["message"]
    return [(problem["name"], problem["suggestion"]) for problem in error["parameters"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("levl=ministers", [("levl", "level")]),
        ("state=draft", [("state", "status")]),
        ("x=1&y=2", [("x", None), ("y", None)]),
        ("level=minister", [("level", "ministers")]),
        ("level=", [("level", None)]),
        ("level=ministers&level=leaders", [("level", None)]),
        ("ordinal=0", [("ordinal", None)]),
        ("ordinal=99999999999999999999", [("ordinal", None)]),
        ("ordinal=1e20", [("ordinal", None)]),
        ("mechanism=nowhere", [("mechanism", None)]),
        ("mechanism=%00", [("mechanism", None)]),
        ("q=%00", [("q", None)]),
        ("q=%ff%fe!", [("q", None)]),
        ("q=" + "a" * 5000, [("q", None)]),
        ("from=2015-02-29", [("from", None)]),
        ("from=99999", [("from", None)]),
        ("from=0000", [("from", None)]),
        ("to=2015&from=2016", [("to", None)]),
        ("fields=id,titel", [("fields", "title")]),
        ("fields=id,name", [("fields", "title")]),
        ("fields=id,id", [("fields", None)]),
        ("expand=outcome", [("expand", "outcomes")]),
        ("expand=participations,", [("expand", None)]),
        ("ordering=dat", [("ordering", "date")]),
        ("page_size=0", [("page_size", None)]),
        ("page_size=501", [("page_size", None)]),
        ("page_size=٣", [("page_size", None)]),
        ("page_size=101&expand=outcomes", [("page_size", None)]),
        ("cursor=abc", [("cursor", None)]),
        ("cursor=" + "a" * 5000, [("cursor", None)]),
        ("format=jsn", [("format", "json")]),
        ("format=csv&expand=outcomes", [("expand", None)]),
        ("%00=1", [("", None)]),
    ],
)
def test_a_wrong_parameter_is_named_with_what_may_have_been_meant(get, query, expected):
    assert problems(get(f"meetings/?{query}", status=400)) == expected


def test_every_mistake_of_a_request_is_in_the_answer(get):
    query = (
        "levl=x&mode=&level=minister&to=2015&from=2016&expand=outcome&fields=id,titel,naem"
        "&ordering=dat&page_size=0&format=jsn&q=a&q=b"
    )
    assert sorted(problems(get(f"meetings/?{query}", 400)), key=str) == [
        ("expand", "outcomes"),
        ("fields", "names"),
        ("fields", "title"),
        ("format", "json"),
        ("level", "ministers"),
        ("levl", "level"),
        ("mode", None),
        ("ordering", "date"),
        ("page_size", None),
        ("q", None),
        ("to", None),
    ]
    assert problems(get("meetings/?cursor=abc&page_size=0", 400)) == [
        ("page_size", None),
        ("cursor", None),
    ]
    assert problems(get("search/?kind=meeting&limit=0", 400)) == [
        ("q", None),
        ("kind", "meetings"),
        ("limit", None),
    ]
    assert problems(get("changes/?since=x&page_size=0&cursor=x", 400)) == [
        ("since", None),
        ("page_size", None),
        ("cursor", None),
    ]


def test_a_cursor_is_judged_only_where_the_order_is_known(get):
    assert problems(get("meetings/?cursor=abc&ordering=dat", 400)) == [("ordering", "date")]


def test_a_cursor_of_another_list_or_another_order_is_refused(get):
    for _ in range(2):
        make_meeting()
        make_mechanism()
    cursor = get("mechanisms/", page_size="1")["next"].split("cursor=")[1]
    assert problems(get("meetings/", status=400, cursor=cursor)) == [("cursor", None)]
    assert problems(get("mechanisms/", 400, cursor=cursor, ordering="-name")) == [("cursor", None)]


def test_every_resource_refuses_what_it_does_not_know(get):
    for resource in RESOURCES:
        assert problems(get(f"{resource}/?whatever=1", 400)) == [("whatever", None)]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("search/", "q"),
        ("search/?q=!", "q"),
        ("search/?q=a&kind=meeting", "kind"),
        ("search/?q=a&limit=51", "limit"),
        ("changes/?since=yesterday", "since"),
        ("changes/?since=2026-01-01", "since"),
        ("changes/?since=99999-01-01T00:00Z", "since"),
        ("changes/?since=0001-01-01T00:00%2B23:59", "since"),
        ("changes/?kind=meetings", "kind"),
        ("changes/?kind=meeting,outcome,meeting", "kind"),
        ("changes/?expand=records", "expand"),
        ("meetings/?id=x", "id"),
        ("meetings/?id=" + ",".join(["0123456789"] * 101), "id"),
        ("meetings/?updated_since=2026", "updated_since"),
        ("passages/?id=0123456789", "id"),
        ("changes/?cursor=x", "cursor"),
        ("?page=1", "page"),
        ("schema/?format=csv", "format"),
    ],
)
def test_search_changes_and_the_root_are_as_strict(get, path, name):
    assert [given for given, _near in problems(get(path, 400))] == [name]


def test_one_record_takes_fields_and_expand_and_nothing_else(get):
    meeting = make_meeting(slug="here")
    assert get("meetings/here/", fields="id,title") == {"id": meeting.uid, "title": meeting.name}
    assert problems(get("meetings/here/", 400, level="ministers")) == [("level", None)]
    assert problems(get("meetings/here/", 400, format="csv")) == [("format", None)]


@pytest.mark.parametrize(
    "key", ["%00", "a%00b", "%ff", "%ED%A0%80", "x" * 5000, "..%2f", "0" * 400, "1e999", "-1", "💥"]
)
@pytest.mark.parametrize("resource", ["meetings", "outcomes", "passages"])
def test_an_odd_key_finds_nothing(client, resource, key):
    response = client.get(f"/api/v1/{resource}/{key}/")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    response = getattr(client, method)("/api/v1/meetings/")
    assert response.status_code == 405
    assert response.json()["error"]["code"] == "method_not_allowed"


def test_an_unknown_address_is_answered_in_json_and_a_missing_slash_is_added(client):
    assert client.get("/api/v1/nothing/").json()["error"]["status"] == 404
    response = client.get("/api/v1/meetings?level=leaders")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/meetings/?level=leaders")
