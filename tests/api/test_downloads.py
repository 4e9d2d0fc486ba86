"""Whole lists as files: all of them, in one state, and never a part that looks whole."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from api import downloads
from api.renderers import CSVRenderer
from records.workflow import withdraw
from tests.make import make_meeting, make_topic


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(downloads, "FIRST", 2)
    monkeypatch.setattr(downloads, "PART", 3)
    monkeypatch.setattr(downloads, "PART_WITH_LISTS", 3)


def followed(get: Any, path: str) -> list[Any]:
    """The records of all pages of a list."""
    page = get(path, page_size="4")
    found = page["results"]
    while page["next"]:
        page = get(page["next"].partition("/api/v1/")[2])
        found += page["results"]
    return found


@pytest.mark.django_db
def test_a_list_without_a_page_is_the_whole_list(client, get):
    for number in range(9):
        make_meeting(date=f"20{10 + number % 4}", level="leaders" if number else "")
    make_meeting(state="draft")
    rows = followed(get, "meetings/")
    assert len(rows) == 9
    lines = client.get("/api/v1/meetings/?format=ndjson&ordering=-date")
    table = client.get("/api/v1/meetings/?format=csv&level=leaders")
    assert [json.loads(line) for line in lines.getvalue().splitlines()] == rows
    found = list(csv.DictReader(io.StringIO(table.getvalue().decode())))
    assert [row["id"] for row in found] == [row["id"] for row in rows if row["level"]]
    for response, form in ((lines, "ndjson"), (table, "csv")):
        said, name = response["Content-Disposition"].split("; ")
        assert (said, name[:19], name[29:]) == ("attachment", 'filename="meetings-', f'.{form}"')
    nested = client.get("/api/v1/meetings/?format=ndjson&expand=outcomes").getvalue()
    assert len(nested.splitlines()) == 9


@pytest.mark.django_db
def test_an_empty_list_has_its_columns(client):
    nothing = client.get("/api/v1/topics/?format=csv&fields=id,slug")
    assert nothing.getvalue() == b"id,slug\r\n"
    assert client.get("/api/v1/topics/?format=ndjson").getvalue() == b""
    assert client.head("/api/v1/topics/?format=csv").getvalue() == b""


@pytest.mark.django_db
def test_an_error_in_the_middle_reaches_the_server(client, monkeypatch):
    """Which then ends the answer without its end, so that the client sees it."""
    for _ in range(4):
        make_topic()
    body = iter(client.get("/api/v1/topics/?format=csv"))
    assert next(body).count(b"\r\n") == 3
    monkeypatch.setattr(CSVRenderer, "part", lambda *_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        next(body)


@pytest.mark.django_db(transaction=True)
def test_a_download_is_of_one_state_and_whoever_leaves_frees_the_connection(client):
    topics = [make_topic(name=f"Topic {number}", slug=f"topic-{number}") for number in range(5)]

    def change() -> None:
        make_topic(name="Topic 4b")
        withdraw(topics[4])
        connection.close()

    body = iter(client.get("/api/v1/topics/?format=csv&fields=slug"))
    parts = [next(body)]
    with ThreadPoolExecutor() as other:
        other.submit(change).result()
    assert b"".join([*parts, *body]).split() == [b"slug", *(one.slug.encode() for one in topics)]

    left = client.get("/api/v1/topics/?format=csv")
    next(iter(left))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors")
        assert cursor.fetchone() == (1,)
    left.close()
    assert not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors")
        assert cursor.fetchone() == (0,)
