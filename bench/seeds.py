"""The seed documents, from which the curated register was read: not part of the project."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def folder() -> Path:
    """Where they lie: ``FORA_SEEDS``, else beside the project."""
    return Path(os.environ.get("FORA_SEEDS") or ROOT.parent / "shared" / "seeds")
