"""The process that reads files: what it may, what it is ended for, and which answers are taken."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from texts.formats import docx, html, limits, markdown, pdf, sandbox
from texts.formats.blocks import Refused
from texts.formats.refusals import refusal

from . import files
from .files import CATALOG, PDF, SENTENCE, stream
from .worker_process import ROOT, sandboxed, sentence, stand_in

LONG_PDF = files.raw_pdf(
    CATALOG,
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 900] /Contents 5 0 R"
    " /Resources << /Font << /F 4 0 R >> >> >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    stream("BT /F 9 Tf " + "1 0 0 1 10 10 Tm (many words of text) Tj " * 3000 + "ET"),
)


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
