"""The benchmark compares what is comparable, and says of each goal whether it is met."""

import json
import sqlite3

import pytest
from django.db import connection
from django.test import Client

from bench.speed import agreement, peer, table
from bench.speed.meters import Spent
from bench.speed.requests import HOST, Asked, Request
from bench.speed.rounds import Measured
from bench.speed.servers import Answer
from bench.speed.statements import statements
from documents.models import Citation
from meetings.models import Meeting, Participation


@pytest.fixture(scope="module")
def asked(field) -> Asked:
    return Asked.of_register()


def written(one: dict[str, str]) -> bytes:
    """What the limit answers by one of its statements."""
    with connection.cursor() as cursor:
        if "copy" in one:
            with cursor.copy(one["copy"]) as rows:
                return b"".join(rows)
        cursor.execute(one["sql"].replace("%", "%%"), [])
        return cursor.fetchone()[0].encode()


def test_the_limit_answers_what_the_site_answers(asked):
    client, limit, compared = Client(), statements(asked), 0
    for request in asked.requests():
        if not (request.limit and request.exact):
            continue
        response = client.get(request.fora, headers={"host": HOST})
        assert response.status_code == 200, request.name
        given = Answer(200, response.headers, response.getvalue())
        made = Answer(200, {}, written(limit[request.name]))
        assert list(agreement.between(given, made, request.name)) == []
        compared += 1
    assert compared == 12


def test_every_statement_of_the_limit_can_be_run(asked):
    for name, one in statements(asked).items():
        assert written(one), name


@pytest.mark.parametrize(
    ("fora", "limit", "told"),
    [
        ({"a": [1, None]}, {"a": [1, None]}, []),
        ({"a": 1}, {"b": 1}, ["x.a: only Fora has it", "x.b: only the limit has it"]),
        ([1, 2], [1], ["x: Fora has 2, the limit 1"]),
        ({"a": [{"b": ""}]}, {"a": [{"b": None}]}, ["x.a[0].b: Fora says '', the limit None"]),
    ],
)
def test_what_differs_is_named(fora, limit, told):
    assert list(agreement.differences(fora, limit, "x")) == told


def test_the_peer_has_the_public_rows(field, tmp_path):
    peer.export(tmp_path / "register.db")
    base = sqlite3.connect(tmp_path / "register.db")
    for model in (Meeting, Participation, Citation):
        ((number,),) = base.execute(f"SELECT count(*) FROM {model.PLURAL}")
        assert number == model.objects.public().count()
    found = base.execute("SELECT count(*) FROM meetings_fts WHERE meetings_fts MATCH 'asia'")
    assert found.fetchone() == (Meeting.objects.public().search("asia").count(),)
    base.close()


class Saying:
    """A server that says the same to everything."""

    def __init__(self, status: int, values: object) -> None:
        body = json.dumps(values).encode()
        self.answer = Answer(status, {"Content-Type": "application/json"}, body)

    def ask(self, path, headers):
        return self.answer


@pytest.mark.parametrize(
    ("fora", "limit"),
    [(Saying(200, {"a": 1}), Saying(200, {"a": 2})), (Saying(200, {}), Saying(500, {}))],
)
def test_a_limit_that_answers_otherwise_is_not_measured(fora, limit):
    with pytest.raises(agreement.Disagreement):
        agreement.check(fora, limit, [Request("list", "", "/", limit=True)])


def took(milliseconds: float) -> Measured:
    """What some server took in each of three rounds; half of it in the database."""
    return Measured(200, 1, [Spent(milliseconds / 2, milliseconds / 2)] * 3)


@pytest.mark.parametrize(
    ("request_", "fora", "other", "met"),
    [
        (Request("a", "", "", of_limit=0.8), 10, 8, True),
        (Request("a", "", "", of_limit=0.8), 10, 7.9, False),
        (Request("a", "", "", most=100), 99, 0, True),
        (Request("a", "", "", most=100), 101, 0, False),
        (Request("a", "", "", cheaper_than="b", times=20), 1, 20, True),
        (Request("a", "", "", cheaper_than="b", times=20), 1, 19, False),
        (Request("a", "", "", cheaper_than="b", times=1 / 1.2), 1.2, 1, True),
        (Request("a", "", "", cheaper_than="b", times=1 / 1.2), 1.3, 1, False),
        (Request("a", "", ""), 1, 1, None),
    ],
)
def test_a_goal_is_met_or_not(request_, fora, other, met):
    results = {"a": {"fora": took(fora), "limit": took(other)}, "b": {"fora": took(other)}}
    assert table.verdict(request_, results)[1] is met
    assert ("NOT met" in table.line(request_, results)) is (met is False)
