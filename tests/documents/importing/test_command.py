"""The command imports a file or a folder, and says what it did."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from documents.models import Document
from tests.texts.formats import files

from .statement import TEXT, held_files

pytestmark = pytest.mark.django_db

RUSSIAN = "Министры иностранных дел государств-членов провели заседание в Ташкенте.\n" * 5


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("import_document", *arguments, stdout=out)
    return out.getvalue().strip()


def test_the_command_says_what_it_did(tmp_path):
    path = tmp_path / "statement.txt"
    path.write_bytes(RUSSIAN.encode("cp1251"))

    assert run(str(path), "--title", "Tashkent") == (
        "New draft document “tashkent” (Tashkent): 1 passage "
        "(read as cp1251, which was assumed from the bytes)."
    )
    assert run(str(path)) == (
        "Nothing changed: this file is already held as a capture of “tashkent”."
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.txt", "There is no file"),
        ("empty.txt", "is empty"),
        ("nothing", "There is no file in"),
    ],
)
def test_the_command_fails_with_one_sentence(tmp_path, name, message):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "nothing").mkdir()

    with pytest.raises(CommandError, match=message):
        run(str(tmp_path / name))


def test_the_command_names_the_option_that_is_wrong(tmp_path):
    path = tmp_path / "statement.txt"
    path.write_text(TEXT)

    with pytest.raises(CommandError, match="date: “2016-13” has month 13"):
        run(str(path), "--date", "2016-13")


def test_a_folder_is_imported_file_by_file_with_a_summary(tmp_path, captures):
    folder = tmp_path / "papers"
    (folder / "more").mkdir(parents=True)
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.html").write_bytes(files.page(f"<h1>Talks</h1><p>{files.SENTENCE}</p>"))
    (folder / "more" / "c.pdf").write_bytes(files.pdf([[files.SENTENCE[:80]]]))
    (folder / "copy of a.txt").write_text(TEXT)
    (folder / ".hidden").write_text(TEXT)
    (folder / "scan.pdf").write_bytes(files.scanned())
    (folder / "link.txt").symlink_to(folder / "a.txt")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    (folder / "empty.txt").touch()
    out = StringIO()

    with pytest.raises(CommandError, match="5 files were refused"):
        call_command("import_document", str(folder), stdout=out)

    lines = out.getvalue().splitlines()
    assert [" ".join(line.split()[:2]) for line in lines] == [
        "imported a.txt:", "imported b.html:", "unchanged copy", "refused empty.txt:",
        "refused link.txt:", "refused loop:", "imported more/c.pdf:", "refused pipe:",
        "refused scan.pdf:", "3 imported,",
    ]  # fmt: skip
    assert lines[-1] == "3 imported, 1 unchanged, 5 refused."
    assert Document.objects.count() == len(held_files(captures)) == 3


def test_a_title_is_not_given_to_a_whole_folder(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)

    with pytest.raises(CommandError, match="--title is of one file"):
        call_command("import_document", str(tmp_path), "--title", "All")


def test_a_file_name_of_any_bytes_is_imported_and_named_as_far_as_it_can_be(tmp_path):
    for name in (b"a.txt", b"bad\xff\xfename.txt", b"c.txt"):
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write(b"A text.\n\nThe parties met on " + name[:1] + b".\n")
    out = StringIO()

    call_command("import_document", str(tmp_path), stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[-1] == "3 imported, 0 unchanged, 0 refused."
    assert "bad��name.txt" in lines[1]
