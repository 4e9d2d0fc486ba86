"""Broken and hostile files end with one sentence; the process that reads them keeps its limits."""

import json
import re
import signal
import subprocess
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from texts.formats import docx, html, limits, markdown, pdf, sandbox
from texts.formats.blocks import Refused
from texts.formats.refusals import refusal
from texts.pieces import LONGEST

from . import files
from .files import SENTENCE

ROOT = Path(__file__).resolve().parents[3]
WORD = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"


sandboxed = pytest.mark.sandboxed  # read in the process that the site starts


def sentence(data: bytes, name: str = "") -> str:
    with pytest.raises(Refused) as refused:
        sandbox.read(data, name=name)
    return refusal(refused.value).messages[0]


def word_of(body: bytes, before: bytes = b"") -> bytes:
    document = before + b"<w:document " + WORD + b"><w:body>" + body + b"</w:body></w:document>"
    return files.repacked(files.word(), word__document_xml=document)


def zipped(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return file.getvalue()


def stream(words: str) -> str:
    return f"<< /Length {len(words)} >>\nstream\n{words}\nendstream"


PDF = files.pdf([["#Title", SENTENCE[:80]]] * 3)
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
LONG_PDF = files.raw_pdf(
    CATALOG,
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 900] /Contents 5 0 R"
    " /Resources << /Font << /F 4 0 R >> >> >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    stream("BT /F 9 Tf " + "1 0 0 1 10 10 Tm (many words of text) Tj " * 3000 + "ET"),
)
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'

REFUSED = {
    "empty": (b"", "The file is empty."),
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
        files.pdf([["Words"]], password="secret"),
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
        files.repacked(files.word(), word__document_xml=b"a" * (101 * 2**20)),
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
    data, expected = REFUSED[name]

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


# The process


@sandboxed
@pytest.mark.parametrize(
    ("reader", "data"),
    [
        (markdown, b"# Talks\n\nThe first paragraph."),
        (html, files.page(f"<p>{SENTENCE}</p>")),
        (docx, files.word()),
        (pdf, PDF),
    ],
)
def test_the_process_answers_what_the_reader_reads(reader, data):
    assert sandbox.read(data, name="a.md") == reader.read(data)


def run(script: str) -> subprocess.CompletedProcess[str]:
    """What a program of its own does that has given up what the worker gives up."""
    before = "import sys; sys.path.insert(0, sys.argv[1])\nfrom texts.formats import worker\n"
    return subprocess.run(
        [sys.executable, "-I", "-c", before + script, ROOT], capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("deed", "event"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "socket"),
        ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
        ("import os; os.system('true')", "os.system"),
        ("import os; os.fork()", "os.fork"),
        ("open('written', 'w')", "write"),
        ("import os; os.remove('nothing')", "os.remove"),
    ],
)
def test_a_reader_connects_starts_and_writes_nothing(deed, event):
    done = run(f"sys.addaudithook(worker._refuse)\n{deed}")

    assert done.returncode == 1
    assert re.search(f"PermissionError: Reading a file does not need .*{event}", done.stderr)


@sandboxed
def test_the_worker_knows_nothing_of_the_site(monkeypatch, tmp_path):
    monkeypatch.setenv("FORA_SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody:secret@there/fora")
    seen = tmp_path / "seen"
    stand_in(
        monkeypatch,
        tmp_path,
        f"import json, os; open({str(seen)!r}, 'w').write(json.dumps([dict(os.environ), "
        "sorted(sys.modules), os.listdir('/proc/self/fd')]))",
    )

    with pytest.raises(Refused):
        sandbox.read(b"text")

    environment, modules, descriptors = json.loads(seen.read_text())
    assert set(environment) <= {"PATH", "LC_ALL", "LC_CTYPE"}
    assert not {"django", "psycopg"} & set(modules)
    assert len(descriptors) <= 5  # input, output, errors, the file it writes, the folder it lists


def stand_in(monkeypatch, folder: Path, script: str) -> None:
    """Let ``script`` run in the place of the worker, with its limits."""
    path = folder / "worker.py"
    path.write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        f"from texts.formats import worker\n{script}\n"
    )
    monkeypatch.setattr(sandbox, "WORKER", path)


@sandboxed
@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("while True: pass", "time"),
        ("bytearray(600 * 2**20)", "memory"),
        ("return Reading('text/plain', 'utf-8', 'x' * (97 * 2**20), ())", "output"),
        ("import os; os.kill(os.getpid(), 11)", "crashed"),
        ("import os; os._exit(0)", "crashed"),
        ("return read(data, **asked)", "nested"),
    ],
)
def test_what_goes_beyond_a_limit_is_ended(monkeypatch, tmp_path, deed, code):
    stand_in(
        monkeypatch,
        tmp_path,
        "from texts.formats.blocks import Reading\n"
        f"worker.limits.CPU_SECONDS = {1 if code == 'time' else 600}\n"
        f"def read(data, **asked):\n    {deed}\nworker.read = read\nworker.main()",
    )

    with pytest.raises(Refused) as refused:
        sandbox.read(b"text")

    assert refused.value.code == code


@sandboxed
def test_a_reader_in_c_that_does_not_end_is_ended_with_one_sentence(monkeypatch, tmp_path):
    """How long a file takes is the machine's; that a call into pdfium can be ended is ours."""
    stand_in(
        monkeypatch,
        tmp_path,
        "from texts.formats import pdf\npages = pdf.read\n"
        "def for_ever(data, **asked):\n    while True: pages(data, **asked)\n"
        "pdf.read = for_ever\nworker.limits.CPU_SECONDS = 1\nworker.main()",
    )

    assert sentence(LONG_PDF).startswith(
        "Reading this file takes more than 10 seconds, so it was stopped: split it into parts"
    )


@sandboxed
def test_who_waits_for_ever_is_ended_with_all_that_it_started(monkeypatch, tmp_path):
    child = tmp_path / "child"
    stand_in(
        monkeypatch,
        tmp_path,
        "import subprocess, time\np = subprocess.Popen(['sleep', '300'])\n"
        f"open({str(child)!r}, 'w').write(str(p.pid))\ntime.sleep(300)",
    )
    monkeypatch.setattr(limits, "WALL_SECONDS", 4)

    with pytest.raises(Refused) as refused:
        sandbox.read(b"text")

    assert refused.value.code == "waited"
    status = Path(f"/proc/{child.read_text()}/stat")
    until = time.monotonic() + 600  # the kernel ends it when it comes to it
    while (alive := status.exists() and status.read_text().split()[2] not in "ZX") and (
        time.monotonic() < until
    ):
        time.sleep(0.05)
    assert not alive
    assert signal.SIGKILL  # what ends it cannot be caught


SOUND = {
    "media_type": "text/plain",
    "encoding": "utf-8",
    "text": "First.\n\nSecond.",
    "segments": [["paragraph", "¶1", "", 0, 6], ["paragraph", "¶2", "", 8, 15]],
    "proposals": {"title": "A\x00 title\n", "publisher": "", "published": "", "language": "en"},
    "assumed": False,
    "extractor": "",
    "pages": 0,
    "notes": [],
}


def test_what_a_sound_answer_says_is_taken_as_lines_of_text():
    reading = sandbox.checked({"reading": SOUND})

    assert (reading.proposals.title, len(reading.segments)) == ("A title", 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "Fi\x00rst.\n\nSecond."},
        {"text": "Fi\ud800st.\n\nSecond."},
        {"text": None},
        {"segments": []},
        {"segments": [["paragraph", "¶1", "", 0, 99]]},
        {"segments": [["paragraph", "¶1", "", 3, 3]]},
        {"segments": [["paragraph", "¶1", "", 0, 9], ["paragraph", "¶2", "", 8, 15]]},
        {"segments": [["paragraph", "¶1", "", -3, 6]]},
        {"segments": [["paragraph", "¶1", "", 0.0, 6]]},
        {"segments": [["script", "¶1", "", 0, 6]]},
        {"segments": [["paragraph", "¶" * 101, "", 0, 6]]},
        {"segments": [["paragraph", "", "", 0, 6]]},
        {"segments": [["paragraph", "¶1", "x" * 201, 0, 6]]},
        {"segments": "all"},
        {"media_type": "text/evil"},
        {"encoding": "a\nb"},
        {"extractor": ["x"]},
        {"proposals": {"title": 3, "publisher": "", "published": "", "language": ""}},
        {"proposals": {}},
        {"notes": [{}]},
    ],
)
def test_an_answer_that_is_unsound_in_any_part_is_not_taken(wrong):
    with pytest.raises(Refused) as refused:
        sandbox.checked({"reading": {**SOUND, **wrong}})

    assert refused.value.code == "crashed"


@pytest.mark.parametrize("answer", [None, 3, [], {}, {"refused": "<b>"}, {"refused": "x"}])
def test_an_answer_that_is_none_is_not_taken(answer):
    with pytest.raises(Refused) as refused:
        sandbox.checked(answer)

    assert refusal(refused.value).messages[0].startswith("This file breaks the program")
