"""Files into captures and passages: what is made, what is refused, and nothing half made."""

import hashlib
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from documents import file_reading, importing
from documents.importing import import_document
from documents.models import Capture, Document, Passage
from records.history import undoing
from records.history.batches import batch
from records.models import Identity
from tests.make import (
    make_capture,
    make_citation,
    make_document,
    make_meeting,
    make_participant,
    make_passage,
)
from tests.texts.formats import files
from texts.formats import sandbox
from texts.segmentation import segment

pytestmark = pytest.mark.django_db

TEXT = "Joint statement\n\nThe parties met in Vientiane.\n\nThey agreed to meet again.\n"


def refusal(call, **arguments) -> str:
    before = (Document.objects.count(), Capture.objects.count(), Passage.objects.count())
    with pytest.raises(ValidationError) as refused:
        call(**arguments)
    assert before == (Document.objects.count(), Capture.objects.count(), Passage.objects.count())
    return " ".join(refused.value.messages)


def held_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


# What an import makes


def test_a_new_file_becomes_a_draft_document_with_its_capture_and_passages(captures):
    done = import_document(data=TEXT.encode(), file_name="statement.txt")

    document, capture = Document.objects.get(), Capture.objects.get()
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert (done.outcome, done.passages) == ("new_document", 3)
    assert (document.name, document.slug, document.state, document.rights, document.language) == (
        "Joint statement", "joint-statement", "draft", "editors", "en",
    )  # fmt: skip
    assert (capture.sha256, capture.byte_length, capture.char_length, capture.text) == (
        digest, len(TEXT), len(TEXT), TEXT,
    )  # fmt: skip
    assert [(p.number, p.locator, p.text) for p in Passage.objects.all()] == [
        (1, "title", "Joint statement"),
        (2, "¶1", "The parties met in Vientiane."),
        (3, "¶2", "They agreed to meet again."),
    ]
    assert held_files(captures) == [digest]
    assert (captures / digest).read_bytes() == TEXT.encode()


def test_the_bytes_are_kept_where_only_the_owner_reads_them(captures):
    import_document(data=TEXT.encode())

    (name,) = held_files(captures)
    assert (captures / name).stat().st_mode & 0o777 == 0o600


def test_what_is_said_of_a_document_is_recorded():
    china_daily = make_participant(name="China Daily", kind="media")

    import_document(
        data=TEXT.encode(), title="A  statement", url="https://example.org/a", language="lo",
        publisher="china daily", date="2016-09-08", rights="public",
    )  # fmt: skip

    document = Document.objects.get()
    assert (document.name, document.publisher, document.published, document.language) == (
        "A statement", china_daily, "2016-09-08", "lo",
    )  # fmt: skip
    assert (document.rights, Capture.objects.get().source_url) == (
        "public",
        "https://example.org/a",
    )


def test_titles_that_are_alike_get_slugs_of_their_own():
    for number in range(3):
        import_document(data=f"{TEXT}{number}".encode())

    assert sorted(Document.objects.values_list("slug", flat=True)) == [
        "joint-statement", "joint-statement-2", "joint-statement-3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        ("联合声明", "各方在万象举行会议。", "zh-Hans"),
        ("Déclaration", "Les parties de la région et les ministres ont signé.", "fr"),
        ("Deklarado", "La partoj kunvenis.", "und"),
    ],
)
def test_the_language_is_proposed_where_the_text_tells_it(title, body, language):
    import_document(data=f"{title}\n\n{body}\n".encode())

    document = Document.objects.get()
    assert (document.name, document.language) == (title, language)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Joint Communiqué of the Harbour Ministers", "statement"),
        ("White Paper on Ports", "white_paper"),
        ("Agreement on Joint Patrols", "treaty"),
        ("Plan of Action on Fisheries", "plan"),
        ("联合声明", "statement"),
        ("Planners meet in Accra", "other"),
    ],
)
def test_the_kind_is_proposed_where_the_title_says_it(title, kind):
    import_document(data=f"{title}\n\nThe parties met in Accra.\n".encode())

    assert Document.objects.get().kind == kind


def test_a_title_without_latin_letters_gets_its_slug_from_the_permanent_id():
    import_document(data="联合声明\n\n各方在万象举行会议。\n".encode())

    document = Document.objects.get()
    assert document.slug == f"document-{document.uid.lower()}"


def test_the_same_file_again_changes_nothing(captures):
    first = import_document(data=TEXT.encode())
    files = {name: (captures / name).stat().st_mtime_ns for name in held_files(captures)}

    again = import_document(data=TEXT.encode(), title="Other", rights="public")

    assert (again.outcome, again.document, again.capture) == (
        "unchanged",
        first.document,
        first.capture,
    )
    assert Document.objects.get().version == first.document.version
    assert {name: (captures / name).stat().st_mtime_ns for name in held_files(captures)} == files


def test_another_file_can_be_one_more_capture_of_a_document():
    document = make_document(slug="statement", rights="not_held")

    done = import_document(data=TEXT.encode(), document="statement")

    document.refresh_from_db()
    assert (done.outcome, done.capture.document, document.rights) == (
        "new_capture",
        document,
        "editors",
    )


# A file that the register knows by its hash


def known(text: str = TEXT, **values) -> Capture:
    """A capture as a load of the register leaves it: no text, but passages and citations."""
    data = text.encode()
    document = make_document(slug="statement", rights="not_held")
    capture = make_capture(
        text=None,
        document=document,
        **{
            "sha256": hashlib.sha256(data).hexdigest(),
            "byte_length": len(data),
            "char_length": len(text),
            **values,
        },
    )
    for one in segment(text):
        make_passage(
            capture=capture, number=one.number, start=one.start, end=one.end, locator=one.locator
        )
    return capture


def test_a_known_file_gives_passages_and_citations_their_words():
    capture = known()
    start = TEXT.index("Vientiane")
    citation = make_citation(
        make_meeting(), passage=capture.passages.get(number=2), start=start, end=start + 9
    )

    done = import_document(data=TEXT.encode())

    capture.refresh_from_db()
    citation.refresh_from_db()
    assert (done.outcome, done.passages, done.quotes) == ("filled", 3, 1)
    assert (capture.text, capture.document.rights) == (TEXT, "editors")
    assert [p.text for p in capture.passages.all()] == [p.strip() for p in TEXT.split("\n\n")]
    assert (citation.prefix, citation.quote, citation.suffix) == (
        TEXT[start - 32 : start],
        "Vientiane",
        TEXT[start + 9 : start + 41],
    )


def test_a_known_file_without_passages_is_cut():
    capture = known()
    capture.passages.all().delete()

    import_document(data=TEXT.encode())

    assert capture.passages.count() == 3


def test_holding_a_text_is_no_edit_of_what_was_loaded():
    capture = known()
    citation = make_citation(make_meeting(), passage=capture.passages.get(number=2))
    for record in (citation, capture.document):
        Identity.objects.filter(uid=record.uid).update(loaded_version=record.version)

    import_document(data=TEXT.encode())

    for record in (citation, capture.document):
        record.refresh_from_db()
        assert Identity.objects.get(uid=record.uid).loaded_version == record.version == 2


def test_passages_that_do_not_fit_the_text_are_refused(captures):
    capture = known()
    capture.passages.filter(number=3).update(start=TEXT.index("They") - 1)

    message = refusal(import_document, data=TEXT.encode())

    assert message == (
        "Passage 3 of “statement” (¶2) is recorded as characters 47 to 74, which is not a passage "
        "of this text: correct the register."
    )
    capture.refresh_from_db()
    assert capture.text is None
    assert held_files(captures) == []


def test_a_text_of_another_length_than_recorded_is_refused():
    known(char_length=len(TEXT) + 5)

    assert refusal(import_document, data=TEXT.encode()).startswith(
        f"The register says {len(TEXT)} bytes and {len(TEXT) + 5} characters for this file"
    )


def test_a_known_file_is_not_made_the_capture_of_another_document():
    known()
    make_document(slug="other")

    assert refusal(import_document, data=TEXT.encode(), document="other") == (
        "This file is already a capture of “statement”, not of “other”."
    )


# Refusals


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
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


def test_a_failure_after_the_file_was_stored_removes_it(captures, monkeypatch):
    def fail(*_arguments, **_options):
        raise RuntimeError("the machine stops")

    monkeypatch.setattr(importing, "reanchor", fail)

    with pytest.raises(RuntimeError, match="the machine stops"):
        import_document(data=TEXT.encode())

    assert (Document.objects.count(), held_files(captures)) == (0, [])


def test_half_a_file_left_by_a_machine_that_stopped_is_replaced(captures):
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    captures.mkdir(parents=True)
    (captures / digest).write_bytes(TEXT.encode()[:10])

    import_document(data=TEXT.encode())

    with default_storage.open(digest) as file:
        assert file.read() == TEXT.encode()
    assert held_files(captures) == [digest]


# What a plain text keeps

RUSSIAN = "Министры иностранных дел государств-членов провели заседание в Ташкенте.\n" * 5


def test_line_ends_and_strange_spaces_stay_as_they_are():
    text = "Title\r\n\r\n\u3000\u3000First.\xa0\r\n"

    import_document(data=text.encode())

    assert Capture.objects.get().text == text
    assert [p.text for p in Passage.objects.all()] == ["Title", "First."]


# The command


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


# Other formats, and folders


def test_what_a_page_says_of_itself_fills_what_was_not_given():
    china_daily = make_participant(name="China Daily", kind="media")
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta property="og:site_name" content="China Daily">'
        '<meta property="article:published_time" content="2019-05-04"></head><body><article>'
        "<h1>Ministers meet</h1><p>The ministers of ten states met in the capital.</p></article>"
        "</body></html>"
    )

    import_document(data=page.encode(), retrieved="2024-05", title="Given")

    document, capture = Document.objects.get(), Capture.objects.get()
    assert (document.name, document.publisher, document.published, document.language) == (
        "Given", china_daily, "2019-05-04", "en",
    )  # fmt: skip
    assert (capture.media_type, capture.encoding, capture.retrieved) == (
        "text/html", "utf-8", "2024-05",
    )  # fmt: skip
    assert capture.extractor.startswith("lxml ")
    assert capture.text == "Ministers meet\n\nThe ministers of ten states met in the capital."


def test_a_page_known_by_its_hash_gets_its_text():
    page = files.page(f"<h1>Ministers meet</h1><p>{files.SENTENCE}</p>")
    known = make_capture(
        None,
        sha256=hashlib.sha256(page).hexdigest(),
        byte_length=len(page),
        char_length=len(sandbox.read(page).text),
        media_type="text/html",
    )

    done = import_document(data=page)

    known.refresh_from_db()
    assert known.text is not None
    assert (done.outcome, known.extractor[:5]) == ("filled", "lxml ")


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


@pytest.mark.django_db
def test_a_publisher_that_was_withdrawn_is_not_taken():
    make_participant(name="Harbour Press", state="withdrawn")
    press = make_participant(name="Harbour Press")

    done = importing.import_document(data=b"Talks", file_name="a.txt", publisher="Harbour Press")

    assert done.document.publisher == press


def test_a_file_name_of_any_bytes_is_imported_and_named_as_far_as_it_can_be(tmp_path):
    for name in (b"a.txt", b"bad\xff\xfename.txt", b"c.txt"):
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write(b"A text.\n\nThe parties met on " + name[:1] + b".\n")
    out = StringIO()

    call_command("import_document", str(tmp_path), stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[-1] == "3 imported, 0 unchanged, 0 refused."
    assert "bad��name.txt" in lines[1]


def test_bytes_go_with_the_transaction_that_brought_them(captures):
    during = []

    def bring_and_fail() -> None:
        with batch("import", what="two files"):
            import_document(data=TEXT.encode(), file_name="a.txt")
            during.extend(held_files(captures))
            raise KeyError

    with pytest.raises(KeyError):
        bring_and_fail()

    assert len(during) == 1
    assert (Capture.objects.count(), held_files(captures)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_bytes_go_when_the_import_is_undone(captures, admin_user):
    with batch("import", what="a.txt") as key:
        import_document(data=TEXT.encode(), file_name="a.txt")
    with batch("import", what="b.txt"):
        kept = import_document(data=TEXT.upper().encode(), file_name="b.txt").capture

    undoing.undo(key, by=admin_user)

    assert held_files(captures) == [kept.sha256]
    assert Capture.objects.get() == kept
