"""The grammar of each language as data: a folder a language, in it a YAML file a subject."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parent
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C it takes a tenth of the time


@cache
def grammar(language: str, subject: str) -> Mapping[str, Any]:
    """The words of one subject ("meetings", "offices") in a language ("en", "zh").

    Raises ``FileNotFoundError`` where the language has no file for the subject.
    """
    text = (HOME / language / f"{subject}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506, it is a safe one


@cache
def grammar_language(language: str, subject: str) -> str:
    """The folder whose file of a subject fits a document in ``language`` ("zh-Hans"): else "en"."""
    folder = language.split("-")[0].lower()
    return folder if (HOME / folder / f"{subject}.yaml").is_file() else "en"


def alternatives(words: Iterable[str]) -> str:
    """What a pattern needs to match any of the words, or patterns: the longest comes first."""
    return "|".join(sorted(words, key=len, reverse=True))


_LOOKALIKES = str.maketrans("ſıİ", "siI")


def plain_letters(words: str) -> str:
    """``words`` as the grammar spells them: where case is ignored, "firſt" is found for "first"."""
    return words.translate(_LOOKALIKES)
