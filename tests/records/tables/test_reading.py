"""Files as editors upload them: how they are read, or why they are not, with the remedy."""

import pytest

from mechanisms.models import Topic
from records.tables import cells, reading
from records.tables.reading import SEPARATORS, read_table

from .files import as_csv, refusal, table


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
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    assert "Split it" in refusal(Topic, as_csv(["name"], ["a" * 20]))


def test_reading_says_what_it_was_told_alone():
    """The names of columns decide about the separator; a file without any still has one."""
    assert read_table(b"x;y;z\n1;2;3\n", known={"name"}).header == ["x", "y", "z"]


# CSV

HEADER = ["name", "slug", "summary"]
ROW = ["Übung, “neu”", "uebung", "Лаос 老挝"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encoding_and_separator_are_found_and_named(separator, encoding):
    found = table(Topic, as_csv(HEADER, ROW, separator=separator, encoding=encoding))

    assert (found.header, found.rows) == (HEADER, [(2, ROW)])
    assert any("Encoding: UTF" in note for note in found.notes)
    assert f"Separator: {SEPARATORS[separator]} (found out)." in found.notes


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("quoted", ["all", "first", "last"])
def test_a_first_row_in_quotation_marks_is_read(separator: str, mark: str, quoted: str):
    """Under a wrong separator its marks do not match, which says nothing about the right one."""
    marked = {"all": {0, 1, 2}, "first": {0}, "last": {2}}[quoted]
    head = [f'"{name}"' if at in marked else name for at, name in enumerate(HEADER)]
    data = f"{mark}{separator.join(head)}\r\n{separator.join('abc')}\r\n".encode()

    found = table(Topic, data)

    assert (found.header, found.rows) == (HEADER, [(2, ["a", "b", "c"])])


def test_marks_that_match_under_no_separator_are_refused():
    assert "do not match" in refusal(Topic, b'"name","slug\nA,a\n')


@pytest.mark.parametrize(
    ("name", "separator"),
    [("comma", ","), ("Semicolon", ";"), ("tab", "\t"), ("\\t", "\t"), ("pipe", "|"), (";", ";")],
)
def test_a_separator_can_be_chosen_by_its_name(name: str, separator: str):
    found = table(Topic, as_csv(HEADER, ROW, separator=separator), separator=name)

    assert found.rows == [(2, ROW)]
    assert f"Separator: {SEPARATORS[separator]}." in found.notes


@pytest.mark.parametrize("name", ["colon-ish", ",,", '"', "\n"])
def test_what_is_no_separator_is_refused_with_what_is(name: str):
    assert "is no separator: give one character, or one of" in refusal(
        Topic, b"name,slug\nA,a\n", separator=name
    )


def test_an_encoding_that_the_file_does_not_say_is_worked_out_and_said_so():
    text = "Вопросы безопасности в Юго-Восточной Азии и сотрудничество государств региона"
    found = table(Topic, as_csv(HEADER, [text, "a", ""], encoding="cp1251"))

    assert found.rows[0][1][0] == text
    assert any("worked out from the bytes" in note for note in found.notes)


def test_encoding_and_separator_can_be_chosen():
    data = as_csv(HEADER, ["安全", "a", ""], separator=";", encoding="gb18030")

    found = table(Topic, data, encoding="gb18030", separator=";")

    assert found.rows == [(2, ["安全", "a", ""])]
    assert "choose another encoding" in refusal(Topic, b"name\n\xff\xfe\xfa", encoding="utf-8")


def test_the_separator_that_a_spreadsheet_declares_is_taken():
    assert table(Topic, b"sep=;\r\nname;slug\r\na,b;c\r\n").rows == [(3, ["a,b", "c"])]


def test_short_and_long_rows_are_reported():
    found = table(Topic, b"name,slug\nA\nB,b,c\nC,c\n")

    assert sorted(found.row_faults) == [2, 3]
    assert "short" in found.row_faults[2].what
    assert "C3" in found.row_faults[3].what
