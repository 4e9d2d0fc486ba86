"""A candidate as JSON, for what of it has no column of its own, and back."""

from dataclasses import asdict
from typing import Any

from documents.models import Candidate
from extraction.candidates import Candidate as Found
from extraction.candidates import Match, Value


def to_json(one: Found) -> dict[str, Any]:
    """What of a candidate has no column of its own; the inverse of ``from_json``."""
    return {
        "fields": {name: asdict(value) for name, value in one.fields.items()},
        "parts": [
            {
                **to_json(part),
                "kind": part.kind,
                "title": part.title,
                "start": part.start,
                "end": part.end,
                "score": part.score,
            }
            for part in one.parts
        ],
        "matches": [
            {**asdict(match), "contradicts": list(match.contradicts), "fills": list(match.fills)}
            for match in one.matches
        ],
        "because": list(one.because),
        "mentions": [list(mention) for mention in one.mentions],
    }


def from_json(row: Candidate) -> Found:
    """The candidate as the reader gave it."""
    stored = {
        **row.reading,
        "kind": row.kind,
        "title": row.title,
        "start": row.start,
        "end": row.end,
        "score": row.score,
    }
    return _from_json(stored)


def _from_json(stored: dict[str, Any]) -> Found:
    return Found(
        kind=stored["kind"],
        title=stored["title"],
        start=stored["start"],
        end=stored["end"],
        fields={name: Value(**value) for name, value in stored.get("fields", {}).items()},
        parts=tuple(_from_json(part) for part in stored.get("parts", ())),
        matches=tuple(
            Match(
                **{
                    **match,
                    "contradicts": tuple(match.get("contradicts", ())),
                    "fills": tuple(match.get("fills", ())),
                }
            )
            for match in stored.get("matches", ())
        ),
        score=stored["score"],
        because=tuple(stored.get("because", ())),
        mentions=tuple((first, last) for first, last in stored.get("mentions", ())),
    )
