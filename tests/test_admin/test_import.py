"""A file becomes a document with passages, from the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import Document
from tests import make

ADDRESS = "/admin/documents/document/import/"
TEXT = "I. Talks\n\nThe first paragraph.\n\nThe second one.\n"


def upload(client, text: bytes = TEXT.encode(), name: str = "paper.txt", **values):
    file = SimpleUploadedFile(name, text, content_type="text/plain")
    known = {"kind": "white_paper", "rights": "editors"}
    return client.post(ADDRESS, {**known, **values, "file": file}, follow=True)


def test_file_becomes_a_draft_document_with_passages(admin_client):
    publisher = make.make_participant()

    response = upload(
        admin_client,
        title="A paper",
        publisher=publisher.pk,
        published="2017-01-11",
        url="https://example.org/paper",
    )

    document = Document.objects.get()
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
    assert document.state == "draft"


def test_file_may_be_another_copy_of_a_document(admin_client):
    document = make.make_document()

    upload(admin_client, document=document.pk)

    assert document.captures.get().is_held


@pytest.mark.parametrize(("chosen", "after"), [("", "public"), ("editors", "editors")])
def test_another_copy_keeps_who_may_read_unless_the_editor_says_otherwise(
    admin_client, chosen, after
):
    document = make.make_document(rights="public")

    upload(admin_client, document=document.pk, rights=chosen)

    document.refresh_from_db()
    assert document.rights == after


def test_a_new_document_is_for_editors_only_unless_the_editor_says_otherwise(admin_client):
    upload(admin_client, rights="")

    assert Document.objects.get().rights == "editors"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("file", {"text": b""}),
        ("file", {"text": b"%PDF-1.7 ..."}),
        ("file", {"text": b"a\x00b\x00c"}),
        ("published", {"published": "soon"}),
        ("published", {"published": "2016/2017"}),
        ("language", {"language": "English"}),
        ("url", {"url": "not an address"}),
        ("publisher", {"publisher": "99999999999999999999"}),
        ("document", {"document": "x"}),
        ("rights", {"rights": "not_held"}),
        ("title", {"title": "x" * 1_000_000}),
        ("title", {"title": "a\x00b"}),
    ],
)
def test_what_cannot_be_imported_is_said_at_its_field(admin_client, field, values):
    response = upload(admin_client, **values)

    assert list(response.context["form"].errors) == [field]
    assert not Document.objects.exists()


def test_import_without_a_file_asks_for_one(admin_client):
    response = admin_client.post(ADDRESS, {"kind": "other", "rights": "editors"})

    assert list(response.context["form"].errors) == ["file"]
