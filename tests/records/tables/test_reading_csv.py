"""CSV as editors upload it: how it is read, or why it is not."""

import pytest

from mechanisms.models import Topic
from records.tables.reading_csv import SEPARATORS

from .files import as_csv, refusal, table

HEADER = ["name", "slug", "summary"]
ROW = ["Übung, “neu”", "uebung", "Лаос 老挝"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encoding_and_separator_are_found_and_named(separator, encoding):
    found = table(Topic, as_csv(HEADER, ROW, separator=separator, encoding=encoding))

    assert (found.header, found.rows) == (HEADER, [(2, ROW)])
    assert any("Encoding: UTF" in note for note in found.notes)
    assert f"Separator: {SEPARATORS[separator]} (found out)." in found.notes


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
