"""The grammar of a language as data: one YAML file a language, read once."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parent


@lru_cache(maxsize=8)
def grammar(language: str) -> Mapping[str, Any]:
    """The words of ``language`` ("en", "zh-Hans"), as its file groups them.

    A language without a file of its own is read with the English one.
    """
    path = HOME / f"{language.split('-')[0].lower()}.yaml"
    if not path.is_file() or path.parent != HOME:
        path = HOME / "en.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))
