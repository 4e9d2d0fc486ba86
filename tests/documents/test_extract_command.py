"""``manage.py extract``: candidates as JSON or as a table, and nothing written."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from documents.models import Document

DATA = Path(__file__).resolve().parents[2] / "data"
TEXT = """Third Coral Sea Summit opens

SUVA, May 4 (Wire) -- The Third Coral Sea Summit was held in Suva, Fiji, on 3 May 2018.
"""
KEYS = {
    *("kind", "title", "mechanism", "series", "ordinal", "date", "place", "level", "status"),
    *("quote", "start", "end", "score", "matches", "evidence"),
}


def extract(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("extract", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "news.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.django_db
def test_json_has_the_promised_form(curated, file):
    before = Document.objects.count()

    (meeting,) = json.loads(extract(file, "--json", "--date", "2018-05-04", "--language", "en"))

    assert meeting.keys() >= KEYS
    assert meeting["kind"] == "meeting"
    assert meeting["title"] == "Third Coral Sea Summit"
    assert meeting["ordinal"] == 3
    assert meeting["date"] == "2018-05-03"
    assert meeting["place"] == {"city": "Suva", "country": "Fiji"}
    assert (meeting["level"], meeting["status"]) == ("leaders", "held")
    assert meeting["quote"] == TEXT[meeting["start"] : meeting["end"]]
    start, end = meeting["evidence"]["date"]
    assert TEXT[start:end] == "3 May 2018"
    assert Document.objects.count() == before


def test_names_can_come_from_plain_files_without_a_database(file):
    # No mark for the database: a query would fail the test.
    (meeting,) = json.loads(extract(file, "--json", "--register", str(DATA)))

    assert meeting["title"] == "Third Coral Sea Summit"


def test_a_table_for_people(file):
    told = extract(file, "--register", str(DATA))

    assert "Third Coral Sea Summit" in told
    assert "date: 2018-05-03" in told


def test_a_country_alone_is_no_city(tmp_path):
    path = tmp_path / "news.txt"
    path.write_text("The Third Coral Sea Summit was held in Fiji on 3 May 2018.", encoding="utf-8")

    (meeting,) = json.loads(extract(path, "--json", "--register", str(DATA)))

    assert meeting["place"] == {"city": "", "country": "Fiji"}


@pytest.mark.parametrize(
    ("name", "content", "options", "sentence"),
    [
        ("none.txt", None, (), "no file"),
        ("empty.txt", b"", (), "empty"),
        ("news.txt", TEXT.encode(), ("--date", "4 May"), "is not a date"),
        ("news.txt", TEXT.encode(), ("--register", "/nowhere/at-all"), "cannot be read"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path, name, content, options, sentence):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        extract(
            path, *(options or ()), *(() if "--register" in options else ("--register", str(DATA)))
        )
