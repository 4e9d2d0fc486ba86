"""A candidate as JSON, for what of it has no column of its own, and back."""

import json
from dataclasses import asdict
from typing import Any

from documents.models import Candidate
from extraction.candidates import Candidate as Found
from extraction.candidates import Match, Value

COLUMNS = ("kind", "title", "start", "end", "score")
"""What of a candidate has a column; of its parts all is in the JSON."""


def to_json(one: Found) -> dict[str, Any]:
    """What of a candidate has no column of its own; the inverse of ``from_json``."""
    stored = json.loads(json.dumps(asdict(one)))  # lists for tuples, as the database gives them
    return {name: value for name, value in stored.items() if name not in COLUMNS}


def from_json(row: Candidate) -> Found:
    """The candidate as the reader gave it."""
    return _from_json({**row.reading, **{name: getattr(row, name) for name in COLUMNS}})


def _from_json(stored: dict[str, Any]) -> Found:
    return Found(
        **{name: stored[name] for name in COLUMNS},
        fields={name: Value(**value) for name, value in stored.get("fields", {}).items()},
        parts=tuple(_from_json(part) for part in stored.get("parts", ())),
        matches=tuple(Match(**_with_tuples(match)) for match in stored.get("matches", ())),
        because=tuple(stored.get("because", ())),
        mentions=tuple((first, last) for first, last in stored.get("mentions", ())),
    )


def _with_tuples(stored: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
