"""Any file that is uploaded as a table: refused where it is none or too much, with the remedy."""

import pytest

from mechanisms.models import Topic
from records.tables import cells, reading_files
from records.tables.reading_files import read_table

from .files import as_csv, refusal


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b'name\n"open', "quotation marks"),
        (b"name\x00\n", "not a text file"),
        (b"\xd0\xcf\x11\xe0rest", "save it as .xlsx"),
        (b"PK\x03\x04rest", "damaged"),
        (b"\xff\xfenam", "CSV UTF-8"),
    ],
)
def test_what_is_no_table_is_refused_with_the_remedy(data, remedy):
    assert remedy in refusal(Topic, data)


def test_tables_have_bounds(monkeypatch):
    monkeypatch.setattr(cells, "MAX_ROWS", 2)
    monkeypatch.setattr(cells, "MAX_TEXT", 100)

    assert "more than 2 rows" in refusal(Topic, as_csv(["name"], *[["a"]] * 3))
    assert "100 characters" in refusal(Topic, as_csv(["name"], ["a" * 101]))
    assert "columns" in refusal(Topic, as_csv(["name"] * 201))
    monkeypatch.setattr(reading_files, "MAX_BYTES", 10)
    assert "Split it" in refusal(Topic, as_csv(["name"], ["a" * 20]))


def test_reading_says_what_it_was_told_alone():
    """The names of columns decide about the separator; a file without any still has one."""
    assert read_table(b"x;y;z\n1;2;3\n", known={"name"}).header == ["x", "y", "z"]
