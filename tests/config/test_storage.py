"""A file is kept whole or not at all."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from config.storage import WholeFiles
from records.unavailable import why_unavailable


class TooLarge(ContentFile):
    """A file at whose second half the disk is full."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def storage(tmp_path: Path) -> WholeFiles:
    return WholeFiles(location=tmp_path, file_permissions_mode=0o600)


def test_what_is_kept_is_whole(storage: WholeFiles, tmp_path: Path):
    assert storage.save("folder/one", ContentFile(b"all of it")) == "folder/one"

    assert names(tmp_path) == ["folder/one"]
    assert (tmp_path / "folder" / "one").read_bytes() == b"all of it"
    assert (tmp_path / "folder" / "one").stat().st_mode & 0o777 == 0o600


def test_where_the_disk_is_full_nothing_is_left(storage: WholeFiles, tmp_path: Path):
    with pytest.raises(OSError, match="No space left") as refused:
        storage.save("one", TooLarge(b"half and half"))

    assert names(tmp_path) == []
    assert why_unavailable(refused.value) == "full"
    storage.save("one", ContentFile(b"once there is room"))
    assert names(tmp_path) == ["one"]


def test_nothing_is_written_over(storage: WholeFiles, tmp_path: Path):
    storage.save("one", ContentFile(b"first"))
    # As where two save at the same time, and neither has seen the other's file.
    second = storage._save("one", ContentFile(b"second"))

    assert second != "one"
    assert (tmp_path / "one").read_bytes() == b"first"
    assert (tmp_path / second).read_bytes() == b"second"
