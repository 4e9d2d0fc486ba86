"""The register in data/: it loads, is canonical, is cited throughout, and quotes its sources."""

import json
import re
from io import StringIO
from itertools import chain
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import F, Q

from documents.importing import import_document
from documents.models import Capture, Citation, Document, Passage
from documents.register.dumping import dump_register
from documents.register.entries import Entry
from documents.register.loading import load_register
from documents.register.parsing import read_folder
from mechanisms.models import Mechanism
from meetings.models import Meeting, Outcome
from reference.files import NAMES as REFERENCE
from texts.segmentation import segment

DATA = Path(__file__).resolve().parents[3] / "data"

pytestmark = pytest.mark.django_db


def texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.yaml")
        if path.name not in REFERENCE
    }


def test_the_register_loads_and_is_written_back_byte_for_byte(tmp_path):
    first = load_register(DATA)
    dump_register(tmp_path / "dump")

    assert first.changed.total() == first.unchanged.total() == 0
    assert texts(tmp_path / "dump") == texts(DATA)
    again = load_register(DATA)
    assert (again.created.total(), again.changed.total(), again.unchanged.total()) == (
        0,
        0,
        first.created.total(),
    )


def test_the_register_is_as_large_as_a_careful_reading_makes_it_and_cited_throughout(curated):
    out = StringIO()
    call_command("check_evidence", "--json", stdout=out)

    found = json.loads(out.getvalue())
    shares = [*found["kinds"], *found["fields"], *found["mechanisms"], found["register"]]
    assert all(share["evidenced"] == share["values"] for share in shares)
    assert len(found["kinds"]) == 12
    assert Mechanism.objects.public().count() >= 50
    assert Meeting.objects.public().count() >= 70
    assert Outcome.objects.public().exclude(instrument="").count() >= 45
    assert Capture.objects.count() == 5


def test_with_the_five_files_every_citation_and_passage_is_where_the_register_says(curated, seeds):
    loaded = Citation.objects.count()
    files = {path.name: path.read_bytes() for path in sorted(seeds.glob("*.txt"))}

    done = [import_document(data=data, file_name=name) for name, data in files.items()]

    assert [one.outcome for one in done] == ["filled"] * 5
    for data, capture in zip(files.values(), (one.capture for one in done), strict=True):
        assert capture.text == data.decode("utf-8")
        stored = capture.passages.values_list(
            "number", "kind", "locator", "speaker", "start", "end"
        )
        assert list(stored) == [
            (one.number, one.kind, one.locator, one.speaker, one.start, one.end)
            for one in segment(capture.text)
        ]
    for passage in Passage.objects.select_related("capture"):
        assert passage.text == (passage.capture.text or "")[passage.start : passage.end]
    assert set(
        Document.objects.filter(captures__isnull=False).values_list("rights", flat=True)
    ) == {"editors"}
    assert sum(one.quotes for one in done) == loaded == Citation.objects.count()
    for citation in Citation.objects.select_related("passage__capture"):
        passage, text = citation.passage, citation.passage.capture.text or ""
        assert citation.quote
        assert citation.quote == text[citation.start : citation.end]
        assert citation.quote in passage.text
        assert (citation.prefix, citation.suffix) == (
            text[max(0, citation.start - 32) : citation.start],
            text[citation.end : citation.end + 32],
        )
    outside = Q(start__lt=F("passage__start")) | Q(end__gt=F("passage__end"))
    assert not Citation.objects.filter(outside).exists()
    again = load_register(DATA)
    assert (again.created.total(), again.changed.total()) == (0, 0)


def test_what_the_register_says_is_in_words_of_its_own(seeds):
    """No eight words in a row of a summary stand in a source, names of bodies aside."""
    run = 8
    files = read_folder(DATA)
    names = " ".join(_words(text) for text in _values(files.entries, ("name", "text", "title")))
    sources = " ".join(_words(path.read_text()) for path in sorted(seeds.glob("*.txt")))
    copied = []
    for text in _values(files.entries, ("summary", "founding", "reason")):
        words = _words(text).split()
        for start in range(len(words) - run + 1):
            piece = " ".join(words[start : start + run])
            if f" {piece} " in sources and piece not in names:
                copied.append(text)
                break
    assert copied == []


def _words(text: str) -> str:
    words = re.findall(r"\w+", text.casefold())
    return f" {' '.join(words)} "


def _values(entries: dict[str, list[Entry]], keys: tuple[str, ...]) -> list[str]:
    found: list[str] = []

    def walk(entry: Entry) -> None:
        found.extend(entry[key] for key in keys if key in entry)
        for value in entry.values():
            for part in value if isinstance(value, list) else ():
                if isinstance(part, Entry):
                    walk(part)

    for entry in chain.from_iterable(entries.values()):
        walk(entry)
    return found
