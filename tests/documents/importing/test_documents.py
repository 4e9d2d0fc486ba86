"""What an import makes of a file: a document with its capture and passages."""

import hashlib

import pytest

from documents import importing
from documents.importing import import_document
from documents.models import Capture, Document, Passage
from tests.make import make_document, make_participant

from .statement import TEXT, held_files

pytestmark = pytest.mark.django_db


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


def test_line_ends_and_strange_spaces_stay_as_they_are():
    text = "Title\r\n\r\n\u3000\u3000First.\xa0\r\n"

    import_document(data=text.encode())

    assert Capture.objects.get().text == text
    assert [p.text for p in Passage.objects.all()] == ["Title", "First."]


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


def test_a_publisher_that_was_withdrawn_is_not_taken():
    make_participant(name="Harbour Press", state="withdrawn")
    press = make_participant(name="Harbour Press")

    done = importing.import_document(data=b"Talks", file_name="a.txt", publisher="Harbour Press")

    assert done.document.publisher == press
