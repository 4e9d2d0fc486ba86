"""What is not imported: files that are no text, and details that are wrong."""

import pytest

from documents import file_reading
from documents.importing import import_document

from .statement import TEXT, held_files, refusal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty: save it again where it came from, and import that."),
        (b" \n\xc2\xa0\n", "There is nothing in the file but white space."),
        ("\ufeff\u200b\n".encode(), "There is nothing in the file but white space."),
        (b"%PDF-1.7 ...", "The PDF file is cut off before its end: fetch it once more."),
        (b"PK\x03\x04...", "The ZIP file is damaged and cannot be read: fetch it once more"),
        (b"{\\rtf1 Text}", "Fora does not read RTF files; it reads web pages"),
        (b"<html><script>1</script></html>", "There is no text in this HTML file."),
        (
            b"\x1f\x8b" + bytes(50),
            "Fora does not read gzip files; it reads web pages, PDF, DOCX, plain text and "
            "Markdown. Unpack it, and import the files in it.",
        ),
        (
            b"\x89PNG\r\n\x1a\n" + bytes(50),
            "Fora does not read PNG files; it reads web pages, PDF, DOCX, plain text and Markdown. "
            "Let a program for text recognition (OCR) read the picture",
        ),
        (b"\x01\x00\x02" * 50, "The file holds NUL bytes"),
        (b"Plain text\x00", "The file holds NUL bytes"),
        ("A\x00B".encode("utf-16"), "The text holds a NUL character (number 2)"),
        (b"\xff\xfe\x00\xd8", "The file is not utf-16: byte 3 does not fit."),
        (b"\xef\xbb\xbfText \xff", "The file is not utf-8-sig: byte 9 does not fit."),
        (b"\x1b[1mBold\x1b[0m " * 3, "This is not a text: every hundredth character or more"),
    ],
)
def test_what_is_no_plain_text_is_refused_with_one_sentence(data, message, captures):
    assert refusal(import_document, data=data).startswith(message)
    assert held_files(captures) == []


def test_a_file_over_the_limit_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(file_reading, "MAX_BYTES", 2 * 1024**2)
    path = tmp_path / "long.txt"
    path.write_bytes(b"word " * 500_000)

    assert refusal(file_reading.bytes_of, path=path) == (
        "The file has 3 MB; Fora takes up to 2 MB."
    )


@pytest.mark.parametrize(
    ("details", "message"),
    [
        ({"document": "none"}, "There is no document with the slug “none”."),
        (
            {"publisher": "Nobody"},
            "No participant is called “Nobody”: record it first, or give it that name.",
        ),
        ({"date": "2016-13"}, "“2016-13” has month 13; months run from 01 to 12."),
        (
            {"language": "English"},
            "Write a language tag such as en, zh-Hans",
        ),
        ({"rights": "everyone"}, "Who may read the text is either “public” or “editors”"),
        ({"url": "example"}, "Enter a valid URL."),
    ],
)
def test_wrong_details_are_refused_and_nothing_is_left_behind(details, message, captures):
    assert message in refusal(import_document, data=TEXT.encode(), **details)
    assert held_files(captures) == []
