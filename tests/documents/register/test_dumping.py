"""What a dump of the register writes, and what it leaves alone."""

import pytest

from documents.models import Capture, Citation, Passage
from documents.register.dumping import dump_register
from documents.register.loading import load_register

from .small_register import EMPTY, PAPER, REGISTER, changes, dumped, problems, write

pytestmark = pytest.mark.django_db


def test_what_was_loaded_is_dumped_byte_for_byte(folder, tmp_path):
    load_register(folder)

    assert dumped(tmp_path / "dump") == {**REGISTER, **EMPTY}


def test_a_dump_loads_as_the_register_it_came_from(folder, tmp_path):
    load_register(folder)
    dump_register(tmp_path / "dump")

    assert changes(load_register(tmp_path / "dump")) == ({}, {})


def test_a_dump_leaves_what_is_not_its_own(folder, tmp_path):
    load_register(folder)
    target = tmp_path / "dump"
    write(target, **{"README.md": "Read me.", "documents/notes.yaml": "mine: true\n"})
    write(target, **{"documents/old-slug.yaml": PAPER})

    dump_register(target)

    assert (target / "README.md").read_text() == "Read me."
    assert sorted(path.name for path in (target / "documents").iterdir()) == [
        "notes.yaml", "paper.yaml",
    ]  # fmt: skip


def test_a_dump_never_holds_the_text_of_a_document(folder, tmp_path):
    load_register(folder)
    Capture.objects.update(text="secretword " + "x" * 49)
    Passage.objects.filter(number=1).update(text="secre")
    Citation.objects.filter(uid="CCCCCCCCC1").update(quote="secretword")

    assert "secre" not in "".join(dumped(tmp_path / "dump").values())


def test_places_in_a_document_with_two_captures_name_the_capture(folder, tmp_path):
    second = PAPER[PAPER.index("- sha256") :].replace("ab" * 32, "cd" * 32)
    write(folder, **{"documents/paper.yaml": PAPER + second})

    (message, *_others) = problems(folder)
    assert message == (
        "meetings.yaml:10: citation CCCCCCCCC2: “paper” has 2 captures; write paper@<first 12 "
        "characters of the hash>#2"
    )

    for name in ("meetings.yaml", "participants.yaml"):
        text = (folder / name).read_text()
        (folder / name).write_text(text.replace("paper#", "paper@abababababab#"))
    load_register(folder)
    assert dumped(tmp_path / "dump")["meetings.yaml"] == (folder / "meetings.yaml").read_text()
