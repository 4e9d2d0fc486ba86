"""The bytes of an imported file: kept for the owner alone, and gone when the import is."""

import hashlib

import pytest
from django.core.files.storage import default_storage

from documents import importing
from documents.importing import import_document
from documents.models import Capture, Document
from records.history import undoing
from records.history.batches import batch

from .statement import TEXT, held_files

pytestmark = pytest.mark.django_db


def test_the_bytes_are_kept_where_only_the_owner_reads_them(captures):
    import_document(data=TEXT.encode())

    (name,) = held_files(captures)
    assert (captures / name).stat().st_mode & 0o777 == 0o600


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
