"""The name that a record loses in a merge, and its likely language."""

import re
from typing import Any

from records.models import Name, NamedRecord

_SCRIPTS = (
    ("zh", "[\u3400-\u4dbf\u4e00-\u9fff]"),
    ("ru", "[\u0400-\u04ff]"),
    ("ar", "[\u0600-\u06ff]"),
    ("lo", "[\u0e80-\u0eff]"),
    ("th", "[\u0e00-\u0e7f]"),
    ("my", "[\u1000-\u109f]"),
    ("km", "[\u1780-\u17ff]"),
    ("ko", "[\uac00-\ud7af]"),
    ("ja", "[\u3040-\u30ff]"),
)


def likely_language(record: NamedRecord, text: str) -> str:
    """The language of a record's own name, which it does not say: by its letters, else English."""
    if own := getattr(record, "language", ""):
        return own
    return next((tag for tag, letters in _SCRIPTS if re.search(letters, text)), "en")


def keep_name(loser: NamedRecord, winner: NamedRecord, final: str) -> None:
    """The name that is not the record's own any more becomes another name of it."""
    names: Any = winner.names
    for record, text in ((loser, loser.name), (winner, winner.name)):
        if text != final and not names.filter(text=text).exists():
            names.bulk_create(
                [
                    names.model(
                        record=winner,
                        text=text,
                        language=likely_language(record, text),
                        kind=Name.Kind.ALIAS,
                    )
                ]
            )
