"""Broken and hostile files end with one sentence, or are read without what is wrong in them."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from texts.formats import limits, sandbox
from texts.pieces import LONGEST

from . import files
from .files import CATALOG, PDF, SENTENCE, stream
from .worker_process import sandboxed, sentence, stand_in

WORD = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_of(body: bytes, before: bytes = b"") -> bytes:
    document = before + b"<w:document " + WORD + b"><w:body>" + body + b"</w:body></w:document>"
    return files.repacked(files.word(), word__document_xml=document)


def zipped(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return file.getvalue()


LOOPING_TREE = files.raw_pdf(
    CATALOG,
    "<< /Type /Pages /Kids [3 0 R] /Count 5 >>",
    "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 5 >>",
)
MANY_PAGES = files.raw_pdf(
    CATALOG,
    "<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
)
LOOPING_FORM = files.raw_pdf(
    CATALOG,
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >>"
    " /Contents 5 0 R >>",
    "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >>"
    " /Length 11 >>\nstream\n/X Do /X Do\nendstream",
    stream("/X Do"),
)
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
REFUSED: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "empty": (b"", "The file is empty: save it again where it came from, and import that."),
    "over the limit": (b"a" * (20 * 2**20 + 1), "The file has 21 MB; Fora takes up to 20 MB."),
    "a program": (
        b"\x7fELF" + bytes(range(256)),
        "This file is a program, not a document: choose the document, as a web page, PDF, DOCX, ",
    ),
    "binary": (bytes(range(256)) * 20, "The file holds NUL bytes"),
    "an old Word file": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "Fora does not read DOC files; it reads web pages, PDF, DOCX, plain text "
        "and Markdown. Save it as DOCX.",
    ),
    "a Word file with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "This DOCX file is encrypted: save a copy of it without a password, and import that.",
    ),
    "OpenDocument": (
        zipped(mimetype=b"application/vnd.oasis.opendocument.text"),
        "Fora does not read ODT files",
    ),
    "EPUB": (zipped(mimetype=b"application/epub+zip"), "Fora does not read EPUB files"),
    "an archive of archives": (zipped(a=files.word()), "Fora does not read ZIP files"),
    "XML": (b'<?xml version="1.0"?>' + LAUGHS + b"<a>&b;</a>", "Fora does not read XML files"),
    "MHTML": (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n<html>",
        "Fora does not read MHTML files",
    ),
    "half a PDF": (PDF[: len(PDF) // 2], "The PDF file is cut off before its end: fetch it once"),
    "a PDF without its end": (PDF[:-20], "The PDF file is cut off before its end: fetch it once"),
    "an encrypted PDF": (
        lambda: files.pdf([["Words"]], password="secret"),
        "This PDF file is encrypted: save a copy of it without a password, and import that.",
    ),
    "a scanned PDF": (
        files.scanned(),
        "The PDF has no text, only pictures of pages: let a program",
    ),
    "a tree of pages that bites its tail": (
        LOOPING_TREE,
        "Page 1 of the PDF is damaged and cannot",
    ),
    "a PDF that says it has a million pages": (
        MANY_PAGES,
        "The PDF has 1000000 pages; Fora takes up to 2000: split it into parts.",
    ),
    "a form that draws itself": (LOOPING_FORM, "This file breaks the program that reads it"),
    "a zip bomb": (
        lambda: files.repacked(files.word(), word__document_xml=b"a" * (101 * 2**20)),
        "The DOCX file holds more than 100 MB when it is unpacked, so it is not opened.",
    ),
    "half a DOCX": (files.word()[:-100], "The ZIP file is damaged and cannot be read: fetch it"),
    "a DOCX with entities": (
        word_of(b"<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", before=LAUGHS),
        "The DOCX file declares entities of its own, as no word processor does, so it is not",
    ),
    "a DOCX 50,000 levels deep": (
        word_of(b"<w:p>" * 50_000 + b"</w:p>" * 50_000),
        "The parts of this file stand one in another too deeply to be read: save its text alone.",
    ),
    "a page 100,000 levels deep": (
        b"<html><body>" + b"<div>" * 100_000 + b"deep",
        "The parts of this file stand one in another too deeply to be read: save its text alone.",
    ),
    "tables in tables": (
        b"<html><body>" + b"<table><tr><td>" * 2_000 + b"deep",
        "The parts of this file stand one in another too deeply to be read: save its text alone.",
    ),
    "a page with NUL": (b"<html><p>a\x00b</p>", "The file holds NUL bytes"),
    "a page without words": (b"<html><script>1</script></html>", "There is no text in this HTML"),
    "too long a paragraph for the memory": (
        b"<html><body><p>" + b"word " * (19 * 2**20 // 5),
        "Reading this file takes more memory than it may, so it was stopped: split it into parts",
    ),
}
"""Files and how they are refused; a file that takes long to make is made by its test."""


@pytest.fixture
def patient(monkeypatch, tmp_path):
    """More time than the slowest machine takes, so that a file ends by what is wrong with it."""
    stand_in(monkeypatch, tmp_path, "worker.limits.CPU_SECONDS = 600\nworker.main()")
    monkeypatch.setattr(limits, "WALL_SECONDS", 1200)


ENDED = {
    "a form that draws itself",
    "a DOCX 50,000 levels deep",
    "a page 100,000 levels deep",
    "tables in tables",
    "too long a paragraph for the memory",
}
"""Those that may end the process which reads them."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=sandboxed) if name in ENDED else name for name in REFUSED],
)
def test_what_is_broken_or_hostile_ends_with_one_sentence(patient, name):
    file, expected = REFUSED[name]
    data = file() if callable(file) else file

    assert sentence(data).startswith(expected)


@sandboxed
def test_quotations_in_quotations_of_markdown_are_refused_and_not_left_out(patient):
    assert "too deeply" in sentence(b">" * 100_000 + b" words", "a.md")


# What is odd, and read all the same


def text_of(data: bytes, name: str = "") -> str:
    return sandbox.read(data, name=name).text


def test_a_file_is_known_by_its_bytes_and_not_by_its_name():
    assert sandbox.read(PDF, name="report.txt").media_type == "application/pdf"
    assert sandbox.read(files.page(f"<p>{SENTENCE}</p>"), name="a.pdf").media_type == "text/html"


def test_19_megabytes_in_one_line_are_passages_of_whole_words(patient):
    reading = sandbox.read(b"word " * (19 * 2**20 // 5))

    assert max(one.end - one.start for one in reading.segments) <= LONGEST
    assert all(reading.text[one.start : one.end].endswith("word") for one in reading.segments)
    assert reading.segments[-1].end == 19 * 2**20 // 5 * 5 - 1


def test_a_page_brings_nothing_in_from_outside():
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>A &x; b.</p>'

    assert "root:" not in text_of(page.encode())


def test_a_word_file_brings_nothing_in_from_outside():
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" TargetMode="External" Target="file:///etc/passwd" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
        "</Relationships>"
    )
    picture = (
        b'<w:p><w:r><w:t>Before.</w:t></w:r><w:r><w:drawing><a:blip xmlns:a="http://schemas.'
        b'openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships" r:link="r1"/></w:drawing></w:r></w:p>'
    )
    data = files.repacked(word_of(picture), word___rels__document_xml_rels=links.encode())

    assert text_of(data) == "Before."


def test_half_characters_of_a_page_do_not_reach_the_text():
    text = text_of(b'<html><meta charset="utf-8"><p>A &#xD800; b.</p><p>And more words.</p>')

    assert text.encode()
