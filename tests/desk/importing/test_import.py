"""Files and pasted text become documents with passages, from the desk, in two steps."""

import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desk.importing import views
from documents.models import Capture, Document
from records.policy import Role, give_role
from tests import make

ADDRESS = "/admin/documents/document/import/"
TEXT = "I. Talks\n\nThe first paragraph.\n\nThe second one.\n"
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Talks | Example Daily</title>
<meta property="og:site_name" content="Example Daily">
<meta property="article:published_time" content="2019-05-04T10:00:00Z"></head><body>
<nav><a href="/">Home</a></nav><article><h1>Ministers hold their talks</h1>
<p>The ministers of ten states met on Saturday and spoke at length about the weather.</p>
<p>They agreed to meet once more in the next year, and to write down what they had agreed upon.</p>
</article><footer>Copyright Example Daily</footer></body></html>"""


def send_files(client, *files: tuple[str, bytes], address: str = ADDRESS, headers=None, **values):
    """The first step: upload ``files`` (name and bytes), or paste ``text``."""
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(address, {"text": "", **values, "file": uploads}, headers=headers)


def answers(response, **values) -> dict[str, str]:
    """What the first file's form would send: as proposed, with ``values`` instead."""
    form = response.context["seen"][0].form
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: getattr(value, "pk", value) or "" for name, value in sent.items()}
    del sent["leave_out"]
    sent |= values
    return {"files": "1", **{f"{form.prefix}-{name}": value for name, value in sent.items()}}


def take(client, data: bytes = TEXT.encode(), name: str = "paper.txt", **values):
    """Both steps, with ``values`` over what was proposed."""
    seen = send_files(client, (name, data))
    return client.post(ADDRESS, answers(seen, **values), follow=True)


def kept(captures) -> list[str]:
    folder = captures / "uploads"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


# What is recognized


def test_nothing_is_recorded_before_the_editor_confirms(admin_client):
    response = send_files(admin_client, ("paper.txt", TEXT.encode()))

    assert [one.name for one in response.context["seen"]] == ["paper.txt"]
    assert not Document.objects.exists()


def test_the_page_shows_what_was_recognized(admin_client):
    known = make.make_participant(name="Example Daily")

    response = send_files(admin_client, ("page.html", PAGE.encode()))

    (one,) = response.context["seen"]
    assert (one.format, one.reading.encoding, one.language) == (
        "web page (HTML)", "utf-8", "English (en)",
    )  # fmt: skip
    assert one.kinds == [("Heading", 1), ("Paragraph", 2), ("Page furniture", 2)]
    assert one.form.initial["title"] == "Ministers hold their talks"
    assert (one.form.initial["publisher"], one.form.initial["published"]) == (known, "2019-05-04")
    shown = response.content.decode()
    assert "The ministers of ten states met on Saturday" in shown
    assert re.search(r"<details>.*Copyright Example Daily.*</details>", shown, re.DOTALL)


def test_a_publisher_that_the_register_does_not_know_is_said(admin_client):
    response = send_files(admin_client, ("page.html", PAGE.encode()))

    assert "The file names “Example Daily”, which the register does not know." in (
        response.content.decode()
    )


def test_boxes_in_which_records_are_chosen_speak_the_language_of_the_page(admin_client):
    file = ("paper.txt", TEXT.encode())

    chinese = send_files(
        admin_client, file, headers={"accept-language": "zh-hans"}
    ).content.decode()
    english = send_files(admin_client, file).content.decode()

    assert ('lang="zh-CN"' in chinese, "i18n/zh-CN.js" in chinese) == (True, True)
    assert ("i18n/en.js" in chinese, "zh-CN" in english) == (False, False)


def test_words_of_a_file_are_shown_and_never_run(admin_client):
    page = PAGE.replace("the weather", "&lt;script&gt;alert(1)&lt;/script&gt;")

    shown = send_files(admin_client, ("<b>page</b>.html", page.encode())).content.decode()

    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert(1)" not in shown
    assert "<b>page</b>" not in shown


def test_an_encoding_that_was_assumed_is_said_and_can_be_corrected(admin_client):
    russian = ("Министры провели заседание в Ташкенте. " * 5).encode("cp1251")

    found = send_files(admin_client, ("a.txt", russian))
    assert found.context["seen"][0].reading.encoding == "cp1251"
    assert "Nothing in the file says its encoding" in found.content.decode()
    chosen = send_files(admin_client, ("a.txt", russian), encoding="windows-1252")
    assert chosen.context["seen"][0].reading.encoding == "windows-1252"
    assert "Nothing in the file says its encoding" not in chosen.content.decode()
    wrong = send_files(admin_client, ("a.txt", russian), encoding="utf-8")
    assert wrong.context["form"].errors["file"] == [
        "a.txt: The file is not utf-8: byte 1 does not fit."
    ]


# What an import makes


def test_file_becomes_a_draft_document_with_passages(admin_client, captures):
    publisher = make.make_participant()

    response = take(
        admin_client,
        title="A paper",
        kind="white_paper",
        publisher=publisher.pk,
        published="2017-01-11",
        retrieved="2024-05-31",
        url="https://example.org/paper",
    )

    document = Document.objects.get()
    capture = document.captures.get()
    assert response.redirect_chain[-1][0] == reverse(
        "admin:documents_document_change", args=[document.pk]
    )
    assert "3 passages" in str(next(iter(response.context["messages"])))
    assert (document.name, document.kind, document.publisher, document.published) == (
        "A paper",
        "white_paper",
        publisher,
        "2017-01-11",
    )
    assert (document.state, capture.retrieved, capture.source_url) == (
        "draft", "2024-05-31", "https://example.org/paper",
    )  # fmt: skip
    assert (kept(captures), capture.text) == ([], TEXT)


def test_what_the_editor_empties_stays_empty(admin_client):
    make.make_participant(name="Example Daily")

    take(admin_client, PAGE.encode(), "page.html", publisher="", published="")

    document = Document.objects.get()
    assert (document.publisher, document.published) == (None, "")


def test_a_pasted_text_becomes_a_document(admin_client):
    seen = send_files(admin_client, text="A statement\r\n\r\nThe parties met.")
    admin_client.post(ADDRESS, answers(seen))

    assert Capture.objects.get().text == "A statement\n\nThe parties met."
    assert Document.objects.get().name == "A statement"


def test_several_files_are_imported_together_and_one_may_be_left_out(admin_client):
    files = [(f"{n}.txt", f"Paper {n}\n\nText.".encode()) for n in range(3)]
    seen = send_files(admin_client, *files, ("bad.pdf", b"%PDF-1.7 broken")).context
    sent = {"files": "3"}
    for number, one in enumerate(seen["seen"]):
        sent |= {f"f{number}-{name}": one.form.initial.get(name) or "" for name in one.form.fields}
        sent[f"f{number}-kind"] = "other"
    sent["f0-leave_out"] = "on"
    for number in (1, 2):
        del sent[f"f{number}-leave_out"]

    assert ["cut off" in sentence for sentence in seen["refused"]] == [True]
    response = admin_client.post(ADDRESS, sent)

    assert response.url == reverse("admin:documents_document_changelist")
    assert sorted(Document.objects.values_list("name", flat=True)) == ["Paper 1", "Paper 2"]


def test_an_error_in_one_form_imports_none_and_keeps_what_was_typed(admin_client):
    seen = send_files(admin_client, ("a.txt", b"Paper A\n\nText."))

    response = admin_client.post(ADDRESS, answers(seen, published="soon", title="My title"))

    assert not Document.objects.exists()
    assert list(response.context["seen"][0].form.errors) == ["published"]
    assert 'value="My title"' in response.content.decode()


def sent_of(seen) -> dict[str, str]:
    """What the forms of several files would send, as proposed."""
    sent = {"files": str(len(seen))}
    for number, one in enumerate(seen):
        sent |= {f"f{number}-{name}": one.form.initial.get(name) or "" for name in one.form.fields}
        sent[f"f{number}-kind"] = "other"
        del sent[f"f{number}-leave_out"]
    return sent


def test_what_this_account_may_not_do_with_one_file_imports_none_of_them(client, django_user_model):
    ann = django_user_model.objects.create_user("ann")
    give_role(ann, Role.CONTRIBUTOR)
    client.force_login(ann)
    public = make.make_document()
    files = [(f"{n}.txt", f"Paper {n}\n\nText.".encode()) for n in range(2)]
    sent = sent_of(send_files(client, *files).context["seen"])

    response = client.post(ADDRESS, {**sent, "f1-document": str(public.pk)})

    assert list(Document.objects.all()) == [public]
    assert [list(one.form.errors) for one in response.context["seen"]] == [[], ["document"]]


def test_the_bytes_that_were_read_are_those_that_are_imported(admin_client, captures, monkeypatch):
    seen = send_files(admin_client, ("a.txt", TEXT.encode()))
    asked = views.DocumentForm.is_valid

    def cleared_away_meanwhile(form) -> bool:
        for path in (captures / "uploads").iterdir():
            path.unlink()
        return asked(form)

    monkeypatch.setattr(views.DocumentForm, "is_valid", cleared_away_meanwhile)
    admin_client.post(ADDRESS, answers(seen, title="Talks"))

    assert Document.objects.get().name == "Talks"


def test_file_may_be_another_copy_of_a_document(admin_client):
    document = make.make_document()

    seen = send_files(
        admin_client, ("a.txt", TEXT.encode()), address=f"{ADDRESS}?document={document.pk}"
    )
    admin_client.post(ADDRESS, answers(seen))

    assert document.captures.get().text is not None


@pytest.mark.parametrize(("chosen", "after"), [("", "public"), ("editors", "editors")])
def test_another_copy_keeps_who_may_read_unless_the_editor_says_otherwise(
    admin_client, chosen, after
):
    document = make.make_document(rights="public")

    take(admin_client, document=document.pk, rights=chosen)

    document.refresh_from_db()
    assert document.rights == after


def test_a_new_document_is_for_editors_only_unless_the_editor_says_otherwise(admin_client):
    take(admin_client, rights="")

    assert Document.objects.get().rights == "editors"


def test_a_file_that_the_register_knows_by_its_hash_gives_it_its_text(admin_client):
    make.make_capture(
        None,
        sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        byte_length=len(TEXT),
        char_length=len(TEXT),
    )

    response = take(admin_client)

    assert "is now held: 3 passages" in str(next(iter(response.context["messages"])))
    assert Document.objects.count() == 1


# Refusals


def test_a_file_that_is_here_already_is_named_with_a_link(admin_client, captures):
    take(admin_client)

    response = send_files(admin_client, ("again.txt", TEXT.encode()))

    document = Document.objects.get()
    address = reverse("admin:documents_document_change", args=[document.pk])
    (sentence,) = response.context["form"].errors["file"]
    assert f'<a href="{address}">I. Talks</a>' in sentence
    assert f'<a href="{address}">I. Talks</a>' in response.content.decode()
    assert kept(captures) == []


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7 ...", b"a\x00b\x00c", b"{\\rtf1 x}"],
    ids=["empty", "cut", "nul", "rtf"],
)
def test_what_cannot_be_read_is_said_at_the_files_and_nothing_is_kept(admin_client, captures, data):
    response = send_files(admin_client, ("paper.txt", data))

    assert list(response.context["form"].errors) == ["file"]
    assert response.context["form"].errors["file"][0].startswith("paper.txt: ")
    assert not Document.objects.exists()
    assert kept(captures) == []


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("published", {"published": "soon"}),
        ("published", {"published": "2016/2017"}),
        ("retrieved", {"retrieved": "yesterday"}),
        ("language", {"language": "English"}),
        ("url", {"url": "not an address"}),
        ("publisher", {"publisher": "99999999999999999999"}),
        ("document", {"document": "x"}),
        ("rights", {"rights": "not_held"}),
        ("title", {"title": "x" * 1_000_000}),
        ("title", {"title": "a\x00b"}),
        ("title", {"title": ""}),
    ],
)
def test_what_cannot_be_imported_is_said_at_its_field(admin_client, field, values):
    response = take(admin_client, **values)

    assert list(response.context["seen"][0].form.errors) == [field]
    assert not Document.objects.exists()


def test_import_without_a_file_asks_for_one(admin_client):
    response = admin_client.post(ADDRESS, {"text": "  "})

    assert list(response.context["form"].errors) == ["file"]


@pytest.mark.parametrize("token", ["", "x:y:z", "forged"])
def test_only_what_this_account_uploaded_is_imported(admin_client, token):
    seen = send_files(admin_client, ("a.txt", TEXT.encode()))
    real = seen.context["seen"][0].upload
    forged = {"forged": type(real)(real.sha256, real.name, real.user + 1).token()}.get(token, token)

    response = admin_client.post(ADDRESS, answers(seen, token=forged), follow=True)

    assert "upload it again" in str(next(iter(response.context["messages"])))
    assert not Document.objects.exists()


def test_the_same_file_twice_is_shown_once(admin_client, captures):
    response = send_files(admin_client, ("a.txt", TEXT.encode()), ("b.txt", TEXT.encode()))

    assert [one.name for one in response.context["seen"]] == ["a.txt"]
    assert response.context["refused"] == ["b.txt: It is the same file as another of these."]
    assert kept(captures) == [hashlib.sha256(TEXT.encode()).hexdigest()]


def test_more_files_than_one_page_can_hold_are_refused(admin_client):
    response = send_files(admin_client, *[(f"{n}.txt", b"Text.") for n in range(21)])

    assert "choose up to 20 at once" in response.context["form"].errors["file"][0]
