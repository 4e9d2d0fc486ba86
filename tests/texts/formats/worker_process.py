"""The process that reads a file for the site, and scripts that stand in for it."""

from pathlib import Path

import pytest

from texts.formats import sandbox
from texts.formats.blocks import Refused
from texts.formats.refusals import refusal

ROOT = Path(__file__).resolve().parents[3]
sandboxed = pytest.mark.sandboxed  # read in the process that the site starts


def stand_in(monkeypatch, folder: Path, script: str) -> None:
    """Let ``script`` run in the place of the worker, with its limits."""
    path = folder / "worker.py"
    path.write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        f"from texts.formats import worker\n{script}\n"
    )
    monkeypatch.setattr(sandbox, "WORKER", path)


def sentence(data: bytes, name: str = "") -> str:
    with pytest.raises(Refused) as refused:
        sandbox.read(data, name=name)
    return refusal(refused.value).messages[0]
