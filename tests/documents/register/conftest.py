"""The folder of a small register."""

from pathlib import Path

import pytest

from .small_register import REGISTER, write


@pytest.fixture
def folder(tmp_path) -> Path:
    """A small register as files, that loads as it is."""
    return write(tmp_path / "register", **REGISTER)
